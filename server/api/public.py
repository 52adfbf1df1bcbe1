"""``/api/v1/``: the published list for programs. Open to every origin; reading changes nothing."""

from functools import cache
from typing import Any

from flask import Blueprint, Response, abort, current_app
from flask_cors import CORS

from server.api import answers, changes, problems, releases, rule_answers
from server.api.building import Answers
from server.api.by_token import SECURITY_SCHEMES
from server.api.document import build_document
from server.api.routing import Api
from server.releases.history import MuteEvent, ReleaseEvent, history, mute_history

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
# A constant "*" on this blueprint alone; routes that write belong on another one.
CORS(blueprint, origins="*", send_wildcard=True, methods=["GET", "HEAD"], allow_headers=["Accept"], max_age=86400)
problems.init_blueprint(blueprint)
api = Api(blueprint, tag="The published list")


@blueprint.after_request
def _readable_from_anywhere(response: Response) -> Response:
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@api.route("/rules", {200: rule_answers.RulesAnswer}, problems=(503,))
def list_rules() -> Response:
    """Every rule, whole: hosts, disclosures with today’s standing, evidence.

    It is one document without pages, because a list is only true as a whole. Search in it on your side: then nobody but
    you knows what was looked for.
    """
    return Response(_answers().rules_document, mimetype="application/json")


@api.route("/rules/<id>", {200: rule_answers.RuleAnswer}, path=answers.ById, problems=(503,))
def get_rule(id: str) -> rule_answers.RuleAnswer:  # noqa: A002 - the path's own word
    """One rule.

    An address of its own, to link to. A program that looks things up for a patron should fetch all rules instead.
    """
    return _answers().rule(id) or abort(404)


@api.route("/campaigns", {200: answers.CampaignsAnswer}, problems=(503,))
def list_campaigns() -> answers.CampaignsAnswer:
    """Every campaign: statement, timeline, sources, and the rules it is about."""
    return _answers().campaigns()


@api.route("/campaigns/<id>", {200: answers.CampaignAnswer}, path=answers.ById, problems=(503,))
def get_campaign(id: str) -> answers.CampaignAnswer:  # noqa: A002 - the path's own word
    """One campaign."""
    return _answers().campaign(id) or abort(404)


@api.route("/libraries", {200: answers.LibrariesAnswer}, problems=(503,))
def list_libraries() -> answers.LibrariesAnswer:
    """The libraries that take part, and the record of who was listed in 2019.

    These are two different statements. Where the organisations of 2019 stand today is not known.
    """
    return _answers().libraries()


@api.route("/releases", {200: answers.ReleasesAnswer}, problems=(503,))
def list_releases() -> answers.ReleasesAnswer:
    """Every release with its hash and what it changed, and every warning suspended or brought back; newest first."""
    return _answers().releases(published_releases(), mutes())


@api.route("/releases/<number>", {200: answers.ReleaseAnswer}, path=answers.ByNumber, problems=(503,))
def get_release(number: int) -> answers.ReleaseAnswer:
    """One release."""
    current = _answers()
    found = next((event for event in published_releases() if event.number == number), None)
    return current.release(found) if found else abort(404)


@api.route("/openapi.json", {200: answers.OpenApiDocument})
def get_document() -> Response:
    """This document: OpenAPI 3.1."""
    return Response(_document_text(current_app.extensions["optout"].settings.site), mimetype="application/json")


def published_releases() -> list[ReleaseEvent]:
    """Every release, newest first."""
    with current_app.extensions["optout"].database.read() as session:
        return history(session)


def mutes() -> list[MuteEvent]:
    """Every mute and every lift, newest first."""
    with current_app.extensions["optout"].database.read() as session:
        return mute_history(session)


@cache
def document(site: str) -> dict[str, Any]:
    """The OpenAPI document of everything under ``/api/v1/``; kept, so do not change it."""
    return build_document([api, changes.api, releases.api], site, SECURITY_SCHEMES)


@cache
def _document_text(site: str) -> str:
    return answers.OpenApiDocument(document(site)).model_dump_json()


def _answers() -> Answers:
    current: Answers | None = current_app.extensions["answers"].current()
    return current or abort(503)

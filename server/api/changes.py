"""``/api/v1/changes``: for maintainers' programs. A bearer token says who acts; no cookie ever does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from server.accounts import tokens
from server.accounts.actor import Actor
from server.accounts.policy import NotAllowedError
from server.api import change_answers as answers
from server.api import problems
from server.api.routing import Api, Input, Operation, View
from server.catalogue.model import Kind
from server.curation import changes, evidence, reviewing, showing
from server.curation.documents import LONGEST
from server.curation.errors import OvertakenError, UnfitError, UnknownError, UnseenError
from server.curation.states import NotPossibleError
from server.curation.tables import ChangeRow
from server.privacy.erasures import now_utc

SCHEME = "token"
SECURITY_SCHEMES = {
    SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of a maintainer's account, as `optout token make` prints it.",
    }
}
blueprint = Blueprint("api-changes", __name__, url_prefix="/api/v1")
_BY_TOKEN = (SCHEME,)
_REFUSALS = (404, 409, 422)


def _require_token(_operation: Operation) -> None:
    sent = request.authorization
    token = sent.token if sent is not None and sent.type == "bearer" and sent.token else ""
    with _database().read() as session:
        try:
            g.actor, g.token = tokens.actor_of(session, token, now_utc()), token
        except tokens.NoTokenError:
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer")) from None


problems.init_blueprint(blueprint, largest=2 * LONGEST)
api = Api(blueprint, "Changes of the list, for maintainers", _require_token)


def _step(name: str, body: type[Input], *, status: int = 200) -> Callable[[View], View]:
    """The route of one step of a change, which answers with the change as it is then."""
    return api.route(
        f"/changes/<number>/{name}",
        {status: answers.ChangeAnswer},
        method="POST",
        path=answers.ChangeNumber,
        body=body,
        problems=_REFUSALS,
        security=_BY_TOKEN,
    )


@api.route("/changes", {200: answers.ChangesAnswer}, security=_BY_TOKEN)
def list_changes() -> answers.ChangesAnswer:
    """The changes that are on their way."""
    with _reading() as (session, _):
        found = [showing.short(session, row) for row in changes.listed(session)]
    return answers.ChangesAnswer.model_validate({"changes": found})


@api.route(
    "/changes",
    {201: answers.ChangeAnswer},
    method="POST",
    body=answers.Proposal,
    problems=(409, 422),
    security=_BY_TOKEN,
)
def propose_change(body: answers.Proposal) -> answers.ChangeAnswer:
    """Propose a change: it stays a draft until a review is asked for."""
    content = changes.Content(body.document, body.why)
    with _writing() as (session, actor):
        row = changes.propose(session, actor, Kind(body.kind), body.entry, content, base=body.base)
        return _whole(session, row)


@api.route("/changes/<number>", {200: answers.ChangeAnswer}, path=answers.ChangeNumber, security=_BY_TOKEN)
def get_change(number: int) -> answers.ChangeAnswer:
    """A change: what differs, what it does to the list, what the gates say, its evidence, and what was said."""
    with _reading() as (session, _):
        return _whole(session, changes.numbered(session, number))


@api.route(
    "/changes/<number>",
    {200: answers.ChangeAnswer},
    method="PUT",
    path=answers.ChangeNumber,
    body=answers.Edit,
    problems=_REFUSALS,
    security=_BY_TOKEN,
)
def edit_change(number: int, body: answers.Edit) -> answers.ChangeAnswer:
    """Give a change another form: it is a draft again, whatever was approved before.

    A 409 because of a newer version brings `base`, what you looked at, and `theirs`, what it is now.
    """
    content = changes.Content(body.document, body.why)
    with _writing() as (session, actor):
        return _whole(session, changes.edit(session, actor, number, body.version, content, anew=body.anew))


@_step("review-request", answers.Look)
def request_review(number: int, body: answers.Look) -> answers.ChangeAnswer:
    """Ask others to look at a change; the gates must find nothing."""
    with _writing() as (session, actor):
        return _whole(session, reviewing.request_review(session, actor, number, body.version, _today()))


@_step("approval", answers.Approval)
def approve_change(number: int, body: answers.Approval) -> answers.ChangeAnswer:
    """Approve exactly what you saw, after you have opened its evidence. Not what you had a hand in."""
    with _writing() as (session, actor):
        row = reviewing.approve(session, actor, number, body.version, body.sha256, _today(), remark=body.remark)
        return _whole(session, row)


@_step("change-request", answers.LookWithRemark)
def request_changes(number: int, body: answers.LookWithRemark) -> answers.ChangeAnswer:
    """Say what has to be different first; an approval is taken back."""
    with _writing() as (session, actor):
        return _whole(session, reviewing.request_changes(session, actor, number, body.version, body.remark))


@_step("withdrawal", answers.LookWithRemark)
def withdraw_change(number: int, body: answers.LookWithRemark) -> answers.ChangeAnswer:
    """Take a change out of the way for good."""
    with _writing() as (session, actor):
        return _whole(session, reviewing.withdraw(session, actor, number, body.version, body.remark))


@_step("comments", answers.Comment, status=201)
def comment_on_change(number: int, body: answers.Comment) -> answers.ChangeAnswer:
    """Say something about a change."""
    with _writing() as (session, actor):
        reviewing.comment(session, actor, number, body.text)
        return _whole(session, changes.numbered(session, number))


@api.route(
    "/changes/<number>/evidence/<source>/opening",
    {200: answers.EvidenceAnswer},
    method="POST",
    path=answers.ChangeSource,
    problems=_REFUSALS,
    security=_BY_TOKEN,
)
def open_evidence(number: int, source: str) -> answers.EvidenceAnswer:
    """Note that you open a source, and get where it is: read it now."""
    with _writing() as (session, actor):
        found = evidence.opened(session, actor, number, source)
        return answers.EvidenceAnswer.model_validate(showing.source(found))


@api.route("/queue", {200: answers.QueueAnswer}, security=_BY_TOKEN)
def get_queue() -> answers.QueueAnswer:
    """What waits for a review, and which statements have to be checked within a month."""
    with _reading() as (session, actor):
        return answers.QueueAnswer.model_validate(showing.queue(session, actor, _today()))


@blueprint.after_request
def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(NotAllowedError)
def _not_allowed(error: NotAllowedError) -> Response:
    return problems.problem(403, detail=str(error))


@blueprint.errorhandler(UnknownError)
def _unknown(_error: UnknownError) -> Response:
    return problems.problem(404)


@blueprint.errorhandler(NotPossibleError)
def _not_possible(error: NotPossibleError) -> Response:
    return problems.problem(409, detail=str(error))


@blueprint.errorhandler(OvertakenError)
def _overtaken(error: OvertakenError) -> Response:
    return problems.conflict(error.base, error.theirs)


@blueprint.errorhandler(UnfitError)
def _unfit(error: UnfitError) -> Response:
    flaws = tuple(problems.FieldProblem(field=flaw.known_field, problem=flaw.message) for flaw in error.flaws)
    return problems.problem(422, flaws, str(error))


@blueprint.errorhandler(UnseenError)
def _unseen(error: UnseenError) -> Response:
    left = tuple(problems.FieldProblem(field=f"evidence.{name}", problem="not opened yet") for name in error.sources)
    return problems.problem(422, left, error.mend)


@contextmanager
def _reading() -> Iterator[tuple[Session, Actor]]:
    with _database().read() as session:
        yield session, g.actor


@contextmanager
def _writing() -> Iterator[tuple[Session, Actor]]:
    with _database().write() as session:
        yield session, g.actor
        tokens.note_use(session, g.token, now_utc())


def _whole(session: Session, row: ChangeRow) -> answers.ChangeAnswer:
    return answers.ChangeAnswer.model_validate(showing.whole(session, row, _today()))


def _database() -> Any:  # noqa: ANN401 - the extension's own
    return current_app.extensions["optout"].database


def _today() -> date:
    return datetime.now(UTC).date()

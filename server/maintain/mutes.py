"""Suspended warnings: which there are, suspending one at once, and deciding that one comes back."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from server.curation.errors import UnfitError
from server.maintain import visit
from server.maintain.guard import blueprint, see
from server.releases import mutes as service
from server.releases import muting
from server.releases.alone import alone
from server.web.forms import plain_fields
from server.web.reading import installation
from server.web.rendering import current_list


@blueprint.get("/mutes/")
def mutes() -> str:
    """The warnings that are suspended now."""
    with installation().database.read() as session:
        return render_template("maintain/mutes.html", mutes=service.in_force(session), names=_names())


@blueprint.get("/mutes/new/")
def new_mute() -> Response:
    """Which warning, and why."""
    return _new({})


@blueprint.post("/mutes/new/")
def suspend() -> AnyResponse:
    """Suspend it at once."""
    fields, context = plain_fields(), installation()
    try:
        muting.suspend(
            context.database, context.settings, visit.actor(), fields.get("rule", ""), _said(fields), datetime.now(UTC)
        )
    except UnfitError as error:
        return _new(fields, error)
    return see("mutes")


@blueprint.get("/mutes/<int:number>/")
def mute(number: int) -> Response:
    """One suspended warning, and the form to bring it back."""
    return _one(number, {})


@blueprint.post("/mutes/<int:number>/")
def bring_back(number: int) -> AnyResponse:
    """Decide that it comes back with the next list."""
    fields, context = plain_fields(), installation()
    try:
        with alone(context.database, context.settings) as session:
            row = service.numbered(session, number)
            muting.bring_back(session, context.settings, visit.actor(), row, _said(fields), datetime.now(UTC))
    except UnfitError as error:
        return _one(number, fields, error)
    return see("mutes")


def _said(fields: Mapping[str, str]) -> muting.Said:
    return muting.Said(fields.get("reason", ""), fields.get("by", ""))


def _names() -> dict[str, str]:
    """The published rules by id."""
    published = current_list()
    rules = sorted(published.catalogue.rules, key=lambda rule: rule.name.casefold()) if published else []
    return {rule.id: rule.name for rule in rules}


def _new(fields: Mapping[str, str], problem: UnfitError | None = None) -> Response:
    with installation().database.read() as session:
        taken = {row.rule for row in service.in_force(session)}
    names = {rule: name for rule, name in _names().items() if rule not in taken}
    return _shown("new_mute", problem, values=fields, names=names)


def _one(number: int, fields: Mapping[str, str], problem: UnfitError | None = None) -> Response:
    with installation().database.read() as session:
        row = service.numbered(session, number)
        return _shown("mute", problem, values=fields, mute=row, names=_names())


def _shown(template: str, problem: UnfitError | None, **facts: object) -> Response:
    wrong = {flaw.field: flaw.message for flaw in problem.flaws} if problem else {}
    page = render_template(f"maintain/{template}.html", problem=problem, wrong=wrong, **facts)
    return Response(page, 422 if problem else 200, mimetype="text/html")

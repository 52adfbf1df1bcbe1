"""Taking an entry out: a change like any other, whose content is that there is none."""

from dataclasses import dataclass

from flask import Response, abort, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.catalogue.model import Kind
from server.curation import changes, documents
from server.curation.changes import Content
from server.curation.differences import between
from server.curation.errors import Flaw, OvertakenError, UnfitError
from server.curation.tables import ChangeRow
from server.errors import OptOutError
from server.maintain import visit
from server.maintain.entries import SORT
from server.maintain.forms.kinds import BY_KIND, BY_SORT
from server.maintain.forms.shape import Form
from server.maintain.guard import blueprint, see
from server.maintain.preview import preview_of, today
from server.maintain.sent import base_of, version_of
from server.web.forms import plain_fields
from server.web.reading import installation


@dataclass(frozen=True)
class Going:
    """An entry that shall be taken out, and the change that says so, once there is one."""

    form: Form
    name: str
    number: int | None = None
    version: int = 0
    why: str = ""


def of_change(row: ChangeRow) -> Going:
    """What a change takes out."""
    return Going(BY_KIND[Kind(row.kind)], row.entry, row.id, row.version, row.why)


@blueprint.get(f"/{SORT}/<name>/take-out/")
def take_out(sort: str, name: str) -> Response:
    """What would go, and what the gates say to that."""
    with installation().database.read() as session:
        return page(session, Going(BY_SORT[sort], name))


@blueprint.post(f"/{SORT}/<name>/take-out/")
def propose_taking_out(sort: str, name: str) -> AnyResponse:
    """Propose it."""
    return save(Going(BY_SORT[sort], name))


def save(going: Going) -> AnyResponse:
    """Propose it, or give the change that says so another reason."""
    fields = plain_fields()
    content = Content(None, fields.get("why", ""))
    try:
        with installation().database.write() as session:
            number = _saved(session, going, content, fields)
    except (UnfitError, OvertakenError) as error:
        typed = Going(going.form, going.name, going.number, going.version, content.why)
        with installation().database.read() as session:
            response = page(session, typed, error)
        response.status_code = 409 if isinstance(error, OvertakenError) else 422
        return response
    return see("change", number=number)


def page(session: Session, going: Going, problem: OptOutError | None = None) -> Response:
    """What would go, with the field for the reason."""
    kind = going.form.kind
    text = documents.in_force(session, kind, going.name).text
    if text is None and going.number is None and problem is None:
        abort(404)
    document, entry = documents.parsed(text), documents.record_of(kind, text)
    preview = preview_of(session, entry) if entry else None
    overtaken = between(problem.base, problem.theirs) if isinstance(problem, OvertakenError) else []
    flaws = documents.flaws_of(session, (kind, going.name), None, {}, today()) if text else ()
    facts = {
        "going": going,
        "title": going.form.told(document or {}, going.form.title) or going.name,
        "base": text or "",
        "gone": between(document, None),
        "flaws": flaws,
        "preview": preview,
        "words": preview.words if preview else None,
        "problem": problem,
        "wrong": _about_why(problem),
        "overtaken": overtaken,
        "action": request.path,
    }
    return Response(render_template("maintain/take_out.html", **facts), mimetype="text/html")


def _saved(session: Session, going: Going, content: Content, fields: dict[str, str]) -> int:
    actor = visit.actor()
    if going.number is None:
        return changes.propose(session, actor, going.form.kind, going.name, content, base=base_of(fields)).id
    anew = fields.get("anew") == "yes"
    return changes.edit(session, actor, going.number, version_of(fields), content, anew=anew).id


def _about_why(problem: OptOutError | None) -> tuple[Flaw, ...]:
    return tuple(flaw for flaw in problem.flaws if flaw.field == "why") if isinstance(problem, UnfitError) else ()

"""One proposed change: what it does, on what evidence, what was said about it, and the steps of its review."""

from collections.abc import Callable

from flask import Response, abort, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.accounts.policy import Action, allowed
from server.catalogue.model import Kind
from server.curation import changes, differences, documents, evidence, queues, reviewing, snapshots
from server.curation.errors import OvertakenError
from server.curation.states import State, possible
from server.curation.tables import ChangeRow
from server.maintain import visit
from server.maintain.guard import blueprint, see, trouble
from server.maintain.preview import preview_of, today
from server.maintain.releases import on_its_way
from server.maintain.sent import version_of
from server.web.forms import plain_fields
from server.web.reading import installation


@blueprint.get("/")
def home() -> str:
    """Where a maintainer begins: what waits for her."""
    actor = visit.actor()
    with installation().database.read() as session:
        facts = {
            "to_review": queues.to_review(session, actor),
            "to_check": queues.to_check(session, actor, today()),
            "open": changes.listed(session),
            **on_its_way(session),
        }
        return render_template("maintain/home.html", **facts)


@blueprint.get("/changes/")
def all_changes() -> str:
    """Every change, the open ones first."""
    with installation().database.read() as session:
        closed = changes.listed(session, State.RELEASED, State.WITHDRAWN)[:100]
        return render_template("maintain/changes.html", open=changes.listed(session), closed=closed)


@blueprint.get("/changes/<int:number>/")
def change(number: int) -> str:
    """One change."""
    with installation().database.read() as session:
        return _page(session, changes.numbered(session, number))


@blueprint.post("/changes/<int:number>/request-review/")
def request_review(number: int) -> AnyResponse:
    """Ask others to look at it."""
    return _step(number, lambda session, fields: _ask(session, number, fields))


@blueprint.post("/changes/<int:number>/approve/")
def approve(number: int) -> AnyResponse:
    """Approve exactly what was shown."""

    def act(session: Session, fields: dict[str, str]) -> object:
        return reviewing.approve(
            session,
            visit.actor(),
            number,
            version_of(fields),
            fields.get("sha256", ""),
            today(),
            remark=fields.get("text", ""),
        )

    return _step(number, act)


@blueprint.post("/changes/<int:number>/request-changes/")
def request_changes(number: int) -> AnyResponse:
    """Say what has to be different first."""

    def act(session: Session, fields: dict[str, str]) -> object:
        return reviewing.request_changes(session, visit.actor(), number, version_of(fields), fields.get("text", ""))

    return _step(number, act)


@blueprint.post("/changes/<int:number>/withdraw/")
def withdraw(number: int) -> AnyResponse:
    """Take it out of the way."""

    def act(session: Session, fields: dict[str, str]) -> object:
        return reviewing.withdraw(session, visit.actor(), number, version_of(fields), fields.get("text", ""))

    return _step(number, act)


@blueprint.post("/changes/<int:number>/comment/")
def comment(number: int) -> AnyResponse:
    """Say something about it."""
    return _step(
        number, lambda session, fields: reviewing.comment(session, visit.actor(), number, fields.get("text", ""))
    )


@blueprint.post("/changes/<int:number>/sources/<source>/open/")
def open_source(number: int, source: str) -> AnyResponse:
    """Note that she opens a source, and show where it is."""
    with installation().database.write() as session:
        evidence.opened(session, visit.actor(), number, source)
    return see("source", number=number, source=source)


@blueprint.get("/changes/<int:number>/sources/<source>/")
def source(number: int, source: str) -> AnyResponse:
    """One source: what it is said to state, and the ways to it."""
    with installation().database.read() as session:
        row = changes.numbered(session, number)
        found = next((item for item in evidence.evidence_of(session, row) if item.id == source), None)
        if found is None:
            abort(404)
        unopened = source in evidence.unopened(session, visit.actor(), row)
        page = render_template("maintain/source.html", change=row, evidence=found, unopened=unopened)
    return Response(page, mimetype="text/html")


@blueprint.post("/changes/<int:number>/sources/<source>/")
def attach(number: int, source: str) -> AnyResponse:
    """Keep a file that shows what a source said."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if upload:
        upload.close()
    with installation().database.write() as session:
        evidence.attach(session, visit.actor(), number, source, data)
    return see("source", number=number, source=source)


@blueprint.get("/changes/<int:number>/files/<sha256>/")
def file(number: int, sha256: str) -> Response:
    """A file, to be saved; never shown as a page of ours."""
    with installation().database.read() as session:
        row = evidence.file_of(session, visit.actor(), number, sha256)
        data, kind = row.data, row.media_type
    response = Response(data, mimetype=kind)
    name = f"evidence-{sha256[:12]}.{snapshots.SUFFIXES[kind]}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _ask(session: Session, number: int, fields: dict[str, str]) -> object:
    return reviewing.request_review(session, visit.actor(), number, version_of(fields), today())


def _step(number: int, act: Callable[[Session, dict[str, str]], object]) -> AnyResponse:
    fields = plain_fields()
    try:
        with installation().database.write() as session:
            act(session, fields)
    except OvertakenError as error:
        page, status = trouble(error, 409)
        return Response(page, status, mimetype="text/html")
    return see("change", number=number)


def _page(session: Session, row: ChangeRow) -> str:
    actor, kind = visit.actor(), Kind(row.kind)
    entry = documents.record_of(kind, row.document)
    preview = preview_of(session, entry) if entry else None
    hands = reviewing.hands(session, row.id)
    facts = {
        "change": row,
        "fields": differences.fields_of(row),
        "lines": differences.list_of(row),
        "flaws": reviewing.flaws(session, row, today()) if row.state not in {"released", "withdrawn"} else (),
        "preview": preview,
        "words": preview.words if preview else None,
        "evidence": evidence.evidence_of(session, row),
        "unopened": evidence.unopened(session, actor, row),
        "remarks": reviewing.remarks(session, row.id),
        "revisions": changes.revisions(session, row.id),
        "steps": {str(step) for step in possible(State(row.state))},
        "own": actor.person in hands,
        "can": {action.name: allowed(actor, action, hands) for action in Action},
    }
    return render_template("maintain/change.html", **facts)

"""Releases: what browsers have, and the first step of the next one. The steps that follow are in ``drafts``."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import Response, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.curation.approved import waiting_changes
from server.curation.errors import Flaw, UnfitError
from server.errors import OptOutError
from server.maintain import visit
from server.maintain.guard import blueprint, see
from server.maintain.sent import number_in
from server.releases import drafts, mutes, progressing
from server.releases.alone import alone
from server.releases.drafting import Order, draft
from server.releases.drafts import DraftKind, LargeChangeError
from server.releases.history import history
from server.releases.repository import Repository
from server.releases.rule_list import fingerprint, read_header, sha256
from server.web.forms import plain_fields
from server.web.reading import installation

_MOST_CLOSED = 20


@blueprint.get("/releases/")
def releases() -> Response:
    """What browsers have, what is on its way to them, and what was."""
    return _page({})


@blueprint.post("/releases/")
def draft_release() -> AnyResponse:
    """Draft the next list, or the same one with new dates."""
    fields = plain_fields()
    kind = DraftKind.RENEWAL if fields.get("kind") == DraftKind.RENEWAL else DraftKind.RELEASE
    return _drafted(kind, None, fields)


@blueprint.get("/releases/roll-back/")
def roll_back() -> Response:
    """Which list to go back to, and why."""
    return _roll_back_page({})


@blueprint.post("/releases/roll-back/")
def draft_roll_back() -> AnyResponse:
    """Draft an earlier list again."""
    fields = plain_fields()
    flaws = []
    if not number_in(fields, "target"):
        flaws.append(Flaw("target", "Choose a list."))
    if not fields.get("why", "").strip():
        flaws.append(Flaw("why", "Say why: the others have to decide about it."))
    if flaws:
        return _roll_back_page(fields, UnfitError("Something is missing.", tuple(flaws)))
    return _drafted(DraftKind.ROLLBACK, number_in(fields, "target"), fields)


def _drafted(kind: DraftKind, target: int | None, fields: Mapping[str, str]) -> AnyResponse:
    order = Order(
        kind,
        target=target,
        why=fields.get("why", ""),
        allow_large_change=fields.get("large") == "yes",
        replaces=number_in(fields, "replaces"),
    )
    try:
        return see("release_draft", number=_number_of_draft(order))
    except (UnfitError, LargeChangeError) as error:
        return _page(fields, error) if target is None else _roll_back_page(fields, error)


def _number_of_draft(order: Order) -> int:
    context = installation()
    with alone(context.database, context.settings) as session:
        row = draft(session, context.settings, visit.actor(), order, datetime.now(UTC))
        if row is None:
            raise UnfitError("Nothing has changed since the last list.", mend="There is nothing to release yet.")
        return row.id


def on_its_way(session: Session) -> dict[str, Any]:
    """The draft on its way, what comes next, whether that is hers, and what waits to be drafted."""
    row = drafts.open_draft(session)
    step = progressing.next_step(row)
    return {
        "draft": row,
        "step": step,
        "hers": step is not None and progressing.is_hers(session, visit.actor(), row, step),
        "waiting": progressing.waiting(session),
    }


def _page(fields: Mapping[str, str], problem: OptOutError | None = None) -> Response:
    with installation().database.read() as session:
        facts = {
            **_told(fields, problem),
            **_present(session),
            **on_its_way(session),
            "changes": [change for change in waiting_changes(session) if change.draft is None],
            "closed": [old for old in drafts.closed(session, _MOST_CLOSED) if old.state != "published"],
        }
        page = render_template("maintain/releases.html", **facts)
    return Response(page, 422 if problem else 200, mimetype="text/html")


def _roll_back_page(fields: Mapping[str, str], problem: OptOutError | None = None) -> Response:
    with installation().database.read() as session:
        row = drafts.open_draft(session)
        facts = {**_told(fields, problem), **_present(session), "draft": row, "muted": mutes.in_force(session)}
        page = render_template("maintain/roll_back.html", **facts)
    return Response(page, 422 if problem else 200, mimetype="text/html")


def _told(fields: Mapping[str, str], problem: OptOutError | None) -> dict[str, Any]:
    flaws = problem.flaws if isinstance(problem, UnfitError) else ()
    return {
        "values": fields,
        "problem": problem,
        "wrong": {flaw.field: flaw.message for flaw in flaws},
        "large": isinstance(problem, LargeChangeError),
    }


def _present(session: Session) -> dict[str, Any]:
    published = Repository(installation().settings.updates_folder).read()
    header = read_header(published.list_bytes) if published else None
    return {
        "header": header,
        "since": date.fromisoformat(header["date"]) if header else None,
        "check_number": fingerprint(sha256(published.list_bytes)) if published else "",
        "until": published.targets.signed.expires if published else None,
        "events": history(session),
    }

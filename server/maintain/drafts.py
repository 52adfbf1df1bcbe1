"""One release on its way: what it would change, what browsers will see, and its steps, each by who may."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.accounts.policy import Action, allowed
from server.catalogue.model import Kind
from server.curation.changes import numbered as numbered_change
from server.curation.differences import FieldChange, between
from server.curation.errors import UnfitError
from server.maintain import visit
from server.maintain.guard import blueprint, see
from server.maintain.preview import preview_in, today
from server.releases import drafts, effects, governing, progressing, showing, signatures
from server.releases.alone import alone
from server.releases.bundles import read_bundle
from server.releases.publishing import publish_signed
from server.releases.repository import Published, Repository
from server.releases.rule_list import fingerprint, read_header
from server.releases.states import OPEN, TRANSITIONS
from server.releases.tables import DraftRow
from server.web.forms import plain_fields
from server.web.reading import installation


@blueprint.get("/releases/drafts/<int:number>/")
def release_draft(number: int) -> Response:
    """One draft: where it stands, and what comes next."""
    return _page(number)


@blueprint.get("/releases/drafts/<int:number>/effects/")
def release_effects(number: int) -> str:
    """What browsers will see of it."""
    with installation().database.read() as session:
        row = drafts.numbered(session, number)
        found = effects.difference(session, _published(), row, today())
        shown = [(rule, _previews(rule, found), _fields(rule, found)) for rule in found.rules]
        facts = {"draft": row, "found": found, "rules": shown, "header": read_header(row.list_text.encode())}
        return render_template("maintain/effects.html", **facts)


@blueprint.get("/releases/drafts/<int:number>/bundle/")
def release_bundle(number: int) -> Response:
    """The file for the key holders."""
    with installation().database.read() as session:
        row = drafts.numbered(session, number)
        data, name = drafts.bundle_of(row, _published()).to_bytes(), f"release-{row.release}.json"
    response = Response(data, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.post("/releases/drafts/<int:number>/request-review/")
def request_release_review(number: int) -> AnyResponse:
    """Ask somebody else to look at it."""
    return _step(number, lambda session, row: governing.request_review(session, visit.actor(), row, _now()))


@blueprint.post("/releases/drafts/<int:number>/approve/")
def approve_release(number: int) -> AnyResponse:
    """Approve exactly the list that was shown."""
    seen = plain_fields().get("sha256", "")
    return _step(number, lambda session, row: governing.approve(session, visit.actor(), row, seen, _now()))


@blueprint.post("/releases/drafts/<int:number>/request-changes/")
def request_release_changes(number: int) -> AnyResponse:
    """Send it back."""
    text = plain_fields().get("text", "")
    return _step(number, lambda session, row: governing.request_changes(session, visit.actor(), row, text, _now()))


@blueprint.post("/releases/drafts/<int:number>/withdraw/")
def withdraw_release(number: int) -> AnyResponse:
    """Take it out of the way."""
    return _step(number, lambda session, row: governing.withdraw(session, visit.actor(), row, _now()))


@blueprint.post("/releases/drafts/<int:number>/signatures/")
def upload_signatures(number: int) -> AnyResponse:
    """Bring the signatures that key holders have put on its file."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if upload:
        upload.close()

    def act(session: Session, _row: DraftRow) -> object:
        return signatures.take_in(session, installation().settings, visit.actor(), read_bundle(data), _now(), number)

    return _step(number, act)


@blueprint.post("/releases/drafts/<int:number>/publish/")
def publish_release(number: int) -> AnyResponse:
    """Let browsers have it."""

    def act(session: Session, _row: DraftRow) -> object:
        return publish_signed(session, installation().settings, _now(), who=visit.actor(), draft=number)

    return _step(number, act)


def _step(number: int, act: Callable[[Session, DraftRow], object]) -> AnyResponse:
    context = installation()
    try:
        with alone(context.database, context.settings) as session:
            act(session, governing.draft(session, number))
    except UnfitError as error:
        return _page(number, error)
    return see("release_draft", number=number)


def _page(number: int, problem: UnfitError | None = None) -> Response:
    settings, actor = installation().settings, visit.actor()
    with installation().database.read() as session:
        row = drafts.numbered(session, number)
        live = row.state in OPEN
        step, hands = progressing.next_step(row) if live else None, governing.hands(session, row)
        facts = {
            "draft": row,
            "problem": problem,
            "kind": row.kind,
            "check_number": fingerprint(row.sha256),
            "count": effects.difference(session, _published(), row, today()) if live else None,
            "changes": [numbered_change(session, change) for change in showing.approved_changes(session, row)],
            "steps": drafts.steps(session, row),
            "signed": signatures.progress(settings, row),
            "until": signatures.targets_of(row).signed.expires,
            "obstacle": effects.obstacle(session, row) if live else "",
            "step": step,
            "hers": step is not None and progressing.is_hers(session, actor, row, step),
            "own": actor.person in hands,
            "possible": {str(action) for before, action in TRANSITIONS if before == row.state},
            "can": {action.name: allowed(actor, action, hands) for action in Action},
        }
        page = render_template("maintain/draft.html", **facts)
    return Response(page, 422 if problem else 200, mimetype="text/html")


def _previews(rule: effects.RuleDifference, found: effects.Difference) -> dict[str, object]:
    """Before and after as the popup words them."""
    return {
        side: preview_in(effect.listed.catalogue, effect.rule, day=found.day, muted=effect.suspended)
        for side, effect in (("before", rule.before), ("after", rule.after))
        if effect is not None
    }


def _fields(rule: effects.RuleDifference, found: effects.Difference) -> list[FieldChange]:
    """What differs in a rule that is in both lists, field by field."""
    for line in found.lines:
        if (line.kind, line.id) == (Kind.RULE, rule.id) and line.before is not None and line.after is not None:
            return between(json.loads(line.before), json.loads(line.after))
    return []


def _published() -> Published | None:
    return Repository(installation().settings.updates_folder).read()


def _now() -> datetime:
    return datetime.now(UTC)

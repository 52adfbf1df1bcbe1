"""``/api/v1/releases/drafts`` and ``/api/v1/mutes``: releases on their way, and suspended warnings, by program."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, g
from pydantic import BaseModel
from sqlalchemy.orm import Session

from server.accounts import tokens
from server.accounts.policy import Action, require
from server.api import release_answers as answers
from server.api.by_token import (
    BY_TOKEN,
    REFUSALS,
    init_blueprint,
    installation,
    reading,
    releasing,
    require_token,
    today,
)
from server.api.release_building import draft_answer, drafts_answer, effects_answer, mute_answer
from server.api.routing import Api, Input, View
from server.curation.errors import UnfitError
from server.privacy.erasures import now_utc
from server.releases import drafts, effects, governing, mutes, muting, signatures
from server.releases.bundles import read_bundle
from server.releases.drafting import Order, draft, withdraw
from server.releases.publishing import publish_signed
from server.releases.repository import Repository
from server.releases.tables import DraftRow

LARGEST = 20 * 1024 * 1024
blueprint = Blueprint("api-releases", __name__, url_prefix="/api/v1")
init_blueprint(blueprint, largest=LARGEST)
api = Api(blueprint, "Releases and mutes, for maintainers", require_token)


def _step(name: str, body: type[Input] | None = None) -> Callable[[View], View]:
    """The route of one step of a draft, which answers with the draft as it is then."""
    return api.route(
        f"/releases/drafts/<number>/{name}",
        {200: answers.DraftAnswer},
        method="POST",
        path=answers.DraftNumber,
        body=body,
        problems=REFUSALS,
        security=BY_TOKEN,
    )


def _look(path: str, answer: type[BaseModel]) -> Callable[[View], View]:
    """A route that shows something of one draft."""
    return api.route(path, {200: answer}, path=answers.DraftNumber, security=BY_TOKEN)


@api.route("/releases/drafts", {200: answers.DraftsAnswer}, security=BY_TOKEN)
def list_drafts() -> answers.DraftsAnswer:
    """What browsers have, what is on its way to them, and what waits to be drafted."""
    with reading() as (session, actor):
        require(actor, Action.READ)
        return drafts_answer(session, installation().settings)


@api.route(
    "/releases/drafts",
    {201: answers.DraftAnswer},
    method="POST",
    body=answers.DraftOrder,
    problems=(409, 422),
    security=BY_TOKEN,
)
def draft_release(body: answers.DraftOrder) -> answers.DraftAnswer:
    """Draft the next list, an earlier one again, or the same one with new dates.

    A draft that is on its way is withdrawn, if `replaces` names it.
    """
    order = Order(**{**dict(body), "replaces": body.replaces or 0})
    with releasing() as (session, actor):
        row = draft(session, installation().settings, actor, order, _now())
        if row is None:
            raise UnfitError("Nothing has changed since the last release.", mend="For new dates: kind renewal.")
        return _whole(session, row)


@_look("/releases/drafts/<number>", answers.DraftAnswer)
def get_draft(number: int) -> answers.DraftAnswer:
    """A draft: where it stands, who did which step, its signatures, and what comes next."""
    with reading() as (session, actor):
        require(actor, Action.READ)
        return _whole(session, drafts.numbered(session, number))


@_look("/releases/drafts/<number>/effects", answers.EffectsAnswer)
def get_draft_effects(number: int) -> answers.EffectsAnswer:
    """What browsers will see: each line that differs from their list, and each rule as it was and will be."""
    with reading() as (session, actor):
        require(actor, Action.READ)
        row = drafts.numbered(session, number)
        published = Repository(installation().settings.updates_folder).read()
        return effects_answer(row, effects.difference(session, published, row, today()))


@_look("/releases/drafts/<number>/bundle", answers.BundleAnswer)
def get_draft_bundle(number: int) -> Response:
    """The file for the key holders, who sign it with `optout release sign` on their own computers."""
    with reading() as (session, actor):
        require(actor, Action.READ)
        published = Repository(installation().settings.updates_folder).read()
        bundle = drafts.bundle_of(drafts.numbered(session, number), published)
    return Response(bundle.to_bytes(), mimetype="application/json")


@_step("review-request")
def request_release_review(number: int) -> answers.DraftAnswer:
    """Ask somebody else to look at a draft."""
    with releasing() as (session, actor):
        return _whole(session, governing.request_review(session, actor, governing.draft(session, number), _now()))


@_step("approval", answers.ReleaseApproval)
def approve_release(number: int, body: answers.ReleaseApproval) -> answers.DraftAnswer:
    """Approve exactly the list that you saw: then it can be signed. Not what you drafted or had a hand in."""
    with releasing() as (session, actor):
        row = governing.draft(session, number)
        return _whole(session, governing.approve(session, actor, row, body.sha256, _now()))


@_step("change-request", answers.ReleaseRemark)
def request_release_changes(number: int, body: answers.ReleaseRemark) -> answers.DraftAnswer:
    """Send a draft back: its changes can be edited again, and what comes next is another draft."""
    with releasing() as (session, actor):
        row = governing.draft(session, number)
        return _whole(session, governing.request_changes(session, actor, row, body.remark, _now()))


@_step("withdrawal")
def withdraw_release(number: int) -> answers.DraftAnswer:
    """Take a draft out of the way; what is approved stays approved."""
    with releasing() as (session, actor):
        row = governing.draft(session, number)
        return _whole(session, withdraw(session, installation().settings, actor, row, _now()))


@_step("signatures", answers.SignedBundle)
def upload_signatures(number: int, body: answers.SignedBundle) -> answers.DraftAnswer:
    """Bring the signatures of key holders: the file of the draft, as it came back from them."""
    with releasing() as (session, actor):
        require(actor, Action.UPLOAD_SIGNATURES)
        drafts.numbered(session, number)
        bundle = read_bundle(body.model_dump_json().encode())
        row, _ = signatures.take_in(session, installation().settings, actor, bundle, _now(), number)
        return _whole(session, row)


@_step("publication")
def publish_release(number: int) -> answers.DraftAnswer:
    """Publish a draft that has all its signatures: browsers get it from then on."""
    with releasing() as (session, actor):
        row = drafts.numbered(session, number)
        publish_signed(session, installation().settings, _now(), who=actor, draft=number)
        return _whole(session, row)


@api.route("/mutes", {200: answers.MutesAnswer}, security=BY_TOKEN)
def list_mutes() -> answers.MutesAnswer:
    """The warnings that are suspended now."""
    with reading() as (session, actor):
        require(actor, Action.READ)
        return answers.MutesAnswer(mutes=tuple(map(mute_answer, mutes.in_force(session))))


@api.route(
    "/mutes",
    {201: answers.MuteAnswer},
    method="POST",
    body=answers.MuteOrder,
    problems=(409, 422),
    security=BY_TOKEN,
)
def suspend_warning(body: answers.MuteOrder) -> answers.MuteAnswer:
    """Suspend a warning at once: browsers show it as disputed, with the reason, from their next look on."""
    context, said = installation(), muting.Said(body.reason, body.by)
    number = muting.suspend(context.database, context.settings, g.actor, body.rule, said, _now()).number
    with context.database.write() as session:
        tokens.note_use(session, g.token, now_utc())
        return mute_answer(mutes.numbered(session, number))


@api.route(
    "/mutes/<number>/lift",
    {200: answers.MuteAnswer},
    method="POST",
    path=answers.MuteNumber,
    body=answers.Lift,
    problems=REFUSALS,
    security=BY_TOKEN,
)
def bring_warning_back(number: int, body: answers.Lift) -> answers.MuteAnswer:
    """Decide that a warning comes back, with the next list that the offline keys sign."""
    said = muting.Said(body.reason, body.by)
    with releasing() as (session, actor):
        row = mutes.numbered(session, number)
        muting.bring_back(session, installation().settings, actor, row, said, _now())
        return mute_answer(row)


def _whole(session: Session, row: DraftRow) -> answers.DraftAnswer:
    return draft_answer(session, installation().settings, row)


def _now() -> datetime:
    return datetime.now(UTC)

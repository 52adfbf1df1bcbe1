"""``/api/v1/changes``: for maintainers' programs. A bearer token says who acts; no cookie ever does."""

from collections.abc import Callable

from flask import Blueprint
from sqlalchemy.orm import Session

from server.api import change_answers as answers
from server.api.by_token import BY_TOKEN, REFUSALS, init_blueprint, reading, require_token, today, writing
from server.api.routing import Api, Input, View
from server.catalogue.model import Kind
from server.curation import changes, evidence, reviewing, showing
from server.curation.documents import LONGEST
from server.curation.tables import ChangeRow

blueprint = Blueprint("api-changes", __name__, url_prefix="/api/v1")
init_blueprint(blueprint, largest=2 * LONGEST)
api = Api(blueprint, "Changes of the list, for maintainers", require_token)


def _step(name: str, body: type[Input], *, status: int = 200) -> Callable[[View], View]:
    """The route of one step of a change, which answers with the change as it is then."""
    return api.route(
        f"/changes/<number>/{name}",
        {status: answers.ChangeAnswer},
        method="POST",
        path=answers.ChangeNumber,
        body=body,
        problems=REFUSALS,
        security=BY_TOKEN,
    )


@api.route("/changes", {200: answers.ChangesAnswer}, security=BY_TOKEN)
def list_changes() -> answers.ChangesAnswer:
    """The changes that are on their way."""
    with reading() as (session, _):
        found = [showing.short(session, row) for row in changes.listed(session)]
    return answers.ChangesAnswer.model_validate({"changes": found})


@api.route(
    "/changes",
    {201: answers.ChangeAnswer},
    method="POST",
    body=answers.Proposal,
    problems=(409, 422),
    security=BY_TOKEN,
)
def propose_change(body: answers.Proposal) -> answers.ChangeAnswer:
    """Propose a change: it stays a draft until a review is asked for."""
    content = changes.Content(body.document, body.why)
    with writing() as (session, actor):
        row = changes.propose(session, actor, Kind(body.kind), body.entry, content, base=body.base)
        return _whole(session, row)


@api.route("/changes/<number>", {200: answers.ChangeAnswer}, path=answers.ChangeNumber, security=BY_TOKEN)
def get_change(number: int) -> answers.ChangeAnswer:
    """A change: what differs, what it does to the list, what the gates say, its evidence, and what was said."""
    with reading() as (session, _):
        return _whole(session, changes.numbered(session, number))


@api.route(
    "/changes/<number>",
    {200: answers.ChangeAnswer},
    method="PUT",
    path=answers.ChangeNumber,
    body=answers.Edit,
    problems=REFUSALS,
    security=BY_TOKEN,
)
def edit_change(number: int, body: answers.Edit) -> answers.ChangeAnswer:
    """Give a change another form: it is a draft again, whatever was approved before.

    A 409 because of a newer version brings `base`, what you looked at, and `theirs`, what it is now.
    """
    content = changes.Content(body.document, body.why)
    with writing() as (session, actor):
        return _whole(session, changes.edit(session, actor, number, body.version, content, anew=body.anew))


@_step("review-request", answers.Look)
def request_review(number: int, body: answers.Look) -> answers.ChangeAnswer:
    """Ask others to look at a change; the gates must find nothing."""
    with writing() as (session, actor):
        return _whole(session, reviewing.request_review(session, actor, number, body.version, today()))


@_step("approval", answers.Approval)
def approve_change(number: int, body: answers.Approval) -> answers.ChangeAnswer:
    """Approve exactly what you saw, after you have opened its evidence. Not what you had a hand in."""
    with writing() as (session, actor):
        row = reviewing.approve(session, actor, number, body.version, body.sha256, today(), remark=body.remark)
        return _whole(session, row)


@_step("change-request", answers.LookWithRemark)
def request_changes(number: int, body: answers.LookWithRemark) -> answers.ChangeAnswer:
    """Say what has to be different first; an approval is taken back."""
    with writing() as (session, actor):
        return _whole(session, reviewing.request_changes(session, actor, number, body.version, body.remark))


@_step("withdrawal", answers.LookWithRemark)
def withdraw_change(number: int, body: answers.LookWithRemark) -> answers.ChangeAnswer:
    """Take a change out of the way for good."""
    with writing() as (session, actor):
        return _whole(session, reviewing.withdraw(session, actor, number, body.version, body.remark))


@_step("comments", answers.Comment, status=201)
def comment_on_change(number: int, body: answers.Comment) -> answers.ChangeAnswer:
    """Say something about a change."""
    with writing() as (session, actor):
        reviewing.comment(session, actor, number, body.text)
        return _whole(session, changes.numbered(session, number))


@api.route(
    "/changes/<number>/evidence/<source>/opening",
    {200: answers.EvidenceAnswer},
    method="POST",
    path=answers.ChangeSource,
    problems=REFUSALS,
    security=BY_TOKEN,
)
def open_evidence(number: int, source: str) -> answers.EvidenceAnswer:
    """Note that you open a source, and get where it is: read it now."""
    with writing() as (session, actor):
        found = evidence.opened(session, actor, number, source)
        return answers.EvidenceAnswer.model_validate(showing.source(found))


@api.route("/queue", {200: answers.QueueAnswer}, security=BY_TOKEN)
def get_queue() -> answers.QueueAnswer:
    """What waits for a review, and which statements have to be checked within a month."""
    with reading() as (session, actor):
        return answers.QueueAnswer.model_validate(showing.queue(session, actor, today()))


def _whole(session: Session, row: ChangeRow) -> answers.ChangeAnswer:
    return answers.ChangeAnswer.model_validate(showing.whole(session, row, today()))

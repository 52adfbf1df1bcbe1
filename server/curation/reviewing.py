"""The review of a change: asked for, given by somebody who had no hand in it, and bound to exactly what she saw."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.actor import Actor
from server.accounts.policy import Action, require
from server.catalogue.model import Kind
from server.curation import documents, evidence
from server.curation.approved import records, waiting_changes
from server.curation.changes import authors, numbered, require_free, require_version
from server.curation.errors import Flaw, OvertakenError, UnfitError, UnseenError
from server.curation.states import State, Step, after
from server.curation.tables import AttachmentRow, ChangeRow, RemarkRow, RevisionRow
from server.journal import chain
from server.privacy.erasures import now_utc


def flaws(session: Session, row: ChangeRow, today: date) -> tuple[Flaw, ...]:
    """What the gates say about a change, together with all that is approved."""
    kind = Kind(row.kind)
    others = records([other for other in waiting_changes(session) if other.id != row.id])
    return documents.flaws_of(session, (kind, row.entry), documents.record_of(kind, row.document), others, today)


def request_review(session: Session, actor: Actor, number: int, version: int, today: date) -> ChangeRow:
    """Ask others to look at a change.

    Raises:
        UnknownError: there is no such change.
        NotAllowedError: her roles do not allow it.
        NotPossibleError: it does not stand where a review can be asked for.
        OvertakenError: it, or the entry that it changes, is not any more what she saw.
        UnfitError: it does not pass the gates.

    """
    row = _taken(session, actor, number, version, Action.REQUEST_REVIEW)
    state = after(State(row.state), Step.REQUEST_REVIEW)
    _require_ready(session, row, today)
    return _reached(session, actor, row, state, Step.REQUEST_REVIEW)


def approve(  # noqa: PLR0913 - who approves exactly what
    session: Session, actor: Actor, number: int, version: int, sha256: str, today: date, *, remark: str = ""
) -> ChangeRow:
    """Approve a change: the next release has it.

    Args:
        session: a write transaction.
        actor: who approves; not one of its authors, under whatever account.
        number: of the change.
        version: the one that she saw; an earlier approval says nothing about a later one.
        sha256: the hash that she saw.
        today: for the gates.
        remark: what she has to say about it; may be empty.

    Raises:
        UnknownError: there is no such change.
        NotAllowedError: her roles do not allow it, or she had a hand in it.
        NotFreshError: she has to show again that it is she.
        NotPossibleError: nobody has asked for a review.
        OvertakenError: it, or the entry that it changes, is not any more what she saw.
        UnseenError: she has not opened all of its evidence.
        UnfitError: it does not pass the gates.

    """
    row = _taken(session, actor, number, version, Action.APPROVE)
    state = after(State(row.state), Step.APPROVE)
    if sha256 != row.sha256:
        raise OvertakenError("What you saw is not what this change holds.", "Look at it as it is now, and try again.")
    text = documents.read_remark(remark, needed=False)
    if left := evidence.unopened(session, actor, row):
        raise UnseenError(left)
    _require_ready(session, row, today)
    return _reached(session, actor, row, state, Step.APPROVE, text)


def request_changes(session: Session, actor: Actor, number: int, version: int, remark: str) -> ChangeRow:
    """Say what has to be different first; an approval is taken back.

    Raises:
        UnknownError: there is no such change.
        NotAllowedError: her roles do not allow it.
        NotPossibleError: it is not in review, or in a release on its way.
        OvertakenError: it is not any more what she saw.
        UnfitError: there is no remark.

    """
    row = _taken(session, actor, number, version, Action.REQUEST_CHANGES)
    state = after(State(row.state), Step.REQUEST_CHANGES)
    require_free(row)
    text = documents.read_remark(remark)
    return _reached(session, actor, row, state, Step.REQUEST_CHANGES, text)


def withdraw(session: Session, actor: Actor, number: int, version: int, remark: str = "") -> ChangeRow:
    """Take a change out of the way for good.

    Raises:
        UnknownError: there is no such change.
        NotAllowedError: her roles do not allow it.
        NotPossibleError: it is out of the way, or in a release on its way.
        OvertakenError: it is not any more what she saw.

    """
    row = _taken(session, actor, number, version, Action.WITHDRAW)
    state = after(State(row.state), Step.WITHDRAW)
    require_free(row)
    text = documents.read_remark(remark, needed=False)
    return _reached(session, actor, row, state, Step.WITHDRAW, text)


def comment(session: Session, actor: Actor, number: int, text: str) -> RemarkRow:
    """Say something about a change, at any time.

    Raises:
        UnknownError: there is no such change.
        UnfitError: there is nothing written, or it is not plain.

    """
    require(actor, Action.COMMENT)
    row = numbered(session, number)
    remark = _remark(session, actor, row, "", documents.read_remark(text))
    chain.record(session, actor, "comment", f"change {number}", version=row.version)
    return remark


def remarks(session: Session, number: int) -> Sequence[RemarkRow]:
    """All that was said about a change and decided on it, oldest first."""
    return session.scalars(select(RemarkRow).where(RemarkRow.change_id == number).order_by(RemarkRow.id)).all()


def hands(session: Session, number: int) -> set[str]:
    """The persons who had a hand in a change: who wrote any form of it, or brought a file."""
    return authors(session, number) | evidence.bringers(session, number)


def touched(session: Session, actor: Actor) -> set[int]:
    """The numbers of the changes that she had a hand in."""
    wrote = select(RevisionRow.change_id).where(RevisionRow.person == actor.person)
    brought = select(AttachmentRow.change_id).where(AttachmentRow.person == actor.person)
    return set(session.scalars(wrote)) | set(session.scalars(brought))


def _taken(session: Session, actor: Actor, number: int, version: int, action: Action) -> ChangeRow:
    chain.lock(session)
    row = numbered(session, number)
    require(actor, action, hands(session, number))
    require_version(session, row, version)
    return row


def _require_ready(session: Session, row: ChangeRow, today: date) -> None:
    now = documents.in_force(session, Kind(row.kind), row.entry)
    if now.text != row.base_document or now.removed:
        raise OvertakenError(
            f"The {row.kind} {row.entry} has changed since this was written.",
            "Put the change into what is in force now: optout changes edit --anew",
            base=documents.parsed(row.base_document),
            theirs=documents.parsed(now.text),
            mine=documents.parsed(row.document),
        )
    for other in waiting_changes(session):
        if other.id != row.id and (other.kind, other.entry) == (row.kind, row.entry):
            raise OvertakenError(
                f"Change {other.id} of the same entry is approved and waits for a release.",
                "Wait until it is out, or have it withdrawn.",
                base=documents.parsed(row.base_document),
                theirs=documents.parsed(other.document),
                mine=documents.parsed(row.document),
            )
    if found := flaws(session, row, today):
        raise UnfitError("This does not pass the gates.", found, "Mend what they name; then ask again.")


def _reached(  # noqa: PLR0913 - who does which step, and what she says about it
    session: Session, actor: Actor, row: ChangeRow, state: State, step: Step, text: str = ""
) -> ChangeRow:
    row.state, row.changed_at = state, now_utc()
    _remark(session, actor, row, step, text)
    chain.record(session, actor, step, f"change {row.id}", version=row.version, sha256=row.sha256)
    return row


def _remark(session: Session, actor: Actor, row: ChangeRow, step: str, text: str) -> RemarkRow:
    remark = RemarkRow(
        change_id=row.id,
        version=row.version,
        sha256=row.sha256,
        step=step,
        text=text,
        account=actor.account,
        person=actor.person,
        name=actor.name,
        at=now_utc(),
    )
    session.add(remark)
    session.flush()
    return remark

"""A release on its way between people: drafted by one, approved by another who had no hand in any change of it.

As long as nobody has an account, the operator alone drafts, has signed and publishes; from the first account on, every
step is somebody's, and nothing is signed before it is approved.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts import policy
from server.accounts.acting import has_people
from server.accounts.actor import Actor
from server.curation import approved
from server.curation.documents import read_remark
from server.journal import chain
from server.releases.drafts import Who, advance, numbered, open_draft
from server.releases.states import Action, MovedOnError, State
from server.releases.tables import DraftEventRow, DraftRow


def require_somebody(session: Session, who: Who, action: policy.Action, row: DraftRow | None = None) -> None:
    """Refuse a step of nobody once there are people, and of somebody who may not do it.

    Raises:
        NotAllowedError: her roles do not allow it, she had a hand in it, or it is nobody's step.
        NotFreshError: she has to show again that it is she.

    """
    if isinstance(who, Actor):
        policy.require(who, action, hands(session, row) if row else ())
    elif has_people(session):
        raise policy.NotAllowedError(
            f"There are maintainers: it takes one of them to {action}.", "Set OPTOUT_TOKEN to a token of yours."
        )


def draft(session: Session, number: int) -> DraftRow:
    """A draft by its own number, so read that no other step comes between until the transaction ends.

    Raises:
        UnknownError: there is none.

    """
    chain.lock(session)
    return numbered(session, number)


def on_its_way(session: Session, release: int) -> DraftRow:
    """The draft that is on its way under the number of its list, read in the same way.

    Raises:
        MovedOnError: none is.

    """
    chain.lock(session)
    row = open_draft(session)
    if row is None or row.release != release:
        raise MovedOnError(f"Release {release} is not on its way.", "See: optout release status")
    return row


def request_review(session: Session, who: Actor, row: DraftRow, now: datetime) -> DraftRow:
    """Ask somebody else to look at the draft of a release.

    Raises:
        NotAllowedError: her roles do not allow it.
        MovedOnError: it does not stand where this is possible.

    """
    require_somebody(session, who, policy.Action.DRAFT_RELEASE, row)
    advance(session, row, Action.REQUEST_REVIEW, now, who)
    return row


def approve(session: Session, who: Actor, row: DraftRow, sha256: str, now: datetime) -> DraftRow:
    """Approve exactly the list with this hash: now the key holders may sign it.

    Raises:
        NotAllowedError: her roles do not allow it, or she drafted it or had a hand in one of its changes.
        NotFreshError: she has to show again that it is she.
        MovedOnError: it is not in review, or its list is another one.

    """
    require_somebody(session, who, policy.Action.APPROVE_RELEASE, row)
    if sha256 != row.sha256:
        raise MovedOnError("What you saw is not what this release would publish.", "See: optout release status")
    advance(session, row, Action.APPROVE, now, who)
    return row


def request_changes(session: Session, who: Actor, row: DraftRow, remark: str, now: datetime) -> DraftRow:
    """Send a draft back: its changes can be edited again, and the next draft is a new one.

    Raises:
        NotAllowedError: her roles do not allow it.
        UnfitError: there is no remark.
        MovedOnError: it does not stand where this is possible.

    """
    require_somebody(session, who, policy.Action.REQUEST_CHANGES, row)
    text = read_remark(remark)
    advance(session, row, Action.REQUEST_CHANGES, now, who, remark=text)
    return row


def withdraw(session: Session, who: Who, row: DraftRow, now: datetime) -> DraftRow:
    """Take a draft out of the way.

    Raises:
        NotAllowedError: her roles do not allow it.
        MovedOnError: it is not on its way.

    """
    require_somebody(session, who, policy.Action.DRAFT_RELEASE, row)
    advance(session, row, Action.WITHDRAW, now, who)
    return row


def sign(session: Session, who: Who, row: DraftRow, now: datetime) -> None:
    """The signatures of a draft are complete."""
    require_signable(session, row)
    alone = row.state == State.DRAFT
    advance(session, row, Action.SIGN_ALONE if alone else Action.SIGN, now, who)


def require_signable(session: Session, row: DraftRow) -> None:
    """Refuse signatures for what nobody has approved, once there are people.

    Raises:
        MovedOnError: it is not approved.

    """
    if row.state in {State.DRAFT, State.IN_REVIEW} and (row.state == State.IN_REVIEW or has_people(session)):
        raise MovedOnError(
            f"Release {row.release} is not approved yet.",
            "optout release request-review, then somebody else: optout release approve",
        )


def hands(session: Session, row: DraftRow) -> set[str]:
    """The persons who drafted a release, or had a hand in one of its changes."""
    drafted = select(DraftEventRow.person).where(DraftEventRow.draft_id == row.id, DraftEventRow.action == "make")
    return approved.hands_in(session, row.id) | {person for person in session.scalars(drafted) if person}

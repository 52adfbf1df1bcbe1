"""What is approved and waits for a release, and what a release does with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.catalogue.model import Catalogue, Kind
from server.catalogue.store import load_catalogue, put_entry, remove_entry, unreviewed_rules
from server.curation.documents import Key, record_of, with_changes
from server.curation.states import State, Step, after
from server.curation.tables import AttachmentRow, ChangeRow, RevisionRow
from server.journal import chain
from server.rules.fields import Model


@dataclass(frozen=True)
class Ready:
    """The catalogue as the next release would have it.

    Attributes:
        catalogue: all records.
        reviewed: whether two people have approved every rule of it.
        changes: the numbers of the approved changes in it.

    """

    catalogue: Catalogue
    reviewed: bool
    changes: tuple[int, ...]


def ready(session: Session) -> Ready:
    """The catalogue in force with all approved changes, so read that none can come or go until the transaction ends."""
    chain.lock(session)
    waiting = waiting_changes(session)
    unreviewed = unreviewed_rules(session) - {row.entry for row in waiting if row.kind == Kind.RULE}
    return Ready(
        with_changes(load_catalogue(session), records(waiting)), not unreviewed, tuple(row.id for row in waiting)
    )


def waiting_changes(session: Session) -> list[ChangeRow]:
    """The approved changes that no release has put in force yet."""
    return list(session.scalars(select(ChangeRow).where(ChangeRow.state == State.APPROVED).order_by(ChangeRow.id)))


def records(rows: Collection[ChangeRow]) -> dict[Key, Model | None]:
    """What these changes put where."""
    return {(Kind(row.kind), row.entry): record_of(Kind(row.kind), row.document) for row in rows}


def hold(session: Session, changes: Collection[int], draft: int) -> None:
    """Tie approved changes to a release on its way: until it is withdrawn nobody can change them."""
    session.execute(update(ChangeRow).where(ChangeRow.id.in_(changes)).values(draft=draft))


def let_go(session: Session, draft: int) -> None:
    """Untie the changes of a release that was withdrawn; they stay approved."""
    session.execute(
        update(ChangeRow).where(ChangeRow.draft == draft, ChangeRow.state == State.APPROVED).values(draft=None)
    )


def hands_in(session: Session, draft: int) -> set[str]:
    """The persons who had a hand in any change of a release on its way."""
    wrote = select(RevisionRow.person).join(ChangeRow).where(ChangeRow.draft == draft)
    brought = select(AttachmentRow.person).join(ChangeRow).where(ChangeRow.draft == draft)
    return set(session.scalars(wrote)) | set(session.scalars(brought))


def put_in_force(session: Session, draft: int, release: int, on: date) -> None:
    """A release is out: its changes are what the catalogue holds from now on."""
    chain.lock(session)
    for row in session.scalars(select(ChangeRow).where(ChangeRow.draft == draft).order_by(ChangeRow.id)).all():
        kind = Kind(row.kind)
        entry = record_of(kind, row.document)
        if entry is None:
            remove_entry(session, kind, row.entry, on)
        else:
            put_entry(session, kind, entry, reviewed=True)
        row.state, row.release = after(State(row.state), Step.RELEASE), release
        chain.record(session, chain.SERVER, "put in force", f"change {row.id}", release=release, sha256=row.sha256)

"""The catalogue in and out of the database."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.catalogue.lines import canonical
from server.catalogue.model import MODELS, Catalogue, Kind, catalogue_of, entry_id
from server.catalogue.tables import EntryRow
from server.errors import OptOutError
from server.libraries.model import ParticipatingLibrary
from server.rules.fields import Model


@dataclass(frozen=True)
class Difference:
    """What an import changed, as ``kind id``, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.added or self.changed or self.removed)


def load_catalogue(session: Session) -> Catalogue:
    """The entries that are in force."""
    rows = session.execute(select(EntryRow.kind, EntryRow.document).where(EntryRow.removed_on.is_(None)))
    return catalogue_of([(Kind(kind), read_stored(Kind(kind), document)) for kind, document in rows])


# Reading a thousand rules anew would be most of what a maintainers’ page takes; no record ever changes.
@lru_cache(maxsize=8192)
def read_stored(kind: Kind, text: str) -> Model:
    """The record of a stored text."""
    return MODELS[kind].model_validate_json(text)


def rows_of(session: Session, kind: Kind) -> list[EntryRow]:
    """The entries of one kind that are in force, by id."""
    wanted = select(EntryRow).where(EntryRow.kind == kind, EntryRow.removed_on.is_(None)).order_by(EntryRow.id)
    return list(session.scalars(wanted))


def counts(session: Session) -> dict[str, int]:
    """How many entries of each kind are in force; a kind without any is left out."""
    wanted = select(EntryRow.kind, func.count()).where(EntryRow.removed_on.is_(None)).group_by(EntryRow.kind)
    return {kind: count for kind, count in session.execute(wanted)}  # noqa: C416 - a row is no pair for the checker


def unreviewed_rules(session: Session) -> set[str]:
    """The ids of the rules in force that two people have not approved."""
    unreviewed = select(EntryRow.id).where(
        EntryRow.kind == Kind.RULE, EntryRow.removed_on.is_(None), EntryRow.reviewed.is_(False)
    )
    return set(session.scalars(unreviewed))


def import_catalogue(session: Session, catalogue: Catalogue) -> Difference:
    """Make the database hold exactly ``catalogue``. The caller has run the gates.

    Raises:
        OptOutError: an id that once stood for something else comes back.

    """
    rows = {(row.kind, row.id): row for row in session.scalars(select(EntryRow))}
    wanted = {(str(kind), entry_id(entry)): entry for kind, entry in catalogue.entries()}
    added, changed = [], []
    for key, entry in wanted.items():
        if key not in rows:
            session.add(_row(*key, entry))
            added.append(" ".join(key))
        elif _update(rows[key], entry):
            changed.append(" ".join(key))
    removed = [key for key, row in rows.items() if row.removed_on is None and key not in wanted and _goes(row)]
    for key in removed:
        rows[key].removed_on = datetime.now(UTC).date()
    return Difference(tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(" ".join(key) for key in removed)))


def put_entry(session: Session, kind: Kind, entry: Model, *, reviewed: bool) -> None:
    """Add one entry or give it another form.

    Raises:
        OptOutError: its id once stood for something else.

    """
    row = session.get(EntryRow, (kind, entry_id(entry)))
    if row is None:
        row = _row(kind, entry_id(entry), entry)
        session.add(row)
    else:
        _update(row, entry)
    row.reviewed = reviewed


def remove_entry(session: Session, kind: Kind, name: str, on: date) -> None:
    """Take one entry out; its id stays taken."""
    row = session.get(EntryRow, (kind, name))
    if row is not None:
        row.removed_on = on


def is_taken(session: Session, kind: Kind, name: str) -> bool:
    """Whether the id stands for something, or once stood for it."""
    return session.get(EntryRow, (kind, name)) is not None


def participants(session: Session) -> list[ParticipatingLibrary]:
    """The libraries that take part at this moment, by name; the published list has them with its next release."""
    rows = select(EntryRow.document).where(EntryRow.kind == Kind.PARTICIPANT, EntryRow.removed_on.is_(None))
    found = [ParticipatingLibrary.model_validate_json(document) for document in session.scalars(rows)]
    return sorted(found, key=lambda library: library.name.casefold())


def _goes(row: EntryRow) -> bool:
    # Libraries join and leave on the site: a folder that does not know of one takes nobody out.
    return row.kind != Kind.PARTICIPANT


def _row(kind: str, name: str, entry: Model) -> EntryRow:
    text = canonical(entry.document())
    return EntryRow(kind=kind, id=name, document=text, sha256=_sha256(text), reviewed=False)


def _update(row: EntryRow, entry: Model) -> bool:
    if row.removed_on is not None:
        raise OptOutError(
            f"The id {row.id!r} was used and removed on {row.removed_on}.", "Ids are never reused: choose another one."
        )
    text = canonical(entry.document())
    if row.document == text:
        return False
    row.document, row.sha256, row.reviewed = text, _sha256(text), False
    return True


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

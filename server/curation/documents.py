"""The content of a change: read, hashed, and held against the gates together with the rest of the catalogue."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from server.catalogue.folder import UNKNOWN_FIELD, explained
from server.catalogue.gates import Finding, findings
from server.catalogue.lines import canonical
from server.catalogue.model import MODELS, Catalogue, Kind, catalogue_of, entry_id
from server.catalogue.store import load_catalogue, read_stored
from server.catalogue.tables import EntryRow
from server.catalogue.yaml_form import Location, dotted
from server.curation.errors import Document, Flaw, UnfitError
from server.rules.fields import Model, Paragraph

# Libraries join and leave on the site, where each proves that it is one.
KINDS = tuple(kind for kind in Kind if kind is not Kind.PARTICIPANT)
LONGEST = 200_000  # characters of one document
LONGEST_REMARK = 4000
_WHY: TypeAdapter[str] = TypeAdapter(Paragraph)

Key = tuple[Kind, str]


@dataclass(frozen=True)
class InForce:
    """An entry as the catalogue holds it now. ``text`` is its canonical JSON; ``None`` if there is no such entry."""

    text: str | None
    reviewed: bool = False
    removed: bool = False


def in_force(session: Session, kind: Kind, name: str) -> InForce:
    """What the catalogue holds under this id."""
    row = session.get(EntryRow, (kind, name))
    if row is None:
        return InForce(None)
    if row.removed_on is not None:
        return InForce(None, removed=True)
    return InForce(row.document, row.reviewed)


def read_document(kind: Kind, document: Document) -> Model:
    """The record that ``document`` is.

    Raises:
        UnfitError: it is none of its kind; the flaws name the fields, and repeat nothing of what stood there.

    """
    if kind not in KINDS:
        raise UnfitError("Libraries join and leave on the site.", mend="See those that wait: optout libraries list")
    try:
        text = canonical(document)
        if len(text) > LONGEST:
            raise UnfitError("This is too long.", mend=f"At most {LONGEST} characters.")
        return MODELS[kind].model_validate_json(text)
    except ValidationError as error:
        flaws = tuple(_flaw(place, message, mend) for place, message, mend in explained(error))
        raise UnfitError("Some fields are not what they have to be.", flaws) from None
    except (UnicodeEncodeError, RecursionError):
        raise UnfitError("This holds characters that are none.", mend="Type the text anew.") from None


def text_of(entry: Model) -> str:
    """The canonical JSON of a record, as the catalogue holds it."""
    return canonical(entry.document())


def parsed(text: str | None) -> Document | None:
    """The content of a stored text."""
    return None if text is None else dict(json.loads(text))


def record_of(kind: Kind, text: str | None) -> Model | None:
    """The record of a stored text."""
    return None if text is None else read_stored(kind, text)


def hash_of_change(kind: Kind, name: str, text: str | None, base: str | None, why: str) -> str:
    """The hash of all that a reviewer decides on: what it shall be, what it is now, and why."""
    whole = canonical({"kind": kind, "id": name, "document": text, "base": base, "why": why})
    return hashlib.sha256(whole.encode()).hexdigest()


def read_why(text: str) -> str:
    """The reason for a change, as one plain paragraph.

    Raises:
        UnfitError: it is empty, too long, or not plain.

    """
    if not text.strip():
        raise UnfitError("The reason is missing: one plain paragraph.", (Flaw("why", "is empty"),), "Say why.")
    try:
        return _WHY.validate_python(text)
    except ValidationError as error:
        message = error.errors(include_input=False, include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise UnfitError("The reason is not one plain paragraph.", (Flaw("why", message),)) from None


def read_remark(text: str, *, needed: bool = True) -> str:
    """What somebody says about a change: plain text, which may have several lines.

    Raises:
        UnfitError: it is empty though it is needed, too long, or holds invisible characters.

    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if needed and not lines:
        raise UnfitError("There is nothing written.", (Flaw("text", "is empty"),), "Say what you mean.")
    if len(lines) > LONGEST_REMARK:
        flaw = Flaw("text", "is too long")
        raise UnfitError("This is too long.", (flaw,), f"At most {LONGEST_REMARK} characters.")
    # A surrogate has no bytes, a zero is refused by one of the databases, and the others would move a reader's cursor.
    if any(not (character.isprintable() or character in "\n\t") for character in lines):
        flaw = Flaw("text", "holds invisible characters")
        raise UnfitError("This holds invisible characters.", (flaw,), "Type the text anew.")
    return lines


def with_changes(catalogue: Catalogue, changed: Mapping[Key, Model | None]) -> Catalogue:
    """The catalogue with other records in some places; ``None`` takes one out."""
    kept = [(kind, entry) for kind, entry in catalogue.entries() if (kind, entry_id(entry)) not in changed]
    new = [(kind, entry) for (kind, _), entry in changed.items() if entry is not None]
    return catalogue_of(kept + new)


def flaws_of(
    session: Session, key: Key, entry: Model | None, others: Mapping[Key, Model | None], today: date
) -> tuple[Flaw, ...]:
    """What the gates would say if this record were in force.

    Args:
        session: a transaction.
        key: kind and id.
        entry: the record; ``None`` if it is taken out.
        others: changes that are approved already and will be in force with it.
        today: for what depends on the day.

    """
    present = load_catalogue(session)
    before = set(findings(present, today))
    found = findings(with_changes(present, {**others, key: entry}), today)
    return tuple(
        Flaw(_place(key, finding.kind, finding.id, dotted(finding.location)), finding.message, finding.mend)
        for finding in _ours_first(found, key)
        if (finding.kind, finding.id) == key or finding not in before
    )


def _flaw(place: Location, message: str, mend: str) -> Flaw:
    return Flaw(dotted(place), message, mend, dotted(place[:-1]) if message == UNKNOWN_FIELD else None)


def _ours_first(found: Sequence[Finding], key: Key) -> list[Finding]:
    return sorted(found, key=lambda finding: (finding.kind, finding.id) != key)


def _place(key: Key, kind: Kind, name: str, field: str) -> str:
    return field if (kind, name) == key else f"{kind} {name}: {field}"

"""What a change would change: in the entry, field by field, and in the list that browsers get, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from server.catalogue.lines import list_line
from server.catalogue.model import Kind
from server.catalogue.yaml_form import Location, dotted
from server.curation.documents import parsed, record_of
from server.curation.errors import Document
from server.curation.tables import ChangeRow

# By these, the parts of a list are known again, wherever they stand.
_NAMES = ("id", "host")


@dataclass(frozen=True)
class FieldChange:
    """One field that differs. ``before`` or ``after`` is ``None`` where there was or is nothing."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ListDifference:
    """The lines of the list that go and come."""

    removed: tuple[str, ...]
    added: tuple[str, ...]


def fields_of(row: ChangeRow) -> list[FieldChange]:
    """What differs between the entry as it was and as it shall be."""
    return between(parsed(row.base_document), parsed(row.document))


def between(before: Document | None, after: Document | None) -> list[FieldChange]:
    """What differs between two forms of an entry; ``None`` is no entry."""
    return list(_differing((), before or {}, after or {}))


def list_of(row: ChangeRow) -> ListDifference:
    """What this change alone does to the list; nothing if two people merely agree on what is there."""
    kind = Kind(row.kind)
    before, after = (_lines(kind, text) for text in (row.base_document, row.document))
    return ListDifference(
        tuple(line for line in before if line not in after), tuple(line for line in after if line not in before)
    )


def _lines(kind: Kind, text: str | None) -> tuple[str, ...]:
    entry = record_of(kind, text)
    line = list_line(kind, entry) if entry else None
    return (line,) if line else ()


def _differing(place: Location, before: Any, after: Any) -> Iterator[FieldChange]:  # noqa: ANN401 - JSON
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _differing((*place, name), before.get(name), after.get(name))
    elif (old := _named(before)) is not None and (new := _named(after)) is not None and old.keys() & new.keys():
        for name in dict.fromkeys((*old, *new)):
            yield from _differing((*place, name), old.get(name), new.get(name))
        if [name for name in old if name in new] != [name for name in new if name in old]:
            yield FieldChange(f"{dotted(place)} (order)", list(old), list(new))
    else:
        yield FieldChange(dotted(place), before, after)


def _named(value: Any) -> dict[str, Any] | None:  # noqa: ANN401 - JSON
    """A list of records by their names; ``None`` if it is no such list."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return None
    for key in _NAMES:
        if all(isinstance(item, dict) and key in item for item in value):
            named = {str(item[key]): item for item in value}
            return named if len(named) == len(value) else None
    return None

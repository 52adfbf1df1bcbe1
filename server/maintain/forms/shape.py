"""A form of a kind: its fields with their help, an entry as the form's values, and the form's values as an entry.

A field is named by its place in the entry, as the gates name it (``disclosures[0].data``), so that what they find leads
to the field. A form knows every field of its kind, which a test holds; what it does not know is not taken over.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.catalogue.model import Kind
from server.curation.errors import Document

_LINES = re.compile(r"[\r\n]+")
_MOST = 100  # records under one heading, which their two digits can count


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        name: its place within its record.
        label: what it is called.
        help: what to write there.
        shape: line, long, lines (one thing each), choice, day, number, address, tick.
        choices: for a choice.
        needed: whether it must not stay empty.
        ticked: what a ticked field means; left alone it means what is usual.

    """

    name: str
    label: str
    help: str = ""
    shape: str = "line"
    choices: tuple[str, ...] = ()
    needed: bool = False
    ticked: bool = True


@dataclass(frozen=True)
class Part:
    """What stands under one heading.

    Attributes:
        name: the field that holds its records; empty for fields of the entry itself.
        label: the heading.
        help: what belongs there.
        fields: of the entry, or of each record.
        one: what one record is called.

    """

    name: str
    label: str
    help: str
    fields: tuple[Field, ...]
    one: str = ""


@dataclass(frozen=True)
class Form:
    """The form of one kind.

    Attributes:
        kind: of entry.
        sort: as its pages' addresses name it.
        one: what one entry is called.
        many: what several are called.
        about: what they are, in a sentence.
        title: the field by which people know an entry.
        beside: fields that tell it from others.
        parts: its headings, in order.
        try_help: what addresses to try show; empty where there is nothing to try.

    """

    kind: Kind
    sort: str
    one: str
    many: str
    about: str
    title: str
    beside: tuple[str, ...]
    parts: tuple[Part, ...]
    try_help: str = ""

    def values_of(self, document: Document) -> dict[str, str]:
        """An entry as the form's values, by the names of the fields."""
        values: dict[str, str] = {}
        for part in self.parts:
            for place, record in _records(part, document):
                for field in part.fields:
                    values[place + field.name] = _shown(field, _get(record, field.name))
        return {name: text for name, text in values.items() if text}

    def document_of(self, fields: Mapping[str, str]) -> Document:
        """What was sent, as an entry; records that are empty, or are to be taken out, are left out."""
        document: Document = {}
        for part in self.parts:
            if not part.name:
                _fill(document, part, "", fields)
            elif kept := [record for number in _numbers(part, fields) if (record := _record(part, number, fields))]:
                document[part.name] = kept
        return document

    def counts_of(self, values: Mapping[str, str]) -> dict[str, int]:
        """How many records the values hold under each heading."""
        return {part.name: len(_numbers(part, values)) for part in self.parts if part.name}

    def labels_of(self, values: Mapping[str, str]) -> dict[str, str]:
        """What each field is called that the form shows for these values, and for one more record of each kind."""
        labels: dict[str, str] = {}
        for part in self.parts:
            for number in range(len(_numbers(part, values)) + 1) if part.name else [None]:
                place = "" if number is None else _place(part, number)
                before = "" if number is None else f"{part.one.capitalize()} {number + 1}, "
                labels |= {place + field.name: before + field.label for field in part.fields}
        return labels

    def told(self, document: Document, name: str) -> str:
        """A field of an entry as a word in a list of entries; of records, their hosts."""
        value = _get(document, name)
        items = value if isinstance(value, list) else [value] if value is not None else []
        return ", ".join(str(item["host"] if isinstance(item, dict) else item) for item in items)


def place_of(flaw: str, names: Iterable[str]) -> str:
    """The name of the field that a flaw is about: the longest one that begins as its place does, or lies within it."""
    known = list(names)
    around = [name for name in known if flaw == name or flaw.startswith((f"{name}[", f"{name}."))]
    within = [name for name in known if flaw and name.startswith((f"{flaw}[", f"{flaw}."))]
    return max(around, key=len, default=within[0] if within else "")


def _records(part: Part, document: Document) -> Iterable[tuple[str, Any]]:
    if not part.name:
        return [("", document)]
    return [(_place(part, number), record) for number, record in enumerate(document.get(part.name, ()))]


def _place(part: Part, number: int) -> str:
    return f"{part.name}[{number}]."


def _numbers(part: Part, fields: Mapping[str, str]) -> list[int]:
    found = re.compile(rf"{part.name}\[(\d{{1,2}})\]\.")
    numbers = {int(match[1]) for name, text in fields.items() if text.strip() and (match := found.match(name))}
    return sorted(number for number in numbers if number < _MOST)


def _record(part: Part, number: int, fields: Mapping[str, str]) -> Document:
    place = _place(part, number)
    record: Document = {}
    if fields.get(f"{place}remove") != "yes":
        _fill(record, part, place, fields)
    return record


def _fill(document: Document, part: Part, place: str, fields: Mapping[str, str]) -> None:
    for field in part.fields:
        _put(document, field, fields.get(place + field.name, ""))


def _put(document: Document, field: Field, text: str) -> None:
    value = _value(field, text)
    if value is None:
        return
    *way, last = field.name.split(".")
    for name in way:
        document = document.setdefault(name, {})
    document[last] = value


def _value(field: Field, text: str) -> str | list[str] | bool | None:
    if field.shape == "tick":
        return field.ticked if text == "yes" else None
    if field.shape == "lines":
        return [line.strip() for line in _LINES.split(text) if line.strip()] or None
    # A browser breaks lines as it likes; the text itself is one paragraph.
    return " ".join(_LINES.split(text)).strip() or None


def _get(document: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    for part in name.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def _shown(field: Field, value: Any) -> str:  # noqa: ANN401 - JSON
    if value is None:
        return ""
    if field.shape == "tick":
        return "yes" if value is field.ticked else ""
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return str(value)

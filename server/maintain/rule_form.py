"""The form of a rule: its fields with their help, a rule as the form's values, and the form's values as a rule.

A field is named by its place in the rule, as the gates name it (``disclosures[0].data``), so that what they find leads
to the field. What the form does not know is not taken over.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.curation.errors import Document
from server.rules.model import Asker, How, Level, Route, SourceKind, Status

_LINES = re.compile(r"[\r\n]+")
_MOST = 30  # of one kind


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        name: its place within its record.
        label: what it is called.
        help: what to write there.
        shape: line, long, lines (one thing each), choice, day.
        choices: for a choice.
        needed: whether it must not stay empty.

    """

    name: str
    label: str
    help: str = ""
    shape: str = "line"
    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Group:
    """Records of one kind within a rule; there may be several, and one more empty one to fill in."""

    name: str
    label: str
    one: str
    help: str
    fields: tuple[Field, ...]


def _choice(name: str, label: str, values: Iterable[str], help_: str = "", *, needed: bool = True) -> Field:
    return Field(name, label, help_, "choice", tuple(values), needed)


_PLAIN = "One plain line, no markup."
RULE = (
    Field("id", "Id", "Small letters, digits and hyphens: linkedin-learning. It never changes.", needed=True),
    Field("name", "Name of the resource", "As the company writes it.", needed=True),
    Field("vendor", "Company", "Who makes it.", needed=True),
    Field("names", "Names on library pages", "One a line: exactly as libraries’ pages call it.", "lines"),
    Field("campaign", "Campaign", "The id of a campaign that it belongs to, if any."),
)
REPLY = (
    Field("vendor_reply.received_on", "Received on", "Year-month-day.", "day"),
    Field("vendor_reply.text", "What the company answers", "In its own words.", "long"),
    Field("vendor_reply.url", "Address of the answer", "If it is public."),
)
GROUPS = (
    Group(
        "hosts",
        "Where it lives",
        "host",
        "Without any, the resource is known by its names alone.",
        (
            Field(
                "host", "Host", "creativebug.com means it and every subdomain; =www.x.com means it alone.", needed=True
            ),
            Field("subdomains", "Known subdomains", "One a line: learn, m. For libraries’ proxies.", "lines"),
            Field("paths", "Paths", "One a line: /learning. None: every page of the host.", "lines"),
            Field("only_via", "Only when reached", "proxied or wrapped, one a line; empty: always.", "lines"),
        ),
    ),
    Group(
        "advice",
        "What helps, whatever is asked",
        "piece of advice",
        "Comes first in what a patron reads.",
        (
            Field("en", "In English", _PLAIN, "long", needed=True),
            Field("es", "In Spanish", "If you can.", "long"),
        ),
    ),
    Group(
        "disclosures",
        "What is asked for",
        "statement",
        "State only what a source states, of whom it states it.",
        (
            Field("id", "Id of the statement", "Within this rule: account.", needed=True),
            _choice("asker", "Who asks", Asker, "A library’s own door is never a warning by itself."),
            _choice("how", "How", How, "Leave empty for “asked”.", needed=False),
            Field("data", "What is asked for", "Data terms, one a line: email-address.", "lines", needed=True),
            Field("or_data", "Or instead", "If one of several will do.", "lines"),
            Field("step", "At which step", "A step’s id: account, registration.", needed=True),
            _choice("level", "How binding", Level, "unclear: the source does not say; never warns."),
            _choice(
                "scope.who",
                "Who says so",
                ["vendor", "library", "libraries", "consortium", "association", "press"],
                "Of whose service it is said.",
            ),
            Field("scope.name", "Name of that library", "If one speaks of its own service alone."),
            Field("scope.country", "Its country", "Two letters: CA."),
            _choice("scope.route", "On which way in", Route, "Leave empty for any.", needed=False),
            _choice("status", "Where it stands", Status, "Decided by people, on evidence."),
            Field("announced_on", "Announced on", "Year-month-day, only if a source says so.", "day"),
            Field("in_force_from", "In force from", "Only if a source says so.", "day"),
            Field("postponed_on", "Paused on", "2019, 2019-07 or 2019-07-22."),
            Field("withdrawn_on", "Withdrawn on", "Only if a source says so.", "day"),
            Field(
                "review_by", "Check again by", "At most 12 months after it was read; 6 for undated.", "day", needed=True
            ),
            Field("unless.en", "Unless", "When it is not so, in a sentence.", "long"),
            Field("unless.es", "Unless, in Spanish", "", "long"),
            Field("instead.en", "What to do instead", "Only if a source or the library says so.", "long"),
            Field("instead.es", "What to do instead, in Spanish", "", "long"),
            Field("evidence", "On what evidence", "Ids of sources below, one a line.", "lines", needed=True),
        ),
    ),
    Group(
        "evidence",
        "Sources",
        "source",
        "Public, and dated where the source bears a date.",
        (
            Field("id", "Id of the source", "Within this rule: help-page-2026.", needed=True),
            _choice("kind", "Who speaks", SourceKind),
            Field("publisher", "Published by", "", needed=True),
            Field("title", "Title", _PLAIN),
            Field("url", "Address", "https; an http page needs an archived copy."),
            Field("archive", "Archived copy", "Its address; or upload a file once the change is proposed."),
            Field("published_on", "Date that it bears", "2024, 2024-05 or 2024-05-17; empty if none."),
            Field("date_note", "Note on the date", "Such as “undated; copyright 2025”."),
            Field("read_on", "Read on", "When you read it: year-month-day.", "day", needed=True),
            _choice("copy", "What was read", ["live", "stored"], "The page itself, or a copy that somebody kept."),
            Field("says", "What it states", "In your own words, short. Do not copy.", "long", needed=True),
        ),
    ),
)
_TOP = (*RULE, *REPLY)


def values_of(document: Document) -> dict[str, str]:
    """A rule as the form's values, by the names of the fields."""
    values = {field.name: _shown(_get(document, field.name)) for field in _TOP}
    for group in GROUPS:
        for number, record in enumerate(document.get(group.name, ())):
            for field in group.fields:
                values[f"{group.name}[{number}].{field.name}"] = _shown(_get(record, field.name))
    return {name: text for name, text in values.items() if text}


def counts_of(values: Mapping[str, str]) -> dict[str, int]:
    """How many records of each group the values hold."""
    return {group.name: len(_numbers(group, values)) for group in GROUPS}


def document_of(fields: Mapping[str, str]) -> Document:
    """What was sent, as a rule; records that are empty, or are to be taken out, are left out."""
    document: Document = {}
    for field in _TOP:
        _put(document, field, fields.get(field.name, ""))
    for group in GROUPS:
        records = [_record(group, number, fields) for number in _numbers(group, fields)]
        if kept := [record for record in records if record]:
            document[group.name] = kept
    return document


def place_of(flaw: str, names: Iterable[str]) -> str:
    """The name of the field that a flaw is about: the longest one that begins as its place does; else none."""
    fitting = [name for name in names if flaw == name or flaw.startswith((f"{name}[", f"{name}."))]
    return max(fitting, key=len, default="")


def names_of(values: Mapping[str, str]) -> list[str]:
    """The names of all fields that the form shows for these values."""
    names = [field.name for field in _TOP]
    for group in GROUPS:
        count = counts_of(values)[group.name]
        names += [f"{group.name}[{number}].{field.name}" for number in range(count + 1) for field in group.fields]
    return names


def _numbers(group: Group, fields: Mapping[str, str]) -> list[int]:
    found = re.compile(rf"{group.name}\[(\d{{1,2}})\]\.")
    numbers = {int(match[1]) for name, text in fields.items() if text.strip() and (match := found.match(name))}
    return sorted(number for number in numbers if number < _MOST)


def _record(group: Group, number: int, fields: Mapping[str, str]) -> Document:
    place = f"{group.name}[{number}]"
    record: Document = {}
    if fields.get(f"{place}.remove") == "yes":
        return record
    for field in group.fields:
        _put(record, field, fields.get(f"{place}.{field.name}", ""))
    return record


def _put(document: Document, field: Field, text: str) -> None:
    value = _value(field, text)
    if not value:
        return
    *way, last = field.name.split(".")
    for name in way:
        document = document.setdefault(name, {})
    document[last] = value


def _value(field: Field, text: str) -> str | list[str]:
    if field.shape == "lines":
        return [line.strip() for line in _LINES.split(text) if line.strip()]
    # A browser breaks lines as it likes; the text itself is one paragraph.
    return " ".join(_LINES.split(text)).strip()


def _get(document: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    for part in name.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def _shown(value: Any) -> str:  # noqa: ANN401 - JSON
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return str(value)

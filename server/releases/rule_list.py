"""The rule list: one document, ``list.jsonl``, that the extension uses.

Line 1 is the header, then one entry a line, sorted by kind and id, keys sorted, no insignificant white space: the same
content gives the same bytes, and two releases differ in whole lines. An entry of kind ``mute`` says that a rule's
warning is suspended: signed offline with the list, it holds until the next release.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.catalogue.lines import canonical, list_line
from server.catalogue.model import Catalogue

SCHEMA = 1
# A release that changes more than this share of the rules needs a word of its own.
LARGE_CHANGE = 0.2


@dataclass(frozen=True)
class Header:
    """Line 1. ``starter``: not yet reviewed by two people. ``site``: the origin of the campaign's pages."""

    release: int
    date: date
    site: str
    starter: bool

    def line(self) -> str:
        """The header as a line of the list."""
        return canonical({"kind": "header", "schema": SCHEMA, **vars(self), "date": self.date.isoformat()})


def build_list(catalogue: Catalogue, header: Header, mutes: Sequence[str] = ()) -> bytes:
    """The rule list's bytes. ``mutes`` are lines of ``mute.jsonl`` whose rules are in the catalogue."""
    return from_lines(header, [*entry_lines(catalogue), *mutes])


def from_lines(header: Header, lines: Sequence[str]) -> bytes:
    """A list of these entries, whatever their order."""
    ordered = sorted(lines, key=_name)
    return "".join(line + "\n" for line in [header.line(), *ordered]).encode()


def lines_of(data: bytes) -> list[str]:
    """The entries of a list, as lines."""
    return data.decode().splitlines()[1:]


def muted_in(data: bytes) -> set[str]:
    """The ids of the rules that a list says to be suspended."""
    return {name for kind, name in map(_name, lines_of(data)) if kind == "mute"}


def rules_in(data: bytes) -> set[str]:
    """The ids of the rules of a list."""
    return {name for kind, name in map(_name, lines_of(data)) if kind == "rule"}


def entry_lines(catalogue: Catalogue) -> list[str]:
    """Every entry as a line, sorted by kind and id. Drafts of campaigns stay at home."""
    return [line for kind, entry in catalogue.entries() if (line := list_line(kind, entry)) is not None]


def sha256(data: bytes) -> str:
    """The hash by which a list is known, in hex."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(digest: str) -> str:
    """The short form that people compare: ``1a2b 3c4d``."""
    return f"{digest[:4]} {digest[4:8]}"


@dataclass(frozen=True)
class ListChange:
    """How one list differs from the one before, by ``kind id``."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    rules_before: int = 0

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.changed or self.removed)

    @property
    def more_than_halved(self) -> bool:
        """Whether fewer than half of the rules would be left, which browsers refuse."""
        gone = sum(name.startswith("rule ") for name in self.removed)
        come = sum(name.startswith("rule ") for name in self.added)
        return self.rules_before > 0 and (self.rules_before - gone + come) * 2 < self.rules_before

    @property
    def share_of_rules(self) -> float:
        """Changed, added and removed rules over the rules that were there; 0 for a first list."""
        touched = [name for name in (*self.added, *self.changed, *self.removed) if name.startswith("rule ")]
        return len(touched) / self.rules_before if self.rules_before else 0.0


def compare(before: bytes | None, after: bytes) -> ListChange:
    """What changed from one list to the next, the header aside."""
    old, new = by_name(before or b""), by_name(after)
    return ListChange(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
        removed=tuple(sorted(old.keys() - new.keys())),
        rules_before=sum(name.startswith("rule ") for name in old),
    )


def read_header(data: bytes) -> dict[str, Any]:
    """The header of a list."""
    header: dict[str, Any] = json.loads(data.split(b"\n", 1)[0])
    return header


def by_name(data: bytes) -> dict[str, str]:
    """The lines of a list by ``kind id``; none of nothing."""
    return {" ".join(_name(line)): line for line in lines_of(data)}


def _name(line: str) -> tuple[str, str]:
    entry = json.loads(line)
    return entry["kind"], entry["id"]

"""Append to the log, read it, and see whether anybody has tampered with it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.journal.tables import EventRow
from server.privacy.erasures import now_utc

# The hash before the first line.
NOTHING = "0" * 64
# Who acts where nobody is signed in.
COMMAND_LINE = "operator, on the command line"
SERVER = "the server"
_AT_ONCE = 500
_LOCK = 4_715_208  # any number, the same in every process


class Who(Protocol):
    """Somebody who acts, as far as the log needs to know."""

    @property
    def account(self) -> int:
        """The number of the account."""

    @property
    def person(self) -> str:
        """The same for all accounts of one person."""

    @property
    def name(self) -> str:
        """The name under which others see it."""


@dataclass(frozen=True)
class Event:
    """One line of the log."""

    number: int
    at: str
    account: int | None
    person: str | None
    name: str
    action: str
    object: str
    facts: dict[str, Any]
    before: str
    sha256: str

    @property
    def line(self) -> str:
        """The line as it is exported."""
        return _canonical(vars(self))

    @property
    def right_hash(self) -> str:
        """The hash that this line has if nobody has changed it."""
        return _sha256({key: value for key, value in vars(self).items() if key != "sha256"})


def lock(session: Session) -> None:
    """Let no other transaction append until this one ends.

    Whoever changes something and logs it takes this first: all such changes then follow one after the other, and none
    overwrites what it has not read. On SQLite a writer is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def record(session: Session, who: Who | str, action: str, thing: str, **facts: object) -> EventRow:
    """Append one line, in the transaction of what it tells.

    Args:
        session: that transaction.
        who: a maintainer, or the name of what acted without one (``COMMAND_LINE``, ``SERVER``).
        action: what was done, in the words of a sentence.
        thing: what it was done to, such as ``change 12``.
        facts: what else is known; JSON. No address and no token, for a line is never removed.

    """
    lock(session)
    last = session.scalars(select(EventRow).order_by(EventRow.number.desc()).limit(1)).first()
    row = EventRow(
        number=last.number + 1 if last else 1,
        at=now_utc().replace(microsecond=0),
        account=None if isinstance(who, str) else who.account,
        person=None if isinstance(who, str) else who.person,
        name=who if isinstance(who, str) else who.name,
        action=action,
        object=thing,
        facts=_canonical(facts),
        before=last.sha256 if last else NOTHING,
        sha256="",
    )
    row.sha256 = event_of(row).right_hash
    session.add(row)
    session.flush()
    return row


def event_of(row: EventRow) -> Event:
    """A row as a line."""
    values = {name: getattr(row, name) for name in Event.__dataclass_fields__}
    return Event(**{**values, "at": row.at.isoformat(timespec="seconds") + "Z", "facts": json.loads(row.facts)})


def events(session: Session, *, thing: str = "", before: int | None = None, limit: int | None = None) -> list[Event]:
    """Lines, newest first.

    Args:
        session: a transaction.
        thing: only what was done to this.
        before: only lines with a lower number.
        limit: at most so many.

    """
    wanted = select(EventRow).order_by(EventRow.number.desc())
    if thing:
        wanted = wanted.where(EventRow.object == thing)
    if before is not None:
        wanted = wanted.where(EventRow.number < before)
    return [event_of(row) for row in session.scalars(wanted.limit(limit) if limit else wanted)]


def lines(session: Session) -> Iterator[str]:
    """The whole log as it is exported, oldest first, one JSON document a line."""
    number = 0
    while found := session.scalars(
        select(EventRow).where(EventRow.number > number).order_by(EventRow.number).limit(_AT_ONCE)
    ).all():
        yield from (event_of(row).line for row in found)
        number = found[-1].number


@dataclass(frozen=True)
class Verdict:
    """What verifying found. ``problem`` is empty if every line is in its place and unchanged."""

    count: int
    head: str
    problem: str = ""


def verify(session: Session) -> Verdict:
    """Go through the log in the database."""
    return verify_lines(lines(session))


def verify_lines(exported: Iterable[str]) -> Verdict:
    """Go through an exported log, from its first line."""
    count, head = 0, NOTHING
    for count, line in enumerate(exported, start=1):
        try:
            event = Event(**json.loads(line))
        except (ValueError, TypeError):
            return Verdict(count - 1, head, f"Line {count} is not a line of the log.")
        if event.number != count or event.before != head:
            return Verdict(count - 1, head, f"Line {count} does not follow the one before it: lines were taken out.")
        if event.right_hash != event.sha256:
            return Verdict(count - 1, head, f"Line {count} was changed after it was written.")
        head = event.sha256
    return Verdict(count, head)


def compare(session: Session, exported: Iterable[str]) -> Verdict:
    """See whether the log in the database still begins with what was exported from it.

    This finds what the chain alone cannot: a log whose end was cut off, or that was written anew as a whole.
    """
    verdict, present = verify(session), lines(session)
    if verdict.problem:
        return verdict
    for number, line in enumerate(exported, start=1):
        if next(present, None) != line.rstrip("\n"):
            return Verdict(verdict.count, verdict.head, f"Line {number} of the export is not in the log any more.")
    return verdict


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _sha256(document: object) -> str:
    return hashlib.sha256(_canonical(document).encode()).hexdigest()

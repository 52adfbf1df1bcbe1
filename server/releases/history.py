"""The public changelog: every release and every mute with its hash, newest first."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.releases.rule_list import fingerprint
from server.releases.tables import MuteRow, ReleaseRow


@dataclass(frozen=True)
class ReleaseEvent:
    """One release. ``added``, ``changed``, ``removed`` hold ``kind id`` of each entry."""

    number: int
    published_on: date
    sha256: str
    length: int
    rules: int
    starter: bool
    development_keys: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """The short form of the hash, which the extension shows too."""
        return fingerprint(self.sha256)


@dataclass(frozen=True)
class MuteEvent:
    """A warning was suspended, or came back.

    Attributes:
        number: of the mute; its lift has the same one.
        rule: its id.
        lifted: whether the warning came back; then ``release`` is the number of the release that brought it.
        happened_on: in UTC.
        sha256: of ``mute.jsonl`` as the change left it.
        reason: in the operator's words, made for the public.
        decided_by: what the operator gave for the public, usually a role; ``None`` if the entry left the list.

    """

    number: int
    rule: str
    lifted: bool
    happened_on: date
    sha256: str
    reason: str
    decided_by: str | None
    release: int | None = None

    @property
    def fingerprint(self) -> str:
        """The short form of the hash, which the extension shows too."""
        return fingerprint(self.sha256)


def history(session: Session) -> list[ReleaseEvent]:
    """Every release, newest first."""
    rows = session.scalars(select(ReleaseRow).order_by(ReleaseRow.number.desc()))
    return [_event(row) for row in rows]


def mute_history(session: Session) -> list[MuteEvent]:
    """Every mute and every lift, newest first."""
    rows = session.scalars(select(MuteRow)).all()
    events = [(row.added_at, row.number, _muted(row)) for row in rows]
    events += [
        (datetime.combine(row.lifted_on, time.max), row.number, _lifted(row))
        for row in rows
        if row.lifted_on is not None
    ]
    return [event for _, _, event in sorted(events, key=lambda item: item[:2], reverse=True)]


def _muted(row: MuteRow) -> MuteEvent:
    return MuteEvent(
        number=row.number,
        rule=row.rule,
        lifted=False,
        happened_on=row.added_at.date(),
        sha256=row.sha256,
        reason=row.reason,
        decided_by=row.decided_by,
    )


def _lifted(row: MuteRow) -> MuteEvent:
    return MuteEvent(
        number=row.number,
        rule=row.rule,
        lifted=True,
        happened_on=row.lifted_on or row.added_at.date(),
        sha256=row.lift_sha256 or row.sha256,
        reason=row.lift_reason or "",
        decided_by=row.lifted_by,
        release=row.lifted_in,
    )


def _event(row: ReleaseRow) -> ReleaseEvent:
    changes = {name: tuple(entries) for name, entries in json.loads(row.changes).items()}
    return ReleaseEvent(
        number=row.number,
        published_on=row.published_on,
        sha256=row.sha256,
        length=row.length,
        rules=row.rules,
        starter=row.starter,
        development_keys=row.development_keys,
        **changes,
    )

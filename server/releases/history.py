"""The public changelog: every release with its hash, newest first."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.releases.rule_list import fingerprint
from server.releases.tables import ReleaseRow


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


def history(session: Session) -> list[ReleaseEvent]:
    """Every release, newest first."""
    rows = session.scalars(select(ReleaseRow).order_by(ReleaseRow.number.desc()))
    return [_event(row) for row in rows]


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

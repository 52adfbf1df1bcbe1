"""The queue behind the public forms.

The web process writes one sealed row and looks nothing up. So the answer to a new signature, a repeated one, a blocked
address and a robot is the same by construction: same page, same status, same statements, same time. The worker opens
the row, decides, and lets a letter go out or not.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.database import Database
from server.forms.tables import IntakeRow
from server.privacy.erasures import now_utc
from server.privacy.secrets import Secrets

LONGEST_WAIT = timedelta(hours=72)
_LATER = timedelta(minutes=15)
_AT_ONCE = 200


class Outcome(Enum):
    """What became of a form; counted, never logged with anything about the person."""

    DONE = "done"
    DROPPED = "dropped"
    LATER = "later"


Handler = Callable[[Session, dict[str, Any], datetime], Outcome]


def take_in(session: Session, secrets: Secrets, form: str, data: Mapping[str, Any]) -> None:
    """Put a form into the queue: one statement, whatever it says."""
    now = now_utc()
    session.execute(insert(IntakeRow).values(form=form, sealed=secrets.seal(dict(data)), due_at=now, sent_at=now))


def work_off(
    database: Database, secrets: Secrets, handlers: Mapping[str, Handler], now: datetime
) -> dict[Outcome, int]:
    """Decide on the forms that are due, each in its own transaction; how many came to what."""
    counts = dict.fromkeys(Outcome, 0)
    for _ in range(_AT_ONCE):
        with database.write() as session:
            outcome = _work_on_one(session, secrets, handlers, now)
        if outcome is None:
            break
        counts[outcome] += 1
    return counts


def _work_on_one(session: Session, secrets: Secrets, handlers: Mapping[str, Handler], now: datetime) -> Outcome | None:
    due = select(IntakeRow).where(IntakeRow.due_at <= now).order_by(IntakeRow.due_at, IntakeRow.id).limit(1)
    row = session.scalars(due.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    data = secrets.unseal(row.sealed)
    outcome = handlers[row.form](session, data, now) if data else Outcome.DROPPED
    if outcome is Outcome.LATER and now - row.sent_at < LONGEST_WAIT:
        row.due_at = now + _LATER
    else:
        session.delete(row)
    return outcome


def forget_old_forms(session: Session, now: datetime) -> None:
    """Remove what waited too long, read or not."""
    session.execute(delete(IntakeRow).where(IntakeRow.sent_at < now - LONGEST_WAIT))

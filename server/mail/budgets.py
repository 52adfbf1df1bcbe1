"""How many letters may go out, and how many forms come in, in a stretch of time.

Counted in the database in one statement, so that the limits hold over all processes and hosts. What is counted is a
keyed hash; the rows go when their time is over.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.database import insert_or_else
from server.mail.tables import BudgetRow
from server.privacy.secrets import Secrets

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Budget:
    """At most ``limit`` in each ``period``."""

    name: str
    limit: int
    period: timedelta


RECIPIENT_A_DAY = Budget("recipient-day", 3, DAY)
RECIPIENT_A_MONTH = Budget("recipient-month", 8, timedelta(days=30))
# Many patrons of a library, or a whole school, sit behind one address of the internet.
NETWORK_AN_HOUR = Budget("network-hour", 60, timedelta(hours=1))
NETWORK_A_DAY = Budget("network-day", 300, DAY)
FORM_COPY = Budget("form", 3, DAY)
DOMAIN_A_DAY = Budget("domain-day", 200, DAY)


def charge(session: Session, secrets: Secrets, budget: Budget, subject: str, now: datetime) -> bool:
    """Use up one of ``budget`` for ``subject``; ``False`` if there is none left, and then nothing is counted."""
    key, ends = _row_of(secrets, budget, subject, now)
    statement = insert_or_else(session, BudgetRow).values(key=key, ends=ends, used=1)
    counted = statement.on_conflict_do_update(
        index_elements=[BudgetRow.key, BudgetRow.ends],
        set_={"used": BudgetRow.used + 1},
        where=BudgetRow.used < budget.limit,
    ).returning(BudgetRow.used)
    return budget.limit > 0 and session.execute(counted).first() is not None


def used(session: Session, secrets: Secrets, budget: Budget, subject: str, now: datetime) -> int:
    """How much of ``budget`` is used up at present."""
    key, ends = _row_of(secrets, budget, subject, now)
    return session.scalar(select(BudgetRow.used).where(BudgetRow.key == key, BudgetRow.ends == ends)) or 0


def forget_old_budgets(session: Session, now: datetime) -> None:
    """Remove what was counted in a time that is over."""
    session.execute(delete(BudgetRow).where(BudgetRow.ends < _seconds(now)))


def _row_of(secrets: Secrets, budget: Budget, subject: str, now: datetime) -> tuple[str, int]:
    length = int(budget.period.total_seconds())
    return secrets.key(f"budget {budget.name}", subject), (_seconds(now) // length + 1) * length


def _seconds(now: datetime) -> int:
    return int(now.replace(tzinfo=UTC).timestamp())

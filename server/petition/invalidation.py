"""Taking forged signatures out of the count, many at once: with a reason, and undone if it was wrong."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from server.errors import OptOutError
from server.petition.counting import note_change
from server.petition.tables import InvalidationRow, SignatureRow
from server.privacy.secrets import Secrets


@dataclass(frozen=True)
class Conditions:
    """Which signatures; all of the given ones must hold, and at least one must be given.

    Attributes:
        since: confirmed on this day or later.
        until: confirmed on this day or earlier.
        name_contains: a part of the shown name, capitals or not.
        domain: the domain of the e-mail address, which is known only as a keyed hash.

    """

    since: date | None = None
    until: date | None = None
    name_contains: str = ""
    domain: str = ""

    def as_text(self, secrets: Secrets) -> str:
        """For the record: the domain as its hash, for it may be one person's own."""
        given = {
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "name_contains": self.name_contains,
            "domain_key": secrets.key("domain", self.domain.lower()) if self.domain else "",
        }
        return json.dumps({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class Decision:
    """Who decides, when, and why. Signers can read the reason on their own page."""

    reason: str
    by: str
    at: datetime


def matching(session: Session, secrets: Secrets, campaign: str, conditions: Conditions) -> int:
    """How many signatures would be taken out."""
    return session.scalar(select(func.count()).where(*_where(secrets, campaign, conditions))) or 0


def invalidate(
    session: Session, secrets: Secrets, campaign: str, conditions: Conditions, decision: Decision
) -> InvalidationRow:
    """Take them out of the count and the list.

    Raises:
        OptOutError: no condition, no reason, or no such signature.

    """
    if not decision.reason.strip():
        raise OptOutError("There is no reason.", "Say why: it is kept, and the signers can read it.")
    row = InvalidationRow(
        campaign=campaign,
        conditions=conditions.as_text(secrets),
        reason=decision.reason,
        done_by=decision.by,
        done_at=decision.at,
        signatures=0,
    )
    session.add(row)
    session.flush()
    where = _where(secrets, campaign, conditions)
    taken = session.scalars(
        update(SignatureRow).where(*where).values(invalidation_id=row.id).returning(SignatureRow.id)
    ).all()
    if not taken:
        raise OptOutError("No signature matches.", "Look at the conditions: optout campaign invalidate --help")
    row.signatures = len(taken)
    note_change(session, campaign, -len(taken))
    return row


def undo(session: Session, number: int, by: str, now: datetime) -> int:
    """Put the signatures of an invalidation back; how many are still there.

    Raises:
        OptOutError: there is none of this number, or it was undone already.

    """
    row = session.get(InvalidationRow, number)
    if row is None or row.undone_at is not None:
        raise OptOutError(
            f"There is no invalidation {number} that could be undone.", "See: optout campaign invalidations"
        )
    back = session.scalars(
        update(SignatureRow)
        .where(SignatureRow.invalidation_id == number)
        .values(invalidation_id=None)
        .returning(SignatureRow.id)
    ).all()
    row.undone_by, row.undone_at = by, now
    if back:
        note_change(session, row.campaign, len(back))
    return len(back)


def _where(secrets: Secrets, campaign: str, conditions: Conditions) -> list[ColumnElement[bool]]:
    where = [
        SignatureRow.campaign == campaign,
        SignatureRow.confirmed_on.is_not(None),
        SignatureRow.invalidation_id.is_(None),
    ]
    fixed = len(where)
    if conditions.since:
        where.append(SignatureRow.confirmed_on >= conditions.since)
    if conditions.until:
        where.append(SignatureRow.confirmed_on <= conditions.until)
    if conditions.name_contains:
        where.append(SignatureRow.shown_name.icontains(conditions.name_contains, autoescape=True))
    if conditions.domain:
        where.append(SignatureRow.domain_key.in_(secrets.keys("domain", conditions.domain.lower())))
    if len(where) == fixed:
        raise OptOutError("There is no condition.", "Give --since, --until, --name or --domain.")
    return where

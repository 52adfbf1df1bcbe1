"""The count: exact at every moment, cheap to read, and without a row that every signer has to wait for.

A confirmation appends ``+1``, a withdrawal ``-1``. The worker adds the changes up and deletes exactly those that it
added. The count is the sum so far plus the changes since, read in one statement.
"""

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from server.database import insert_or_else
from server.petition.tables import SignatureRow, TallyChangeRow, TallyRow

_CHANGE = insert(TallyChangeRow.__table__)  # type: ignore[arg-type] # a class's table is one


def note_change(session: Session, campaign: str, change: int) -> None:
    """Count ``change`` signatures more, or fewer if it is negative."""
    session.execute(_CHANGE, {"campaign": campaign, "change": change})


def count(session: Session, campaign: str) -> int:
    """The confirmed signatures of a campaign."""
    since = select(func.sum(TallyChangeRow.change)).where(TallyChangeRow.campaign == campaign).scalar_subquery()
    so_far = select(TallyRow.signatures).where(TallyRow.campaign == campaign).scalar_subquery()
    return int(session.scalar(select(func.coalesce(so_far, 0) + func.coalesce(since, 0))) or 0)


def add_up(session: Session) -> int:
    """Add the changes up; how many there were. Two workers never add the same change: each deletes what it adds."""
    changes = session.execute(delete(TallyChangeRow).returning(TallyChangeRow.campaign, TallyChangeRow.change)).all()
    sums: dict[str, int] = {}
    for campaign, change in changes:
        sums[campaign] = sums.get(campaign, 0) + change
    for campaign, change in sorted(sums.items()):
        row = insert_or_else(session, TallyRow).values(campaign=campaign, signatures=change)
        more = {"signatures": TallyRow.signatures + change}
        session.execute(row.on_conflict_do_update(index_elements=[TallyRow.campaign], set_=more))
    return len(changes)


def counted_campaigns(session: Session) -> list[str]:
    """The campaigns of which anything was ever counted, added up or not."""
    known = select(TallyRow.campaign).union(select(TallyChangeRow.campaign))
    return sorted(session.scalars(known))


def recount(session: Session, campaign: str, now: datetime) -> int:
    """Count the rows themselves and correct the tally; by how much it was wrong, which should be 0."""
    rows = select(func.count()).where(
        SignatureRow.campaign == campaign,
        SignatureRow.confirmed_on.is_not(None),
        SignatureRow.invalidation_id.is_(None),
    )
    since = select(func.coalesce(func.sum(TallyChangeRow.change), 0)).where(TallyChangeRow.campaign == campaign)
    so_far = select(TallyRow.signatures).where(TallyRow.campaign == campaign)
    # One statement for all three: what is confirmed or added up meanwhile is in each of them or in none.
    true, unadded, added = session.execute(
        select(rows.scalar_subquery(), since.scalar_subquery(), func.coalesce(so_far.scalar_subquery(), 0))
    ).one()
    difference = int(true - unadded - added)
    row = insert_or_else(session, TallyRow).values(campaign=campaign, signatures=difference, recounted_at=now)
    corrected = {"signatures": TallyRow.signatures + difference, "recounted_at": now}
    session.execute(row.on_conflict_do_update(index_elements=[TallyRow.campaign], set_=corrected))
    return difference

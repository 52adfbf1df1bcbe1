"""What goes by itself when its time is over, who is asked again, and what is erased again on a restored backup."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.catalogue.model import Kind
from server.catalogue.store import remove_entry
from server.joining.managing import PARTICIPATION, leave
from server.joining.reviewing import write
from server.joining.tables import ParticipationRow, State
from server.privacy.erasures import Again, now_utc
from server.privacy.secrets import Secrets

# How long a library has to say that it still takes part.
TIME_TO_ANSWER = timedelta(days=60)
# How long we have to look at one that waits; then there is no reason left to keep a person's address.
TIME_TO_LOOK = timedelta(days=90)


def forget_unconfirmed(session: Session, now: datetime) -> None:
    """Delete applications that were not confirmed in 72 hours."""
    session.execute(delete(ParticipationRow).where(ParticipationRow.expires_at < now))


def forget_unseen(session: Session, secrets: Secrets, today: date) -> int:
    """Delete applications that nobody of us looked at in time, and say so to the persons; how many."""
    late = select(ParticipationRow).where(
        ParticipationRow.state == State.WAITING, ParticipationRow.confirmed_on <= today - TIME_TO_LOOK
    )
    rows = session.scalars(late.order_by(ParticipationRow.id)).all()
    for row in rows:
        write(session, secrets, row, "join-unseen")
        leave(session, row, today)
    return len(rows)


def ask_again(session: Session, secrets: Secrets, today: date) -> tuple[int, int]:
    """Ask libraries whose year is over, and take out those that did not answer; how many of each."""
    listed = select(ParticipationRow).where(
        ParticipationRow.state == State.LISTED, ParticipationRow.ask_again_on <= today
    )
    asked = ended = 0
    for row in session.scalars(listed.order_by(ParticipationRow.id)).all():
        if row.asked_on is None:
            row.asked_on = today
            write(session, secrets, row, "join-again")
            asked += 1
        elif row.asked_on + TIME_TO_ANSWER <= today:
            write(session, secrets, row, "join-lapsed")
            leave(session, row, today)
            ended += 1
    return asked, ended


def _delete(session: Session, uid: str) -> None:
    row = session.scalars(select(ParticipationRow).where(ParticipationRow.uid == uid)).first()
    if row is not None and row.entry:
        remove_entry(session, Kind.PARTICIPANT, row.entry, now_utc().date())
    session.execute(delete(ParticipationRow).where(ParticipationRow.uid == uid))


ERASE_AGAIN: Mapping[str, Again] = {PARTICIPATION: _delete}

"""What the person who speaks for a library does by her private link. It takes effect at once."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.catalogue.model import Kind
from server.catalogue.store import remove_entry
from server.joining.tables import ParticipationRow, State
from server.libraries.model import Proof
from server.mail.allowance import NEVER_AGAIN, never_again
from server.privacy.erasures import note_erasure
from server.privacy.secrets import Secrets
from server.privacy.tokens import hash_of, looks_like_token

A_YEAR = timedelta(days=365)
# What the log of erasures calls it.
PARTICIPATION = "participation"


def find(session: Session, token: str, now: datetime) -> ParticipationRow | None:
    """The library of a private link; ``None`` if there is none (any more)."""
    if not looks_like_token(token):
        return None
    row = session.scalars(select(ParticipationRow).where(ParticipationRow.token_hash == hash_of(token))).first()
    return None if row is None or (row.expires_at and row.expires_at < now) else row


def confirm(row: ParticipationRow, today: date) -> None:
    """The person has the mailbox: that is a proof, if it is at the library's own domain. Now a maintainer looks."""
    if row.state != State.UNCONFIRMED:
        return
    row.state, row.confirmed_on, row.expires_at = State.WAITING, today, None
    row.proof = Proof.MAIL if row.address_fits else None


def renew(row: ParticipationRow, today: date) -> None:
    """The library still takes part."""
    if row.state == State.LISTED:
        row.ask_again_on, row.asked_on = today + A_YEAR, None


def leave(session: Session, row: ParticipationRow, today: date) -> None:
    """Take the library out of the list, and delete everything that is held about the person."""
    if row.entry:
        remove_entry(session, Kind.PARTICIPANT, row.entry, today)
    gone = delete(ParticipationRow).where(ParticipationRow.id == row.id).returning(ParticipationRow.id)
    if session.scalar(gone) is not None:
        note_erasure(session, PARTICIPATION, row.uid)


def refuse(session: Session, row: ParticipationRow, now: datetime) -> None:
    """Delete the application and never write to this address again: somebody else had typed it."""
    never_again(session, row.address_key, now)
    note_erasure(session, NEVER_AGAIN, row.address_key)
    leave(session, row, now.date())


def proof_text(secrets: Secrets, row: ParticipationRow) -> str:
    """What the library writes into its domain's records, or into a file on its site."""
    return f"libraries-optout={secrets.key('library proof', row.uid)[:40]}"

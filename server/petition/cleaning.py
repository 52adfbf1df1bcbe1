"""What goes by itself when its time is over, and what is erased once more on a restored backup."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server.mail.allowance import NEVER_AGAIN, never_again
from server.petition.managing import NAME, NEWS, SIGNATURE
from server.petition.tables import SignatureRow
from server.privacy.erasures import Again, now_utc

_AT_ONCE = 500


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Delete signatures that were not confirmed in 72 hours, some at a time; how many."""
    old = select(SignatureRow.id).where(SignatureRow.expires_at < now).limit(_AT_ONCE)
    return len(session.scalars(delete(SignatureRow).where(SignatureRow.id.in_(old)).returning(SignatureRow.id)).all())


def _delete(session: Session, uid: str) -> None:
    session.execute(delete(SignatureRow).where(SignatureRow.uid == uid))


def _hide(session: Session, uid: str) -> None:
    nothing = {"shown_name": None, "initial": None, "place": None, "role": None}
    session.execute(update(SignatureRow).where(SignatureRow.uid == uid).values(nothing))


def _stop_news(session: Session, uid: str) -> None:
    session.execute(update(SignatureRow).where(SignatureRow.uid == uid).values(news_address=None))


def _never_again(session: Session, address_key: str) -> None:
    session.execute(delete(SignatureRow).where(SignatureRow.address_key == address_key))
    never_again(session, address_key, now_utc())


ERASE_AGAIN: Mapping[str, Again] = {
    SIGNATURE: _delete,
    NAME: _hide,
    NEWS: _stop_news,
    NEVER_AGAIN: _never_again,
}

"""What a signer does by her private link. Everything here takes effect at once and needs nobody's help."""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from server.mail.allowance import NEVER_AGAIN, never_again
from server.petition.counting import note_change
from server.petition.form import Display, Showing
from server.petition.tables import InvalidationRow, SignatureRow
from server.privacy.erasures import note_erasure
from server.privacy.secrets import Secrets
from server.privacy.tokens import hash_of, looks_like_token

_INITIALS = re.compile(r"\w\.( \w\.)*")
# What the log of erasures calls it.
SIGNATURE, NAME, NEWS = "signature", "signature-name", "signature-news"

# Made once, and of the table instead of the class: many confirm in the same minute, and none of them has to wait
# until a statement is put together, or until changed objects are looked for.
_SIGNATURE = SignatureRow.__table__.c
_CONFIRM = (
    update(SignatureRow.__table__)  # type: ignore[arg-type] # a class's table is one
    .where(
        _SIGNATURE.token_hash == bindparam("link"),
        _SIGNATURE.confirmed_on.is_(None),
        _SIGNATURE.expires_at >= bindparam("now"),
    )
    .values(confirmed_on=bindparam("today"), expires_at=None)
    .returning(_SIGNATURE.campaign)
)


def find(session: Session, token: str, now: datetime) -> SignatureRow | None:
    """The signature of a private link; ``None`` if there is none (any more)."""
    if not looks_like_token(token):
        return None
    row = session.scalars(select(SignatureRow).where(SignatureRow.token_hash == hash_of(token))).first()
    return None if row is None or (row.expires_at and row.expires_at < now) else row


def confirm(session: Session, token: str, now: datetime) -> bool:
    """Make a signature count; ``False`` if it does already, or if there is none."""
    values = {"link": hash_of(token), "now": now, "today": now.date()}
    campaign = session.scalar(_CONFIRM, values)
    if campaign is None:
        return False
    note_change(session, campaign, +1)
    return True


def show(session: Session, row: SignatureRow, showing: Showing) -> None:
    """Show the signer so, from now on; what stood there before is overwritten."""
    if row.shown_name and showing.name is None:
        note_erasure(session, NAME, row.uid)
    row.shown_name, row.initial = showing.name, showing.initial
    row.place, row.role = showing.place, showing.role


def stop_news(session: Session, row: SignatureRow) -> None:
    """Delete the address that was kept for news."""
    if row.news_address:
        row.news_address = None
        note_erasure(session, NEWS, row.uid)


def withdraw(session: Session, row: SignatureRow) -> None:
    """Delete the signature, with everything in it."""
    gone = delete(SignatureRow).where(SignatureRow.id == row.id).returning(SignatureRow.id)
    if session.scalar(gone) is None:  # a second click of the same second
        return
    if row.counts:
        note_change(session, row.campaign, -1)
    note_erasure(session, SIGNATURE, row.uid)


def refuse(session: Session, row: SignatureRow, now: datetime) -> None:
    """Delete the signature and never write to this address again: somebody else had typed it."""
    never_again(session, row.address_key, now)
    note_erasure(session, NEVER_AGAIN, row.address_key)
    withdraw(session, row)


@dataclass(frozen=True)
class Held:
    """Everything that is held with a signature, as its owner may see it."""

    campaign: str
    confirmed_on: date | None
    expires_at: datetime | None
    name: str | None
    place: str | None
    role: str | None
    language: str
    news_address: str | None
    not_counted_because: str | None

    @property
    def display(self) -> Display:
        """How the signer is shown."""
        if not self.name:
            return Display.NONE
        return Display.INITIALS if _INITIALS.fullmatch(self.name) else Display.FULL

    def document(self) -> dict[str, Any]:
        """For the download, with what stands there only as a hash."""
        return {
            "campaign": self.campaign,
            "confirmed_on": self.confirmed_on.isoformat() if self.confirmed_on else None,
            "deleted_if_not_confirmed_by": f"{self.expires_at.isoformat(timespec='minutes')}Z"
            if self.expires_at
            else None,
            "shown_name": self.name,
            "shown_place": self.place,
            "shown_role": self.role,
            "language_of_letters": self.language,
            "address_for_news": self.news_address,
            "not_counted_because": self.not_counted_because,
            "also_held": [
                "a keyed hash of your e-mail address, so that it signs once",
                "a keyed hash of your e-mail address's domain, to find forged signatures",
                "a hash of your private link",
                "a random number, to erase you again if a backup is restored",
            ],
        }


def held(session: Session, secrets: Secrets, row: SignatureRow) -> Held:
    """What is held with this signature."""
    news = secrets.unseal(row.news_address) if row.news_address else None
    reason = session.get(InvalidationRow, row.invalidation_id) if row.invalidation_id else None
    return Held(
        campaign=row.campaign,
        confirmed_on=row.confirmed_on,
        expires_at=row.expires_at,
        name=row.shown_name,
        place=row.place,
        role=row.role,
        language=row.language,
        news_address=news["to"] if news else None,
        not_counted_because=reason.reason if reason else None,
    )


def unsubscribe_token(secrets: Secrets, row: SignatureRow) -> str:
    """For the news' own link: it ends the news and can do nothing else."""
    mark = secrets.key("unsubscribe", row.uid)[:32]
    return base64.urlsafe_b64encode(bytes.fromhex(row.uid + mark)).decode().rstrip("=")


def unsubscribe(session: Session, secrets: Secrets, token: str) -> bool:
    """End the news of this token's owner; ``False`` if the token is not ours."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).hex()
    except ValueError:
        return False
    uid, mark = raw[:32], raw[32:]
    if not any(hmac.compare_digest(wanted[:32], mark) for wanted in secrets.keys("unsubscribe", uid)):
        return False
    row = session.scalars(select(SignatureRow).where(SignatureRow.uid == uid)).first()
    if row is not None:
        stop_news(session, row)
    return True

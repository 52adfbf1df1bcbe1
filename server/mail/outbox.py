"""The outbox: letters are put in with the change that causes them, and leave by the worker."""

import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.database import Database
from server.mail.delivery import Transport
from server.mail.letters import Letter, Sender, message_of
from server.mail.tables import OutboxRow
from server.privacy.erasures import now_utc
from server.privacy.secrets import Secrets

KEPT = timedelta(hours=72)
_AT_ONCE = 100

# Makes the letter of one kind, in one language, from its facts.
LetterMaker = Callable[[str, str, Mapping[str, Any]], Letter]


@dataclass
class Delivered:
    """How many letters were sent, will be tried again, and were given up."""

    sent: int = 0
    later: int = 0
    given_up: int = 0


def post(session: Session, secrets: Secrets, recipient: str, kind: str, language: str, **facts: object) -> None:
    """Put a letter into the outbox.

    Args:
        session: the transaction of the change that causes it.
        secrets: to seal it with.
        recipient: the address.
        kind: which letter, as the letter maker knows it.
        language: its tag.
        facts: what the letter needs; never text that a stranger typed.

    """
    sealed = secrets.seal({"to": recipient, "kind": kind, "language": language, "facts": facts})
    now = now_utc()
    session.execute(insert(OutboxRow).values(sealed=sealed, due_at=now, made_at=now, tries=0))


def deliver(  # noqa: PLR0913 - each is another party to a delivery
    database: Database,
    secrets: Secrets,
    transport: Transport,
    sender: Sender,
    make_letter: LetterMaker,
    now: datetime,
) -> Delivered:
    """Send the letters that are due. A letter that was sent is deleted; one that fails is tried again later."""
    result = Delivered()
    with transport:
        for _ in range(_AT_ONCE):
            claimed = _claim(database, now)
            if claimed is None:
                break
            number, made_at, sealed = claimed
            gone = _send(secrets.unseal(sealed), transport, sender, make_letter, now)
            if gone is None and now - made_at < KEPT:
                result.later += 1
                continue
            result.sent += gone is True
            result.given_up += gone is not True
            with database.write() as session:
                session.execute(delete(OutboxRow).where(OutboxRow.id == number))
    return result


def forget_old_letters(session: Session, now: datetime) -> None:
    """Remove letters that could not be sent in time."""
    session.execute(delete(OutboxRow).where(OutboxRow.made_at < now - KEPT))


def _claim(database: Database, now: datetime) -> tuple[int, datetime, str] | None:
    # The next try is set before the first: a worker that dies while it sends leaves a letter for later, not a loop.
    with database.write() as session:
        due = select(OutboxRow).where(OutboxRow.due_at <= now).order_by(OutboxRow.due_at, OutboxRow.id).limit(1)
        row = session.scalars(due.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.tries += 1
        row.due_at = now + timedelta(minutes=2 ** min(row.tries, 10))
        return row.id, row.made_at, row.sealed


def _send(
    data: dict[str, Any] | None, transport: Transport, sender: Sender, make_letter: LetterMaker, now: datetime
) -> bool | None:
    """``True`` sent, ``False`` never to be sent, ``None`` try again."""
    if data is None:
        return False
    letter = make_letter(data["kind"], data["language"], data["facts"])
    try:
        transport.send(message_of(letter, sender, data["to"], data["language"], now))
    except smtplib.SMTPRecipientsRefused as error:
        permanent = all(code >= 500 for code, _reason in error.recipients.values())
        return False if permanent else None
    except (smtplib.SMTPException, OSError):
        return None
    return True

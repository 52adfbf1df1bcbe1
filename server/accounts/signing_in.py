"""Signing in with password and code.

Each attempt is counted before it is looked at, in the database: many at once, or on several workers, are no more than
one after the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts import codes, passwords
from server.accounts.tables import AccountRow
from server.database import Database
from server.journal import chain
from server.privacy.secrets import Secrets

ATTEMPTS = 5
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """What somebody typed."""

    username: str
    password: str
    code: str


@dataclass(frozen=True)
class Answer:
    """Whose account it opens (``None``: nobody's), and whether there were too many attempts."""

    account: int | None
    too_many: bool = False


def try_password(database: Database, secrets: Secrets, attempt: Attempt, now: datetime) -> Answer:
    """See whether user name, password and code belong together. Which of them does not is not told."""
    with database.write() as session:
        account = _named(session, attempt.username.strip().lower())
        if account is not None and not _counted(session, account, now):
            return Answer(None, too_many=True)
        held = account.password if account is not None and account.totp_secret else None
    # Outside a transaction: hashing takes its time, and nobody need wait for it.
    if not passwords.fits(attempt.password, held):
        return Answer(None)
    with database.write() as session:
        return _with_code(session, secrets, attempt, held, now)


def _with_code(session: Session, secrets: Secrets, attempt: Attempt, held: str | None, now: datetime) -> Answer:
    account = _named(session, attempt.username.strip().lower())
    if account is None or account.password != held or account.totp_secret is None:
        return Answer(None)
    secret = (secrets.unseal(account.totp_secret) or {}).get("totp", "")
    counter = codes.counter_of(secret, attempt.code, now, account.totp_counter) if secret else None
    if counter is None:
        return Answer(None)
    account.totp_counter, account.failures, account.failing_since = counter, 0, None
    return Answer(account.id)


def _named(session: Session, username: str) -> AccountRow | None:
    wanted = select(AccountRow).where(AccountRow.username == username, AccountRow.active)
    return session.scalars(wanted.with_for_update()).first()


def _counted(session: Session, account: AccountRow, now: datetime) -> bool:
    if account.failing_since is None or now - account.failing_since >= PAUSE:
        account.failures, account.failing_since = 0, now
    if account.failures >= ATTEMPTS:
        return False
    account.failures += 1
    if account.failures == ATTEMPTS:
        chain.record(session, chain.SERVER, "slow down guessing", f"account {account.id}")
    return True

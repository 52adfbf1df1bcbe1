"""Who is signed in, and where. A browser holds a random token; the database holds its hash, and can end it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from server.accounts.actor import Actor
from server.accounts.tables import AccountRow, SessionRow
from server.journal import chain
from server.privacy.tokens import hash_of, looks_like_token, new_token

LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=1)
# So long after signing in nobody is asked again.
FRESH = timedelta(minutes=15)
# How exact “seen” is: a page need not write each time.
_NOTED = timedelta(minutes=2)

# By which way somebody came in.
PASSKEY, PASSWORD, INVITATION = "passkey", "password and code", "invitation"

_BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome or Chromium", "Safari/": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_of(user_agent: str) -> str:
    """The kind of a browser, to tell one session from another; nothing else of what it says is kept."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


@dataclass(frozen=True)
class Coming:
    """How somebody comes in: by which way, in what kind of browser, and the token that it held before."""

    way: str
    browser: str
    before: str = ""


def begin(session: Session, account: AccountRow, coming: Coming, now: datetime) -> str:
    """Sign an account in; returns the new token. The session that the browser had before ends with it."""
    token = new_token()
    session.execute(delete(SessionRow).where(SessionRow.token_hash == hash_of(coming.before)))
    session.add(
        SessionRow(
            account_id=account.id,
            token_hash=hash_of(token),
            way=coming.way,
            browser=coming.browser,
            made_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, now: datetime) -> tuple[SessionRow, AccountRow] | None:
    """The session that a token belongs to, with its account; ``None`` if it is over."""
    if not looks_like_token(token):
        return None
    wanted = select(SessionRow, AccountRow).join(AccountRow, AccountRow.id == SessionRow.account_id)
    found = session.execute(
        wanted.where(
            SessionRow.token_hash == hash_of(token),
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - IDLE,
            AccountRow.active,
        )
    ).first()
    return (found[0], found[1]) if found else None


def is_to_be_noted(row: SessionRow, now: datetime) -> bool:
    """Whether it is time to write down that this session is in use."""
    return now - row.seen_at >= _NOTED


def note(session: Session, number: int, now: datetime) -> None:
    """Write down that a session is in use."""
    row = session.get(SessionRow, number)
    if row is not None:
        row.seen_at = now


def of_account(session: Session, account: int, now: datetime) -> Sequence[SessionRow]:
    """Every session of an account that is not over, the newest first."""
    wanted = select(SessionRow).where(SessionRow.account_id == account)
    present = wanted.where(SessionRow.expires_at > now, SessionRow.seen_at > now - IDLE)
    return session.scalars(present.order_by(SessionRow.id.desc())).all()


def end(session: Session, who: Actor, number: int) -> bool:
    """End one session of one's own; ``False`` if it is not hers or not there."""
    row = session.get(SessionRow, number)
    if row is None or row.account_id != who.account:
        return False
    session.delete(row)
    chain.record(session, who, "end a session", f"account {who.account}")
    return True


def sign_out(session: Session, who: Actor, token: str) -> None:
    """End the session of a token."""
    session.execute(delete(SessionRow).where(SessionRow.token_hash == hash_of(token)))
    chain.record(session, who, "sign out", f"account {who.account}")


def end_all(session: Session, account: int, *, but: str = "") -> None:
    """End every session of an account, apart from that of the token ``but``."""
    wanted = delete(SessionRow).where(SessionRow.account_id == account)
    session.execute(wanted.where(SessionRow.token_hash != hash_of(but)))


def forget_old_sessions(session: Session, now: datetime) -> None:
    """Remove sessions that are over."""
    session.execute(delete(SessionRow).where(or_(SessionRow.expires_at < now, SessionRow.seen_at < now - IDLE)))

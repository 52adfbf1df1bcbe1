"""Tokens for programs and for the command line: one belongs to one account, may do less than it, and ends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.accounts.actor import Actor
from server.accounts.policy import Action, NotAllowedError, NotFreshError, require
from server.accounts.roles import Role
from server.accounts.tables import AccountRow, ApiTokenRow
from server.errors import OptOutError
from server.journal import chain
from server.privacy.tokens import hash_of, looks_like_token, new_token

# Scanners for secrets know ours by it, wherever one was left lying about.
PREFIX = "optout_"
LONGEST_DAYS = 90
MOST = 10  # of one account


@dataclass(frozen=True)
class Order:
    """A token to be made: what it is for, what it may do, and for how many days."""

    name: str
    roles: Collection[Role]
    days: int


class NoTokenError(OptOutError):
    """There is no token, or it is none of ours, or it is over. Which of these is not told."""


def make(session: Session, who: Actor | str, account: AccountRow, order: Order, now: datetime) -> str:
    """Make a token; what is returned is never shown again.

    Args:
        session: a write transaction.
        who: the owner of the account, or ``chain.COMMAND_LINE``.
        account: whose it is.
        order: what it may do; nothing that the account may not, and at most ``LONGEST_DAYS`` days.
        now: UTC without a zone.

    Raises:
        NotAllowedError: the account is somebody else's, or closed, or has not all of the roles.
        NotFreshError: its owner has to show again that it is she.
        OptOutError: the name is not plain, the time is too long, or there are too many.

    """
    if isinstance(who, Actor):
        require(who, Action.OWN_ACCOUNT)
        if who.account != account.id:
            raise NotAllowedError("You may not make a token for somebody else.", "Make one for your own account.")
        if not who.fresh:
            raise NotFreshError("Please show that it is you once more.", "That is asked for before a token is made.")
    if not account.active or not order.roles or set(order.roles) - account.has_roles:
        raise NotAllowedError("This account may not do that.", "A token has one or more of the roles of its account.")
    chain.lock(session)
    if len(of_account(session, account.id, now)) >= MOST:
        raise OptOutError(f"There are {MOST} tokens of this account.", "End one first.")
    token = PREFIX + new_token()
    session.add(
        ApiTokenRow(
            account_id=account.id,
            token_hash=hash_of(token),
            name=_plain(order.name),
            ending=token[-4:],
            role_names=" ".join(role for role in Role if role in order.roles),
            made_at=now,
            expires_at=now + timedelta(days=_in_reach(order.days)),
        )
    )
    facts = {"token": _plain(order.name), "roles": sorted(order.roles), "days": order.days}
    chain.record(session, who, "make a token", f"account {account.id}", **facts)
    return token


def actor_of(session: Session, token: str, now: datetime) -> Actor:
    """Whose token it is, with what it may do. In a write transaction its use is noted, by the day.

    Raises:
        NoTokenError: nobody's, or not any more.

    """
    row = _found(session, token, now)
    roles = row.account.has_roles & {Role(name) for name in row.role_names.split()} if row else frozenset()
    if row is None or not roles:
        raise NoTokenError("That token does not work.", "See that it is whole and not over, or make a new one.")
    return Actor(row.account_id, row.account.name, frozenset(roles), row.account.person, fresh=True)


def note_use(session: Session, token: str, now: datetime) -> None:
    """Write down the day on which a token was last used to change something."""
    row = _found(session, token, now)
    if row is not None and row.used_on != now.date():
        row.used_on = now.date()


def of_account(session: Session, account: int, now: datetime) -> Sequence[ApiTokenRow]:
    """The tokens of an account that are not over, the oldest first."""
    wanted = select(ApiTokenRow).where(ApiTokenRow.account_id == account, ApiTokenRow.expires_at > now)
    return session.scalars(wanted.order_by(ApiTokenRow.id)).all()


def end(session: Session, who: Actor | str, account: int, number: int) -> bool:
    """End a token of an account; ``False`` if it has none of this number.

    Raises:
        NotAllowedError: the account is somebody else's.

    """
    if isinstance(who, Actor) and who.account != account:
        raise NotAllowedError("You may not end somebody else’s token.", "Ask an administrator to close the account.")
    row = session.get(ApiTokenRow, number)
    if row is None or row.account_id != account:
        return False
    chain.record(session, who, "end a token", f"account {account}", token=row.name)
    session.delete(row)
    return True


def forget_old_tokens(session: Session, now: datetime) -> None:
    """Remove tokens that are over."""
    session.execute(delete(ApiTokenRow).where(ApiTokenRow.expires_at < now))


def _found(session: Session, token: str, now: datetime) -> ApiTokenRow | None:
    if not token.startswith(PREFIX) or not looks_like_token(token.removeprefix(PREFIX)):
        return None
    # The hash is looked up as a whole: how long that takes says nothing about any token.
    row = session.scalars(select(ApiTokenRow).where(ApiTokenRow.token_hash == hash_of(token))).first()
    return row if row is not None and row.expires_at > now and row.account.active else None


def _plain(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 60 or not name.isprintable():
        raise OptOutError("A token has a name of at most 60 plain characters.", "Name what it is for, such as laptop.")
    return name


def _in_reach(days: int) -> int:
    if not 1 <= days <= LONGEST_DAYS:
        raise OptOutError(f"A token works for at most {LONGEST_DAYS} days.", "Make a new one when it is over.")
    return days

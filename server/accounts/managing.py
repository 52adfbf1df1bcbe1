"""Looking after accounts: inviting, agreeing, taking roles away, closing. Nobody signs herself up.

An account comes into being by two: an invitation made in the interface works only once a second administrator, or the
operator on the command line, has agreed. Else one stolen account could make itself a second one, and with it approve
its own changes.
"""

import secrets as random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from server.accounts import names, sessions
from server.accounts.actor import Actor
from server.accounts.policy import Action, NotAllowedError, require
from server.accounts.roles import Role
from server.accounts.tables import AccountRow, ApiTokenRow, InvitationRow
from server.errors import OptOutError
from server.journal import chain
from server.privacy.erasures import Again, note_erasure, now_utc
from server.privacy.tokens import hash_of, looks_like_token, new_token

INVITED = timedelta(days=3)


@dataclass(frozen=True)
class Guest:
    """Somebody to be invited.

    Attributes:
        username: the name to sign in with.
        name: the name that others see.
        roles: at least one.
        same_person_as: the user name of another account of the same person.

    """

    username: str
    name: str
    roles: Collection[Role]
    same_person_as: str = ""


@dataclass(frozen=True)
class Invited:
    """An invitation: whose, the token of its link, and whether a second person has to agree first."""

    account: int
    token: str
    waits: bool


def invite(session: Session, who: Actor | str, guest: Guest) -> Invited:
    """Make an account, and the link with which somebody makes it hers.

    Args:
        session: a transaction.
        who: an administrator, or ``chain.COMMAND_LINE``.
        guest: whom.

    Raises:
        OptOutError: a name cannot be used or is taken, or no role is given.
        NotAllowedError: ``who`` may not.

    """
    _permit(who)
    username, name = names.read_username(guest.username), names.read_name(guest.name)
    if session.scalar(select(AccountRow.id).where(AccountRow.username == username)):
        raise OptOutError(f"There is an account {username} already.", "Choose another user name, or invite it again.")
    account = AccountRow(
        uid=random.token_hex(32),
        username=username,
        name=name,
        person=named(session, guest.same_person_as).person if guest.same_person_as else random.token_hex(16),
        role_names=_spelled(guest.roles),
        made_at=now_utc(),
        passkey_user=random.token_urlsafe(48),
    )
    session.add(account)
    session.flush()
    return _invited(session, who, account, "invite")


def invite_again(session: Session, who: Actor | str, account: AccountRow) -> Invited:
    """Take every way in from an account, and make a new link: for who has lost her passkey, or was turned out."""
    _permit(who)
    _empty(session, account)
    account.active = True
    return _invited(session, who, account, "invite again")


def agree(session: Session, who: Actor | str, number: int) -> None:
    """Let an invitation work that another administrator has made.

    Raises:
        NotAllowedError: ``who`` made it, or it is for herself.
        OptOutError: there is none that waits under that number.

    """
    _permit(who)
    chain.lock(session)
    row = session.get(InvitationRow, number)
    if row is None or row.agreed_by is not None or row.used_at is not None:
        raise OptOutError("That invitation does not wait for anybody.", "")
    if isinstance(who, Actor) and who.person in {row.made_by_person, row.account.person}:
        raise NotAllowedError("You may not agree to this invitation.", "Ask another administrator.")
    row.agreed_by = _name(who)
    chain.record(session, who, "agree to an invitation", _thing(row.account), roles=row.account.role_names)


def invitation_of(session: Session, token: str, now: datetime) -> InvitationRow | None:
    """The invitation behind a link, whether or not it waits; ``None`` if it is over or was used."""
    if not looks_like_token(token):
        return None
    wanted = select(InvitationRow).where(InvitationRow.token_hash == hash_of(token), InvitationRow.used_at.is_(None))
    row = session.scalars(wanted.where(InvitationRow.expires_at > now)).first()
    return row if row is not None and row.account.active else None


def waiting(session: Session, now: datetime) -> Sequence[InvitationRow]:
    """Invitations that were not used yet, and are not over."""
    wanted = select(InvitationRow).where(InvitationRow.used_at.is_(None), InvitationRow.expires_at > now)
    return session.scalars(wanted.order_by(InvitationRow.id)).all()


def complete(session: Session, account: AccountRow, now: datetime) -> None:
    """An account has its first way in: its invitations are used, and other browsers that opened one are out."""
    for row in session.scalars(select(InvitationRow).where(InvitationRow.account_id == account.id)):
        row.used_at = row.used_at or now


def set_roles(session: Session, who: Actor | str, account: AccountRow, roles: Collection[Role]) -> None:
    """Change what an account may do. In the interface roles can only be taken away.

    Raises:
        NotAllowedError: a role would be added, and this is not the command line; or it is one's own account.

    """
    _permit(who, account)
    if isinstance(who, Actor) and set(roles) - account.has_roles:
        raise NotAllowedError(
            "Roles are added by the operator.", "On the server: optout maintainer role USERNAME --role ROLE"
        )
    before, account.role_names = account.role_names, _spelled(roles)
    if before != account.role_names:
        chain.record(session, who, "change roles", _thing(account), before=before, after=account.role_names)


def disable(session: Session, who: Actor | str, account: AccountRow) -> None:
    """Close an account: nobody gets in, and what she held is gone. Inviting again opens it."""
    _permit(who, account)
    if account.active:
        _empty(session, account)
        account.active = False
        chain.record(session, who, "close an account", _thing(account))


def end_sessions(session: Session, who: Actor | str, account: AccountRow) -> None:
    """Sign an account out everywhere; its ways in stay."""
    _permit(who)
    sessions.end_all(session, account.id)
    chain.record(session, who, "end all sessions", _thing(account))


def all_accounts(session: Session) -> Sequence[AccountRow]:
    """Every account, by user name."""
    return session.scalars(select(AccountRow).order_by(AccountRow.username)).all()


def named(session: Session, username: str) -> AccountRow:
    """The account with this user name.

    Raises:
        OptOutError: there is none.

    """
    row = session.scalars(select(AccountRow).where(AccountRow.username == username.strip().lower())).first()
    if row is None:
        raise OptOutError("There is no account of that name.", "See: optout maintainer list")
    return row


def forget_old_invitations(session: Session, now: datetime) -> None:
    """Remove invitations that were used or are over; the log still says that there were any."""
    gone = or_(InvitationRow.used_at.is_not(None), InvitationRow.expires_at < now)
    session.execute(delete(InvitationRow).where(gone))


def _close_again(session: Session, uid: str) -> None:
    row = session.scalars(select(AccountRow).where(AccountRow.uid == uid)).first()
    if row is not None:
        _empty(session, row)
        row.active = False


# What the log of erasures calls the ways in of an account: how they are taken away once more.
WAYS_IN = "ways-in"
ERASE_AGAIN: Mapping[str, Again] = {WAYS_IN: _close_again}


def _permit(who: Actor | str, account: AccountRow | None = None) -> None:
    if isinstance(who, str):
        return
    require(who, Action.MANAGE_ACCOUNTS)
    if account is not None and account.id == who.account:
        raise NotAllowedError("You may not do this to your own account.", "Ask another administrator.")


def _invited(session: Session, who: Actor | str, account: AccountRow, action: str) -> Invited:
    token, now = new_token(), now_utc()
    for old in session.scalars(select(InvitationRow).where(InvitationRow.account_id == account.id)):
        session.delete(old)
    waits = isinstance(who, Actor)
    session.add(
        InvitationRow(
            account_id=account.id,
            token_hash=hash_of(token),
            made_by=_name(who),
            made_by_person=who.person if isinstance(who, Actor) else None,
            made_at=now,
            expires_at=now + INVITED,
            agreed_by=None if waits else _name(who),
        )
    )
    chain.record(session, who, action, _thing(account), name=account.name, roles=account.role_names)
    return Invited(account.id, token, waits)


def _empty(session: Session, account: AccountRow) -> None:
    """Take away every way in, and whatever came in by one; and again, should an older backup be restored."""
    note_erasure(session, WAYS_IN, account.uid)
    account.uid = random.token_hex(32)
    account.password = account.totp_secret = account.totp_counter = account.failing_since = None
    account.failures = 0
    account.passkeys.clear()
    sessions.end_all(session, account.id)
    session.execute(delete(ApiTokenRow).where(ApiTokenRow.account_id == account.id))
    session.execute(delete(InvitationRow).where(InvitationRow.account_id == account.id))
    session.flush()


def _spelled(roles: Collection[Role]) -> str:
    if not roles:
        raise OptOutError("An account has at least one role.", f"Roles: {', '.join(Role)}")
    return " ".join(role for role in Role if role in roles)


def _name(who: Actor | str) -> str:
    return who if isinstance(who, str) else who.name


def _thing(account: AccountRow) -> str:
    return f"account {account.id}"

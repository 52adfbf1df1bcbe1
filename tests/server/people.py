"""Maintainers for tests: each an account in the database, and the actor that she is."""

from server.accounts import tokens
from server.accounts.actor import Actor
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.database import Database
from server.journal.chain import COMMAND_LINE
from server.privacy.erasures import now_utc


def maintainer(database: Database, name: str, *roles: Role, person: str = "", fresh: bool = True) -> Actor:
    """A new account of this name; of a person of her own unless one is named."""
    username = name.lower().replace(" ", "-")
    with database.write() as session:
        row = AccountRow(
            uid=f"uid-{username}",
            username=username,
            name=name,
            person=person or f"person-{username}",
            role_names=" ".join(sorted(roles)),
            made_at=now_utc(),
            passkey_user=f"key-{username}",
        )
        session.add(row)
        session.flush()
        return Actor(row.id, row.name, row.has_roles, row.person, fresh)


def token_of(database: Database, actor: Actor, *roles: Role, days: int = 30) -> str:
    """A token of an account, with all of its roles unless some are named."""
    with database.write() as session:
        account = session.get_one(AccountRow, actor.account)
        order = tokens.Order("test", roles or tuple(actor.roles), days)
        return tokens.make(session, COMMAND_LINE, account, order, now_utc())

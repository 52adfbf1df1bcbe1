"""Maintainers for tests: each an account in the database, and the actor that she is."""

from server.accounts.actor import Actor
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.database import Database
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

"""Who acts on the command line: whoever holds a token of an account, in the variable ``OPTOUT_TOKEN``."""

import os

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts import tokens
from server.accounts.actor import Actor
from server.accounts.tables import AccountRow
from server.privacy.erasures import now_utc

VARIABLE = "OPTOUT_TOKEN"


def has_people(session: Session) -> bool:
    """Whether anybody has an account: from the first one on, what is done to the list is somebody's."""
    return session.scalars(select(AccountRow.id).limit(1)).first() is not None


def acting(session: Session) -> Actor:
    """The maintainer whose token the environment holds; in a write transaction its use is noted.

    Raises:
        NoTokenError: there is none, or it does not work.

    """
    token = os.environ.get(VARIABLE, "").strip()
    if not token:
        raise tokens.NoTokenError(
            f"This is done under somebody’s name, and {VARIABLE} says nobody’s.",
            f"Make yourself a token (optout token make --help), and set {VARIABLE} to it.",
        )
    actor = tokens.actor_of(session, token, now_utc())
    tokens.note_use(session, token, now_utc())
    return actor

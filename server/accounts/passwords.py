"""Passwords: kept as Argon2id hashes, and never a way in by themselves."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.errors import OptOutError

SHORTEST, LONGEST = 14, 200
_HASHER = PasswordHasher()


def read_new_password(text: str, username: str) -> str:
    """A password that may be set.

    Raises:
        OptOutError: it is too short or too long, repeats itself, or holds the user name.

    """
    if not SHORTEST <= len(text) <= LONGEST:
        raise OptOutError(
            f"A password has {SHORTEST} to {LONGEST} characters.", "Four or five words that do not belong together do."
        )
    if username in text.lower() or len(set(text)) < 6:
        raise OptOutError(
            "That password is too easy to guess.", "Leave your user name out, and do not repeat yourself."
        )
    return text


def hash_password(password: str) -> str:
    """What the database holds of it."""
    return _HASHER.hash(password)


def fits(password: str, held: str | None) -> bool:
    """Whether it is the password; takes as long if there is none to compare it with."""
    try:
        return _HASHER.verify(held or _nobodys(), password[:LONGEST]) and held is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this one")

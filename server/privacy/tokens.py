"""Private links: who has one may decide about one signature. Only the token's hash is kept."""

import hashlib
import re
import secrets

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """256 random bits for an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the database holds of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def looks_like_token(text: str) -> bool:
    """Whether it can be one of ours at all."""
    return _FORM.fullmatch(text) is not None

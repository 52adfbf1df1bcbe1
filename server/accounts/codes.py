"""Codes of an authenticator app (RFC 6238: six digits, thirty seconds, SHA-1, as every app knows them)."""

import hmac
import secrets as random
from base64 import b32encode
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

ISSUER = "Libraries OptOut"
_STEP = 30


def new_secret() -> str:
    """160 random bits, in hexadecimal digits."""
    return random.token_hex(20)


def spelled(secret: str) -> str:
    """The secret as one types it into an app, in groups of four."""
    text = b32encode(bytes.fromhex(secret)).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(secret: str, username: str) -> str:
    """What the QR code says."""
    return _totp(secret).get_provisioning_uri(username, ISSUER)


def counter_of(secret: str, code: str, now: datetime, last: int | None) -> int | None:
    """Which time step ``code`` belongs to, or ``None`` if it is none of now.

    A clock may be one step off. No step counts that is not after ``last``: a code works once.
    """
    digits = "".join(code.split())
    present = int(now.replace(tzinfo=UTC).timestamp()) // _STEP
    for counter in (present - 1, present, present + 1):
        wanted = _totp(secret).generate(counter * _STEP)
        if hmac.compare_digest(wanted, digits.encode()) and (last is None or counter > last):
            return counter
    return None


def _totp(secret: str) -> TOTP:
    return TOTP(bytes.fromhex(secret), 6, SHA1(), _STEP)  # noqa: S303 - the apps know no other

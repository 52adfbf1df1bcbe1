"""What a page gives to the browser and gets back sealed: challenges of passkeys, and a secret that is being set up.

A seal belongs to one visitor and one purpose, lasts some minutes, and is spent with its first use, on all workers.
"""

import secrets as random
from datetime import datetime, timedelta
from typing import Any

from server.mail.budgets import Budget, charge
from server.maintain import visit
from server.privacy.erasures import now_utc
from server.privacy.tokens import hash_of
from server.web.reading import installation

LASTS = timedelta(minutes=10)
_ONCE = Budget("ceremony", 1, timedelta(hours=1))


def sealed(purpose: str, **data: str) -> str:
    """``data`` for a hidden field."""
    until = now_utc() + LASTS
    facts = {**data, "purpose": purpose, "of": hash_of(visit.current().token), "until": until.isoformat()}
    return installation().secrets.seal({**facts, "nonce": random.token_hex(16)})


def opened(purpose: str, text: str) -> dict[str, Any] | None:
    """What was sealed, and now is spent; ``None`` if it is not of this visitor and purpose, too old, or used before."""
    context = installation()
    data = context.secrets.unseal(text)
    if data is None or data.get("purpose") != purpose or data.get("of") != hash_of(visit.current().token):
        return None
    until = datetime.fromisoformat(data["until"])
    if now_utc() > until:
        return None
    with context.database.write() as session:
        # Counted in the hour in which it ends, whenever it is used: there is one such hour.
        first = charge(session, context.secrets, _ONCE, data["nonce"], until)
    return data if first else None


def new_challenge() -> bytes:
    """Random bytes for a passkey to sign."""
    return random.token_bytes(32)

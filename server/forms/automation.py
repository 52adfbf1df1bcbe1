"""Signs that a form was not filled in by a person: a field that nobody sees, the time it took, where it came from.

No third party, no puzzle, no script. What looks automated gets the same answer as everything else.
"""

import hmac
import ipaddress
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.privacy.secrets import Secrets

HONEYPOT = "website_2"
STAMP = "stamp"
_FASTEST = timedelta(seconds=3)
_LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Reading:
    """What a form's stamp and trap tell."""

    automated: bool
    too_old: bool
    nonce: str


def make_stamp(secrets: Secrets, form: str, now: datetime) -> str:
    """A signed time for a hidden field."""
    nonce, second = random.token_hex(8), int(now.timestamp())
    return f"{second}.{nonce}.{_signature(secrets, form, second, nonce)}"


def read_form(secrets: Secrets, form: str, fields: Mapping[str, str], now: datetime) -> Reading:
    """Judge a sent form by its hidden fields."""
    second, nonce = _checked(secrets, form, fields.get(STAMP, ""))
    if second is None:
        return Reading(automated=True, too_old=False, nonce="")
    age = now - datetime.fromtimestamp(second, now.tzinfo)
    return Reading(automated=bool(fields.get(HONEYPOT)) or age < _FASTEST, too_old=age > _LONGEST, nonce=nonce)


def same_site(headers: Mapping[str, str], site: str) -> bool:
    """Whether a POST came from a page of ours, as far as the browser says."""
    where = headers.get("Sec-Fetch-Site")
    if where:
        return where in {"same-origin", "none"}
    # Our pages send no referrer, and then browsers write "null" as the origin even of our own forms.
    return headers.get("Origin", "null") in {"null", site}


def network_of(address: str | None) -> str:
    """The network of an IP address: a household's or a building's, never one computer's."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


def _checked(secrets: Secrets, form: str, stamp: str) -> tuple[int | None, str]:
    second, _, rest = stamp.partition(".")
    nonce, _, signature = rest.partition(".")
    if not (second.isascii() and second.isdigit() and len(second) < 12):
        return None, ""
    wanted = _signature(secrets, form, int(second), nonce)
    return (int(second), nonce) if hmac.compare_digest(wanted.encode(), signature.encode()) else (None, "")


def _signature(secrets: Secrets, form: str, second: int, nonce: str) -> str:
    return secrets.key("form", f"{form}|{second}|{nonce}")[:32]

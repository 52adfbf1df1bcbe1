"""How a target's address is written inside another one: raw, encoded, twice, by half, or as base64.

Everything here is ASCII already, because the parser has encoded the rest.
"""

import re
from base64 import b64decode
from collections.abc import Mapping

_FLAGS = re.IGNORECASE | re.ASCII
# What may stand before a target: white space, and the ``r0$`` by which EZproxy marks where a link came from.
_BEFORE = re.compile(r"(?:%20|\+)*(?:r[0-9](?:\$|%24))?", _FLAGS)
_PLAIN = re.compile(r"https?:/", _FLAGS)
_ENCODED = re.compile(r"https?%(?:25)*3a", _FLAGS)
# ``http`` as base64.
_BASE64 = re.compile(r"aHR0c[A-Za-z0-9+/_-]*")
# A slash, a question mark or a colon that stands encoded in what must be the host: the link was encoded by half.
_HALF_ENCODED_HOST = re.compile(r"https?://[^/?#&]*%(?:2f|3f|3a|23)", _FLAGS)
_QUESTION_ENCODED = re.compile(r"[^?#]*%3f", _FLAGS)
_MAX_DECODINGS = 3
# With the ``amp;`` of a link that was escaped once too often, or a question mark too many.
_PARAMETER = re.compile(r"(?:amp;|\?)*([a-z0-9_]+)=", _FLAGS)
_END = re.compile(r"[&#]")
_ASCII_CODE = re.compile(r"%([0-7][0-9a-f])", _FLAGS)
# In a query full of them only the first are looked at, so that the time is bounded.
_MAX_TRIES = 8


def target_in_query(tail: str, names: Mapping[str, bool]) -> tuple[str, str] | None:
    """The target among the parameters of a query, as (name, url).

    ``tail`` is the query with its ``?``, and the fragment. ``names`` are in lower case; true if a raw target goes on to
    the end of the address, with every ``&`` in it.
    """
    end = tail.find("#") if "#" in tail else len(tail)
    at, tries = 1, 0
    while 0 < at < end and tries < _MAX_TRIES:
        found = _PARAMETER.match(tail, at)
        raw = names.get(found[1].lower()) if found else None
        if found and raw is not None:
            url = target_in(tail[found.end() :], raw=raw)
            if url:
                return found[1].lower(), url
            tries += 1
        at = tail.find("&", at) + 1
    return None


def has_parameter(tail: str, name: str) -> bool:
    """Whether a query has a parameter of this name, in lower case."""
    lower = tail.lower()
    return lower.startswith(f"?{name}=") or f"&{name}=" in lower


def target_in(text: str, *, raw: bool) -> str | None:
    """The http or https address with which a text begins; ``raw``: one that is not encoded goes on to the end."""
    before = _BEFORE.match(text)
    value = text[before.end() :] if before else text
    if _PLAIN.match(value):
        return _plain_target(value, raw=raw)
    if _ENCODED.match(value):
        return _decoded_target(_first_parameter(value))
    base64 = _BASE64.match(value)
    return _as_target(from_base64(base64[0])) if base64 else None


def decoded(text: str) -> str:
    """Only ASCII is decoded: the rest may stay as it is, for the parser reads it either way."""
    return _ASCII_CODE.sub(lambda found: chr(int(found[1], 16)), text)


def from_base64(text: str) -> str:
    """The bytes, each as a character, of base64 of either alphabet, without padding."""
    whole = text[:-1] if len(text) % 4 == 1 else text
    return b64decode(whole + "=" * (-len(whole) % 4), altchars="-_" if set(whole) & set("-_") else None).decode(
        "latin-1"
    )


def _plain_target(value: str, *, raw: bool) -> str:
    url = value if raw or "?" in value else _first_parameter(value)
    return decoded(url) if _HALF_ENCODED_HOST.match(url) or _QUESTION_ENCODED.match(url) else url


def _decoded_target(value: str) -> str | None:
    url = value
    for _ in range(_MAX_DECODINGS):
        if _PLAIN.match(url):
            break
        url = decoded(url)
    return _as_target(url)


def _as_target(url: str) -> str | None:
    return url if _PLAIN.match(url) else None


def _first_parameter(value: str) -> str:
    end = _END.search(value)
    return value[: end.start()] if end else value

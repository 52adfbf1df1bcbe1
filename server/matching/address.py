"""An address as the browser reads it: Ada is the WHATWG parser that Node itself uses."""

from dataclasses import dataclass

from ada_url import parse_url

# Longer ones are junk, and would cost time. In UTF-16 units, as the browser counts.
MAX_URL = 8192
# The longest name that the domain name system has.
_MAX_HOST = 253
_PARTS = ("protocol", "hostname", "port", "pathname", "search", "hash")


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address.

    ``host`` is in A-label form, lower case, without the trailing dot; ``port`` is empty for the scheme's own; ``tail``
    is everything behind the path: query and fragment.
    """

    host: str
    port: str
    path: str
    tail: str


def address_of(url: object) -> Address | None:
    """The address, or ``None`` for anything but an http or https address with a host name."""
    if not isinstance(url, str) or len(url) > MAX_URL:
        return None
    if not url.isascii():
        units = url.encode("utf-16-le", "surrogatepass")
        if len(units) > 2 * MAX_URL:
            return None
        url = units.decode("utf-16-le", "replace")
    try:
        parsed = parse_url(url, attributes=_PARTS)
    except ValueError:
        return None
    host = parsed["hostname"].removesuffix(".")
    if parsed["protocol"] not in {"https:", "http:"} or not host or len(host) > _MAX_HOST:
        return None
    return Address(host, parsed["port"], parsed["pathname"], parsed["search"] + parsed["hash"])


def last_segment(path: str) -> str:
    """The last segment of a path, in lower case; a slash at its end does not count."""
    return path.removesuffix("/").rsplit("/", 1)[-1].lower()

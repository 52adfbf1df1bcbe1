"""Links whose target does not stand in them: where they lead, only a server knows."""

import re
from collections.abc import Callable

from server.matching.address import Address
from server.matching.wrapped import PROXY_WORD

_FLAGS = re.IGNORECASE | re.ASCII
_OPENURL = re.compile(r"[?&](?:ctx_ver|url_ver)=z39\.88-2004", _FLAGS)
_CIVICPLUS = re.compile(r"[?&]cid=", _FLAGS)
_LABEL = re.compile(r"/login/[^/]+/?", _FLAGS)
_SLUG = re.compile(r"/[^/.]+/?")
_C = re.compile(r"[?&]c=")
# EZproxy's own door; behind another high port stands a vendor.
_DOORS = frozenset({"", "2048", "2443", "8080", "8443"})


def opaque_form(address: Address, *, on_proxy: bool) -> str | None:
    """The form of a link that does not say where it leads; ``on_proxy``: its host is known as a proxy's own."""
    for form, is_one in _FORMS:
        if is_one(address):
            return form
    high = address.port not in _DOORS and int(address.port) > 1023
    if high and (on_proxy or PROXY_WORD.search(address.host)):
        return "ezproxy_by_port"
    return "libguides_friendly" if _is_libguides(address.host) and _SLUG.fullmatch(address.path) else None


def _is_at(host: str, parent: str) -> bool:
    return host == parent or host.endswith(f".{parent}")


def _is_libguides(host: str) -> bool:
    return _is_at(host, "libguides.com") or host.split(".", maxsplit=1)[0] == "libguides"


def _is_primo(address: Address) -> bool:
    path = address.path
    return path.endswith("/discovery/openurl") or ("primo." in address.host and path.startswith("/openurl/"))


# In this order, the narrower ones first.
_FORMS: tuple[tuple[str, Callable[[Address], object]], ...] = (
    ("libguides_go", lambda a: a.path.endswith("/go.php") and _C.search(a.tail)),
    ("libkey", lambda a: _is_at(a.host, "libkey.io") and len(a.path) > 1),
    ("openathens_saml", lambda a: a.host == "login.openathens.net" and a.path.startswith("/saml/")),
    ("openathens_auth", lambda a: a.host == "login.openathens.net" and a.path.startswith("/auth/")),
    ("alma_uresolver", lambda a: "/view/uresolver/" in a.path),
    ("primo_ve_openurl", _is_primo),
    ("serialssolutions", lambda a: _is_at(a.host, "search.serialssolutions.com") and a.tail),
    ("autographics", lambda a: a.path.lower().endswith("/validateglobal.php")),
    ("civicplus", lambda a: a.path.lower().endswith("/quicklinks.aspx") and _CIVICPLUS.search(a.tail)),
    ("sfx", lambda a: _OPENURL.search(a.tail)),
    ("ezproxy_login_label", lambda a: _LABEL.fullmatch(a.path)),
)

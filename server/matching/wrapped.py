"""Login addresses of libraries' access systems, known by their shape on any host."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from server.matching.address import Address, last_segment
from server.matching.targets import has_parameter, target_in, target_in_query

# EZproxy takes everything behind ``url=`` for the target; ``qurl=`` is encoded and ends at the next parameter.
_LOGIN = {"url": True, "qurl": False}
# On a host that shows itself to be a proxy's; elsewhere these are what any site might say.
_ON_PROXIES = {**_LOGIN, "dest": False}
_PROXYURL = {"proxyurl": True}


class _Shape(NamedTuple):
    """A form's name, its parameters, and a parameter without which it is not meant."""

    form: str
    names: dict[str, bool]
    needs: str = ""


# By the last segment of the path.
_SHAPES = {
    "login": _Shape("login", _LOGIN),
    "form": _Shape("ezproxy_form", {"qurl": False}),
    "connect": _Shape("ezproxy_connect", _LOGIN, "session"),
    "proxy_login": _Shape("login", _LOGIN),
    "link.n2s": _Shape("login", _LOGIN),
    "wamvalidate": _Shape("wam_validate", {"url": True}),
}

PROXY_WORD = re.compile(r"prox|ezp")
_LIB_PROXY_URL = "/_lib_proxy_url/"
_MUSE_HOST = re.compile(r"[/?&]MuseHost=([a-z0-9.-]+)", re.IGNORECASE | re.ASCII)
_MUSE_PATH = re.compile(r"[/&]MusePath=?(/[^?#&]*)")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A target, and the form in which it was written."""

    form: str
    url: str


def unwrap_login(address: Address, *, on_proxy: bool) -> Unwrapped | None:
    """The target of a login address; ``on_proxy``: its host is known as a proxy's own."""
    path, tail = address.path, address.tail
    if tail.startswith("?"):
        found = _by_shape(path, tail)
        if not found and (on_proxy or PROXY_WORD.search(address.host)):
            found = _on_proxy_host(path, tail)
        if found:
            return found
        target = target_in_query(tail, _PROXYURL)
        if target:
            return Unwrapped("login", target[1])
    return _by_lib_proxy_url(path, tail)


def muse_target(address: Address) -> tuple[str, str] | None:
    """The vendor's host and path in a Muse proxy's address: a proxied page, not a link to one."""
    if "MuseHost=" not in address.path and "MuseHost=" not in address.tail:
        return None
    text = address.path + address.tail
    host, path = _MUSE_HOST.search(text), _MUSE_PATH.search(text)
    return (host[1].lower(), path[1] if path else "/") if host else None


def _by_shape(path: str, tail: str) -> Unwrapped | None:
    shape = _SHAPES.get(last_segment(path))
    if not shape or (shape.needs and not has_parameter(tail, shape.needs)):
        return None
    target = target_in_query(tail, shape.names)
    return Unwrapped(f"{shape.form}_{target[0]}", target[1]) if target else None


def _on_proxy_host(path: str, tail: str) -> Unwrapped | None:
    if last_segment(path) not in {"", "index.php"} and not path.startswith("/cgi-bin/"):
        return None
    target = target_in_query(tail, _ON_PROXIES)
    return Unwrapped(f"proxy_{target[0]}", target[1]) if target else None


def _by_lib_proxy_url(path: str, tail: str) -> Unwrapped | None:
    if not path.lower().startswith(_LIB_PROXY_URL):
        return None
    url = target_in(path[len(_LIB_PROXY_URL) :] + tail, raw=True)
    return Unwrapped("lib_proxy_url", url) if url else None

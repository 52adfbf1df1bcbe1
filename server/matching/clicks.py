"""Click wrappers: hosts known to lead every click through an address of their own.

Share buttons, archives, validators and sign-in pages carry addresses too, and are none of these.
"""

import re
from collections.abc import Callable

from server.matching.address import Address
from server.matching.targets import decoded, from_base64, target_in, target_in_query
from server.matching.wrapped import Unwrapped

Reader = Callable[[Address], str | None]
Readers = tuple[tuple[str, Reader], ...]

_BING = re.compile(r"[?&]u=a1(aHR0c[A-Za-z0-9+/_-]*)")
_YAHOO = re.compile(r"/RU=([^/]*)/")
_PROOFPOINT_2 = re.compile(r"[?&]u=([^&#]*)")
_PROOFPOINT_3 = re.compile(r"/v3/__(.+?)__;")
# Google has a host for every country: ``google.com``, ``google.de``, ``google.co.uk``.
_GOOGLE = re.compile(r"(?:[a-z]+\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")


def _query(path: str, *names: str, raw: bool = False) -> Reader:
    """Reads a parameter under a prefix of the path; ``raw`` as in ``target_in_query``."""
    wanted = dict.fromkeys(names, raw)

    def read(address: Address) -> str | None:
        found = target_in_query(address.tail, wanted) if address.path.startswith(path) else None
        return found[1] if found else None

    return read


def _bing(address: Address) -> str | None:
    found = _BING.search(address.tail) if address.path.startswith("/ck/") else None
    return target_in(from_base64(found[1]), raw=True) if found else None


def _yahoo(address: Address) -> str | None:
    found = _YAHOO.search(address.path)
    return target_in(found[1], raw=False) if found else None


def _proofpoint_2(address: Address) -> str | None:
    """Version 2 writes ``-`` for ``%`` and ``_`` for ``/``."""
    found = _PROOFPOINT_2.search(address.tail) if address.path.startswith("/v2/") else None
    return target_in(decoded(found[1].replace("-", "%").replace("_", "/")), raw=True) if found else None


def _proofpoint_3(address: Address) -> str | None:
    """Version 3 puts it between two pairs of underscores."""
    found = _PROOFPOINT_3.match(address.path + address.tail)
    return target_in(found[1], raw=True) if found else None


_FACEBOOK: Readers = (("facebook_redirect", _query("/l.php", "u")),)
_SAFELINKS: Readers = (("safelinks", _query("/", "url")),)

# By the host or a parent of it: the form's name, and how to read it.
CLICKS: dict[str, Readers] = {
    # OpenAthens' redirector takes an unencoded target with every ``&`` in it.
    "go.openathens.net": (("openathens_redirector", _query("/redirector/", "url", raw=True)),),
    "login.openathens.net": (("openathens_auth", _query("/auth/", "t")),),
    "facebook.com": _FACEBOOK,
    "messenger.com": _FACEBOOK,
    "l.instagram.com": (("instagram_redirect", _query("/", "u")),),
    "l.threads.com": (("threads_redirect", _query("/", "u")),),
    "youtube.com": (("youtube_redirect", _query("/redirect", "q")),),
    "out.reddit.com": (("reddit_redirect", _query("/", "url")),),
    "slack-redir.net": (("slack_redirect", _query("/link", "url")),),
    "t.umblr.com": (("tumblr_redirect", _query("/redirect", "z")),),
    "vk.com": (("vk_redirect", _query("/away.php", "to")),),
    "duckduckgo.com": (("duckduckgo_redirect", _query("/l/", "uddg")),),
    "bing.com": (("bing_redirect", _bing),),
    "r.search.yahoo.com": (("yahoo_redirect", _yahoo),),
    "safelinks.protection.outlook.com": _SAFELINKS,
    "safelinks.protection.office365.us": _SAFELINKS,
    "urldefense.proofpoint.com": (("proofpoint", _proofpoint_2), ("proofpoint", _query("/v1/", "u"))),
    "urldefense.com": (("proofpoint", _proofpoint_3),),
    "linkprotect.cudasvc.com": (("barracuda", _query("/url", "a")),),
    "linkedin.com": (
        ("linkedin_redirect", _query("/redir/", "url")),
        ("linkedin_redirect", _query("/safety/go", "url")),
    ),
}

_GOOGLE_READERS = (_query("/url", "q", "url"), _query("/scholar_url", "url"))


def unwrap_click(address: Address, readers: Readers) -> Unwrapped | None:
    """The target of a click wrapper; ``readers`` is what ``CLICKS`` has for the host."""
    for form, read in readers:
        url = read(address)
        if url:
            return Unwrapped(form, url)
    if "google." in address.host and _GOOGLE.fullmatch(address.host):
        for read in _GOOGLE_READERS:
            url = read(address)
            if url:
                return Unwrapped("google_redirect", url)
    return None

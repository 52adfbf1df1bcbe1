"""A library's web address: whose it is, and whether mail from there can come from nobody but the library."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

from server.catalogue.hosts import form_problem, is_within, registrable_domain, serves_general_public
from server.forms.addresses import domain_of
from server.forms.text import mixes_scripts
from server.languages import N_
from server.mail.allowance import SHARED

LONGEST = 200
NO_SITE = N_("This is not the address of a library’s own site. It should look like https://library.example.org.")
NOT_OWN = N_("This address belongs to a service that everybody can use. Please give the library’s own site.")
_PATH = re.compile(r"(/[A-Za-z0-9._~%+-]*)*")


class SiteProblemError(ValueError):
    """Why an address is refused, as an English sentence that the catalogues translate."""


@dataclass(frozen=True)
class Site:
    """A library's site. ``host`` and ``domain``, the registrable one, are in A-label form."""

    url: str
    host: str
    domain: str

    @property
    def is_whole_domain(self) -> bool:
        """Whether the domain is the library's own; a town's or a school's only proves who is employed there."""
        return self.host in {self.domain, f"www.{self.domain}"} and urlsplit(self.url).path in {"", "/"}


def read_site(text: str) -> Site:
    """The site at an address that somebody typed, with or without its scheme.

    Raises:
        SiteProblemError: it cannot be a library's own.

    """
    typed = text.strip()
    if not typed or len(typed) > LONGEST:
        raise SiteProblemError(NO_SITE)
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host = _a_labels(parts.hostname or "")
        plain = parts.scheme in {"http", "https"} and parts.port is None and "@" not in parts.netloc
    except (ValueError, idna.IDNAError):
        raise SiteProblemError(NO_SITE) from None
    if not plain or not _PATH.fullmatch(parts.path) or form_problem(host):
        raise SiteProblemError(NO_SITE)
    domain = registrable_domain(host)
    if is_within(host, SHARED) or serves_general_public(host):
        raise SiteProblemError(NOT_OWN)
    return Site(f"{parts.scheme}://{host}{parts.path or '/'}", host, domain)


def fits(address: str, site: Site) -> bool:
    """Whether an e-mail address is at the site's own domain."""
    return registrable_domain(domain_of(address)) == site.domain


def _a_labels(host: str) -> str:
    if any(mixes_scripts(label) for label in host.split(".")):
        raise ValueError("letters of different alphabets in one label")
    return idna.encode(host, uts46=True).decode() if host else ""

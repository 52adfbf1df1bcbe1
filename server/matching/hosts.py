"""What is known of hosts, by name and by the form in which a hyphenating proxy writes them.

A proxied host is never decoded, because that has several answers; the known ones are encoded, and compared.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.matching.clicks import CLICKS, Readers
from server.matching.fixed import FIXED_PROXIES, FIXED_REWRITES
from server.matching.templates import Template, template_of

_TYPED = re.compile(r"^\*?\.+|\.+$")


@dataclass(frozen=True, slots=True)
class Place:
    """One host entry of one rule; ``exact``: the host alone, without its subdomains."""

    rule: str
    exact: bool
    subdomains: tuple[str, ...]
    paths: tuple[str, ...]
    only_via: tuple[str, ...]


@dataclass(slots=True)
class Known:
    """One host. ``tenants`` is ``None`` if it is no proxy's."""

    places: list[Place] = field(default_factory=list)
    tenants: bool | None = None
    templates: list[Template] = field(default_factory=list)
    clicks: Readers = ()


@dataclass(slots=True)
class Knowledge:
    """All that is known.

    ``encoded``: a name as proxies write it, to the true host names. ``wholes``: a name that proxies write their way,
    to the form they give others; ``endings``: the same for the end of a name, behind a hyphen. ``last_labels``: of the
    rules' hosts.
    """

    hosts: dict[str, Known] = field(default_factory=dict)
    encoded: dict[str, list[str]] = field(default_factory=dict)
    wholes: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    last_labels: set[str] = field(default_factory=set)

    def at(self, name: str) -> Known:
        """The entry of a host, made if it is not there."""
        return self.hosts.setdefault(name, Known())


def knowledge_of(rule_list: Mapping[str, Any], proxy_hosts: Iterable[str], login_templates: Iterable[str]) -> Knowledge:
    """What a rule list and a library's settings tell."""
    known = Knowledge()
    for rule in rule_list["rules"]:
        for host in rule.get("hosts") or ():
            _add_place(known, rule["id"], host)
    rewrites, proxies = rule_list.get("rewrites"), rule_list.get("proxies")
    for rewrite in FIXED_REWRITES if rewrites is None else rewrites:
        _add_rewrite(known, rewrite["from"], rewrite["to"])
    for proxy in (*(FIXED_PROXIES if proxies is None else proxies), *({"host": host} for host in proxy_hosts)):
        _add_proxy(known, proxy)
    for template in login_templates:
        _add_template(known, template)
    for name, readers in CLICKS.items():
        known.at(name).clicks = readers
    return known


def encoded(name: str) -> str:
    """The dots of a name as hyphens, as EZproxy, OpenAthens and others write it. Hyphens stay as they are."""
    return name.replace(".", "-")


def _add_place(known: Knowledge, rule: str, entry: Mapping[str, Any]) -> None:
    exact, name = entry["host"].startswith("="), entry["host"].removeprefix("=")
    subdomains, paths, only_via = (tuple(entry.get(key) or ()) for key in ("subdomains", "paths", "only_via"))
    places = known.at(name).places
    places.append(Place(rule, exact, subdomains, paths, only_via))
    places.sort(key=lambda place: -len(place.paths))
    known.last_labels.add(name.rsplit(".", 1)[-1])
    for host in (name, *(() if exact else (f"{label}.{name}" for label in subdomains))):
        names = known.encoded.setdefault(encoded(host), [])
        if host not in names:
            names.append(host)


def _add_rewrite(known: Knowledge, from_: str, to: str) -> None:
    written, plain = encoded(to), encoded(from_)
    if written == plain:
        return
    if from_.startswith("."):
        known.endings[written[1:]] = plain[1:]
    else:
        known.wholes[written] = plain


def _add_proxy(known: Knowledge, proxy: Mapping[str, Any]) -> None:
    entry = known.at(_host_name(proxy["host"]))
    entry.tenants = bool(proxy.get("tenants") or entry.tenants)
    for template in proxy.get("login_templates") or ():
        _add_template(known, template)


def _add_template(known: Knowledge, text: str) -> None:
    template = template_of(text)
    if template:
        known.at(template.host).templates.append(template)


def _host_name(typed: str) -> str:
    """A proxy's host as a person may have typed it: upper case, a dot or ``*.`` before it, one behind it."""
    return _TYPED.sub("", typed.strip().lower())

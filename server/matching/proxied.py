"""Hosts as proxies write them: the vendor's own, with dots or with hyphens, before the proxy's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.matching.hosts import Knowledge, encoded
from server.matching.places import Road, label_starts, place_for, rule_of
from server.matching.wrapped import PROXY_WORD

# The target's port: ``p180-``, ``80-``; Innovative writes port 80 as ``0-``.
_PORT_BEFORE = re.compile(r"^p?[0-9]{1,5}-")
# What SSL-VPN gateways put behind a name: ``-443``, ``-s``, ``-8443-s``.
_PORT_BEHIND = re.compile(r"(?:-[0-9]{1,5})?(?:-s)?\Z")
# A Muse proxy's session before the name; there real hyphens are doubled.
_MUSE_LABEL = re.compile(r"[0-9a-z]+(?:-mp[0-9]+)?-[a-z]-https?-(?=.)")
_MUSE_LABELS = re.compile(r"^(?:[0-9a-z]+\.)+https?\.(?=.)")
_HYPHENS = re.compile(r"--|-")


@dataclass(frozen=True, slots=True)
class ProxiedHost:
    """The vendor's host; ``sure``: there is no other one that a proxy would write so."""

    rule: str
    host: str
    form: str
    sure: bool


def proxied_before(known: Knowledge, name: str, road: Road) -> ProxiedHost | None:
    """The vendor's host in what stands before a known proxy's."""
    dotted = _from_muse(known, name, road) or (_from_dots(known, name, road) if "." in name else None)
    form = encoded(name)
    return dotted or _exactly(known, form, road) or _by_ending(known, form, road)


def proxied_somewhere(known: Knowledge, host: str, road: Road) -> ProxiedHost | None:
    """The vendor's host where the proxy is not known: any border may be the one, if two labels follow it."""
    name, _, rest = host.partition(".")
    if "." not in rest:
        return None
    telling = _is_telling(known, name, rest)
    found = (_from_muse(known, name, road) or _exactly(known, name, road)) if telling else None
    return found or _from_inner_dots(known, host, road)


def proxied_perhaps(known: Knowledge, host: str, road: Road) -> ProxiedHost | None:
    """The same where the first label only ends like a known host's: ``my-lynda-com`` may stand for ``lynda.com``."""
    name, _, rest = host.partition(".")
    return _by_ending(known, name, road) if "." in rest and _is_telling(known, name, rest) else None


def _is_telling(known: Knowledge, name: str, rest: str) -> bool:
    """Without a hyphen in it a name may be a word like any other, unless the rest is named as proxies are."""
    return "-" in name or (name in known.wholes and PROXY_WORD.search(rest) is not None)


def _from_inner_dots(known: Knowledge, host: str, road: Road) -> ProxiedHost | None:
    limit = host.rfind(".", 0, host.rfind("."))
    for start in label_starts(host):
        if start == 0:
            continue
        if start >= limit:
            return None
        end = host.index(".", start)
        found = _from_dots(known, host[:end], road) if host[start:end] in known.last_labels else None
        if found:
            return found
    return None


def _from_dots(known: Knowledge, name: str, road: Road) -> ProxiedHost | None:
    host = _PORT_BEFORE.sub("", _MUSE_LABELS.sub("", name))
    for candidate in (name,) if host == name else (host, name):
        found = rule_of(known, candidate, road)
        if found:
            return ProxiedHost(found.rule, candidate, "host_dots", sure=True)
    return None


def _from_muse(known: Knowledge, name: str, road: Road) -> ProxiedHost | None:
    session = _MUSE_LABEL.match(name)
    if not session:
        return None
    host = _HYPHENS.sub(lambda found: "." if found[0] == "-" else "-", name[session.end() :])
    found = rule_of(known, host, road)
    return ProxiedHost(found.rule, host, "muse_host", sure=True) if found else None


def _exactly(known: Knowledge, name: str, road: Road) -> ProxiedHost | None:
    """The exact form of a known host, of ``www.`` before it, or of a listed subdomain."""
    for form, rewritten in _forms_of(known, name):
        names = list(known.encoded.get(form, ()))
        if form.startswith("www-"):
            names += [f"www.{host}" for host in known.encoded.get(form[4:], ())]
        found = [(rule.rule, host) for host in names if (rule := rule_of(known, host, road))]
        if found:
            # Two known hosts that a proxy writes alike (a-b.com, a.b.com): nobody can tell them apart.
            sure = all(rule == found[0][0] for rule, _ in found)
            return ProxiedHost(*found[0], _form_name(rewritten=rewritten), sure)
    return None


def _by_ending(known: Knowledge, name: str, road: Road) -> ProxiedHost | None:
    """Anything that ends like a known host: ``my-lynda-com`` may be ``my.lynda.com``, or ``my-lynda.com``."""
    for form, rewritten in _forms_of(known, name):
        for at in _after_hyphens(form):
            for host in known.encoded.get(form[at:], ()):
                entry = known.hosts.get(host)
                place = place_for(entry.places, road, below=True) if entry else None
                if place:
                    return ProxiedHost(place.rule, host, _form_name(rewritten=rewritten), sure=False)
    return None


def _forms_of(known: Knowledge, name: str) -> list[tuple[str, bool]]:
    """What a name may be once ports and rewriting are undone, the most literal reading first; whether rewritten."""
    without = _PORT_BEFORE.sub("", name)
    readings = list(
        dict.fromkeys((name, without, _PORT_BEHIND.sub("", name, count=1), _PORT_BEHIND.sub("", without, count=1)))
    )
    rewritten = [form for form in (_un_rewritten(known, reading) for reading in readings) if form is not None]
    return [(reading, False) for reading in readings] + [(form, True) for form in rewritten]


def _un_rewritten(known: Knowledge, name: str) -> str | None:
    whole = known.wholes.get(name)
    if whole is not None:
        return whole
    for at in _after_hyphens(name):
        ending = known.endings.get(name[at:])
        if ending is not None:
            return name[:at] + ending
    return None


def _after_hyphens(name: str) -> Iterator[int]:
    at = name.find("-") + 1
    while at > 0:
        yield at
        at = name.find("-", at) + 1


def _form_name(*, rewritten: bool) -> str:
    return "hostname_edit" if rewritten else "host_hyphens"

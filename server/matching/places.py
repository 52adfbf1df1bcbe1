"""From a true host name to the rule that has it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.matching.hosts import Knowledge, Place


@dataclass(frozen=True, slots=True)
class Road:
    """The target's path, and the ways by which it was reached, the last one first."""

    path: str
    vias: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A rule; ``exactly``: the entry names this very host."""

    rule: str
    exactly: bool


def rule_of(known: Knowledge, host: str, road: Road) -> Found | None:
    """The rule whose entry is the most specific for ``host``: from the whole host up, label by label."""
    for at in label_starts(host):
        entry = known.hosts.get(host[at:])
        place = place_for(entry.places, road, below=at > 0) if entry else None
        if place:
            return Found(place.rule, at == 0 or _is_listed(place, host[: at - 1]))
    return None


def place_for(places: Iterable[Place], road: Road, *, below: bool) -> Place | None:
    """The first place that fits; ``below``: the address is on a subdomain."""
    for place in places:
        if below and place.exact:
            continue
        if (not place.only_via or not set(place.only_via).isdisjoint(road.vias)) and _on_path(place.paths, road.path):
            return place
    return None


def label_starts(host: str) -> Iterator[int]:
    """Where each label begins."""
    at = 0
    while at >= 0:
        yield at
        dot = host.find(".", at)
        at = dot + 1 if dot >= 0 else -1


def _is_listed(place: Place, subdomain: str) -> bool:
    return subdomain == "www" or subdomain in place.subdomains


def _on_path(prefixes: tuple[str, ...], path: str) -> bool:
    """Prefixes on segment borders: ``/learning`` covers itself and ``/learning/x``, not ``/learning-login``."""
    return not prefixes or any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes)

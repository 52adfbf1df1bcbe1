"""The matcher: the same as ``buildMatcher`` of the extension."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.catalogue.model import Catalogue
from server.matching.address import address_of
from server.matching.hosts import knowledge_of
from server.matching.reading import Match, Step, read

__all__ = ["Examination", "Match", "Matcher", "Step"]

# A login link around a proxied link around a login link: more than anybody needs.
_MAX_WRAPPERS = 5


@dataclass(frozen=True, slots=True)
class Examination:
    """A match, the steps that led to it, and the form of a link that does not say where it leads."""

    match: Match | None
    steps: tuple[Step, ...]
    opaque: str | None = None


class Matcher:
    """From a URL to the rule that knows its host. Pure: no database, no suffix list, no request.

    ``rule_list`` is a catalogue, or plain data: ``{"rules": [{"id": "x", "hosts": [{"host": "example.com"}]}]}``, with
    ``proxies`` and ``rewrites`` as in the rule list, if it has any. ``proxy_hosts`` and ``login_templates`` are a
    library's own.
    """

    def __init__(
        self,
        rule_list: Mapping[str, Any] | Catalogue,
        *,
        proxy_hosts: Iterable[str] = (),
        login_templates: Iterable[str] = (),
    ) -> None:
        plain = _plain(rule_list) if isinstance(rule_list, Catalogue) else rule_list
        self._known = knowledge_of(plain, proxy_hosts, login_templates)

    def match(self, url: str) -> Match | None:
        """The rule that knows ``url``, or ``None``; also for what is no address at all."""
        return self.examine(url).match

    def examine(self, url: str) -> Examination:
        """The same, with the steps of unwrapping."""
        steps: list[Step] = []
        for _ in range(_MAX_WRAPPERS + 1):
            address = address_of(url)
            if address is None:
                return Examination(None, tuple(steps))
            reading = read(self._known, address, wrapped=bool(steps))
            if reading.step:
                steps.append(reading.step)
            if not reading.target:
                return Examination(reading.match, tuple(steps), reading.opaque)
            url = reading.target
        return Examination(None, tuple(steps))


def _plain(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "rules": [rule.document() for rule in catalogue.rules],
        "proxies": [proxy.document() for proxy in catalogue.proxies],
        "rewrites": [rewrite.document() for rewrite in catalogue.rewrites],
    }

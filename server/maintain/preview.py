"""What a change would come to: the sentences that a patron reads, and the addresses that are recognised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from server.catalogue.model import Catalogue
from server.catalogue.store import load_catalogue
from server.languages import ENGLISH
from server.matching.matcher import Matcher
from server.rules.model import Disclosure, Rule
from server.rules.standing import Standing, standings
from server.web.words import Words

_PROXY = "proxy.library.example"


@dataclass(frozen=True)
class Tried:
    """An address, and what the extension says to it."""

    url: str
    answer: str


@dataclass(frozen=True)
class Preview:
    """What a rule comes to today. ``claims``: each statement with its standing, the deciding one first."""

    rule: Rule
    claims: tuple[tuple[Disclosure, Standing], ...]
    words: Words
    tried: tuple[Tried, ...]


def preview_of(session: Session, rule: Rule, urls: Iterable[str] = ()) -> Preview:
    """What a rule would come to today.

    Args:
        session: a transaction, for the labels of the catalogue.
        rule: as it shall be.
        urls: addresses to try besides those made from its hosts.

    """
    return preview_in(load_catalogue(session), rule, urls, day=today())


def preview_in(
    catalogue: Catalogue, rule: Rule, urls: Iterable[str] = (), *, day: date, muted: bool = False
) -> Preview:
    """What a rule comes to on a day, beside the other records of a catalogue.

    Args:
        catalogue: for the labels.
        rule: as it shall be.
        urls: addresses to try besides those made from its hosts.
        day: by which standings are computed.
        muted: whether its warning is suspended.

    """
    claims = standings(rule, catalogue.terms_by_id, day, muted=muted)
    matcher = Matcher({"rules": [rule.document()]}, proxy_hosts=[_PROXY])
    tried = tuple(Tried(url, _answer(matcher, url)) for url in dict.fromkeys([*_examples(rule), *urls]))
    return Preview(rule, tuple(claims), Words(catalogue, ENGLISH), tried)


def today() -> date:
    """The day by which standings are computed."""
    return datetime.now(UTC).date()


def _examples(rule: Rule) -> Iterable[str]:
    for host in rule.hosts[:6]:
        path = host.paths[0] if host.paths else ""
        yield f"https://{host.name}{path}/"
        yield f"https://www.{host.name}{path}/"
        yield f"https://{host.name.replace('.', '-')}.{_PROXY}{path}/"
        yield f"https://{_PROXY}/login?url=https://{host.name}{path}/"


def _answer(matcher: Matcher, url: str) -> str:
    match = matcher.match(url)
    if match is None:
        return "not recognised"
    return f"recognised ({match.via})" if match.certain else f"“appears to be” ({match.via})"

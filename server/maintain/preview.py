"""What a change would come to: the sentences that a patron reads, the page that it makes, the addresses it knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from server.campaigns.model import Campaign
from server.catalogue.model import Catalogue, Kind, entry_id
from server.catalogue.store import load_catalogue
from server.curation.documents import with_changes
from server.languages import ENGLISH
from server.matching.hosts import encoded
from server.matching.matcher import Matcher
from server.proxies.model import TARGET, Proxy, Rewrite
from server.rules.fields import Model
from server.rules.model import Disclosure, Rule
from server.rules.standing import Standing, standings
from server.rules.terms import DataTerm, Step
from server.web.words import Words

_PROXY = "proxy.library.example"
_MOST_CLAIMS = 4  # that show how a word is used


@dataclass(frozen=True)
class Claim:
    """A statement of a rule, and how it stands today."""

    rule: Rule
    disclosure: Disclosure
    standing: Standing


@dataclass(frozen=True)
class Tried:
    """An address, and what the extension says to it."""

    url: str
    answer: str


@dataclass(frozen=True)
class Preview:
    """What an entry comes to today.

    Attributes:
        kind: of entry.
        entry: as it shall be.
        words: the patron's words, made with it.
        claims: statements that a patron would read: a rule's own, the deciding one first; for a word, some that use it.
        tried: addresses that show what is recognised.

    """

    kind: Kind
    entry: Model
    words: Words
    claims: tuple[Claim, ...] = ()
    tried: tuple[Tried, ...] = ()


def preview_of(session: Session, entry: Model, urls: Iterable[str] = ()) -> Preview | None:
    """What an entry would come to today; ``None`` where there is nothing to show but the entry itself.

    Args:
        session: a transaction, for the rest of the catalogue.
        entry: as it shall be.
        urls: addresses to try besides those made from its hosts.

    """
    present = load_catalogue(session)
    match entry:
        case Rule():
            return preview_in(present, entry, urls, day=today())
        case Campaign():
            return Preview(Kind.CAMPAIGN, entry, Words(present, ENGLISH))
        case Proxy() | Rewrite():
            return _of_host(present, entry, urls)
        case DataTerm() | Step():
            return _of_word(present, entry)
    return None


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
    matcher = Matcher({"rules": [rule.document()]}, proxy_hosts=[_PROXY])
    tried = _tried(matcher, [*_of_hosts(rule), *urls])
    claims = tuple(_claims(catalogue, rule, day, muted=muted))
    return Preview(Kind.RULE, rule, Words(catalogue, ENGLISH), claims, tried)


def today() -> date:
    """The day by which standings are computed."""
    return datetime.now(UTC).date()


def _of_host(catalogue: Catalogue, entry: Proxy | Rewrite, urls: Iterable[str]) -> Preview:
    kind = Kind.PROXY if isinstance(entry, Proxy) else Kind.REWRITE
    changed = with_changes(catalogue, {(kind, entry_id(entry)): entry})
    examples = _behind(entry, changed) if isinstance(entry, Proxy) else _rewritten(entry)
    tried = _tried(Matcher(changed), [*examples, *urls])
    return Preview(kind, entry, Words(changed, ENGLISH), tried=tried)


def _of_word(catalogue: Catalogue, entry: DataTerm | Step) -> Preview:
    kind = Kind.TERM if isinstance(entry, DataTerm) else Kind.STEP
    changed = with_changes(catalogue, {(kind, entry_id(entry)): entry})
    claims = [
        claim for rule in changed.rules for claim in _claims(changed, rule, today()) if _uses(claim.disclosure, entry)
    ]
    return Preview(kind, entry, Words(changed, ENGLISH), tuple(claims[:_MOST_CLAIMS]))


def _claims(catalogue: Catalogue, rule: Rule, day: date, *, muted: bool = False) -> Iterator[Claim]:
    for disclosure, standing in standings(rule, catalogue.terms_by_id, day, muted=muted):
        yield Claim(rule, disclosure, standing)


def _uses(disclosure: Disclosure, entry: DataTerm | Step) -> bool:
    used = (*disclosure.data, *disclosure.or_data) if isinstance(entry, DataTerm) else (disclosure.step,)
    return entry.id in used


def _of_hosts(rule: Rule) -> Iterator[str]:
    for host in rule.hosts[:6]:
        path = host.paths[0] if host.paths else ""
        yield f"https://{host.name}{path}/"
        yield f"https://www.{host.name}{path}/"
        yield f"https://{encoded(host.name)}.{_PROXY}{path}/"
        yield f"https://{_PROXY}/login?url=https://{host.name}{path}/"


def _behind(proxy: Proxy, catalogue: Catalogue) -> Iterator[str]:
    """A resource that the list knows, as this proxy shows it and leads to it."""
    whole = (host.name for rule in catalogue.rules for host in rule.hosts if not (host.paths or host.only_via))
    name = next(whole, None)
    if name is None:
        return
    below = f"library.{proxy.host}" if proxy.tenants else proxy.host
    yield f"https://{encoded(name)}.{below}/"
    yield f"https://{name}.{below}/"
    for template in proxy.login_templates:
        yield template.replace(TARGET, f"https://{name}/")


def _rewritten(rewrite: Rewrite) -> Iterator[str]:
    before = "www" if rewrite.from_.startswith(".") else ""
    yield f"https://{before}{encoded(rewrite.to)}.{_PROXY}/"


def _tried(matcher: Matcher, urls: Iterable[str]) -> tuple[Tried, ...]:
    return tuple(Tried(url, _answer(matcher, url)) for url in dict.fromkeys(urls))


def _answer(matcher: Matcher, url: str) -> str:
    match = matcher.match(url)
    if match is None:
        return "not recognised"
    how = "recognised" if match.certain else "“appears to be”"
    return f"{how} ({match.via}): {match.rule}"

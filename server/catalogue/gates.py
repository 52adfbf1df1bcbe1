"""The gates that every entry must pass before it can be imported or published.

Each gate looks at the whole catalogue and yields what is wrong, with the mend. What one record can know about itself
is checked by its model; here is what needs the others, the suffix list, or today's date.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from server.campaigns.model import Campaign, Passage, TimelineEntry
from server.catalogue.hosts import form_problem, host_problem, is_within, serves_general_public
from server.catalogue.model import Catalogue, Kind
from server.catalogue.yaml_form import Location
from server.proxies.model import TARGET, Proxy, Rewrite
from server.rules.fields import earliest
from server.rules.model import Disclosure, Rule, Source, SourceKind, Status

REVIEW_AFTER_DATED = timedelta(days=366)
REVIEW_AFTER_UNDATED = timedelta(days=184)


@dataclass(frozen=True)
class Finding:
    """What a gate found: in which entry, where in it, what, and the mend."""

    kind: Kind
    id: str
    location: Location
    message: str
    mend: str


Gate = Callable[[Catalogue, date], Iterator[Finding]]


def findings(catalogue: Catalogue, today: date) -> list[Finding]:
    """All that the gates find on ``today``; an empty list means that the catalogue may be imported."""
    return [finding for gate in GATES for finding in gate(catalogue, today)]


def _known_terms(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    terms, steps = {term.id for term in catalogue.terms}, {step.id for step in catalogue.steps}
    for rule, index, disclosure in _disclosures(catalogue):
        for field in ("data", "or_data"):
            for place, term in enumerate(getattr(disclosure, field)):
                if term not in terms:
                    yield _of(
                        rule,
                        ("disclosures", index, field, place),
                        f"{term!r} is not a known data term",
                        "Use one of rules/data-terms.yaml, or add it there.",
                    )
        if disclosure.step not in steps:
            yield _of(
                rule,
                ("disclosures", index, "step"),
                f"{disclosure.step!r} is not a known step",
                "Use one of rules/data-terms.yaml, or add it there.",
            )


def _evidence_is_there(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    for rule in catalogue.rules:
        known = {source.id for source in rule.evidence}
        used = {name for disclosure in rule.disclosures for name in disclosure.evidence}
        for index, disclosure in enumerate(rule.disclosures):
            for place, name in enumerate(disclosure.evidence):
                if name not in known:
                    yield _of(
                        rule,
                        ("disclosures", index, "evidence", place),
                        f"there is no evidence {name!r} in this rule",
                        "Add the source under evidence: no evidence, no rule.",
                    )
        for place, source in enumerate(rule.evidence):
            if source.id not in used:
                yield _of(
                    rule, ("evidence", place), f"no disclosure uses {source.id!r}", "Name it in one, or remove it."
                )


def _sources_are_sound(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    for kind, entry, field, sources in _with_sources(catalogue):
        for name, count in Counter(source.id for source in sources).items():
            if count > 1:
                yield Finding(kind, entry.id, (field,), f"the id {name!r} stands twice", "Each source needs its own.")
        for place, source in enumerate(sources):
            for message, mend in _source_problems(source, kind, today):
                yield Finding(kind, entry.id, (field, place), message, mend)


def _source_problems(source: Source, kind: Kind, today: date) -> Iterator[tuple[str, str]]:
    url, archive = source.url or "", source.archive or ""
    if source.kind is SourceKind.RECORD:
        if kind is Kind.RULE:
            yield "a record without an address cannot carry a rule", "Name a public source."
    elif not url:
        yield "has no url", "Give the public address of the source."
    for address in filter(None, (url, archive)):
        if not urlsplit(address).hostname:
            yield "has an address without a host", "Give the whole address."
    if url.startswith("http:") and not archive.startswith("https:"):
        yield "is an http page without an archived copy", "Give an https address of an archived copy."
    if source.read_on > today:
        yield "was read on a day that has not come yet", "Correct read_on."
    if source.published_on and earliest(source.published_on) > source.read_on:
        yield "was published after it was read", "Correct published_on or read_on."


def _hosts_are_sound(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    for rule in catalogue.rules:
        for place, host in enumerate(rule.hosts):
            location: Location = ("hosts", place, "host")
            problem = host_problem(host.name)
            if problem:
                yield _of(rule, location, f"{host.name!r} {problem.message}", problem.mend)
            elif serves_general_public(host.name) and not (host.paths or host.only_via):
                yield _of(
                    rule,
                    location,
                    f"{host.name!r} also serves people who come without a library",
                    "Limit it with paths or only_via, so that they are not warned.",
                )


def _hosts_belong_to_one_rule(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    owners: dict[tuple[str, str], str] = {}
    for rule in catalogue.rules:
        for place, host in enumerate(rule.hosts):
            for path in host.paths or ("/",):
                owner = owners.setdefault((host.host, path), rule.id)
                if owner != rule.id:
                    yield _of(
                        rule,
                        ("hosts", place, "host"),
                        f"{host.host!r} with the path {path!r} belongs to the rule {owner!r} already",
                        "One address, one rule: move it or limit it with paths.",
                    )


def _names_belong_to_one_rule(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for rule in catalogue.rules:
        for place, name in enumerate(rule.names):
            owner = owners.setdefault(name.casefold(), rule.id)
            if owner != rule.id:
                yield _of(rule, ("names", place), f"{name!r} names the rule {owner!r} already", "Remove one of them.")


def _review_is_due_in_time(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    for rule, index, disclosure in _disclosures(catalogue):
        sources = rule.sources(disclosure)
        if not sources:
            continue
        dated = any(source.published_on for source in sources)
        latest = max(source.read_on for source in sources) + (REVIEW_AFTER_DATED if dated else REVIEW_AFTER_UNDATED)
        if disclosure.review_by > latest:
            months = "12 months" if dated else "6 months, for its sources bear no date,"
            yield _of(
                rule,
                ("disclosures", index, "review_by"),
                f"is later than {months} after the sources were last read",
                f"Set it to {latest.isoformat()} or earlier, or read the sources again.",
            )


def _status_has_its_dates(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    for rule, index, disclosure in _disclosures(catalogue):
        location: Location = ("disclosures", index)
        if disclosure.status is Status.ANNOUNCED and disclosure.announced_on is None:
            yield _of(rule, (*location, "status"), "is announced without a day", "Add announced_on.")
        if disclosure.status is Status.WITHDRAWN and disclosure.withdrawn_on is None:
            yield _of(rule, (*location, "status"), "is withdrawn without a day", "Add withdrawn_on.")
        if disclosure.withdrawn_on and disclosure.status is not Status.WITHDRAWN:
            yield _of(rule, (*location, "withdrawn_on"), "stands on a demand that is not withdrawn", "Remove one.")
        if disclosure.announced_on and disclosure.withdrawn_on and disclosure.withdrawn_on < disclosure.announced_on:
            yield _of(rule, (*location, "withdrawn_on"), "is before announced_on", "Correct one of them.")


def _scope_names_who_speaks(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    for rule, index, disclosure in _disclosures(catalogue):
        if disclosure.scope.who in {"library", "consortium"} and not disclosure.scope.name:
            yield _of(
                rule,
                ("disclosures", index, "scope"),
                "does not name the one who says it",
                "Add the name: a statement about one service names that service.",
            )


def _references_are_known(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    campaigns = {campaign.id for campaign in catalogue.campaigns}
    for rule in catalogue.rules:
        if rule.campaign and rule.campaign not in campaigns:
            yield _of(rule, ("campaign",), f"there is no campaign {rule.campaign!r}", "Correct the id.")
        for name, count in Counter(disclosure.id for disclosure in rule.disclosures).items():
            if count > 1:
                yield _of(rule, ("disclosures",), f"the id {name!r} stands twice", "Each disclosure needs its own.")
    for library in catalogue.participants:
        if library.signs and library.signs not in campaigns:
            message = f"there is no campaign {library.signs!r}"
            yield Finding(Kind.PARTICIPANT, library.id, ("signs",), message, "Correct the id.")
    for campaign in catalogue.campaigns:
        yield from _campaign_references(campaign)


def _campaign_references(campaign: Campaign) -> Iterator[Finding]:
    known = {source.id for source in campaign.sources}
    parts_of: dict[str, Sequence[Passage | TimelineEntry]] = {
        "outcome": (campaign.outcome,) if campaign.outcome else (),
        "statement": campaign.statement,
        "record": campaign.record,
        "timeline": campaign.timeline,
    }
    for field, parts in parts_of.items():
        for place, part in enumerate(parts):
            for name in part.sources:
                if name not in known:
                    yield Finding(
                        Kind.CAMPAIGN,
                        campaign.id,
                        (field, place),
                        f"there is no source {name!r} in this campaign",
                        "Add it under sources.",
                    )


def _proxies_are_sound(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    hosts = frozenset(proxy.host for proxy in catalogue.proxies)
    for proxy in catalogue.proxies:
        problem = form_problem(proxy.host)
        if problem:
            yield Finding(Kind.PROXY, proxy.id, ("host",), f"{proxy.host!r} {problem.message}", problem.mend)
        owner = owners.setdefault(proxy.host, proxy.id)
        if owner != proxy.id:
            message = f"{proxy.host!r} belongs to {owner!r} already"
            yield Finding(Kind.PROXY, proxy.id, ("host",), message, "Remove one of them.")
        if proxy.site and not proxy.library:
            yield Finding(Kind.PROXY, proxy.id, ("site",), "belongs to no library", "Add the library's name.")
        yield from _proxy_addresses(proxy, hosts)


def _proxy_addresses(proxy: Proxy, proxy_hosts: frozenset[str]) -> Iterator[Finding]:
    for place, template in enumerate(proxy.login_templates):
        before, found, after = template.partition(TARGET)
        if not found or TARGET in after or "/" not in before.removeprefix("https://"):
            yield Finding(
                Kind.PROXY,
                proxy.id,
                ("login_templates", place),
                f"does not hold {TARGET} exactly once, behind the host",
                f"Put {TARGET} where the target's address stands.",
            )
    for place, page in enumerate(proxy.pages):
        host = urlsplit(page).hostname or ""
        if not host or is_within(host, proxy_hosts):
            yield Finding(
                Kind.PROXY,
                proxy.id,
                ("pages", place),
                "lies behind a proxy, where pages are vendors'",
                "Name a page of the library's own.",
            )


def _rewrites_are_sound(catalogue: Catalogue, _today: date) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for rewrite in catalogue.rewrites:
        problem = form_problem(rewrite.from_.removeprefix("."))
        if problem:
            yield Finding(Kind.REWRITE, rewrite.id, ("from",), f"{rewrite.from_!r} {problem.message}", problem.mend)
        owner = owners.setdefault(rewrite.from_, rewrite.id)
        if owner != rewrite.id:
            message = f"{rewrite.from_!r} is rewritten by {owner!r} already"
            yield Finding(Kind.REWRITE, rewrite.id, ("from",), message, "Remove one of them.")
        if rewrite.from_.startswith(".") and not rewrite.to.startswith((".", "-")):
            yield Finding(
                Kind.REWRITE, rewrite.id, ("to",), "would run into the subdomain's name", "Begin it with . or -."
            )


def _disclosures(catalogue: Catalogue) -> Iterator[tuple[Rule, int, Disclosure]]:
    for rule in catalogue.rules:
        for index, disclosure in enumerate(rule.disclosures):
            yield rule, index, disclosure


def _with_sources(
    catalogue: Catalogue,
) -> Iterator[tuple[Kind, Rule | Campaign | Proxy | Rewrite, str, tuple[Source, ...]]]:
    for rule in catalogue.rules:
        yield Kind.RULE, rule, "evidence", rule.evidence
    for campaign in catalogue.campaigns:
        yield Kind.CAMPAIGN, campaign, "sources", campaign.sources
    for proxy in catalogue.proxies:
        yield Kind.PROXY, proxy, "sources", proxy.sources
    for rewrite in catalogue.rewrites:
        yield Kind.REWRITE, rewrite, "sources", rewrite.sources


def _of(rule: Rule, location: Location, message: str, mend: str) -> Finding:
    return Finding(Kind.RULE, rule.id, location, message, mend)


GATES: tuple[Gate, ...] = (
    _known_terms,
    _evidence_is_there,
    _sources_are_sound,
    _hosts_are_sound,
    _hosts_belong_to_one_rule,
    _names_belong_to_one_rule,
    _review_is_due_in_time,
    _status_has_its_dates,
    _scope_names_who_speaks,
    _references_are_known,
    _proxies_are_sound,
    _rewrites_are_sound,
)

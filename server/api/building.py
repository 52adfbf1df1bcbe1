"""From the published list to answers: what the API says today, built once for each list and day."""

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from threading import Lock
from typing import Any

from server.api import answers, rule_answers
from server.campaigns.model import Campaign, Passage
from server.catalogue.model import Kind
from server.languages import ENGLISH
from server.releases.history import MuteEvent, ReleaseEvent
from server.releases.reading import PublishedList, PublishedReader
from server.rules.fields import Model
from server.rules.model import Disclosure, Host, Rule, Source
from server.rules.standing import Standing, standings
from server.web.words import Words

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# The source by which the campaign page of about 2019 is known.
CAMPAIGN_PAGE = "campaign-page"
NOTE_2019 = (
    "These organisations stood on the page of a campaign of about 2019. Their position today is not known. The type is "
    "read from the name."
)


class Answers:
    """What the API says about one list on one day.

    Args:
        published: the list.
        today: the day for which standings are computed.
        site: the public origin, for addresses.

    """

    def __init__(self, published: PublishedList, today: dt.date, site: str) -> None:
        self.published = published
        self.today = today
        self._api = f"{site}/api/v1"
        self._site = site
        self._words = Words(published.catalogue, ENGLISH)
        self._terms = published.catalogue.terms_by_id
        # A campaign that is still a draft is not in the list, though rules may name it.
        self._campaigns = {campaign.id for campaign in published.catalogue.campaigns}
        self._steps = {step.id: step for step in published.catalogue.steps}

    @cached_property
    def envelope(self) -> dict[str, Any]:
        """The fields that every answer begins with."""
        published = self.published
        info = answers.PublishedListInfo(
            number=published.release,
            date=published.date,
            check_number=published.fingerprint,
            sha256=published.digest,
            starter=published.starter,
            development_keys=published.development_keys,
            cautions=tuple(cautions(starter=published.starter, development_keys=published.development_keys)),
        )
        return {
            "list": info,
            "as_of": self.today,
            "licence": LICENCE,
            "attribution": f"Libraries OptOut, list {published.release} of {published.date}, {self._site}",
        }

    @cached_property
    def rules_document(self) -> str:
        """Every rule as JSON. A thousand of them take a while to put into words, so they are kept."""
        rules = tuple(self._rule(rule) for rule in self.published.catalogue.rules)
        return rule_answers.RulesAnswer(rules=rules, **self.envelope).model_dump_json()

    def rule(self, name: str) -> rule_answers.RuleAnswer | None:
        """One rule, or ``None`` if the list has none of that id."""
        rule = self.published.rules.get(name)
        return rule_answers.RuleAnswer(rule=self._rule(rule), **self.envelope) if rule else None

    def campaigns(self) -> answers.CampaignsAnswer:
        """Every campaign."""
        found = tuple(self._campaign(campaign) for campaign in self.published.catalogue.campaigns)
        return answers.CampaignsAnswer(campaigns=found, **self.envelope)

    def campaign(self, name: str) -> answers.CampaignAnswer | None:
        """One campaign, or ``None`` if the list has none of that id."""
        found = next((c for c in self.published.catalogue.campaigns if c.id == name), None)
        return answers.CampaignAnswer(campaign=self._campaign(found), **self.envelope) if found else None

    def libraries(self) -> answers.LibrariesAnswer:
        """Who takes part, and who was listed in 2019 on what page."""
        catalogue = self.published.catalogue
        pages = {s.id: s for campaign in catalogue.campaigns for s in campaign.sources if s.id == CAMPAIGN_PAGE}
        listed = answers.ListedIn2019(
            note=NOTE_2019,
            libraries=tuple(answers.ListedLibrary.model_validate(entry) for entry in catalogue.listed),
            evidence=tuple(map(_evidence, pages.values())),
        )
        taking_part = tuple(answers.ParticipatingLibrary.model_validate(entry) for entry in catalogue.participants)
        return answers.LibrariesAnswer(taking_part=taking_part, listed_in_2019=listed, **self.envelope)

    def releases(self, events: Iterable[ReleaseEvent], mutes: Iterable[MuteEvent]) -> answers.ReleasesAnswer:
        """These releases and mutes, in their order."""
        return answers.ReleasesAnswer(
            releases=tuple(map(self._release, events)), mutes=tuple(map(_mute, mutes)), **self.envelope
        )

    def release(self, event: ReleaseEvent) -> answers.ReleaseAnswer:
        """One release."""
        return answers.ReleaseAnswer(release=self._release(event), **self.envelope)

    def _rule(self, rule: Rule) -> rule_answers.Rule:
        reason = self.published.muted.get(rule.id)
        claims = standings(rule, self._terms, self.today, muted=reason is not None)
        reply = rule.vendor_reply
        return rule_answers.Rule(
            id=rule.id,
            url=f"{self._api}/rules/{rule.id}",
            name=rule.name,
            vendor=rule.vendor,
            names=rule.names,
            hosts=tuple(map(_host, rule.hosts)),
            campaign=self._link("campaigns", rule.campaign) if rule.campaign in self._campaigns else None,
            muted=rule_answers.Muted(reason=reason) if reason is not None else None,
            advice=tuple(map(_text, rule.advice)),
            disclosures=tuple(self._disclosure(rule, *claim) for claim in claims),
            vendor_reply=rule_answers.VendorReply.model_validate(reply) if reply else None,
        )

    def _disclosure(self, rule: Rule, disclosure: Disclosure, standing: Standing) -> rule_answers.Disclosure:
        sources = rule.sources(disclosure)
        step = self._steps[disclosure.step]
        return rule_answers.Disclosure(
            id=disclosure.id,
            standing=standing.name,
            reason=standing.reason,
            confirmed_on=standing.confirmed_on,
            sentence=answers.Text(en=self._words.headline(disclosure, standing, sources)),
            said_by=answers.Text(en=self._words.attribution(sources)),
            unless=_text(disclosure.unless) if disclosure.unless else None,
            instead=_text(disclosure.instead) if disclosure.instead else None,
            asker=disclosure.asker,
            how=disclosure.how,
            data=tuple(map(self._datum, disclosure.data)),
            or_data=tuple(map(self._datum, disclosure.or_data)),
            step=rule_answers.Moment(id=step.id, label=_text(step.label)),
            level=disclosure.level,
            status=disclosure.status,
            scope=rule_answers.Scope.model_validate(disclosure.scope),
            dates=rule_answers.Dates.model_validate(disclosure),
            review_by=disclosure.review_by,
            evidence=tuple(map(_evidence, sources)),
        )

    def _datum(self, name: str) -> rule_answers.Datum:
        term = self._terms[name]
        return rule_answers.Datum(id=name, label=_text(term.label), dpv=term.dpv)

    def _campaign(self, campaign: Campaign) -> answers.Campaign:
        sources = {source.id: _evidence(source) for source in campaign.sources}

        def cited(names: Iterable[str]) -> tuple[answers.Evidence, ...]:
            return tuple(sources[name] for name in names if name in sources)

        def passage(part: Passage) -> answers.Passage:
            return answers.Passage(text=_text(part.text), evidence=cited(part.sources))

        about = (rule.id for rule in self.published.catalogue.rules if rule.campaign == campaign.id)
        return answers.Campaign(
            id=campaign.id,
            url=f"{self._api}/campaigns/{campaign.id}",
            title=_text(campaign.title),
            state=campaign.state,
            summary=_text(campaign.summary),
            outcome=passage(campaign.outcome) if campaign.outcome else None,
            statement=tuple(map(passage, campaign.statement)),
            asks=tuple(map(_text, campaign.asks)),
            record=tuple(map(passage, campaign.record)),
            timeline=tuple(
                answers.Event(on=event.on, text=_text(event.text), evidence=cited(event.sources))
                for event in campaign.timeline
            ),
            goal=campaign.goal,
            rules=tuple(self._link("rules", name) for name in about),
            evidence=tuple(sources.values()),
        )

    def _release(self, event: ReleaseEvent) -> answers.Release:
        return answers.Release(
            number=event.number,
            url=f"{self._api}/releases/{event.number}",
            published_on=event.published_on,
            check_number=event.fingerprint,
            sha256=event.sha256,
            bytes=event.length,
            rules=event.rules,
            starter=event.starter,
            development_keys=event.development_keys,
            changes=answers.Changes(
                added=changed_entries(event.added),
                changed=changed_entries(event.changed),
                removed=changed_entries(event.removed),
            ),
        )

    def _link(self, kind: str, name: str) -> answers.Link:
        return answers.Link(id=name, url=f"{self._api}/{kind}/{name}")


class AnswerStore:
    """Hands out today's answers about the published list, built anew when the list or the day changes.

    Args:
        reader: where the list comes from.
        site: the public origin.

    """

    def __init__(self, reader: PublishedReader, site: str) -> None:
        self._reader = reader
        self._site = site
        self._answers: Answers | None = None
        self._lock = Lock()

    def current(self) -> Answers | None:
        """Today's answers, or ``None`` before the first release."""
        published = self._reader.current()
        if published is None:
            return None
        today = published.today()
        with self._lock:
            kept = self._answers
            if kept is None or kept.published is not published or kept.today != today:
                kept = self._answers = Answers(published, today, self._site)
        return kept


def cautions(*, starter: bool, development_keys: bool) -> Iterable[str]:
    """The sentences that belong wherever such a list is shown."""
    if starter:
        yield "Starter list: from saved copies of public pages, not yet reviewed by two people."
    if development_keys:
        yield "Test installation: this list is signed with development keys. Do not rely on it."


def _text(local: Model) -> answers.Text:
    return answers.Text.model_validate(local)


def _host(host: Host) -> rule_answers.Host:
    return rule_answers.Host(
        host=host.name,
        with_subdomains=host.with_subdomains,
        known_subdomains=host.subdomains,
        paths=host.paths,
        only_via=host.only_via,
    )


def _evidence(source: Source) -> answers.Evidence:
    return answers.Evidence.model_validate(source)


def changed_entries(names: Iterable[str]) -> tuple[answers.ChangedEntry, ...]:
    """Entries by ``kind id``."""
    pairs = (name.split(" ", 1) for name in names)
    return tuple(answers.ChangedEntry(kind="mute" if kind == "mute" else Kind(kind), id=name) for kind, name in pairs)


def _mute(event: MuteEvent) -> answers.MuteChange:
    return answers.MuteChange(
        rule=event.rule,
        change="came_back" if event.lifted else "suspended",
        on=event.happened_on,
        reason=event.reason,
        decided_by=event.decided_by,
        release=event.release,
        check_number=event.fingerprint,
        sha256=event.sha256,
    )

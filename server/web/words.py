"""The patron's words on the pages: sentences made from a rule's structure, with who says so and when.

``extension/rule-list/words.js`` makes the same sentences from the same structure.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from server.catalogue.model import Catalogue
from server.languages import ENGLISH, Language
from server.releases.reading import PublishedList
from server.rules.fields import Model, earliest
from server.rules.model import Disclosure, Rule, Scope, Source
from server.rules.standing import Reason, Standing, StandingName
from server.web import sentences


@dataclass(frozen=True)
class Said:
    """A text as a page shows it: ``lang`` if it is in another language, ``original`` if English stands beside."""

    text: str
    lang: str = ""
    original: str = ""


class Words:
    """Makes sentences in one language.

    Args:
        catalogue: for the labels of data terms and steps.
        language: English where a text is missing.

    """

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self.language = language
        self._locale = language.locale
        self._terms = {term.id: self.text(term.label) for term in catalogue.terms}
        self._steps = {step.id: self.text(step.label) for step in catalogue.steps}
        self._beside = None if language.reviewed else Words(catalogue, ENGLISH)

    def text(self, local: Model) -> str:
        """A localised text in this language, else in English."""
        return getattr(local, self._locale.language, None) or str(getattr(local, "en"))  # noqa: B009 - many models

    def said(self, local: Model) -> Said:
        """A localised text with what a reader must know about its language."""
        english = str(getattr(local, "en"))  # noqa: B009 - many models
        if self.language.tag == "en":
            return Said(english)
        own = getattr(local, self._locale.language, None)
        return Said(own, original=english if self._beside else "") if own else Said(english, lang="en")

    def claim(self, disclosure: Disclosure, standing: Standing, sources: tuple[Source, ...]) -> Said:
        """The first sentence, with the English one beside it where the translation has not been reviewed."""
        own = self.headline(disclosure, standing, sources)
        return Said(own, original=self._beside.headline(disclosure, standing, sources) if self._beside else "")

    def date(self, day: date | str | None) -> str:
        """A day, a month or a year in this language."""
        if day is None:
            return self.language.text("no date")
        if isinstance(day, date):
            return format_date(day, "long", locale=self.language.day_locale)
        if day.count("-") == 2:
            return format_date(earliest(day), "long", locale=self.language.day_locale)
        return format_skeleton("yMMMM" if "-" in day else "y", earliest(day), locale=self._locale)

    def data(self, terms: Iterable[str]) -> str:
        """Data terms as a list in words."""
        return self._list(self._terms.get(term, term) for term in terms)

    def headline(self, disclosure: Disclosure, standing: Standing, sources: tuple[Source, ...]) -> str:
        """The first sentence: what is asked, said as strongly as the standing carries."""
        speaker = self._speaker(disclosure.scope)
        day = _day(disclosure, standing, sources)
        return self.language.text(_template(disclosure, standing, spoken=bool(speaker))).format(
            data=self.data(disclosure.data),
            other=self.data(disclosure.or_data),
            step=self._steps.get(disclosure.step, ""),
            speaker=speaker,
            day=self.date(day) if day else "",
            announced=self.date(disclosure.announced_on),
        )

    def attribution(self, sources: Iterable[Source]) -> str:
        """Who says so and when, for the line under a headline."""
        pages = Counter((source.publisher, self.source_date(source)) for source in sources)
        return self._list(
            self._pages(count).format(publisher=publisher, count=count, day=day)
            for (publisher, day), count in pages.items()
        )

    def source_date(self, source: Source) -> str:
        """The date that a source bears, or what is known about its age."""
        if source.date_note:
            known = self.date(source.published_on) + ", " if source.published_on else ""
            return f"{known}{source.date_note}"
        return self.date(source.published_on)

    def _pages(self, count: int) -> str:
        return self.language.plural("{publisher} ({day})", "{publisher} ({count} pages, {day})", count)

    def _speaker(self, scope: Scope) -> str:
        if scope.who not in {"library", "consortium"} or not scope.name:
            return ""
        place = f" ({self._locale.territories.get(scope.country, scope.country)})" if scope.country else ""
        return f"{scope.name}{place}"

    def _list(self, items: Iterable[str]) -> str:
        return format_list(list(items), locale=self._locale)


def _day(disclosure: Disclosure, standing: Standing, sources: tuple[Source, ...]) -> date | str | None:
    """The date that the sentence for this standing speaks of."""
    if standing.reason is Reason.GOOD_NEWS_IS_OLD:
        return max((s.published_on for s in sources if s.published_on), key=earliest)
    return disclosure.withdrawn_on or disclosure.in_force_from


def _template(disclosure: Disclosure, standing: Standing, *, spoken: bool) -> str:
    if standing.name is StandingName.ANNOUNCED:
        return sentences.PLANNED_FROM if disclosure.in_force_from else sentences.PLANNED
    if standing.name is StandingName.PAST:
        only_planned = disclosure.announced_on and not disclosure.in_force_from
        return sentences.PLAN_WITHDRAWN if only_planned else sentences.ENDED
    form = sentences.form_of(disclosure)
    if standing.reason is Reason.GOOD_NEWS_IS_OLD:
        return sentences.OLD_GOOD_NEWS[form]
    if standing.reason is Reason.REVIEW_OVERDUE:
        return sentences.OVERDUE[form]
    table = sentences.SPOKEN if spoken else sentences.UNSPOKEN
    return table.get((standing.name, form)) or sentences.UNSPOKEN[standing.name, form]


@dataclass(frozen=True)
class Summary:
    """What a list of resources shows of one rule."""

    rule: Rule
    standing: StandingName
    claim: Said
    attribution: str
    unless: Said | None = None

    @property
    def find(self) -> str:
        """What the search on the page looks through: names, maker, hosts."""
        rule = self.rule
        words = dict.fromkeys([rule.name, rule.vendor, *rule.names, *(host.name for host in rule.hosts)])
        return " · ".join(words)


def summarise(words: Words, rule: Rule, first: tuple[Disclosure, Standing]) -> Summary:
    """A rule in one line, by the claim that decides."""
    disclosure, standing = first
    sources = rule.sources(disclosure)
    unless = words.said(disclosure.unless) if disclosure.unless else None
    return Summary(rule, standing.name, words.claim(disclosure, standing, sources), words.attribution(sources), unless)


def summaries(words: Words, published: PublishedList) -> list[Summary]:
    """Every rule in one line: what weighs most comes first; then by name."""
    order = list(StandingName)
    lines = [summarise(words, rule, published.standings(rule)[0]) for rule in published.catalogue.rules]
    return sorted(lines, key=lambda line: (order.index(line.standing), line.rule.name.casefold()))

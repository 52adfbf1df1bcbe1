"""The patron's words on the pages: sentences made from a rule's structure, with who says so and when.

``extension/rule-list/words.js`` makes the same sentences from the same structure.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from server.catalogue.model import Catalogue
from server.rules.fields import Model, earliest
from server.rules.model import Disclosure, How, Rule, Scope, Source
from server.rules.standing import Reason, Standing, StandingName

# Standing -> (the word beside the shape, the shape's name in templates/shapes.html).
BADGES = {
    StandingName.REQUIRED: ("Asks for more than a card", "alert"),
    StandingName.AVOIDABLE: ("You can say no", "fork"),
    StandingName.REPORTED: ("Reported", "speech"),
    StandingName.ANNOUNCED: ("Planned", "clock"),
    StandingName.DISPUTED: ("Disputed", "unequal"),
    StandingName.UNCLEAR: ("Not clear", "question"),
    StandingName.TIP: ("Good to know", "info"),
    StandingName.OPTIONAL: ("Only for extras", "plus"),
    StandingName.PAST: ("No longer so", "past"),
    StandingName.ENOUGH: ("Nothing about you", "check"),
}

# What the sources say at large.
UNSPOKEN = {
    StandingName.AVOIDABLE: "You can say no: it {demand}, but there is another way.",
    StandingName.REPORTED: "Reported, not confirmed: it {demand}.",
    StandingName.DISPUTED: "This is disputed: it was said that it {demand}.",
    StandingName.UNCLEAR: "Not clear: it {demand}, but the source does not say whether you can do without.",
    StandingName.TIP: "Your library’s own page {demand}.",
    StandingName.OPTIONAL: "Only if you want extra features: it {demand}.",
    StandingName.ENOUGH: "Good news: it only {demand}.",
}
# What one library or network says of its own service: it is named first.
SPOKEN = {
    StandingName.REPORTED: "{speaker} says of its own service: it {demand}.",
    StandingName.TIP: "{speaker} says of its own service: its page {demand}.",
    StandingName.OPTIONAL: "{speaker} says of its own service: only if you want extra features, it {demand}.",
    StandingName.ENOUGH: "{speaker} says of its own service: it only {demand}.",
}


class Words:
    """Makes sentences in one language.

    Args:
        catalogue: for the labels of data terms and steps.
        locale: the language; English where a text is missing.

    """

    def __init__(self, catalogue: Catalogue, locale: Locale) -> None:
        self.locale = locale
        self._terms = {term.id: self.text(term.label) for term in catalogue.terms}
        self._steps = {step.id: self.text(step.label) for step in catalogue.steps}

    def text(self, local: Model) -> str:
        """A localised text in this language, else in English."""
        return getattr(local, self.locale.language, None) or str(getattr(local, "en"))  # noqa: B009 - many models

    def date(self, day: date | str | None) -> str:
        """A day, a month or a year in this language."""
        if day is None:
            return "no date"
        if isinstance(day, date):
            return format_date(day, "long", locale=self.locale)
        skeletons = {0: "y", 1: "yMMMM", 2: "yMMMMd"}
        precision = skeletons[day.count("-")]
        if precision == "yMMMMd":
            return format_date(earliest(day), "long", locale=self.locale)
        return format_skeleton(precision, earliest(day), locale=self.locale)

    def data(self, terms: Iterable[str]) -> str:
        """Data terms as a list in words."""
        return self._list(self._terms.get(term, term) for term in terms)

    def demand(self, disclosure: Disclosure) -> str:
        """The bare demand: "asks for your e-mail address before you can use it"."""
        step = self._steps.get(disclosure.step, "")
        data = self.data(disclosure.data)
        if disclosure.how is How.FROM_LIBRARY_RECORD:
            return f"takes {data} from your library record {step}"
        instead = f", or for {self.data(disclosure.or_data)}" if disclosure.or_data else ""
        return f"asks for {data} {step}{instead}"

    def headline(self, disclosure: Disclosure, standing: Standing, sources: tuple[Source, ...]) -> str:
        """The first sentence: what is asked, said as strongly as the standing carries."""
        demand = self.demand(disclosure)
        if standing.name is StandingName.REQUIRED:
            return f"{demand[0].upper()}{demand[1:]}."
        if standing.name is StandingName.ANNOUNCED:
            return self._announced(disclosure)
        if standing.name is StandingName.PAST:
            return self._past(disclosure)
        if standing.reason is Reason.GOOD_NEWS_IS_OLD:
            newest = max((s.published_on for s in sources if s.published_on), key=earliest)
            return f"Last said on {self.date(newest)}: it only {demand}."
        speaker = self._speaker(disclosure.scope)
        if standing.reason is Reason.REVIEW_OVERDUE:
            return f"Not checked lately: it was said that it {demand}."
        template = SPOKEN.get(standing.name) if speaker else None
        return (template or UNSPOKEN[standing.name]).format(speaker=speaker, demand=demand)

    def attribution(self, sources: Iterable[Source]) -> str:
        """Who says so and when, for the line under a headline."""
        pages = Counter((source.publisher, self.source_date(source)) for source in sources)
        return self._list(
            f"{publisher} ({count} pages, {day})" if count > 1 else f"{publisher} ({day})"
            for (publisher, day), count in pages.items()
        )

    def source_date(self, source: Source) -> str:
        """The date that a source bears, or what is known about its age."""
        if source.date_note:
            known = self.date(source.published_on) + ", " if source.published_on else ""
            return f"{known}{source.date_note}"
        return self.date(source.published_on)

    def _speaker(self, scope: Scope) -> str:
        if scope.who not in {"library", "consortium"} or not scope.name:
            return ""
        place = f" ({self.locale.territories.get(scope.country, scope.country)})" if scope.country else ""
        return f"{scope.name}{place}"

    def _announced(self, disclosure: Disclosure) -> str:
        plan = f"it is to ask for {self.data(disclosure.data)}"
        if disclosure.in_force_from:
            return f"Planned from {self.date(disclosure.in_force_from)}: {plan}."
        return f"Planned, not yet: {plan}."

    def _past(self, disclosure: Disclosure) -> str:
        when = self.date(disclosure.withdrawn_on)
        if disclosure.announced_on and not disclosure.in_force_from:
            since = self.date(disclosure.announced_on)
            return f"No longer so: a plan of {since} to ask for {self.data(disclosure.data)} was withdrawn on {when}."
        return f"No longer so: asking for {self.data(disclosure.data)} ended on {when}."

    def _list(self, items: Iterable[str]) -> str:
        return format_list(list(items), locale=self.locale)


@dataclass(frozen=True)
class Summary:
    """What a list of resources shows of one rule."""

    rule: Rule
    standing: StandingName
    badge: str
    shape: str
    headline: str
    attribution: str


def summarise(words: Words, rule: Rule, first: tuple[Disclosure, Standing]) -> Summary:
    """A rule in one line, by the claim that decides."""
    disclosure, standing = first
    badge, shape = BADGES[standing.name]
    sources = rule.sources(disclosure)
    return Summary(
        rule, standing.name, badge, shape, words.headline(disclosure, standing, sources), words.attribution(sources)
    )

"""The patron's words on the pages: sentences made from a rule's structure, with who says so and when.

``extension/rule-list/words.js`` makes the same sentences from the same structure.
"""

from collections import Counter
from collections.abc import Iterable
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
        speaker = self._speaker(disclosure.scope)
        match standing.name:
            case StandingName.REQUIRED:
                return f"{demand[0].upper()}{demand[1:]}."
            case StandingName.AVOIDABLE:
                return f"You can say no: it {demand}, but there is another way."
            case StandingName.REPORTED if standing.reason is Reason.REVIEW_OVERDUE:
                return f"Not checked lately: it was said that it {demand}."
            case StandingName.REPORTED:
                return f"{speaker} it {demand}." if speaker else f"Reported, not confirmed: it {demand}."
            case StandingName.ANNOUNCED:
                return self._announced(disclosure)
            case StandingName.DISPUTED:
                return f"This is disputed: it was said that it {demand}."
            case StandingName.UNCLEAR:
                return f"Not clear: it {demand}, but the source does not say whether you can do without."
            case StandingName.TIP:
                return f"{speaker} its page {demand}." if speaker else f"Your library’s own page {demand}."
            case StandingName.OPTIONAL:
                return f"Only if you want extra features: {demand}."
            case StandingName.PAST:
                return self._past(disclosure)
            case StandingName.ENOUGH if standing.reason is Reason.GOOD_NEWS_IS_OLD:
                newest = max((s.published_on for s in sources if s.published_on), key=earliest)
                return f"Last said on {self.date(newest)}: it only {demand}."
            case StandingName.ENOUGH:
                return f"{speaker} it only {demand}." if speaker else f"Good news: it only {demand}."

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
        return f"{scope.name}{place} says of its own service:"

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


def rule_summary(words: Words, rule: Rule, first: tuple[Disclosure, Standing]) -> dict[str, object]:
    """What a list of resources shows of one rule."""
    disclosure, standing = first
    badge, shape = BADGES[standing.name]
    return {
        "rule": rule,
        "standing": standing.name,
        "badge": badge,
        "shape": shape,
        "headline": words.headline(disclosure, standing, rule.sources(disclosure)),
        "attribution": words.attribution(rule.sources(disclosure)),
    }

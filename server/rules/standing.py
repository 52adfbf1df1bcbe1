"""Standing: what a patron is shown today, computed from level, status, evidence and dates.

``extension/rule-list/standing.js`` computes the same; ``tests/vectors/standing.jsonl`` holds both to one table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.rules.fields import earliest
from server.rules.model import Asker, Disclosure, Level, Rule, Source, SourceKind, Status
from server.rules.terms import DataTerm

SOURCE_COUNTS_FOR_YEARS = 5
_CONFIRM_TOGETHER = {
    SourceKind.LIBRARY,
    SourceKind.CONSORTIUM,
    SourceKind.ASSOCIATION,
    SourceKind.WALK_THROUGH,
}


class StandingName(StrEnum):
    """In the order in which a rule shows its disclosures; the first one decides what the browser does."""

    REQUIRED = "required"
    AVOIDABLE = "avoidable"
    REPORTED = "reported"
    ANNOUNCED = "announced"
    DISPUTED = "disputed"
    UNCLEAR = "unclear"
    TIP = "tip"
    OPTIONAL = "optional"
    PAST = "past"
    ENOUGH = "enough"


class Reason(StrEnum):
    """Why a standing is what it is."""

    MUTED = "muted"
    WITHDRAWN = "withdrawn"
    VENDOR_DISAGREES = "vendor-disagrees"
    NOT_YET = "not-yet"
    DAY_SET = "day-set"
    DAY_PASSED = "day-passed-unconfirmed"
    NOTHING_ABOUT_HER = "asks-for-nothing-about-the-patron"
    GOOD_NEWS_IS_OLD = "good-news-from-old-sources-only"
    EXTRA_FEATURES = "extra-features-only"
    SOURCE_SILENT = "source-does-not-say"
    LIBRARY_ASKS = "the-library-asks"
    BY_VENDOR = "confirmed-by-the-vendor"
    BY_TWO = "confirmed-by-two-independent-sources"
    REVIEW_OVERDUE = "review-overdue"
    SOURCES_TOO_OLD = "sources-over-five-years-old"
    ONE_SOURCE = "one-source-only"
    NO_CONFIRMING_KIND = "press-configuration-or-persons-only"


@dataclass(frozen=True)
class Standing:
    """A standing, why, and the newest date that a counting source bears (``None``: none bears one)."""

    name: StandingName
    reason: Reason
    confirmed_on: str | None = None


def counting(sources: Iterable[Source], today: date) -> tuple[Source, ...]:
    """The sources that are undated or not over five years old on ``today``."""
    oldest = _years_before(today, SOURCE_COUNTS_FOR_YEARS)
    return tuple(s for s in sources if s.published_on is None or earliest(s.published_on) >= oldest)


def standing_of(
    disclosure: Disclosure,
    sources: tuple[Source, ...],
    terms: dict[str, DataTerm],
    today: date,
    *,
    muted: bool = False,
) -> Standing:
    """The standing of one disclosure on ``today``.

    Args:
        disclosure: the disclosure.
        sources: the evidence that it names.
        terms: the data terms by id; an unknown one counts as personal.
        today: the day; never earlier than the list's own date.
        muted: whether the rule's warning is suspended.

    """
    if muted:
        return Standing(StandingName.DISPUTED, Reason.MUTED)
    settled = _by_status(disclosure, today)
    if settled:
        return settled
    if disclosure.asker is Asker.LIBRARY:
        return Standing(StandingName.TIP, Reason.LIBRARY_ASKS)
    if all(term in terms and not terms[term].warns for term in disclosure.data):
        valid = counting(sources, today)
        reason = Reason.NOTHING_ABOUT_HER if valid else Reason.GOOD_NEWS_IS_OLD
        return Standing(StandingName.ENOUGH, reason, _newest(valid))
    if disclosure.level is Level.OPTIONAL:
        return Standing(StandingName.OPTIONAL, Reason.EXTRA_FEATURES)
    if disclosure.level is Level.UNCLEAR:
        return Standing(StandingName.UNCLEAR, Reason.SOURCE_SILENT)
    return _confirmed_or_reported(disclosure, sources, today)


def standings(
    rule: Rule, terms: dict[str, DataTerm], today: date, *, muted: bool = False
) -> list[tuple[Disclosure, Standing]]:
    """A rule's disclosures with their standings, the deciding one first (equal ones in the rule's own order)."""
    order = list(StandingName)
    pairs = [(d, standing_of(d, rule.sources(d), terms, today, muted=muted)) for d in rule.disclosures]
    return sorted(pairs, key=lambda pair: order.index(pair[1].name))


def may_warn(rule: Rule, terms: dict[str, DataTerm], today: date) -> bool:
    """Whether any disclosure can make the browser warn on ``today``: such a rule may ask for host permission."""
    warning = {StandingName.REQUIRED, StandingName.AVOIDABLE}
    return any(
        standing.name in warning or standing.reason is Reason.DAY_SET for _, standing in standings(rule, terms, today)
    )


def _by_status(disclosure: Disclosure, today: date) -> Standing | None:
    if disclosure.status is Status.WITHDRAWN:
        return Standing(StandingName.PAST, Reason.WITHDRAWN)
    if disclosure.status is Status.DISPUTED:
        return Standing(StandingName.DISPUTED, Reason.VENDOR_DISAGREES)
    if disclosure.status is not Status.ANNOUNCED:
        return None
    if disclosure.in_force_from is None:
        return Standing(StandingName.ANNOUNCED, Reason.NOT_YET)
    if disclosure.in_force_from > today:
        return Standing(StandingName.ANNOUNCED, Reason.DAY_SET)
    return Standing(StandingName.REPORTED, Reason.DAY_PASSED)


def _confirmed_or_reported(disclosure: Disclosure, sources: tuple[Source, ...], today: date) -> Standing:
    level = StandingName.REQUIRED if disclosure.level is Level.REQUIRED else StandingName.AVOIDABLE
    if disclosure.review_by < today:
        return Standing(StandingName.REPORTED, Reason.REVIEW_OVERDUE)
    valid = counting(sources, today)
    if any(source.kind is SourceKind.VENDOR for source in valid):
        return Standing(level, Reason.BY_VENDOR, _newest(valid))
    if len(_publishers(valid)) > 1:
        return Standing(level, Reason.BY_TWO, _newest(valid))
    return Standing(StandingName.REPORTED, _why_unconfirmed(sources, valid))


def _why_unconfirmed(sources: tuple[Source, ...], valid: tuple[Source, ...]) -> Reason:
    if _publishers(valid):
        return Reason.ONE_SOURCE
    confirming = any(s.kind is SourceKind.VENDOR or s.kind in _CONFIRM_TOGETHER for s in sources)
    return Reason.SOURCES_TOO_OLD if confirming else Reason.NO_CONFIRMING_KIND


def _publishers(sources: Iterable[Source]) -> set[str]:
    return {source.publisher for source in sources if source.kind in _CONFIRM_TOGETHER}


def _newest(sources: Iterable[Source]) -> str | None:
    confirming = (s for s in sources if s.kind is SourceKind.VENDOR or s.kind in _CONFIRM_TOGETHER)
    return max((s.published_on for s in confirming if s.published_on), key=earliest, default=None)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)

"""What browsers will do with a draft: what differs from the list that they have, line by line and rule by rule."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.errors import OptOutError
from server.releases import mutes
from server.releases.drafts import DraftKind
from server.releases.reading import Listed, read_list
from server.releases.repository import Published
from server.releases.rule_list import by_name, muted_in, read_header
from server.releases.tables import DraftRow, MuteRow
from server.rules.model import Disclosure, Rule
from server.rules.standing import Reason, Standing, StandingName, standings

_WARNS = {StandingName.REQUIRED, StandingName.AVOIDABLE}


@dataclass(frozen=True)
class EntryDifference:
    """A line of the list that differs; ``before`` or ``after`` is ``None`` where there is none."""

    kind: str
    id: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Effect:
    """What a list makes of one rule on a day.

    Attributes:
        rule: the rule.
        listed: the list, for labels and mutes.
        claims: its statements with their standings, the deciding one first.

    """

    rule: Rule
    listed: Listed
    claims: tuple[tuple[Disclosure, Standing], ...]

    @property
    def suspended(self) -> bool:
        """Whether its warning is suspended."""
        return self.rule.id in self.listed.muted

    @property
    def warns(self) -> bool:
        """Whether browsers warn of it: the icon is marked, and the notice may open."""
        return any(standing.name in _WARNS or standing.reason is Reason.DAY_SET for _, standing in self.claims[:1])

    @property
    def what_counts(self) -> object:
        """What makes it the same for a patron, or another: statements, standings, and whether it is suspended."""
        return self.suspended, [(claim.model_dump(), standing) for claim, standing in self.claims]


@dataclass(frozen=True)
class RuleDifference:
    """A rule that browsers will treat in another way; ``None`` where the list does not have it."""

    id: str
    name: str
    before: Effect | None
    after: Effect | None


@dataclass(frozen=True)
class Difference:
    """What browsers will see of a draft that is another list. ``day``: the one that standings are of."""

    day: dt.date
    lines: tuple[EntryDifference, ...]
    rules: tuple[RuleDifference, ...]


def difference(session: Session, published: Published | None, row: DraftRow, today: dt.date) -> Difference:
    """What a draft would change for browsers.

    Args:
        session: a transaction, for the mutes in force.
        published: what browsers have.
        row: the draft.
        today: the day by which standings are computed, but never before the list's own.

    """
    data = row.list_text.encode()
    day = max(today, dt.date.fromisoformat(read_header(data)["date"]))
    before = read_list(published.list_bytes, published.mute_bytes) if published else None
    after = read_list(data, mutes.mute_file(_after(session, row)))
    return Difference(
        day, tuple(_lines(published.list_bytes if published else b"", data)), tuple(_rules(before, after, day))
    )


def obstacle(session: Session, row: DraftRow) -> str:
    """Why a draft could not be published as it is; empty if nothing is known against it."""
    if row.kind == DraftKind.RENEWAL:
        return ""
    try:
        mutes.rows_after(session, row.list_text.encode())
    except OptOutError as error:
        return str(error)
    return ""


def _after(session: Session, row: DraftRow) -> list[MuteRow]:
    """The mutes beside a draft; one that came after it is among them, for it stands in the way of publishing."""
    carried = muted_in(row.list_text.encode())
    renewed = row.kind == DraftKind.RENEWAL
    return [mute for mute in mutes.in_force(session) if renewed or mute.rule in carried or mute.lift_decided_at is None]


def _lines(before: bytes, after: bytes) -> list[EntryDifference]:
    old, new = by_name(before), by_name(after)
    found = []
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            kind, _, entry = name.partition(" ")
            found.append(EntryDifference(kind, entry, old.get(name), new.get(name)))
    return found


def _rules(before: Listed | None, after: Listed, day: dt.date) -> list[RuleDifference]:
    old, new = _effects(before, day), _effects(after, day)
    found = []
    for name in sorted(old.keys() | new.keys()):
        was, will = old.get(name), new.get(name)
        some = will or was
        if some and not (was and will and was.rule == will.rule and was.what_counts == will.what_counts):
            found.append(RuleDifference(name, some.rule.name, was, will))
    return found


def _effects(listed: Listed | None, day: dt.date) -> dict[str, Effect]:
    if listed is None:
        return {}
    terms = listed.catalogue.terms_by_id
    return {
        rule.id: Effect(rule, listed, tuple(standings(rule, terms, day, muted=rule.id in listed.muted)))
        for rule in listed.catalogue.rules
    }

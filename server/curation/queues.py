"""What waits for whom: changes to review, and rules whose evidence is due to be looked at again."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from server.accounts.actor import Actor
from server.accounts.policy import Action, require
from server.catalogue.store import load_catalogue
from server.curation.changes import listed
from server.curation.reviewing import touched
from server.curation.states import State
from server.curation.tables import ChangeRow
from server.rules.model import Status

A_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Waiting:
    """A change in review. ``own``: the one who asks had a hand in it, so somebody else has to decide."""

    change: ChangeRow
    own: bool


@dataclass(frozen=True)
class Due:
    """A statement that has to be checked again. ``overdue``: its warning has stopped already."""

    rule: str
    name: str
    disclosure: str
    review_by: date
    overdue: bool


def to_review(session: Session, actor: Actor) -> list[Waiting]:
    """The changes in review, the longest waiting first."""
    require(actor, Action.READ)
    rows = sorted(listed(session, State.IN_REVIEW), key=lambda row: (row.changed_at, row.id))
    own = touched(session, actor)
    return [Waiting(row, own=row.id in own) for row in rows]


def to_check(session: Session, actor: Actor, today: date, within: timedelta = A_MONTH) -> list[Due]:
    """The statements in force whose day has come, or comes within this time; the most urgent first."""
    require(actor, Action.READ)
    due = [
        Due(rule.id, rule.name, disclosure.id, disclosure.review_by, overdue=disclosure.review_by < today)
        for rule in load_catalogue(session).rules
        for disclosure in rule.disclosures
        # What was withdrawn is history: nothing about it grows old.
        if disclosure.status is not Status.WITHDRAWN and disclosure.review_by <= today + within
    ]
    return sorted(due, key=lambda item: (item.review_by, item.rule, item.disclosure))

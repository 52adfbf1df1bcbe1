"""Drafting, as every way to it asks for it: the next list, an earlier one again, or what is out with new dates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.accounts import policy
from server.config import Settings
from server.curation.documents import read_remark
from server.curation.errors import Flaw, UnfitError
from server.releases import governing
from server.releases.drafts import (
    Content,
    DraftKind,
    Who,
    make_draft,
    next_content,
    open_draft,
    renewal_content,
    require_sound,
    rollback_content,
)
from server.releases.publishing import keys_for, settle
from server.releases.repository import Published, Repository
from server.releases.staging import trusted_root
from server.releases.states import MovedOnError
from server.releases.tables import DraftRow


@dataclass(frozen=True)
class Order:
    """What shall be drafted.

    Attributes:
        kind: where the content comes from.
        target: for a roll-back, the release to go back to.
        number: the number of the next list, if it shall not be the next one.
        why: what others should know; plain text, may be empty.
        allow_large_change: more than a fifth of the rules may change.
        replaces: the draft on its way that this one takes the place of, as she knows it; 0 for none, ``None`` for any.

    """

    kind: DraftKind = DraftKind.RELEASE
    target: int | None = None
    number: int | None = None
    why: str = ""
    allow_large_change: bool = False
    replaces: int | None = None


def draft(session: Session, settings: Settings, who: Who, order: Order, now: datetime) -> DraftRow | None:
    """Draft what is ordered; ``None`` if browsers have exactly that already. What was on its way is withdrawn.

    Args:
        session: a transaction of ``alone``.
        settings: of this installation.
        who: who drafts.
        order: what.
        now: the day of the list.

    Raises:
        NotAllowedError: her roles do not allow it, or there are maintainers and it is nobody's draft.
        NotFreshError: she has to show again that it is she.
        MovedOnError: another draft is on its way than the one that she knows.
        OptOutError: there is nothing to draft from, the list may not go out, or it changes more than was said to be
            meant.

    """
    rolled_back = order.kind is DraftKind.ROLLBACK
    governing.require_somebody(session, who, policy.Action.ROLL_BACK if rolled_back else policy.Action.DRAFT_RELEASE)
    _require_sensible(order)
    why = read_remark(order.why, needed=False)
    repository = Repository(settings.updates_folder)
    published = settle(session, repository, now)
    _require_known(session, order)
    keys = keys_for(settings, trusted_root(repository, settings))
    content = _content(session, settings, order, published, now)
    if content is None:
        return None
    require_sound(content, settings, allow_large_change=order.allow_large_change)
    mute_key = keys.newest("mute").public_key
    return make_draft(session, repository, published, content, mute_key, now, who, remark=why)


def withdraw(session: Session, settings: Settings, who: Who, row: DraftRow, now: datetime) -> DraftRow:
    """Take a draft out of the way, unless browsers see it: then its publisher was stopped before it could say so.

    Args:
        session: a transaction of ``alone``.
        settings: of this installation.
        who: who withdraws.
        row: the draft.
        now: the time of it.

    Raises:
        NotAllowedError: her roles do not allow it, or there are maintainers and it is nobody's step.
        MovedOnError: it is not on its way, or it is published.

    """
    settle(session, Repository(settings.updates_folder), now)
    return governing.withdraw(session, who, row, now)


def _content(
    session: Session, settings: Settings, order: Order, published: Published | None, now: datetime
) -> Content | None:
    if order.kind is DraftKind.RENEWAL:
        return renewal_content(published)
    if order.target is not None:
        return rollback_content(session, settings, published, order.target, now)
    return next_content(session, settings, published, now, number=order.number)


def _require_sensible(order: Order) -> None:
    if (order.kind is DraftKind.ROLLBACK) != (order.target is not None):
        flaw = Flaw("target", "is the release to go back to: needed for a roll-back, and only there")
        raise UnfitError(
            "It is not said to which release to go back.", (flaw,), "Choose one of the published releases."
        )
    if order.number is not None and order.kind is not DraftKind.RELEASE:
        flaw = Flaw("number", "can be chosen for the next list alone")
        raise UnfitError("A renewal keeps the number of its list, a roll-back gets the next one.", (flaw,))


def _require_known(session: Session, order: Order) -> None:
    present = open_draft(session)
    if order.replaces is not None and order.replaces != (present.id if present else 0):
        raise MovedOnError(
            "Another draft is on its way than the one that you saw.", "Look at it; then draft again if it has to be."
        )

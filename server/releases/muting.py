"""Suspending a warning and deciding that it comes back, as every way to it asks for it: somebody's step, in the log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.accounts import policy
from server.config import Settings
from server.database import Database
from server.errors import OptOutError
from server.journal import chain
from server.releases import governing, mutes
from server.releases.alone import alone
from server.releases.drafts import Who
from server.releases.publishing import keys_for, settle
from server.releases.repository import Published, Repository
from server.releases.rule_list import rules_in
from server.releases.tables import MuteRow
from server.releases.writing import Change, mute_keyids, switch


@dataclass(frozen=True)
class Said:
    """What becomes public: why, and who decided (a role, or a name whose bearer agreed)."""

    reason: str
    by: str


@dataclass(frozen=True)
class Muted:
    """A warning was suspended: the number of the mute, and the hash of the list of mutes as it is served now."""

    number: int
    sha256: str


def suspend(  # noqa: PLR0913 - where, who, what and why
    database: Database, settings: Settings, who: Who, rule: str, said: Said, now: datetime
) -> Muted:
    """Suspend a rule's warning, and serve that at once.

    Raises:
        NotAllowedError: her roles do not allow it, or there are maintainers and it is nobody's step.
        NotFreshError: she has to show again that it is she.
        MovedOnError: the rule is muted already.
        UnfitError: the rule is not in the published list, or the words are missing or too long.
        OptOutError: nothing is published, or the server's keys are not there.

    """
    with alone(database, settings) as session:
        governing.require_somebody(session, who, policy.Action.MUTE)
        published = _published(session, settings, now)
        # Before anything is written down: without the key nothing could be served.
        keys_for(settings, published.root).find("mute", mute_keyids(published.targets))
        listed = rules_in(published.list_bytes)
        row = mutes.add(session, listed, rule, reason=said.reason, by=said.by, now=now)
        chain.record(session, who, "suspend the warning of", f"rule {rule}", reason=row.reason, by=row.decided_by)
        muted = Muted(row.number, row.sha256)
    # The database first: if this process is stopped here, the worker's next signing publishes the mute.
    publish_mutes(database, settings, now)
    return muted


def bring_back(  # noqa: PLR0913 - where, who, what and why
    session: Session, settings: Settings, who: Who, mute: MuteRow, said: Said, now: datetime
) -> None:
    """Decide that a suspended warning comes back, with the next release that the offline keys sign.

    Args:
        session: a transaction of ``alone``.
        settings: of this installation.
        who: who decides.
        mute: which one.
        said: what becomes public.
        now: the time of it.

    Raises:
        NotAllowedError: her roles do not allow it, or there are maintainers and it is nobody's step.
        NotFreshError: she has to show again that it is she.
        MovedOnError: it has come back, or that is decided already.
        UnfitError: the words are missing or too long.
        OptOutError: nothing is published.

    """
    governing.require_somebody(session, who, policy.Action.LIFT_MUTE)
    _published(session, settings, now)
    mutes.decide_lift(mute, reason=said.reason, by=said.by, now=now)
    action = "decide to bring back the warning of"
    chain.record(session, who, action, f"rule {mute.rule}", reason=mute.lift_reason, by=mute.lifted_by)


def publish_mutes(database: Database, settings: Settings, now: datetime) -> None:
    """Serve the mutes that the database holds.

    Raises:
        OptOutError: nothing is published, the server's keys are not there, or the disk is full.

    """
    with alone(database, settings) as session:
        published = _published(session, settings, now)
        mute_bytes = mutes.mute_file(mutes.in_force(session))
        switch(Repository(settings.updates_folder), Change(), mute_bytes, keys_for(settings, published.root), now)


def _published(session: Session, settings: Settings, now: datetime) -> Published:
    published = settle(session, Repository(settings.updates_folder), now)
    if published is None:
        raise OptOutError("There is no release yet.", "Publish one: optout release publish")
    return published

"""Drafts: the next list on its way from the catalogue to the published state, one at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from tuf.api.metadata import Key, Metadata, Targets

from server.accounts.actor import Actor
from server.config import Environment, Settings
from server.curation import approved
from server.curation.errors import UnknownError
from server.database import by_number
from server.errors import OptOutError
from server.journal import chain
from server.journal.chain import COMMAND_LINE, SERVER
from server.releases import mutes
from server.releases.bundles import Bundle
from server.releases.repository import Published, Repository
from server.releases.rule_list import (
    LARGE_CHANGE,
    Header,
    ListChange,
    compare,
    entry_lines,
    from_lines,
    lines_of,
    read_header,
    rules_in,
    sha256,
)
from server.releases.states import OPEN, Action, MovedOnError, State, after
from server.releases.tables import DraftEventRow, DraftRow, ReleaseRow
from server.signing import roles

# A maintainer, or the name of what acted without one.
Who = Actor | str


class LargeChangeError(OptOutError):
    """A draft changes more of the rules than was said to be meant."""


class DraftKind(StrEnum):
    """Where a draft's content comes from."""

    RELEASE = "release"  # the catalogue
    ROLLBACK = "rollback"  # an earlier release, under a new and higher number
    RENEWAL = "renewal"  # the published list itself: new dates or keys around the same bytes


@dataclass(frozen=True)
class Content:
    """What a draft would publish. ``changes`` are the numbers of the approved changes in it."""

    kind: DraftKind
    header: Header
    list_bytes: bytes
    change: ListChange
    changes: tuple[int, ...] = ()


def next_content(
    session: Session,
    settings: Settings,
    published: Published | None,
    now: datetime,
    *,
    number: int | None = None,
) -> Content | None:
    """The catalogue with all approved changes as the next list, or ``None`` if browsers have exactly that already.

    Args:
        session: a transaction.
        settings: of this installation.
        published: what browsers have.
        now: the day of the list.
        number: the list's number if it shall not be the next one; then there is a list even if nothing changed.

    Raises:
        OptOutError: there are no rules, or ``number`` is not higher than every one before.

    """
    ready = approved.ready(session)
    catalogue = ready.catalogue
    if not catalogue.rules:
        raise OptOutError("There are no rules to publish.", "Import some first: optout rules import rules")
    lines = [
        *entry_lines(catalogue),
        *mutes.lines_to_carry(session, {rule.id for rule in catalogue.rules}),
    ]
    header = Header(_next_number(session, published, number), now.date(), settings.site, starter=not ready.reviewed)
    content = replace(_content(DraftKind.RELEASE, header, lines, published), changes=ready.changes)
    last = read_header(published.list_bytes) if published else None
    same_header = last and (last["starter"], last["site"]) == (content.header.starter, content.header.site)
    # Only a new list ends a mute, even one without a change. And one that the database does not know, for its publisher
    # was killed or the database is an older one, is followed by one that it knows.
    unknown = last is not None and session.get(ReleaseRow, last["release"]) is None
    wanted = number is not None or mutes.a_lift_waits(session) or unknown
    return None if same_header and not content.change and not wanted else content


def rollback_content(
    session: Session, settings: Settings, published: Published | None, release: int, now: datetime
) -> Content:
    """An earlier release's entries under a new number; what is muted today stays muted.

    Raises:
        OptOutError: there is no such release, or its list is what browsers have already.

    """
    row = session.get(ReleaseRow, release)
    path = Repository(settings.updates_folder).folder / "targets" / f"{row.sha256 if row else ''}.{roles.LIST}"
    if row is None or not path.is_file():
        raise OptOutError(f"There is no release {release} to go back to.", "See them: optout release list")
    data = path.read_bytes()
    if sha256(data) != row.sha256:
        raise OptOutError(f"The list of release {release} was changed on disk.", "Restore it from a backup.")
    lines = [line for line in lines_of(data) if json.loads(line)["kind"] != "mute"]
    lines += mutes.lines_to_carry(session, rules_in(data))
    header = Header(_next_number(session, published), now.date(), settings.site, starter=row.starter)
    content = _content(DraftKind.ROLLBACK, header, lines, published)
    if not content.change:
        raise OptOutError(f"Browsers have the content of release {release} already.", "There is nothing to go back to.")
    return content


def renewal_content(published: Published | None) -> Content:
    """The published list as it is, to be signed anew.

    Raises:
        OptOutError: nothing is published.

    """
    if published is None:
        raise OptOutError("There is no release to renew.", "Draft one: optout release draft")
    data, last = published.list_bytes, read_header(published.list_bytes)
    header = Header(last["release"], datetime.fromisoformat(last["date"]).date(), last["site"], last["starter"])
    return Content(DraftKind.RENEWAL, header, data, compare(data, data))


def require_sound(content: Content, settings: Settings, *, allow_large_change: bool) -> None:
    """Check what may go to browsers.

    Raises:
        LargeChangeError: more change than was said to be meant.
        OptOutError: an unreviewed list in production, or one that browsers would refuse.

    """
    if settings.environment is Environment.PRODUCTION and content.header.starter:
        raise OptOutError(
            "This list has rules that two people have not reviewed, which production refuses.",
            "Have them reviewed first.",
        )
    change = content.change
    if change.more_than_halved:
        raise OptOutError(
            "This release would leave fewer than half of the rules, which browsers refuse as a mistake.",
            "Take rules out in several releases.",
        )
    if not allow_large_change and change.share_of_rules > LARGE_CHANGE:
        raise LargeChangeError(
            f"This release would change {change.share_of_rules:.0%} of the rules.",
            "Look at the changes; if they are meant, allow a large change (--allow-large-change).",
        )


def make_draft(  # noqa: PLR0913, PLR0917 - what goes into the metadata
    session: Session,
    repository: Repository,
    published: Published | None,
    content: Content,
    mute_key: Key,
    now: datetime,
    who: Who = COMMAND_LINE,
    *,
    remark: str = "",
) -> DraftRow:
    """Write the draft down, unsigned; a draft that was open before is withdrawn."""
    for row in session.scalars(select(DraftRow).where(DraftRow.state.in_(OPEN))).all():
        advance(session, row, Action.WITHDRAW, now, who)
    version = repository.next_version("targets", published.targets.signed.version if published else 0)
    targets = roles.targets(version, content.list_bytes, mute_key, now)
    change = content.change
    row = DraftRow(
        release=content.header.release,
        kind=content.kind,
        state=State.DRAFT,
        list_text=content.list_bytes.decode(),
        sha256=sha256(content.list_bytes),
        targets=targets.to_bytes().decode(),
        changes=json.dumps({"added": change.added, "changed": change.changed, "removed": change.removed}),
    )
    session.add(row)
    session.flush()
    approved.hold(session, content.changes, row.id)
    made = DraftEventRow(action="make", before="", after=State.DRAFT, remark=remark or None)
    _note(session, row, made, now, who)
    return row


def advance(  # noqa: PLR0913 - who does which step, and what she says about it
    session: Session, row: DraftRow, action: Action, now: datetime, who: Who = SERVER, *, remark: str = ""
) -> None:
    """Take a draft one step further, unless somebody else just did.

    Raises:
        MovedOnError: the step is not possible.

    """
    before = State(row.state)
    reached = after(before, action)
    session.flush()
    moved = session.execute(
        update(DraftRow).where(DraftRow.id == row.id, DraftRow.state == before).values(state=reached)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined] # the result of an UPDATE has it
        raise MovedOnError("Somebody else changed this release at the same moment.", "See where it stands, and retry.")
    session.refresh(row)
    if reached not in {*OPEN, State.PUBLISHED}:
        approved.let_go(session, row.id)
    _note(session, row, DraftEventRow(action=action, before=before, after=reached, remark=remark or None), now, who)


def steps(session: Session, row: DraftRow) -> Sequence[DraftEventRow]:
    """Every step of a draft, oldest first."""
    return session.scalars(
        select(DraftEventRow).where(DraftEventRow.draft_id == row.id).order_by(DraftEventRow.id)
    ).all()


def open_draft(session: Session, *states: State) -> DraftRow | None:
    """The draft that is on its way, if it stands in one of ``states`` (any, if none is named)."""
    wanted = states or OPEN
    return session.scalars(select(DraftRow).where(DraftRow.state.in_(wanted)).order_by(DraftRow.id.desc())).first()


def closed(session: Session, limit: int = 100) -> Sequence[DraftRow]:
    """The drafts that are over, the newest first."""
    over = select(DraftRow).where(DraftRow.state.not_in(OPEN)).order_by(DraftRow.id.desc())
    return session.scalars(over.limit(limit)).all()


def numbered(session: Session, number: int) -> DraftRow:
    """One draft by its own number.

    Raises:
        UnknownError: there is none.

    """
    row = by_number(session, DraftRow, number)
    if row is None:
        raise UnknownError("There is no such draft.", "See those that are on their way: optout release status")
    return row


def bundle_of(row: DraftRow, published: Published | None) -> Bundle:
    """The draft as it travels."""
    targets: Metadata[Targets] = Metadata.from_bytes(row.targets.encode())
    previous = published.list_bytes if published else None
    return Bundle(row.release, row.kind, row.list_text.encode(), previous, targets)


def _note(session: Session, row: DraftRow, event: DraftEventRow, now: datetime, who: Who) -> None:
    event.draft_id, event.at = row.id, _stored(now)
    if isinstance(who, Actor):
        event.person, event.name = who.person, who.name
    session.add(event)
    words = "draft" if event.action == "make" else event.action
    chain.record(session, who, words, f"release {row.release}", kind=row.kind, sha256=row.sha256)


def _content(kind: DraftKind, header: Header, lines: list[str], published: Published | None) -> Content:
    data = from_lines(header, lines)
    return Content(kind, header, data, compare(published.list_bytes if published else None, data))


def _next_number(session: Session, published: Published | None, wanted: int | None = None) -> int:
    """One more than every list before, whether it is served or only known: browsers never take a lower number."""
    served = read_header(published.list_bytes)["release"] if published else 0
    last = max(served, session.scalar(select(func.max(ReleaseRow.number))) or 0)
    if wanted is not None and wanted <= last:
        raise OptOutError(f"List {last} was published already.", f"Name a number above {last}: --number {last + 1}")
    return wanted or last + 1


def _stored(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(tzinfo=None, microsecond=0)

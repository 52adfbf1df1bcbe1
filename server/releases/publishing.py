"""Publish: a signed draft becomes the state that browsers see; its dates are signed anew every day.

Whoever publishes holds the repository's lock before the first statement to the database. The files come first: if a
publisher is stopped after them, the next one finds the release on disk and notes it in the database.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session
from tuf.api.metadata import Metadata, Root, Targets

from server.accounts.policy import Action as Permission
from server.config import Environment, Settings
from server.curation import approved
from server.errors import OptOutError
from server.journal import chain
from server.releases import governing, mutes
from server.releases.drafts import (
    Content,
    DraftKind,
    Who,
    advance,
    make_draft,
    next_content,
    open_draft,
    renewal_content,
    require_sound,
)
from server.releases.repository import Published, Repository
from server.releases.rule_list import ListChange, compare, read_header, rules_in, sha256
from server.releases.staging import staged_roots, trusted_root, unstage
from server.releases.states import Action, MovedOnError, State
from server.releases.tables import DraftRow, ReleaseRow
from server.releases.writing import Change, holds, require_holds, switch
from server.signing import roots
from server.signing.key_files import KeyRing, development_keys, online_keys


@dataclass(frozen=True)
class Outcome:
    """What publishing did. ``change`` is empty if nothing had changed and only the dates were signed anew."""

    release: int
    digest: str
    change: ListChange
    development_keys: bool


Choose = Callable[[Published | None], Content | None]


def publish_with_development_keys(
    session: Session,
    settings: Settings,
    *,
    allow_large_change: bool = False,
    now: datetime | None = None,
    choose: Choose | None = None,
) -> Outcome:
    """Draft, sign and publish in one step with the development keys.

    Args:
        session: a write transaction.
        settings: of this installation.
        allow_large_change: more than a fifth of the rules may change.
        now: the time of the signatures.
        choose: what to publish; the catalogue if left out. ``None`` from it means that nothing changed.

    Raises:
        OptOutError: production, an empty catalogue, a large change without the word for it, or a full disk.

    """
    refuse_development(settings)
    now = now or datetime.now(UTC)
    repository = Repository(settings.updates_folder)
    with repository.lock():
        published = settle(session, repository, now)
        keys = development_keys(settings.keys_folder)
        content = choose(published) if choose else next_content(session, settings, published, now)
        if content is None and published is not None:
            switch(repository, Change(), mutes.mute_file(mutes.in_force(session)), keys, now)
            return _outcome(published.list_bytes, published.list_bytes, development=True)
        content = content or renewal_content(published)
        require_sound(content, settings, allow_large_change=allow_large_change)
        row = make_draft(session, repository, published, content, keys.newest("mute").public_key, now)
        targets: Metadata[Targets] = Metadata.from_bytes(row.targets.encode())
        targets.sign(keys.newest("targets"))
        row.targets = targets.to_bytes().decode()
        advance(session, row, Action.SIGN_ALONE, now, chain.COMMAND_LINE)
        if published is None and not repository.newest_root_version():
            first = {"1.root.json": _development_root(keys, now)}
            return _publish(session, repository, row, keys, now, first, chain.COMMAND_LINE)
        return _publish(session, repository, row, keys, now, {}, chain.COMMAND_LINE)


def publish_signed(
    session: Session,
    settings: Settings,
    now: datetime | None = None,
    *,
    who: Who = chain.COMMAND_LINE,
    draft: int | None = None,
) -> Outcome:
    """Publish the draft that has all its signatures.

    Args:
        session: a transaction of ``alone``.
        settings: of this installation.
        now: the time of the signatures.
        who: who publishes.
        draft: the number of the draft, if she means a certain one.

    Raises:
        NotAllowedError: there are maintainers, and ``who`` is none of them, or may not.
        NotFreshError: she has to show again that it is she.
        MovedOnError: there is none.
        OptOutError: its signatures do not hold any more, or the disk is full.

    """
    now = now or datetime.now(UTC)
    repository = Repository(settings.updates_folder)
    governing.require_somebody(session, who, Permission.PUBLISH)
    chain.lock(session)
    row = open_draft(session, State.SIGNED)
    published = settle(session, repository, now)
    if row is None or draft not in {None, row.id}:
        raise MovedOnError(
            "No release waits to be published.",
            "Draft one (optout release draft), have it signed, upload it. To try things out: --development-keys",
        )
    if published and row.state == State.PUBLISHED:  # somebody was stopped before she could say so
        kept = json.loads(row.changes)
        change = ListChange(tuple(kept["added"]), tuple(kept["changed"]), tuple(kept["removed"]))
        return Outcome(row.release, row.sha256, change, roots.is_development(published.root))
    root = trusted_root(repository, settings)
    _refuse_in_production(settings, root, row)
    keys = keys_for(settings, root)
    outcome = _publish(session, repository, row, keys, now, staged_roots(repository, settings), who)
    unstage(settings)
    return outcome


def sign_dates_anew(session: Session, settings: Settings, now: datetime | None = None) -> int:
    """Sign timestamp, snapshot and mute with new dates around the published state; returns the release's number.

    Raises:
        OptOutError: nothing is published, a key is missing, or the disk is full.

    """
    now = now or datetime.now(UTC)
    repository = Repository(settings.updates_folder)
    with repository.lock():
        published = settle(session, repository, now)
        if published is None:
            raise OptOutError("There is no release yet to sign the dates of.", "Publish one: optout release publish")
        keys = keys_for(settings, published.root)
        waiting = open_draft(session, State.SIGNED)
        if waiting and not holds(published.root, published.targets):
            # A publisher was stopped between a new root and the release that came with it: finish what it began.
            return _publish(session, repository, waiting, keys, now, {}).release
        switch(repository, Change(), mutes.mute_file(mutes.in_force(session)), keys, now)
        repository.tidy(published, now)
        return int(read_header(published.list_bytes)["release"])


def settle(session: Session, repository: Repository, now: datetime) -> Published | None:
    """The published state, after noting a release whose publisher was stopped between the files and the database.

    The caller holds the repository's lock. Until the transaction ends nobody takes a step with a draft: one that is
    withdrawn while its files are being written would be served, and the database would not know.
    """
    chain.lock(session)
    published = repository.read()
    row = open_draft(session, State.SIGNED)
    if published and row and row.targets.encode() == published.targets_bytes:
        note_published(session, row, published.root, now)
    return published


def keys_for(settings: Settings, root: Metadata[Root]) -> KeyRing:
    """The keys that the server signs with under this root.

    Raises:
        OptOutError: they are development keys, and this is production.

    """
    if not roots.is_development(root):
        return online_keys(settings.keys_folder)
    refuse_development(settings)
    return development_keys(settings.keys_folder)


def refuse_development(settings: Settings) -> None:
    """Check that development keys may be used here.

    Raises:
        OptOutError: this is production.

    """
    if settings.environment is Environment.PRODUCTION:
        raise OptOutError(
            "This server runs in production, which refuses development keys.",
            "Sign with the offline keys, or set OPTOUT_ENVIRONMENT=development to try things out.",
        )


def refuse_development_list(settings: Settings) -> None:
    """Check that what is published may be served here.

    Raises:
        OptOutError: development keys signed it, and this is production.

    """
    published = Repository(settings.updates_folder).read()
    if published and roots.is_development(published.root):
        refuse_development(settings)


def note_published(
    session: Session, row: DraftRow, root: Metadata[Root], now: datetime, who: Who = chain.SERVER
) -> None:
    """Write into the database that a draft is what browsers see now."""
    advance(session, row, Action.PUBLISH, now, who)
    list_bytes = row.list_text.encode()
    if row.kind != DraftKind.RENEWAL:
        header = read_header(list_bytes)
        session.add(
            ReleaseRow(
                number=row.release,
                published_on=datetime.fromisoformat(header["date"]).date(),
                sha256=row.sha256,
                length=len(list_bytes),
                rules=len(rules_in(list_bytes)),
                starter=header["starter"],
                development_keys=roots.is_development(root),
                changes=row.changes,
            )
        )
        mutes.note_lifts(session, list_bytes, row.release, now.date())
    approved.put_in_force(session, row.id, row.release, now.date())


def _publish(  # noqa: PLR0913, PLR0917 - the parts of one state, and who wants it
    session: Session,
    repository: Repository,
    row: DraftRow,
    keys: KeyRing,
    now: datetime,
    new_roots: dict[str, bytes],
    who: Who = chain.SERVER,
) -> Outcome:
    published = repository.read()
    list_bytes = row.list_text.encode()
    # Around the same list, browsers hold every mute that they have seen: none begins or ends with a renewal.
    renewed = row.kind == DraftKind.RENEWAL
    mute_bytes = mutes.mute_file(mutes.in_force(session) if renewed else mutes.rows_after(session, list_bytes))
    switch(repository, Change(new_roots, row.targets.encode(), list_bytes), mute_bytes, keys, now)
    state = repository.read()
    if state is None:  # the switch just wrote it
        raise OptOutError("The release vanished while it was being published.", "Look at the disk.")
    note_published(session, row, state.root, now, who)
    before = published.list_bytes if published else None
    return _outcome(before, list_bytes, development=roots.is_development(state.root))


def _refuse_in_production(settings: Settings, root: Metadata[Root], row: DraftRow) -> None:
    targets: Metadata[Targets] = Metadata.from_bytes(row.targets.encode())
    require_holds(root, targets)
    if settings.environment is not Environment.PRODUCTION:
        return
    roots.require_fit_for_production(root, None)
    if read_header(row.list_text.encode())["starter"]:
        raise OptOutError("Production refuses a list that two people have not reviewed.", "Have it reviewed first.")


def _development_root(keys: KeyRing, now: datetime) -> bytes:
    described = {role: roots.RoleKeys([keys.newest(role).public_key], 1) for role in roots.TOP_ROLES}
    root = roots.first_root(described, now, development=True)
    roots.sign_root(root, [keys.newest("root")])
    return root.to_bytes()


def _outcome(before: bytes | None, after: bytes, *, development: bool) -> Outcome:
    return Outcome(int(read_header(after)["release"]), sha256(after), compare(before, after), development)

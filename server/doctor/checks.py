"""The checks, each a function from the installation to findings. A new one is a line in ``CHECKS``."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata

from server.context import Context
from server.deployment.release_folder import read_release
from server.deployment.self_hosted import own_packages
from server.errors import OptOutError
from server.jobs.registry import JOBS
from server.jobs.tables import JobRow
from server.journal import chain
from server.migrations import require_current
from server.privacy.retention import held_now
from server.releases import mutes
from server.releases.publishing import keys_for
from server.releases.repository import Published, Repository
from server.releases.rule_list import sha256
from server.releases.writing import mute_keyids
from server.signing import roots
from server.signing.packaging import packaging_key

# Long enough before the end for the people with the offline keys to meet.
WARN_BEFORE = {
    "root": timedelta(days=90),
    "targets": timedelta(days=30),
    "snapshot": timedelta(days=3),
    "timestamp": timedelta(days=3),
    "mute": timedelta(days=3),
}
MEND = {
    "root": "Make the next root: optout keys rotate, then optout keys upload.",
    "targets": "Have it signed anew: optout release draft --renew, sign, upload, publish.",
    "snapshot": "See that optout worker runs.",
    "timestamp": "See that optout worker runs.",
    "mute": "See that optout worker runs.",
}


# A job that runs every few seconds may wait for a longer one.
LATE = timedelta(minutes=15)


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """What one check found, and what mends it."""

    check: str
    level: Level
    says: str
    mend: str = ""


Check = Callable[[Context, datetime], Iterator[Finding]]


def run_checks(context: Context, now: datetime) -> list[Finding]:
    """Everything that all checks find; a check that cannot run is a problem of its own."""
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            findings += check(context, now)
        except (OptOutError, SQLAlchemyError, OSError, RepositoryError) as error:
            problem, mend = (error.problem, error.mend) if isinstance(error, OptOutError) else (str(error), "")
            findings.append(Finding(name, Level.PROBLEM, problem, mend))
    return findings


def _database(context: Context, _now: datetime) -> Iterator[Finding]:
    require_current(context.database)
    yield Finding("database", Level.OK, "The schema is that of this version.")


def _repository(context: Context, _now: datetime) -> Iterator[Finding]:
    published = _published(context)
    if published is None:
        yield Finding("repository", Level.WARNING, "Nothing is published yet.", "optout release publish")
        return
    _require_whole(context, published)
    yield Finding("repository", Level.OK, "The published repository is whole, and every signature holds.")


def _expiry(context: Context, now: datetime) -> Iterator[Finding]:
    published = _published(context)
    if published is None:
        return
    for role, before in WARN_BEFORE.items():
        expires = getattr(published, role).signed.expires
        left = expires - now
        says = f"{role} holds until {expires:%Y-%m-%d %H:%M} UTC"
        if left <= timedelta(0):
            yield Finding("expiry", Level.PROBLEM, f"{role} ended on {expires:%Y-%m-%d %H:%M} UTC.", MEND[role])
        elif left <= before:
            yield Finding("expiry", Level.WARNING, f"{says}: {max(left.days, 0)} days.", MEND[role])
        else:
            yield Finding("expiry", Level.OK, f"{says}.")


def _keys(context: Context, _now: datetime) -> Iterator[Finding]:
    for path in sorted(context.settings.keys_folder.rglob("*.pem")):
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding("keys", Level.PROBLEM, f"Others than its owner may use {path}.", f"chmod 600 {path}")
    for path in sorted((context.settings.keys_folder / "online").glob("*.pem")):
        if path.stem.startswith(("root", "targets")):
            yield Finding("keys", Level.PROBLEM, f"{path} belongs offline, not on a server.", "Rotate it, remove it.")
    published = _published(context)
    if published is None:
        return
    keys = keys_for(context.settings, published.root)
    for role in ("snapshot", "timestamp"):
        keys.find(role, published.root.signed.roles[role].keyids)
    keys.find("mute", mute_keyids(published.targets))
    yield Finding("keys", Level.OK, "The server has the keys that the root names.")
    if roots.is_development(published.root):
        yield Finding(
            "keys", Level.WARNING, "The list is signed with development keys.", "docs/for-maintainers/keys.md"
        )


def _mutes(context: Context, _now: datetime) -> Iterator[Finding]:
    published = _published(context)
    if published is None:
        return
    with context.database.read() as session:
        wanted = mutes.mute_file(mutes.in_force(session))
    if sha256(wanted) != sha256(published.mute_bytes):
        yield Finding("mutes", Level.PROBLEM, "Browsers are served other mutes than the database holds.", MEND["mute"])
    else:
        yield Finding("mutes", Level.OK, "Browsers are served the mutes that the database holds.")


def _jobs(context: Context, now: datetime) -> Iterator[Finding]:
    with context.database.read() as session:
        rows = {job.name: session.get(JobRow, job.name) for job in JOBS}
    for job in JOBS:
        row = rows[job.name]
        if row is None or row.succeeded_at is None:
            yield Finding("jobs", Level.WARNING, f"The job “{job.name}” never ran.", "Run optout worker as a service.")
        elif now - row.succeeded_at.replace(tzinfo=UTC) > max(2 * job.every, LATE):
            says = (
                f"The job “{job.name}” last ran on {row.succeeded_at:%Y-%m-%d %H:%M} UTC. {row.failure or ''}".strip()
            )
            yield Finding("jobs", Level.PROBLEM, says, "See that optout worker runs.")
        else:
            yield Finding("jobs", Level.OK, f"The job “{job.name}” ran on {row.succeeded_at:%Y-%m-%d %H:%M} UTC.")


def _privacy(context: Context, now: datetime) -> Iterator[Finding]:
    with context.database.read() as session:
        late = [held for held in held_now(session, now) if held.overdue]
    for held in late:
        says = f"{held.overdue} rows of {held.holding.table} are held longer than promised: {held.holding.what}"
        yield Finding("privacy", Level.PROBLEM, says, "See that optout worker runs.")
    if not late:
        yield Finding("privacy", Level.OK, "Nothing personal is held longer than promised.")


def _log(context: Context, _now: datetime) -> Iterator[Finding]:
    with context.database.read() as session:
        verdict = chain.verify(session)
    if verdict.problem:
        mend = "Somebody with access to the database did this: find out who, and compare with a backup."
        yield Finding("log", Level.PROBLEM, f"The log of what maintainers did is broken. {verdict.problem}", mend)
    else:
        yield Finding("log", Level.OK, f"The log of what maintainers did is whole: {verdict.count} lines.")


def _packages(context: Context, _now: datetime) -> Iterator[Finding]:
    settings = context.settings
    if _published(context) is None:
        return
    if packaging_key(settings) is None:
        says = "There is no packaging key: libraries get no packages for Chromium and no kits."
        yield Finding("packages", Level.WARNING, says, "Make it once: optout keys packaging")
    else:
        yield Finding("packages", Level.OK, "The packages that policies install are signed with the packaging key.")
    for path, own in own_packages(settings, read_release(settings.updates_folder)):
        if isinstance(own, OptOutError):
            says = f"{path.name}: a library’s own package is not made. {own.problem}"
            yield Finding("packages", Level.PROBLEM, says, "Mend the file: docs/for-libraries/settings.md.")


CHECKS: dict[str, Check] = {
    "database": _database,
    "repository": _repository,
    "expiry": _expiry,
    "keys": _keys,
    "mutes": _mutes,
    "packages": _packages,
    "jobs": _jobs,
    "privacy": _privacy,
    "log": _log,
}


def _published(context: Context) -> Published | None:
    return Repository(context.settings.updates_folder).read()


def _require_whole(context: Context, published: Published) -> None:
    """Check the chain of roots, every signature, and every hash from the timestamp down to the lists."""
    repository = Repository(context.settings.updates_folder)
    last = None
    for data in repository.roots():
        root = roots.read_root(data)
        roots.require_trusted(root, last)
        last = root
    signed = published.root
    signed.verify_delegate("timestamp", published.timestamp)
    signed.verify_delegate("snapshot", published.snapshot)
    signed.verify_delegate("targets", published.targets)
    published.targets.verify_delegate("mute", published.mute)
    snapshot_bytes = _file(repository, f"{published.snapshot.signed.version}.snapshot.json")
    published.timestamp.signed.snapshot_meta.verify_length_and_hashes(snapshot_bytes)
    Metadata.from_bytes(snapshot_bytes)
    published.snapshot.signed.meta["targets.json"].verify_length_and_hashes(published.targets_bytes)
    published.snapshot.signed.meta["mute.json"].verify_length_and_hashes(published.mute_metadata_bytes)
    published.targets.signed.targets["list.jsonl"].verify_length_and_hashes(published.list_bytes)
    published.mute.signed.targets["mute.jsonl"].verify_length_and_hashes(published.mute_bytes)


def _file(repository: Repository, name: str) -> bytes:
    return Path(repository.folder / name).read_bytes()

"""Publish a release: the catalogue in the database becomes signed files."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from securesystemslib.signer import CryptoSigner
from sqlalchemy.orm import Session
from tuf.api.metadata import Metadata, Root

from server.catalogue.store import all_reviewed, canonical, load_catalogue
from server.config import Environment, Settings
from server.errors import OptOutError
from server.releases import roles
from server.releases.keys import development_signers
from server.releases.repository import Published, Repository, target_name
from server.releases.rule_list import LARGE_CHANGE, Header, ListChange, build_list, compare, read_header, sha256
from server.releases.tables import ReleaseRow


@dataclass(frozen=True)
class Outcome:
    """What publishing did. ``change`` is empty if nothing had changed and only the dates were signed anew."""

    release: int
    digest: str
    change: ListChange
    development_keys: bool


def publish_with_development_keys(
    session: Session, settings: Settings, *, allow_large_change: bool = False, now: datetime | None = None
) -> Outcome:
    """Build, sign and publish with the development keys.

    Raises:
        OptOutError: production, an empty catalogue, a large change without the word for it, or a full disk.

    """
    if settings.environment is Environment.PRODUCTION:
        raise OptOutError(
            "This server runs in production, which refuses development keys.",
            "Sign with the offline keys, or set OPTOUT_ENVIRONMENT=development to try things out.",
        )
    now = now or datetime.now(UTC)
    repository = Repository(settings.updates_folder)
    published = repository.read()
    header, list_bytes, change = _next_list(session, settings, published, now)
    if not allow_large_change and change.share_of_rules > LARGE_CHANGE:
        raise OptOutError(
            f"This release would change {change.share_of_rules:.0%} of the rules.",
            "Look at the changes; if they are meant, publish with --allow-large-change.",
        )
    signers = development_signers(settings.keys_folder)
    _write(repository, published, list_bytes, signers, now)
    if change:
        session.add(_row(header, list_bytes, change))
    return Outcome(header.release, sha256(list_bytes), change, development_keys=True)


def uses_development_keys(root: Metadata[Root]) -> bool:
    """Whether this root says of itself that its keys are for trying out only."""
    return bool(root.signed.unrecognized_fields.get(roles.DEVELOPMENT_MARK))


def _next_list(
    session: Session, settings: Settings, published: Published | None, now: datetime
) -> tuple[Header, bytes, ListChange]:
    catalogue = load_catalogue(session)
    if not catalogue.rules:
        raise OptOutError("There are no rules to publish.", "Import some first: optout rules import rules")
    last = read_header(published.list_bytes) if published else None
    number = last["release"] + 1 if last else 1
    header = Header(number, now.date(), settings.site, starter=not all_reviewed(session))
    list_bytes = build_list(catalogue, header)
    change = compare(published.list_bytes if published else None, list_bytes)
    same_header = last and last["starter"] == header.starter and last["site"] == header.site
    if published and not change and same_header:
        return Header(number - 1, header.date, header.site, header.starter), published.list_bytes, change
    return header, list_bytes, change


def _write(
    repository: Repository,
    published: Published | None,
    list_bytes: bytes,
    signers: dict[str, CryptoSigner],
    now: datetime,
) -> None:
    files: dict[str, bytes] = {}
    if published is None:
        keys = {role: signer.public_key for role, signer in signers.items()}
        files["1.root.json"] = roles.signed_bytes(roles.first_root(keys, now, development=True), signers["root"])
    targets = _targets(published, list_bytes, signers, now, files)
    mute = _mute(published, signers, now, files)
    snapshot = roles.next_snapshot(published.snapshot if published else None, targets, mute, now)
    snapshot_bytes = roles.signed_bytes(snapshot, signers["snapshot"])
    files[f"{snapshot.signed.version}.snapshot.json"] = snapshot_bytes
    timestamp = roles.next_timestamp(
        published.timestamp if published else None, (snapshot.signed.version, snapshot_bytes), now
    )
    repository.write(files, roles.signed_bytes(timestamp, signers["timestamp"]))


def _targets(
    published: Published | None,
    list_bytes: bytes,
    signers: dict[str, CryptoSigner],
    now: datetime,
    files: dict[str, bytes],
) -> tuple[int, bytes]:
    if published and published.list_bytes == list_bytes:
        return published.targets.signed.version, published.targets_bytes
    targets = roles.next_targets(published.targets if published else None, list_bytes, signers["mute"].public_key, now)
    data = roles.signed_bytes(targets, signers["targets"])
    files[target_name(targets, roles.LIST)] = list_bytes
    files[f"{targets.signed.version}.targets.json"] = data
    return targets.signed.version, data


def _mute(
    published: Published | None, signers: dict[str, CryptoSigner], now: datetime, files: dict[str, bytes]
) -> tuple[int, bytes]:
    mute_bytes = published.mute_bytes if published else (canonical({"kind": "header", "schema": 1}) + "\n").encode()
    mute = roles.next_mute(published.mute if published else None, mute_bytes, now)
    data = roles.signed_bytes(mute, signers["mute"])
    files[target_name(mute, roles.MUTE)] = mute_bytes
    files[f"{mute.signed.version}.mute.json"] = data
    return mute.signed.version, data


def _row(header: Header, list_bytes: bytes, change: ListChange) -> ReleaseRow:
    changes = {"added": change.added, "changed": change.changed, "removed": change.removed}
    return ReleaseRow(
        number=header.release,
        published_on=header.date,
        sha256=sha256(list_bytes),
        length=len(list_bytes),
        rules=sum(b'"kind":"rule"' in line for line in list_bytes.splitlines()),
        starter=header.starter,
        development_keys=True,
        changes=json.dumps(changes),
    )

"""The metadata of each TUF role, built with python-tuf: pure functions from the last version to the next.

Terms and rules: The Update Framework, specification 1.0. The names of the roles are theirs; ``mute`` is our delegated
role, trusted for ``mute.jsonl`` alone: it can silence a warning and add nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from securesystemslib.signer import Signer
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Key,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

LIST = "list.jsonl"
MUTE = "mute.jsonl"
# Read by the extension and by this server: the keys behind this root are for trying out only.
DEVELOPMENT_MARK = "x-optout-development-keys"

LIFETIME = {
    "root": timedelta(days=730),
    "targets": timedelta(days=180),
    "snapshot": timedelta(days=7),
    "timestamp": timedelta(days=7),
    "mute": timedelta(days=7),
}


def expiry(role: str, now: datetime) -> datetime:
    """When metadata of ``role`` signed at ``now`` (UTC) expires."""
    return now.replace(microsecond=0) + LIFETIME[role]


def first_root(keys: Mapping[str, Key], now: datetime, *, development: bool) -> Metadata[Root]:
    """Version 1 of the root: one key a role, threshold 1."""
    marks = {DEVELOPMENT_MARK: True} if development else {}
    root = Root(version=1, expires=expiry("root", now), consistent_snapshot=True, unrecognized_fields=marks)
    for role in ("root", "targets", "snapshot", "timestamp"):
        root.add_key(keys[role], role)
    return Metadata(root)


def next_targets(last: Metadata[Targets] | None, list_bytes: bytes, mute_key: Key, now: datetime) -> Metadata[Targets]:
    """The targets metadata for a new list; the delegation to ``mute`` is in it from version 1."""
    version = last.signed.version + 1 if last else 1
    role = DelegatedRole("mute", [mute_key.keyid], threshold=1, terminating=True, paths=[MUTE])
    return Metadata(
        Targets(
            version=version,
            expires=expiry("targets", now),
            targets={LIST: TargetFile.from_data(LIST, list_bytes, ["sha256"])},
            delegations=Delegations({mute_key.keyid: mute_key}, {"mute": role}),
        )
    )


def next_mute(last: Metadata[Targets] | None, mute_bytes: bytes, now: datetime) -> Metadata[Targets]:
    """The delegated role's metadata for these mutes."""
    version = last.signed.version + 1 if last else 1
    target = TargetFile.from_data(MUTE, mute_bytes, ["sha256"])
    return Metadata(Targets(version=version, expires=expiry("mute", now), targets={MUTE: target}))


def next_snapshot(
    last: Metadata[Snapshot] | None, targets: tuple[int, bytes], mute: tuple[int, bytes], now: datetime
) -> Metadata[Snapshot]:
    """The snapshot over the given (version, bytes) of targets and mute."""
    meta = {"targets.json": _meta(*targets), "mute.json": _meta(*mute)}
    version = last.signed.version + 1 if last else 1
    return Metadata(Snapshot(version=version, expires=expiry("snapshot", now), meta=meta))


def next_timestamp(last: Metadata[Timestamp] | None, snapshot: tuple[int, bytes], now: datetime) -> Metadata[Timestamp]:
    """The timestamp over the given (version, bytes) of the snapshot."""
    version = last.signed.version + 1 if last else 1
    return Metadata(Timestamp(version=version, expires=expiry("timestamp", now), snapshot_meta=_meta(*snapshot)))


def signed_bytes(metadata: Metadata, *signers: Signer) -> bytes:  # type: ignore[type-arg] # any role
    """Sign with each signer and serialise."""
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile.from_data(version, data, ["sha256"])

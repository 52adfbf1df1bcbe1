"""The metadata of each TUF role, built with python-tuf: pure functions from content to metadata.

Terms and rules: The Update Framework, specification 1.0. The names of the roles are theirs; ``mute`` is our delegated
role, trusted for ``mute.jsonl`` alone: it can silence a warning and add nothing.
"""

from datetime import datetime, timedelta

from securesystemslib.signer import Signer
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Key,
    Metadata,
    MetaFile,
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


def targets(version: int, list_bytes: bytes, mute_key: Key, now: datetime) -> Metadata[Targets]:
    """The targets metadata for a list; the delegation to ``mute`` is in it from version 1."""
    role = DelegatedRole("mute", [mute_key.keyid], threshold=1, terminating=True, paths=[MUTE])
    return Metadata(
        Targets(
            version=version,
            expires=expiry("targets", now),
            targets={LIST: TargetFile.from_data(LIST, list_bytes, ["sha256"])},
            delegations=Delegations({mute_key.keyid: mute_key}, {"mute": role}),
        )
    )


def mute(version: int, mute_bytes: bytes, now: datetime) -> Metadata[Targets]:
    """The delegated role's metadata for these mutes."""
    target = TargetFile.from_data(MUTE, mute_bytes, ["sha256"])
    return Metadata(Targets(version=version, expires=expiry("mute", now), targets={MUTE: target}))


def snapshot(version: int, targets: tuple[int, bytes], mute: tuple[int, bytes], now: datetime) -> Metadata[Snapshot]:
    """The snapshot over the given (version, bytes) of targets and mute."""
    meta = {"targets.json": _meta(*targets), "mute.json": _meta(*mute)}
    return Metadata(Snapshot(version=version, expires=expiry("snapshot", now), meta=meta))


def timestamp(version: int, snapshot: tuple[int, bytes], now: datetime) -> Metadata[Timestamp]:
    """The timestamp over the given (version, bytes) of the snapshot."""
    return Metadata(Timestamp(version=version, expires=expiry("timestamp", now), snapshot_meta=_meta(*snapshot)))


def signed_bytes(metadata: Metadata, *signers: Signer) -> bytes:  # type: ignore[type-arg] # any role
    """Sign with each signer and serialise."""
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile.from_data(version, data, ["sha256"])

"""What the server signs by itself, and the one way in which the published state changes."""

from dataclasses import dataclass, field
from datetime import datetime

from tuf.api.metadata import Metadata, Root, Targets, VerificationResult
from tuf.api.serialization.json import CanonicalJSONSerializer

from server.errors import OptOutError
from server.releases.repository import Published, Repository, target_name
from server.signing import roles
from server.signing.key_files import KeyRing


@dataclass(frozen=True)
class Change:
    """What a new state brings; what is left out stays as it is.

    Attributes:
        roots: file name -> bytes, already checked.
        targets: targets metadata with its offline signatures.
        list_bytes: the list that ``targets`` names.

    """

    roots: dict[str, bytes] = field(default_factory=dict)
    targets: bytes | None = None
    list_bytes: bytes | None = None


def switch(repository: Repository, change: Change, mute_bytes: bytes, keys: KeyRing, now: datetime) -> None:
    """Sign snapshot, timestamp and mute anew around ``change`` and make that the published state.

    The caller holds the repository's lock.

    Raises:
        OptOutError: the targets metadata would not hold under the root, a key is missing, or the disk is full. The old
            state stands.

    """
    published = repository.read()
    root = _root(repository, published, change)
    files: dict[str, bytes] = {}
    targets_bytes = change.targets or (published.targets_bytes if published else None)
    if targets_bytes is None:
        raise OptOutError("There is no release yet to sign the dates of.", "Publish one first: optout release publish")
    targets: Metadata[Targets] = Metadata.from_bytes(targets_bytes)
    require_holds(root, targets)
    if change.targets:
        files[f"{targets.signed.version}.targets.json"] = change.targets
    if change.list_bytes is not None:
        files[target_name(targets, roles.LIST)] = change.list_bytes
    mute = _mute(repository, published, targets, mute_bytes, keys, now)
    mute_metadata = mute.to_bytes()
    files[target_name(mute, roles.MUTE)] = mute_bytes
    files[f"{mute.signed.version}.mute.json"] = mute_metadata

    snapshot_version = repository.next_version("snapshot", published.snapshot.signed.version if published else 0)
    snapshot_bytes = roles.signed_bytes(
        roles.snapshot(
            snapshot_version, (targets.signed.version, targets_bytes), (mute.signed.version, mute_metadata), now
        ),
        keys.find("snapshot", root.signed.roles["snapshot"].keyids),
    )
    files[f"{snapshot_version}.snapshot.json"] = snapshot_bytes
    version = published.timestamp.signed.version + 1 if published else 1
    timestamp = roles.timestamp(version, (snapshot_version, snapshot_bytes), now)
    signer = keys.find("timestamp", root.signed.roles["timestamp"].keyids)
    repository.write(files, roles.signed_bytes(timestamp, signer), change.roots)


def require_holds(root: Metadata[Root], targets: Metadata[Targets]) -> None:
    """Check that the targets metadata is signed by as many keys as the root asks for.

    Raises:
        OptOutError: it is not.

    """
    result = verification(root, targets)
    if not result:
        raise OptOutError(
            f"The targets metadata has {len(result.signed)} of the {result.threshold} signatures that root "
            f"{root.signed.version} asks for.",
            "Sign it with the offline keys: optout release sign FILE --key KEY",
        )


def holds(root: Metadata[Root], targets: Metadata[Targets]) -> bool:
    """Whether the targets metadata is signed by as many keys as the root asks for."""
    return bool(verification(root, targets))


def mute_keyids(targets: Metadata[Targets]) -> list[str]:
    """The keys to which the targets metadata delegates ``mute.jsonl``."""
    delegations = targets.signed.delegations
    described = delegations.roles.get("mute") if delegations and delegations.roles else None
    return described.keyids if described else []


def verification(root: Metadata[Root], targets: Metadata[Targets]) -> VerificationResult:
    """Which of the keys that may sign a list have signed this metadata, and how many have to."""
    payload = CanonicalJSONSerializer().serialize(targets.signed)
    return root.signed.get_verification_result("targets", payload, targets.signatures)


def _root(repository: Repository, published: Published | None, change: Change) -> Metadata[Root]:
    if change.roots:
        newest = max(change.roots, key=lambda name: int(name.split(".")[0]))
        return Metadata[Root].from_bytes(change.roots[newest])
    if published:
        return published.root
    version = repository.newest_root_version()
    if not version:
        raise OptOutError("There is no root yet.", "Upload the one that optout keys init made: optout keys upload FILE")
    return Metadata[Root].from_bytes(repository.root_bytes(version))


def _mute(  # noqa: PLR0913 - each is one of the parts that go into the metadata
    repository: Repository,
    published: Published | None,
    targets: Metadata[Targets],
    mute_bytes: bytes,
    keys: KeyRing,
    now: datetime,
) -> Metadata[Targets]:
    version = repository.next_version("mute", published.mute.signed.version if published else 0)
    metadata = roles.mute(version, mute_bytes, now)
    metadata.sign(keys.find("mute", mute_keyids(targets)))
    return metadata

"""The root: who may sign what. Its first version, its next one, and the checks before either is trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Key, Metadata, Root
from tuf.api.serialization.json import CanonicalJSONSerializer

from server.errors import OptOutError
from server.signing.key_files import OFFLINE_ROLES
from server.signing.roles import DEVELOPMENT_MARK, expiry

TOP_ROLES = ("root", "targets", "snapshot", "timestamp")
# One stolen or careless key must not be enough where patrons depend on it.
PRODUCTION_THRESHOLD = 2


@dataclass(frozen=True)
class RoleKeys:
    """The keys of one role and how many of them must sign."""

    keys: Sequence[Key]
    threshold: int


def first_root(roles: Mapping[str, RoleKeys], now: datetime, *, development: bool) -> Metadata[Root]:
    """Version 1 of the root, unsigned."""
    marks: dict[str, Any] = {DEVELOPMENT_MARK: True} if development else {}
    root = Root(version=1, expires=expiry("root", now), consistent_snapshot=True, unrecognized_fields=marks)
    _set_roles(root, roles)
    return Metadata(root)


def next_root(last: Metadata[Root], roles: Mapping[str, RoleKeys], now: datetime) -> Metadata[Root]:
    """The version after ``last``, with the keys and thresholds of ``roles`` replaced; unsigned."""
    root = Root.from_dict(last.signed.to_dict())
    root.version += 1
    root.expires = expiry("root", now)
    _set_roles(root, roles)
    return Metadata(root)


def role_keys(root: Metadata[Root], role: str) -> RoleKeys:
    """Who may sign ``role`` by this root."""
    described = root.signed.roles[role]
    return RoleKeys([root.signed.keys[keyid] for keyid in described.keyids], described.threshold)


def sign_root(root: Metadata[Root], signers: Sequence[Signer]) -> None:
    """Add signatures; a key that signed before signs again in its place."""
    for signer in signers:
        root.sign(signer, append=True)


def is_development(root: Metadata[Root]) -> bool:
    """Whether this root says of itself that its keys are for trying out only."""
    return bool(root.signed.unrecognized_fields.get(DEVELOPMENT_MARK))


def require_trusted(root: Metadata[Root], last: Metadata[Root] | None) -> None:
    """Check that ``root`` may follow ``last``: signed by enough keys of both, and exactly one version higher.

    Raises:
        OptOutError: it may not.

    """
    wanted = last.signed.version + 1 if last else 1
    if root.signed.version != wanted:
        raise OptOutError(
            f"This root is version {root.signed.version}, but version {wanted} comes next.",
            "Rotate from the root that the server publishes: optout keys rotate --root …",
        )
    payload = CanonicalJSONSerializer().serialize(root.signed)
    for holder in filter(None, (last, root)):
        result = holder.signed.get_verification_result("root", payload, root.signatures)
        if not result:
            raise OptOutError(
                f"Root {root.signed.version} has {len(result.signed)} of the {result.threshold} signatures that root "
                f"{holder.signed.version} asks for.",
                "Let another key holder sign: optout keys sign FILE --key KEY",
            )


def require_fit_for_production(root: Metadata[Root], last: Metadata[Root] | None) -> None:
    """Check what a root must hold before patrons depend on it.

    Raises:
        OptOutError: a development root, or offline roles that one key alone could sign.

    """
    if is_development(root) or (last and is_development(last)):
        raise OptOutError(
            "This root belongs to development keys, which production refuses.",
            "Begin with keys of your own: optout keys init",
        )
    for role in OFFLINE_ROLES:
        if root.signed.roles[role].threshold < PRODUCTION_THRESHOLD:
            raise OptOutError(
                f"One key alone could sign for {role}; production asks for {PRODUCTION_THRESHOLD}.",
                f"Make the keys with --{role}-threshold {PRODUCTION_THRESHOLD} or more.",
            )
    if set(root.signed.roles["root"].keyids) & set(root.signed.roles["targets"].keyids):
        raise OptOutError("A root key is also a targets key.", "Each role needs keys of its own.")


def read_root(data: bytes) -> Metadata[Root]:
    """A root from the bytes of its file.

    Raises:
        OptOutError: it is none.

    """
    try:
        metadata: Metadata[Root] = Metadata.from_bytes(data)
    except RepositoryError:
        raise OptOutError("This is no root metadata.", "Name the file that optout keys init or rotate wrote.") from None
    if not isinstance(metadata.signed, Root):
        raise OptOutError("This is no root metadata.", "Name the file that optout keys init or rotate wrote.")
    return metadata


def _set_roles(root: Root, roles: Mapping[str, RoleKeys]) -> None:
    for role, described in roles.items():
        for keyid in list(root.roles[role].keyids):
            root.revoke_key(keyid, role)
        for key in described.keys:
            root.add_key(key, role)
        root.roles[role].threshold = described.threshold

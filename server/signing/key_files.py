"""Private keys as files: Ed25519, PEM (PKCS8), readable by their owner alone.

Three kinds of folder hold them. ``keys/development/`` has a key a role, unencrypted, for trying the system out.
``keys/online/`` has the keys that the server itself needs, unencrypted, because it signs without a person. The offline
folder of a key holder has root and targets keys, each encrypted with its own passphrase, on another computer.
Beside each offline or online key lies its public half (``.pub``), so that keys can be listed without a passphrase.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import Key

from server.errors import InstallationError, OptOutError

OFFLINE_ROLES = ("root", "targets")
ONLINE_ROLES = ("snapshot", "timestamp", "mute")
ROLES = (*OFFLINE_ROLES, *ONLINE_ROLES)
# The file format derives the key from the passphrase in few rounds, so the passphrase itself must be long.
SHORTEST_PASSPHRASE = 20

_NAME = re.compile(rf"({'|'.join(ROLES)})(?:-(\d+))?")


@dataclass(frozen=True)
class KeyFile:
    """One private key on disk: its role, its number among the role's keys (0 if it has none) and its public half."""

    path: Path
    role: str
    number: int
    public: Key

    @property
    def name(self) -> str:
        """What people call it: ``targets-2``."""
        return self.path.stem


class KeyRing:
    """The signers that are at hand, found by the ids that metadata names."""

    def __init__(self, signers: Iterable[tuple[str, CryptoSigner]]) -> None:
        self._by_role: dict[str, list[CryptoSigner]] = {}
        for role, signer in signers:
            self._by_role.setdefault(role, []).append(signer)

    def newest(self, role: str) -> CryptoSigner:
        """The newest key of a role.

        Raises:
            OptOutError: there is none.

        """
        signers = self._by_role.get(role)
        if not signers:
            raise _missing(role)
        return signers[-1]

    def find(self, role: str, keyids: Sequence[str]) -> CryptoSigner:
        """A signer of ``role`` among those that the metadata allows.

        Raises:
            OptOutError: no key at hand may sign.

        """
        for signer in reversed(self._by_role.get(role, [])):
            if signer.public_key.keyid in keyids:
                return signer
        raise _missing(role)

    def __contains__(self, keyid: object) -> bool:
        """Whether a key with this id is at hand."""
        return any(signer.public_key.keyid == keyid for signers in self._by_role.values() for signer in signers)


def development_keys(keys_folder: Path) -> KeyRing:
    """A ring with one development key a role; they are made at first use.

    Raises:
        OptOutError: the folder cannot be written, or holds something that is no key.

    """
    folder = keys_folder / "development"
    with _explained(folder):
        _make_private_folder(folder)
        for role in ROLES:
            if not (folder / f"{role}.pem").exists():
                make_key(folder / f"{role}.pem", None)
    return KeyRing((file.role, load_signer(file.path, None)) for file in list_keys(folder))


def online_keys(keys_folder: Path) -> KeyRing:
    """The ring of the server's own keys; empty before ``optout keys online``."""
    folder = keys_folder / "online"
    return KeyRing((file.role, load_signer(file.path, None)) for file in list_keys(folder))


def add_online_keys(keys_folder: Path, roles: Sequence[str] = ONLINE_ROLES) -> list[KeyFile]:
    """Make a new key for each of ``roles``; older ones stay until a new root forgets them."""
    folder = keys_folder / "online"
    with _explained(folder):
        _make_private_folder(folder)
        for role in roles:
            make_key(folder / f"{role}-{next_number(folder, role)}.pem", None)
    present = list_keys(folder)
    return [[file for file in present if file.role == role][-1] for role in roles]


def next_number(folder: Path, role: str) -> int:
    """The number that the next key of a role gets: never one that was used in this folder."""
    used = [int(match[2] or 0) for match in map(_named, folder.glob("*.pub")) if match and match[1] == role]
    return max(used, default=0) + 1


def make_key(path: Path, passphrase: bytes | None) -> Key:
    """Make a key file, with its public half beside it, and return the public half.

    Raises:
        OptOutError: the passphrase is too short, or the file is there already.

    """
    if passphrase is not None and len(passphrase) < SHORTEST_PASSPHRASE:
        raise OptOutError(
            f"The passphrase for {path.stem} is shorter than {SHORTEST_PASSPHRASE} characters.",
            "Take five or six words that nobody can guess together.",
        )
    key = Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    with _explained(path.parent):
        _write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        _write_private(path.with_suffix(".pub"), public)
    return SSlibKey.from_crypto(key.public_key())


def load_signer(path: Path, passphrase: bytes | None) -> CryptoSigner:
    """Open a key file.

    Raises:
        OptOutError: it is no Ed25519 key, or the passphrase is not the right one.

    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=passphrase)
    except OSError as error:
        raise InstallationError(f"The key {path} cannot be read: {error.strerror}.", "Name the right file.") from None
    except (ValueError, TypeError):
        if is_encrypted(path):
            raise OptOutError(f"The passphrase does not open {path}.", "Try again; keys are never changed.") from None
        raise InstallationError(f"The file {path} is not a private key.", "Restore it from its copy.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InstallationError(f"The key {path} is not an Ed25519 key.", "Browsers check Ed25519 here.")
    return CryptoSigner(key)


def list_keys(folder: Path) -> list[KeyFile]:
    """The keys of a folder, by role and number."""
    files = [
        KeyFile(path, match[1], int(match[2] or 0), _public_half(path))
        for path in folder.glob("*.pem")
        if (match := _named(path))
    ]
    return sorted(files, key=lambda file: (ROLES.index(file.role), file.number))


def is_encrypted(path: Path) -> bool:
    """Whether a key file asks for a passphrase."""
    return b"ENCRYPTED PRIVATE KEY" in path.read_bytes()


def _named(path: Path) -> re.Match[str] | None:
    return _NAME.fullmatch(path.stem)


def _public_half(path: Path) -> Key:
    beside = path.with_suffix(".pub")
    if not beside.exists() and not is_encrypted(path):
        return load_signer(path, None).public_key
    try:
        key = load_pem_public_key(beside.read_bytes())
    except (OSError, ValueError):
        raise OptOutError(f"The public half {beside} is missing or broken.", "Restore it from its copy.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise OptOutError(f"The public half {beside} is not an Ed25519 key.", "Restore it from its copy.")
    return SSlibKey.from_crypto(key)


def _make_private_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _write_private(path: Path, pem: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def _missing(role: str) -> OptOutError:
    return OptOutError(
        f"No key at hand may sign for {role}.",
        "See which there are: optout keys list. A lost one is replaced as docs/for-maintainers/keys.md says.",
    )


class _explained:  # noqa: N801 - reads as the word in a with statement
    """Turns a failing folder into a sentence."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            raise InstallationError(
                f"The keys in {self._folder} cannot be used: {error.strerror}.",
                "Name a folder that this user may write and that does not hold such a key yet "
                "(the server's own is set by OPTOUT_INSTANCE).",
            ) from None

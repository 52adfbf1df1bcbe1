"""Signing keys of the TUF roles, as Ed25519 key files.

Development keys stand unencrypted in ``keys/development/``, all roles on one computer, threshold 1: for trying the
system out, and said so wherever they are used.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from server.errors import OptOutError

ROLES = ("root", "targets", "snapshot", "timestamp", "mute")


def development_signers(keys_folder: Path) -> dict[str, CryptoSigner]:
    """A signer for each role from the development keys, which are made at first use.

    Raises:
        OptOutError: the folder cannot be written, or holds something that is no key.

    """
    folder = keys_folder / "development"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return {role: _load_or_make(folder / f"{role}.pem") for role in ROLES}
    except OSError as error:
        raise OptOutError(
            f"The keys in {folder} cannot be used: {error.strerror}.",
            "Set OPTOUT_INSTANCE to a folder that this user may write.",
        ) from None


def _load_or_make(path: Path) -> CryptoSigner:
    if not path.exists():
        _write_private(path, Ed25519PrivateKey.generate())
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        raise OptOutError(f"The file {path} is not a private key.", "Restore it, or remove the whole folder.") from None
    return CryptoSigner(key)


def _write_private(path: Path, key: Ed25519PrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)

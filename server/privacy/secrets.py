"""Keys of this installation: with them addresses become keyed hashes, and what must be read again is sealed.

An address that has done its work is deleted; its keyed hash stays, so that nobody signs twice. Without the key, which
lies outside the database, the hash tells nothing. Several keys may be in use: the first makes new hashes and seals, the
others are still understood, because a hash cannot be made anew when the address is gone.
"""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from server.errors import OptOutError

_KEY_BYTES = 32


class Secrets:
    """Keyed hashes and seals.

    Args:
        keys: 32 bytes each, the newest first.

    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(keys)
        self._seals = MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, "seal"))) for key in keys])

    def key(self, purpose: str, text: str) -> str:
        """The keyed hash of ``text``, 64 hex digits; hashes of different purposes cannot be compared."""
        return _derived(_derived(self._keys[0], purpose), text).hex()

    def keys(self, purpose: str, text: str) -> tuple[str, ...]:
        """The same under every key in use, to look something up that was stored under an older one."""
        return tuple(_derived(_derived(key, purpose), text).hex() for key in self._keys)

    def seal(self, data: dict[str, Any]) -> str:
        """``data`` encrypted, as text."""
        return self._seals.encrypt(json.dumps(data).encode()).decode()

    def unseal(self, text: str) -> dict[str, Any] | None:
        """What was sealed, or ``None`` if it was not by us."""
        try:
            data: dict[str, Any] = json.loads(self._seals.decrypt(text.encode()))
        except InvalidToken:
            return None
        return data


def load_secrets(folder: Path, given: str = "") -> Secrets:
    """The installation's keys: ``given`` (from the settings), else the file in ``folder``, made if it is not there.

    Raises:
        OptOutError: a key is not 64 hex digits, or the file cannot be made.

    """
    lines = [part.strip() for part in given.split(",")] if given else _lines(folder)
    try:
        keys = [bytes.fromhex(line) for line in lines]
    except ValueError:
        keys = []
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise OptOutError(
            "A key for personal data is not 64 hexadecimal digits.",
            f"Correct OPTOUT_PERSONAL_DATA_KEYS or {_path(folder)}; take the file back from your own safe copy.",
        )
    return Secrets(keys)


def add_key(folder: Path) -> int:
    """Put a new key in front of the others; how many there are now."""
    lines = [secrets.token_hex(_KEY_BYTES), *_lines(folder)]
    path = _path(folder)
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text("\n".join(lines) + "\n", encoding="ascii")
    new.replace(path)
    return len(lines)


def _path(folder: Path) -> Path:
    return folder / "personal-data.key"


def _lines(folder: Path) -> list[str]:
    path = _path(folder)
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii", errors="replace").split()


def _make(path: Path) -> None:
    # Written whole under another name and then linked: of two processes that start at once, one wins and both use it.
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(_KEY_BYTES) + "\n", encoding="ascii")
    except OSError as error:
        raise OptOutError(
            f"The key file {path} cannot be made: {error.strerror}.", "Let this user write the instance folder."
        ) from None
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _derived(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")

"""A new root that waits: it is checked when it is uploaded, and takes effect once everything holds under it.

A root that brings another mute key, or so many other targets keys that the published signatures no longer count, can
only appear together with targets metadata that is signed anew. Until then it lies here, in the keys' folder.
"""

from pathlib import Path

from tuf.api.metadata import Metadata, Root

from server.config import Environment, Settings
from server.errors import InstallationError, OptOutError
from server.releases.repository import Published, Repository, write_atomically
from server.releases.writing import Change, mute_keyids, require_holds
from server.signing import roots
from server.signing.key_files import ONLINE_ROLES, KeyRing, online_keys


def stage(repository: Repository, settings: Settings, data: bytes) -> Metadata[Root]:
    """Check an uploaded root and keep it.

    Raises:
        OptOutError: it may not follow the published one, the server lacks a key that it names, or the disk is full.

    """
    root = roots.read_root(data)
    last = published_root(repository)
    roots.require_trusted(root, last)
    if settings.environment is Environment.PRODUCTION:
        roots.require_fit_for_production(root, last)
    _require_keys(root, online_keys(settings.keys_folder))
    path = _path(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, data)
    except OSError as error:
        raise InstallationError(
            f"The root could not be written to {path}: {error.strerror}.",
            "Make room or correct the rights, then upload it again; the last root still stands.",
        ) from None
    return root


def ready(settings: Settings, published: Published | None) -> Change | None:
    """The change that puts the staged root in force, or ``None`` while it has to wait for a signed draft."""
    data = _staged(settings)
    if published is None or data is None:
        return None
    root = roots.read_root(data)
    keys = online_keys(settings.keys_folder)
    try:
        require_holds(root, published.targets)
        keys.find("mute", mute_keyids(published.targets))
    except OptOutError:
        return None
    return Change(roots={f"{root.signed.version}.root.json": data})


def trusted_root(repository: Repository, settings: Settings) -> Metadata[Root]:
    """The root by which a draft's signatures are judged: the staged one, else the published one.

    Raises:
        OptOutError: there is none at all.

    """
    waiting = staged_roots(repository, settings)
    root = roots.read_root(*waiting.values()) if waiting else published_root(repository)
    if root is None:
        raise OptOutError("There is no root yet.", "Upload the one that optout keys init made: optout keys upload FILE")
    return root


def staged_roots(repository: Repository, settings: Settings) -> dict[str, bytes]:
    """The staged root as a file to publish; empty if there is none or it is published already."""
    data = _staged(settings)
    if data is None:
        return {}
    version = roots.read_root(data).signed.version
    return {f"{version}.root.json": data} if version > repository.newest_root_version() else {}


def unstage(settings: Settings) -> None:
    """Forget the staged root, once it is published."""
    _path(settings).unlink(missing_ok=True)


def published_root(repository: Repository) -> Metadata[Root] | None:
    """The newest root that browsers can see."""
    version = repository.newest_root_version()
    return roots.read_root(repository.root_bytes(version)) if version else None


def _require_keys(root: Metadata[Root], keys: KeyRing) -> None:
    for role in ONLINE_ROLES:
        if role == "mute":
            keys.newest(role)
        else:
            keys.find(role, root.signed.roles[role].keyids)


def _staged(settings: Settings) -> bytes | None:
    path = _path(settings)
    return path.read_bytes() if path.exists() else None


def _path(settings: Settings) -> Path:
    return settings.keys_folder / "staged-root.json"

"""The packages that libraries' policies install, and what tells browsers of newer ones: made of the published state.

The same state, code, key and settings give the same files, so that nothing of them need be kept: whoever serves them
makes them anew when the state has changed. A mute is such a change, and so are the day's new dates: a profile that
is wiped after each patron starts with a list that is current.
"""

import re
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.config import Settings
from server.deployment.crx import chromium_id, crx_of
from server.deployment.kit.answers import KitSettings
from server.deployment.manifests import Browser, Package
from server.deployment.newer import updates_json, updates_xml
from server.deployment.packages import archive_of, code_version, package_files
from server.deployment.places import Places, versioned
from server.deployment.release_folder import Release, read_release
from server.deployment.settings import LibrarySettings
from server.deployment.settings_file import read_settings
from server.errors import OptOutError
from server.releases.reading import PublishedReader
from server.signing.packaging import packaging_key

_OWN_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# A browser that asked just before a change may still fetch what it was told of.
_KEPT_STATES = 3

log = structlog.get_logger()


def self_hosted_files(settings: Settings) -> dict[str, bytes]:
    """Every file below ``/extension/`` for the published state: name -> bytes.

    Without a packaging key Chromium's are missing; a library whose settings are wrong is left out, and logged.

    Raises:
        OptOutError: nothing is published, or the key cannot be used.

    """
    release, key = read_release(settings.updates_folder), packaging_key(settings)
    files = _files(Places(settings.site), release, key, None)
    for path, own in own_packages(settings, release):
        if isinstance(own, OptOutError):
            log.warning("a library's own package is not made", file=str(path), error=str(own))
        else:
            files |= _files(Places(settings.site, path.stem), release, key, own)
    return files


class PackageStore:
    """Hands out the files below ``/extension/``, made anew when the published state or a library's settings change."""

    def __init__(self, settings: Settings, published: PublishedReader) -> None:
        self._settings, self._published = settings, published
        self._lock = threading.Lock()
        self._state: object = None
        self._made: deque[dict[str, bytes]] = deque(maxlen=_KEPT_STATES)

    def file(self, name: str) -> bytes | None:
        """A file, or ``None``: there is none of this name, or nothing is published."""
        with self._lock:
            state = self._state_now()
            if state is None:
                return None
            if state != self._state:
                self._made.appendleft(self_hosted_files(self._settings))
                self._state = state
            return next((files[name] for files in self._made if name in files), None)

    def _state_now(self) -> object:
        stamp = self._published.stamp()
        if stamp is None:
            return None
        watched = [self._settings.packaging_key_file, *sorted(self._settings.own_packages_folder.glob("*.yaml"))]
        return stamp, [(path, path.stat().st_mtime_ns) for path in watched if path.exists()]


def own_packages(settings: Settings, release: Release) -> Iterator[tuple[Path, LibrarySettings | OptOutError]]:
    """Each file of a library with packages of its own, with its settings or what is wrong with it."""
    for path in sorted(settings.own_packages_folder.glob("*.yaml")):
        try:
            yield path, read_settings(own_settings(path.parent, path.stem), release.ids, KitSettings)
        except OptOutError as error:
            yield path, error


def _files(
    places: Places, release: Release, key: RSAPrivateKey | None, settings: LibrarySettings | None
) -> dict[str, bytes]:
    files = dict(_firefox(places, _package("firefox", places, release, settings)))
    if key:
        files |= _chromium(places, _package("chromium", places, release, settings), key)
    return {f"{places.folder}{name}": data for name, data in files.items()}


def _package(browser: Browser, places: Places, release: Release, settings: LibrarySettings | None) -> Package:
    newer = places.chromium_updates if browser == "chromium" else None
    updates = f"{release.site}/updates/"
    return Package(browser, "managed", release, code_version(), updates, settings, newer)


def _firefox(places: Places, package: Package) -> Iterator[tuple[str, bytes]]:
    archive, address = archive_of(package_files(package)), places.package("firefox", package.version)
    yield versioned("firefox", package.version), archive
    yield "firefox/libraries-optout.xpi", archive
    yield "firefox/updates.json", updates_json(package.version, address, archive)


def _chromium(places: Places, package: Package, key: RSAPrivateKey) -> dict[str, bytes]:
    archive, address = crx_of(archive_of(package_files(package)), key), places.package("chromium", package.version)
    return {
        versioned("chromium", package.version): archive,
        "chromium/updates.xml": updates_xml(chromium_id(key), package.version, address, archive),
    }


def own_settings(folder: Path, name: str) -> Path:
    """The file with the settings of a library that has packages of its own.

    Raises:
        OptOutError: there is none, or the name cannot stand in an address.

    """
    if not _OWN_NAME.fullmatch(name):
        raise OptOutError(f"{name!r} is no name for a folder of packages.", "Use a-z, 0-9 and hyphens.")
    path = folder / f"{name}.yaml"
    if not path.is_file():
        raise OptOutError(f"There is no package {name!r} of a library’s own.", f"Put its settings into {path}.")
    return path

"""The folder on disk: a new state is written beside the old one, then one rename leads to it.

``DIR/current`` is a link to ``DIR/state-<hash of everything in it>``. Whoever reads through the link gets the old state
or the new one, whole; the one before stays, for whoever is in the middle of it.
"""

import fcntl
import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli

from server.errors import OptOutError

# Packages and pictures are compressed already.
_COMPRESSED = re.compile(r".*\.(html|css|js|json|jsonl|svg|xml)")
_SMALLEST = 200
# A browser that asked just before a change may still fetch the package that it was told of.
_VERSION = re.compile(r"extension/.*-[0-9.]+\.(crx|xpi)")
_VERSIONS_KEPT = 3
_STATES_KEPT = 2


def publish_folder(folder: Path, files: dict[str, bytes]) -> Path:
    """Make ``files`` the published state; the folder that now holds it.

    Raises:
        OptOutError: the disk is full or the folder cannot be written; the old state stands.

    """
    state = f"state-{_digest(files)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(folder):
            target, link = folder / state, folder / "current"
            if not target.is_dir():
                _write(folder, target, {**_older_versions(link, files), **files})
            if not link.is_symlink() or link.readlink() != Path(state):
                _point(link, state)
            _tidy(folder, target)
    except OSError as error:
        raise OptOutError(
            f"{folder} cannot be written: {error.strerror}.", "Make room or correct the rights; the old state stands."
        ) from None
    return target


def _digest(files: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, data in sorted(files.items()):
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()[:16]


def _write(folder: Path, target: Path, files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as new:
        made = Path(new) / target.name
        for name, data in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            for ending, content in _forms(name, data):
                write_file(path.with_name(path.name + ending), content)
        made.rename(target)


def _forms(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file, and its compressed forms, without a date or a name in them."""
    yield "", data
    if _COMPRESSED.fullmatch(name) and len(data) >= _SMALLEST:
        yield ".gz", gzip.compress(data, 9, mtime=0)
        yield ".br", brotli.compress(data)


def write_file(path: Path, data: bytes) -> None:
    """Write a file, and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _older_versions(link: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    """Packages of the states before, the newest of each kind."""
    if not link.is_dir():
        return {}
    found: dict[str, list[str]] = {}
    for path in link.rglob("*"):
        name = str(path.relative_to(link))
        if _VERSION.fullmatch(name) and name not in files:
            found.setdefault(name.rpartition("-")[0] + path.suffix, []).append(name)
    kept = [name for names in found.values() for name in sorted(names, key=_number)[-_VERSIONS_KEPT:]]
    return {name: (link / name).read_bytes() for name in kept}


def _number(name: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", name.rpartition("-")[2])]


def _point(link: Path, state: str) -> None:
    new = link.with_name(".new-current")
    new.unlink(missing_ok=True)
    new.symlink_to(state)
    new.replace(link)


def _tidy(folder: Path, current: Path) -> None:
    """Remove what a stopped publisher left, and states that nobody reads any more."""
    os.utime(current)
    states = sorted(folder.glob("state-*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in [*states[_STATES_KEPT:], *folder.glob(".new-*")]:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

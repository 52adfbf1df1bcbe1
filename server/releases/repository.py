"""The published repository as files: what is there, and how a change gets in whole or not at all.

Everything but ``timestamp.json`` has its version or hash in its name and never changes. ``timestamp.json`` is written
last, by an atomic rename: until then every client sees the old state whole, after it the new one. A new root that
brings new online keys is the one thing that takes two renames, root then timestamp; a stop between them is mended by
the next signing, with which every worker begins.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from server.errors import InstallationError
from server.signing.roles import LIST, MUTE

# A client in the middle of an update may still ask for what the last timestamp named.
KEPT = timedelta(days=14)


@dataclass(frozen=True)
class Published:
    """The state that ``timestamp.json`` leads to."""

    root: Metadata[Root]
    timestamp: Metadata[Timestamp]
    snapshot: Metadata[Snapshot]
    targets: Metadata[Targets]
    mute: Metadata[Targets]
    targets_bytes: bytes
    mute_metadata_bytes: bytes
    list_bytes: bytes
    mute_bytes: bytes


class Repository:
    """The folder that is served as ``/updates/``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> Published | None:
        """The published state, or ``None`` before the first release.

        Raises:
            InstallationError: a file that the state names is missing or broken.

        """
        if not (self.folder / "timestamp.json").exists():
            return None
        try:
            return self._read()
        except (OSError, DeserializationError, KeyError) as error:
            raise InstallationError(
                f"The published repository in {self.folder} is broken: {error}.", "Restore it from a backup."
            ) from None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other publishers out; waits until they are done. The kernel lets go if this process dies."""
        path = self.folder.with_name(".updates.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
        except OSError as error:
            raise _unwritable(self.folder, error) from None
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def write(self, files: dict[str, bytes], timestamp: bytes, roots: dict[str, bytes] | None = None) -> None:
        """Add ``files`` (name -> bytes), then switch to them by the new timestamp, ``roots`` just before it.

        Raises:
            InstallationError: the disk is full or the folder cannot be written; the old state stands.

        """
        try:
            (self.folder / "targets").mkdir(parents=True, exist_ok=True)
            for name, data in (files | (roots or {})).items():
                write_atomically(self.folder / name, data)
            _sync(self.folder / "targets")
            _sync(self.folder)  # what the timestamp names must not be lost if the power goes right after it
            write_atomically(self.folder / "timestamp.json", timestamp)
            _sync(self.folder)
        except OSError as error:
            raise _unwritable(self.folder, error) from None

    def tidy(self, published: Published, now: datetime) -> int:
        """Remove what a stopped publisher left half-written, and old snapshots and mute metadata; returns how many.

        Roots, targets and lists stay for ever: old clients walk the roots, and a roll-back needs the lists.
        """
        current = {f"{published.snapshot.signed.version}.snapshot.json", f"{published.mute.signed.version}.mute.json"}
        before = (now - KEPT).timestamp()
        old = [
            path
            for kind in ("snapshot", "mute")
            for path in self.folder.glob(f"*.{kind}.json")
            if path.name not in current and path.stat().st_mtime < before
        ]
        removable = [*old, *self.folder.rglob(".new-*")]
        for path in removable:
            path.unlink(missing_ok=True)
        return len(removable)

    def next_version(self, role: str, last: int) -> int:
        """A version of ``role`` whose file name was never used, not even by a publisher that was stopped half-way."""
        used = [int(path.name.split(".")[0]) for path in self.folder.glob(f"*.{role}.json")]
        return max([last, *used]) + 1

    def roots(self) -> list[bytes]:
        """Every version of the root, the first one first."""
        return [self.root_bytes(version) for version in range(1, self.newest_root_version() + 1)]

    def root_bytes(self, version: int) -> bytes:
        """The bytes of one version of the root."""
        return (self.folder / f"{version}.root.json").read_bytes()

    def newest_root_version(self) -> int:
        """The highest version of the root that lies here; 0 if there is none."""
        return max((int(path.name.split(".")[0]) for path in self.folder.glob("*.root.json")), default=0)

    def _read(self) -> Published:
        timestamp: Metadata[Timestamp] = Metadata.from_bytes(self._bytes("timestamp.json"))
        snapshot: Metadata[Snapshot] = Metadata.from_bytes(
            self._bytes(f"{timestamp.signed.snapshot_meta.version}.snapshot.json")
        )
        targets_bytes = self._bytes(f"{snapshot.signed.meta['targets.json'].version}.targets.json")
        mute_bytes = self._bytes(f"{snapshot.signed.meta['mute.json'].version}.mute.json")
        targets: Metadata[Targets] = Metadata.from_bytes(targets_bytes)
        mute: Metadata[Targets] = Metadata.from_bytes(mute_bytes)
        root: Metadata[Root] = Metadata.from_bytes(self.root_bytes(self.newest_root_version()))
        return Published(
            root=root,
            timestamp=timestamp,
            snapshot=snapshot,
            targets=targets,
            mute=mute,
            targets_bytes=targets_bytes,
            mute_metadata_bytes=mute_bytes,
            list_bytes=self._bytes(target_name(targets, LIST)),
            mute_bytes=self._bytes(target_name(mute, MUTE)),
        )

    def _bytes(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def target_name(metadata: Metadata[Targets], path: str) -> str:
    """The file name of a target under consistent snapshots: ``targets/<sha256>.<path>``."""
    return f"targets/{metadata.signed.targets[path].hashes['sha256']}.{path}"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; whatever stood there stands until then.

    Raises:
        OSError: the disk is full, or the folder cannot be written.

    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _unwritable(folder: Path, error: OSError) -> InstallationError:
    return InstallationError(
        f"The release could not be written to {folder}: {error.strerror}.",
        "Make room or correct the rights, then publish again; the last release still stands.",
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

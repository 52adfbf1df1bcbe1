"""A backup as a file: what it holds besides the database, and how it is written and read."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from server.backup import rows
from server.context import Context
from server.errors import OptOutError
from server.migrations import knows, present_revision, require_current, upgrade
from server.privacy.erasures import now_utc

FORM = 1
_MANIFEST, _ROWS, _FILES = "manifest.json", "database.jsonl", "files/"
# Keys must not lie where the data lies that they open; letters must not go out twice; a database is not a file.
_NOT_IN_IT = frozenset({"keys", "outbox", "settings.env"})


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. ``sha256`` is of the rows; ``made_at`` is UTC."""

    form: int
    made_at: str
    revision: str
    rows: int
    sha256: str


def write_backup(context: Context, path: Path) -> Manifest:
    """Write the installation to a new file that its owner alone may read.

    Raises:
        OptOutError: the file is there already, or the database is not that of this version.

    """
    require_current(context.database)
    try:
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OptOutError(f"{path} is there already.", "Choose another name.") from None
    except OSError as error:
        raise OptOutError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from None
    try:
        return _write(context, target)
    except BaseException:  # half a backup is none
        path.unlink()
        raise


def _write(context: Context, target: int) -> Manifest:
    with os.fdopen(target, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive, TemporaryFile() as dumped:
        manifest = _dump(context, dumped)
        _add(archive, _MANIFEST, io.BytesIO(json.dumps(asdict(manifest), indent=2).encode() + b"\n"))
        _add(archive, _ROWS, dumped)
        for file in _instance_files(context):
            archive.add(file, _FILES + file.relative_to(context.settings.instance).as_posix(), recursive=False)
    return manifest


def restore_backup(context: Context, path: Path) -> Manifest:
    """Make a new installation of a backup: database and files, all that were in it.

    Raises:
        OptOutError: it is none, it is damaged or of a newer version, or there is an installation here already.

    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        _require_new(context, manifest)
        upgrade(context.database, manifest.revision)
        if not rows.is_empty(context.database):
            raise OptOutError("The database is not empty.", "Restore into a new database: OPTOUT_DATABASE_URL.")
        rows.load(context.database, _lines(archive, manifest, path))
        upgrade(context.database)
        _unpack(context, archive)
    return manifest


def _dump(context: Context, target: IO[bytes]) -> Manifest:
    digest, count = hashlib.sha256(), 0
    for line in rows.dump(context.database):
        data = line.encode()
        digest.update(data)
        target.write(data)
        count += 1
    target.flush()
    revision = present_revision(context.database) or ""
    return Manifest(FORM, f"{now_utc().isoformat(timespec='seconds')}Z", revision, count, digest.hexdigest())


def _add(archive: tarfile.TarFile, name: str, data: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = data.seek(0, os.SEEK_END)
    entry.mode = 0o600
    data.seek(0)
    archive.addfile(entry, data)


def _instance_files(context: Context) -> Iterator[Path]:
    instance = context.settings.instance
    database = context.database.engine.url.database or ""
    for file in sorted(instance.rglob("*")):
        first = file.relative_to(instance).parts[0]
        is_database = file.resolve().as_posix().startswith(database) if context.settings.is_sqlite else False
        if file.is_file() and not file.is_symlink() and first not in _NOT_IN_IT and not is_database:
            yield file


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, OSError) as error:
        reason = getattr(error, "strerror", None) or "it is no backup of ours, or it is damaged"
        raise OptOutError(f"{path} cannot be read: {reason}.") from None


def _manifest(archive: tarfile.TarFile, path: Path) -> Manifest:
    first = archive.next()
    held = archive.extractfile(first) if first and first.name == _MANIFEST else None
    if held is None:
        raise OptOutError(f"{path} is no backup of ours.")
    facts = json.load(held)
    if facts.get("form") != FORM:
        raise OptOutError(f"{path} was made by another version.", "Restore it with that version, then upgrade.")
    return Manifest(**facts)


def _require_new(context: Context, manifest: Manifest) -> None:
    if not knows(context.database, manifest.revision):
        raise OptOutError(
            f"The backup has schema {manifest.revision}, which this version does not know.",
            "Restore it with the version that made it, or a newer one.",
        )
    if present_revision(context.database) not in {None, manifest.revision}:
        raise OptOutError(
            "There is a database here already.", "Restore into a new one: OPTOUT_INSTANCE, OPTOUT_DATABASE_URL."
        )
    if any(context.settings.updates_folder.glob("*.json")):
        raise OptOutError("There is a published list here already.", "Restore into a new folder: OPTOUT_INSTANCE.")


def _lines(archive: tarfile.TarFile, manifest: Manifest, path: Path) -> Iterator[str]:
    entry = archive.next()
    held = archive.extractfile(entry) if entry and entry.name == _ROWS else None
    digest = hashlib.sha256()
    for line in held or ():
        digest.update(line)
        yield line.decode()
    if digest.hexdigest() != manifest.sha256:  # raised within the transaction: nothing is kept
        raise OptOutError(f"{path} is damaged: its rows are not those that it was made of.", "Take another backup.")


def _unpack(context: Context, archive: tarfile.TarFile) -> None:
    for entry in archive:
        if entry.isfile() and entry.name.startswith(_FILES):
            entry.name = entry.name.removeprefix(_FILES)
            if entry.name == context.settings.erasures_file.name:
                continue  # the one beside the lost installation is newer; see again.py
            archive.extract(entry, context.settings.instance, filter="data")

"""The packages' files, and the archives made of them: the same bytes each time."""

import io
import json
import os
import shutil
import tempfile
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

from server.deployment.code_files import code_files
from server.deployment.manifests import SCHEMA_FILE, Package, managed_schema, manifest

_HERE = Path(__file__).parents[1]
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def code_version() -> str:
    """The version of the code: ``pyproject.toml``'s in a checkout, else the installed one."""
    project = _HERE.parent / "pyproject.toml"
    if project.is_file():
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    return version("libraries-optout")


def package_files(package: Package) -> dict[str, bytes]:
    """Every file of the package: path -> bytes."""
    files = code_files()
    if package.browser == "chromium":
        # The frame serves Firefox alone; what is not there cannot be attacked.
        files = {name: data for name, data in files.items() if not name.startswith("updates/frame/")}
    edition = {"edition": package.edition, "site": package.release.site, "updates": package.updates}
    if package.edition == "managed":
        edition["package"] = "library" if package.settings else "common"
        if package.browser == "chromium":
            files[SCHEMA_FILE] = _json(managed_schema())
    files["manifest.json"] = _json(manifest(package))
    files["edition.json"] = _json(edition)
    return files | package.release.files


def archive_of(files: dict[str, bytes]) -> bytes:
    """The files as a zip archive: sorted, without dates, nothing minified."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # or the system that it is made on would show
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def write_package(files: dict[str, bytes], folder: Path, archive: Path) -> None:
    """Write the package as a folder (for loading by hand) and as an archive, each whole or not at all."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    write_whole(archive, archive_of(files))
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as new:
        made = Path(new) / folder.name
        for name, data in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if (folder / "manifest.json").exists():
            shutil.move(folder, Path(new) / "old")  # an older package of ours
        made.rename(folder)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file under a name of its own first: whoever reads ``path`` gets the old one or the new one, whole."""
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

"""The extension's code as ``make code`` puts it together for every package; an installed server brings it along."""

from pathlib import Path

from server.errors import OptOutError

CODE = Path(__file__).parent / "code"
# Written last, so that code without it is not whole.
_STAMP = CODE / ".built"
# Only in a checkout.
_SOURCES = Path(__file__).parents[2] / "extension"
_MEND = "Put it together: make code"


def code_files() -> dict[str, bytes]:
    """Every file of the code: path inside the package -> bytes.

    Raises:
        OptOutError: it was never put together, or what it is made from has changed since.

    """
    if not _STAMP.is_file():
        raise OptOutError("The extension's code has not been put together.", _MEND)
    if _SOURCES.is_dir() and _newest(_SOURCES) > _STAMP.stat().st_mtime:
        raise OptOutError("extension/ has changed since its code was put together.", _MEND)
    paths = [path for path in sorted(CODE.rglob("*")) if path.is_file() and path != _STAMP]
    return {path.relative_to(CODE).as_posix(): path.read_bytes() for path in paths}


def _newest(folder: Path) -> float:
    """When something in the folder was last changed; a folder changes when something is added or removed."""
    return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))

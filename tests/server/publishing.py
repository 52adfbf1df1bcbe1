"""Import and publish in one step, as most tests need it; and a place where nothing can be published."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from server.catalogue.folder import read_folder
from server.catalogue.model import Catalogue
from server.catalogue.store import import_catalogue
from server.config import Settings
from server.context import Context
from server.releases.publishing import Outcome, publish_with_development_keys

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_READ: dict[tuple[tuple[str, bytes], ...], Catalogue] = {}


def catalogue_of(rules: Path) -> Catalogue:
    """What stands in ``rules``. The same files are parsed once: that takes longer than most tests."""
    files = tuple((str(path.relative_to(rules)), path.read_bytes()) for path in sorted(rules.rglob("*.yaml")))
    if files not in _READ:
        _READ[files] = read_folder(rules).catalogue
    return _READ[files]


def publish(context: Context, rules: Path, *, now: datetime = NOW, allow_large_change: bool = True) -> Outcome:
    """Take ``rules`` in and publish them with development keys."""
    with context.database.write() as session:
        import_catalogue(session, catalogue_of(rules))
        return publish_with_development_keys(session, context.settings, allow_large_change=allow_large_change, now=now)


@contextmanager
def unwritable(settings: Settings) -> Iterator[None]:
    """For a while nothing can be written where releases lie: a file is in the way. Root may write everywhere else."""
    folder, aside = settings.updates_folder / "targets", settings.updates_folder / "aside"
    folder.rename(aside)
    folder.write_text("")
    yield
    folder.unlink()
    aside.rename(folder)

"""One after the other: whoever changes what browsers see, or what is on its way there, is alone with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from server.config import Settings
from server.database import Database
from server.releases.repository import Repository


@contextmanager
def alone(database: Database, settings: Settings) -> Iterator[Session]:
    """A write transaction that nobody else's publishing can come into.

    The repository is locked first and let go last: the next one reads what this one has committed.
    """
    with Repository(settings.updates_folder).lock(), database.write() as session:
        yield session

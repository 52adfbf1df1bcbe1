"""The database: one engine, one way to open a transaction, the same on SQLite and PostgreSQL.

SQLAlchemy's default on SQLite lets a SELECT run outside the transaction, so that two writers can both read the
old value and one change is lost. Here every writer begins with ``BEGIN IMMEDIATE``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from server.errors import OptOutError

# Names that do not depend on the database: migrations must be able to name what they change.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The parent of all tables."""

    metadata = MetaData(naming_convention=NAMING)


_Row = TypeVar("_Row", bound=Base)


def insert_or_else(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what happens if the row is there (``on_conflict_do_…``), for this session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def by_number(session: Session, table: type[_Row], number: int) -> _Row | None:
    """The row with this number; ``None`` also for a number that no database can hold."""
    return session.get(table, number) if 0 < number < 2**31 else None


class Database:
    """Opens transactions on one database.

    Args:
        url: an SQLAlchemy URL, ``sqlite:///…`` or ``postgresql+psycopg://…``.

    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or rolled back whole on any error."""
        with Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only transaction: never waits for a writer."""
        with Session(self.engine.execution_options(optout_readonly=True)) as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    # An error message with the values of a statement would carry names and addresses into logs.
    engine = create_engine(parsed, connect_args={"timeout": 10}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptOutError(
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Set OPTOUT_INSTANCE to a folder that this user may write.",
        ) from None


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # the driver must not begin transactions by itself; _begin_sqlite does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("optout_readonly", False)
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn a failing connection into a sentence that names the address and the mend.

    Raises:
        OptOutError: the database cannot be reached or written.

    """
    try:
        yield
    except OperationalError as error:
        shown = make_url(url).render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0]
        raise OptOutError(
            f"The database {shown} cannot be used: {reason}.",
            "See that it is there and that this user may write it, or set OPTOUT_DATABASE_URL.",
        ) from None

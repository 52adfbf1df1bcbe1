"""The rows of all tables as lines of JSON, and back: the same on both databases, and from one to the other."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, func, select, text

from server.database import Database

# What waits must not go out a second time, and what is counted for hours is over: forms, letters, budgets.
# And nobody is signed in, or invited, by a copy.
PASSING = frozenset({"intake", "outbox", "budget", "maintainer_session", "invitation"})
_OWN = "alembic_version"
_AT_ONCE = 1000


def tables_of(connection: Connection) -> list[Table]:
    """Every table of the database as it is, in an order in which each row finds what it points to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name not in {*PASSING, _OWN}]


def dump(database: Database) -> Iterator[str]:
    """Lines of JSON, each a table's name and one row, all of the same moment."""
    options: dict[str, Any] = {"optout_readonly": True, "stream_results": True}
    if database.engine.dialect.name == "postgresql":  # SQLite's readers see one moment anyway
        options["isolation_level"] = "REPEATABLE READ"
    with database.engine.connect().execution_options(**options) as connection:
        for table in tables_of(connection):
            for row in connection.execute(select(table)).yield_per(_AT_ONCE):
                values = {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)}
                yield json.dumps([table.name, values], ensure_ascii=False, separators=(",", ":")) + "\n"


def load(database: Database, lines: Iterable[str]) -> int:
    """Put the rows in, all or nothing, into tables that hold nothing; how many."""
    count, waiting = 0, _Waiting()
    with database.engine.begin() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        for line in lines:
            name, values = json.loads(line)
            table = tables[name]
            waiting.add(connection, table, {key: _typed(table.columns[key], value) for key, value in values.items()})
            count += 1
        waiting.flush(connection)
        for table in tables.values():
            _count_on(connection, table)
    return count


def is_empty(database: Database) -> bool:
    """Whether no table holds anything."""
    with database.engine.connect() as connection:
        return not any(connection.execute(select(table).limit(1)).first() for table in tables_of(connection))


class _Waiting:
    """Rows of one table that go in together."""

    def __init__(self) -> None:
        self._table: Table | None = None
        self._rows: list[dict[str, Any]] = []

    def add(self, connection: Connection, table: Table, row: dict[str, Any]) -> None:
        if table is not self._table or len(self._rows) >= _AT_ONCE:
            self.flush(connection)
            self._table = table
        self._rows.append(row)

    def flush(self, connection: Connection) -> None:
        if self._table is not None and self._rows:
            connection.execute(self._table.insert(), self._rows)
        self._rows = []


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
    if value is None or not isinstance(value, str):
        return value
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    kind = column.type.python_type
    if kind is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind is date else value


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows behind those that came with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        )
        last = connection.scalar(select(func.max(column))) if sequence else None
        if last is not None:
            connection.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": sequence, "last": last})

"""The database: no lost updates, nothing half-written, migrations there and back."""

import threading

import pytest
from sqlalchemy import inspect, select, update

from server.catalogue.tables import EntryRow
from server.database import Base, Database
from server.errors import OptOutError
from server.migrations import downgrade, require_current, upgrade

THREADS, TIMES = 4, 25


def test_read_then_write_from_many_threads_loses_nothing(database: Database) -> None:
    with database.write() as session:
        session.add(EntryRow(kind="rule", id="x", document="0", sha256="", reviewed=False))

    def count_up() -> None:
        for _ in range(TIMES):
            with database.write() as session:
                row = session.scalars(select(EntryRow).where(EntryRow.id == "x").with_for_update()).one()
                row.document = str(int(row.document) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalars(select(EntryRow.document)).one() == str(THREADS * TIMES)


def test_an_error_rolls_everything_back(database: Database) -> None:
    def half() -> None:
        with database.write() as session:
            session.add(EntryRow(kind="rule", id="x", document="", sha256="", reviewed=False))
            session.execute(update(EntryRow).values(document="y"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with database.read() as session:
        assert session.scalars(select(EntryRow)).all() == []


def test_the_migrations_make_exactly_the_tables_of_the_models_and_take_them_back(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        present = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert present == {column.name: column.nullable for column in table.columns}
    downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    upgrade(database)
    require_current(database)


def test_an_old_schema_is_refused_with_the_mend(database: Database) -> None:
    downgrade(database, "base")
    with pytest.raises(OptOutError, match="Run: optout db upgrade"):
        require_current(database)

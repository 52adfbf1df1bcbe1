"""Make what was deleted vanish from the database's files as well.

SQLite overwrites deleted content (``secure_delete``), but the write-ahead log keeps older pages until it is truncated.
PostgreSQL keeps deleted rows in its pages; only writing a table anew leaves them behind. Its own write-ahead log, and
an archive of it, keep them as long as the operator's settings say.
"""

from collections.abc import Iterable

from sqlalchemy import text

from server.database import Base, Database


def clean_log(database: Database) -> bool:
    """Truncate SQLite's write-ahead log; ``False`` if a reader was in the way. Nothing to do on PostgreSQL."""
    if database.engine.dialect.name != "sqlite":
        return True
    raw = database.engine.raw_connection()
    try:
        busy, _pages, _moved = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    return not busy


def rewrite_tables(database: Database, tables: Iterable[type[Base]]) -> None:
    """Write PostgreSQL's ``tables`` anew, which locks each for a moment. Nothing to do on SQLite."""
    if database.engine.dialect.name == "sqlite":
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(text(f"VACUUM (FULL, ANALYZE) {table.__tablename__}"))
        connection.execute(text("CHECKPOINT"))

"""Alembic's entry: runs the steps on the database that ``server.migrations`` hands over."""

from alembic import context

from server.database import Base, Database

database: Database = context.config.attributes["database"]

with database.engine.connect() as connection:
    # render_as_batch: SQLite cannot alter a table in place.
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

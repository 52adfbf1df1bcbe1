"""The database's schema, step by step (Alembic). Production never uses ``create_all``."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.database import Database
from server.errors import OptOutError


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["database"] = database
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to ``revision``."""
    command.upgrade(_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to ``revision``; ``base`` empties it."""
    command.downgrade(_config(database), revision)


def present_revision(database: Database) -> str | None:
    """The schema that the database has; ``None`` if it has none of ours."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows(database: Database, revision: str) -> bool:
    """Whether this version has a step of this name: a newer one may have others."""
    return revision in {step.revision for step in ScriptDirectory.from_config(_config(database)).walk_revisions()}


def require_current(database: Database) -> None:
    """Refuse to work on a schema that is not ours.

    Raises:
        OptOutError: the database is behind or ahead of this code.

    """
    wanted = ScriptDirectory.from_config(_config(database)).get_current_head()
    present = present_revision(database)
    if present != wanted:
        raise OptOutError(
            f"The database has schema {present or 'none'}, this version needs {wanted}.", "Run: optout db upgrade"
        )

"""``optout db``."""

import click

from server.context import Context, pass_context
from server.database import explained
from server.migrations import upgrade


@click.group("db")
def database_group() -> None:
    """Look after the database.

    Example: optout db upgrade
    """


@database_group.command("upgrade")
@pass_context
def upgrade_database(context: Context) -> None:
    """Make the database, or bring it to this version.

    Example: optout db upgrade
    """
    with explained(context.settings.database):
        upgrade(context.database)
    click.echo("The database is up to date.")

"""The command line ``optout``."""

import sys

import click

from server.catalogue.commands import rules_group
from server.context import Context, pass_context
from server.database import explained
from server.doctor.commands import doctor
from server.errors import OptOutError
from server.jobs.commands import worker
from server.migrations import upgrade
from server.releases.commands.keys import keys_group
from server.releases.commands.mute import mute_group
from server.releases.commands.release import release_group
from server.serving import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="libraries-optout")
@click.pass_context
def cli(context: click.Context) -> None:
    """Libraries OptOut: curate, sign and serve the list of what resources ask patrons for.

    Settings come from the environment (OPTOUT_…) or instance/settings.env. Exit codes: 0 ok, 1 problems found,
    2 wrong use.

    Example: optout rules check
    """
    context.obj = context.obj or Context()


@cli.group("db")
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


cli.add_command(rules_group)
cli.add_command(release_group)
cli.add_command(mute_group)
cli.add_command(keys_group)
cli.add_command(worker)
cli.add_command(doctor)
cli.add_command(serve)


def main() -> None:
    """Run the command line; errors of ours are printed as sentences, not as tracebacks."""
    try:
        cli()
    except OptOutError as error:
        click.secho(f"Error: {error.problem}", fg="red", err=True)
        if error.mend:
            click.echo(error.mend, err=True)
        sys.exit(1)

"""The command line ``optout``.

Each command is imported when it is asked for: a key holder who signs one file need not wait for Flask, and a
script of ten commands not for ten times everything.
"""

import sys
from importlib import import_module

import click

from server.context import Context
from server.errors import OptOutError

# The name of each command: where it stands.
_COMMANDS = {
    "backup": "server.backup.commands:backup",
    "campaign": "server.petition.commands:campaign_group",
    "changes": "server.curation.commands.changes:changes_group",
    "db": "server.migrations.commands:database_group",
    "doctor": "server.doctor.commands:doctor",
    "erase-again": "server.backup.commands:erase_again",
    "keys": "server.releases.commands.keys:keys_group",
    "kit": "server.deployment.kit.commands:kit",
    "libraries": "server.joining.commands:libraries_group",
    "log": "server.journal.commands:log_group",
    "maintainer": "server.accounts.commands:maintainer_group",
    "match": "server.matching.commands:match",
    "mute": "server.releases.commands.mute:mute_group",
    "publish": "server.static_copy.commands:publish",
    "release": "server.releases.commands.release:release_group",
    "restore": "server.backup.commands:restore",
    "rules": "server.curation.commands.rules:rules_group",
    "serve": "server.serving:serve",
    "token": "server.accounts.token_commands:token_group",
    "worker": "server.jobs.commands:worker",
}


class _Commands(click.Group):
    """A group that imports a command when it is first asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="libraries-optout")
@click.pass_context
def cli(context: click.Context) -> None:
    """Libraries OptOut: curate, sign and serve the list of what resources ask patrons for.

    Settings come from the environment (OPTOUT_…) or instance/settings.env. Exit codes: 0 ok, 1 problems found,
    2 wrong use.

    Example: optout rules check
    """
    context.obj = context.obj or Context()


def main() -> None:
    """Run the command line; errors of ours are printed as sentences, not as tracebacks."""
    try:
        cli()
    except OptOutError as error:
        click.secho(f"Error: {error.problem}", fg="red", err=True)
        if error.mend:
            click.echo(error.mend, err=True)
        sys.exit(1)

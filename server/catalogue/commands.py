"""``optout rules``: check, import and export the curated data."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from server.catalogue.checking import check_folder
from server.catalogue.folder import write_folder
from server.catalogue.store import Difference, import_catalogue, load_catalogue
from server.catalogue.yaml_form import Problem
from server.context import Context, pass_context

_SHOWN = 12
_FOLDER = click.argument("folder", type=click.Path(path_type=Path), default="rules")


@click.group("rules")
def rules_group() -> None:
    """Check, import and export the curated rules.

    Example: optout rules check
    """


@rules_group.command()
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
def check(folder: Path, *, as_json: bool) -> None:
    """Say what is wrong in FOLDER: file, line, reason and mend. Exit code 1 if anything is.

    Example: optout rules check rules --json
    """
    reading, problems = check_folder(folder, _today())
    if as_json:
        click.echo(json.dumps([vars(problem) for problem in problems], indent=2))
    else:
        _print(problems)
        if not problems:
            catalogue = reading.catalogue
            click.echo(
                f"{folder}: {len(catalogue.rules)} rules, {len(catalogue.campaigns)} campaigns, "
                f"{len(catalogue.listed)} organisations listed in 2019, {len(catalogue.participants)} taking part: "
                "nothing to mend."
            )
    sys.exit(1 if problems else 0)


@rules_group.command("import")
@_FOLDER
@click.option("--if-new", is_flag=True, help="Do nothing if the database holds rules already.")
@pass_context
def import_(context: Context, folder: Path, *, if_new: bool) -> None:
    """Take FOLDER into the database, all or nothing.

    Example: optout rules import rules
    """
    reading, problems = check_folder(folder, _today())
    if problems:
        _print(problems)
        click.echo("Nothing was imported.", err=True)
        sys.exit(1)
    with context.database.write() as session:
        if if_new and load_catalogue(session).rules:
            click.echo("The database holds rules already; nothing was imported.")
            return
        _print_difference(import_catalogue(session, reading.catalogue))


@rules_group.command()
@_FOLDER
@pass_context
def export(context: Context, folder: Path) -> None:
    """Write the database's rules to FOLDER, in the same form, byte for byte.

    Example: optout rules export /tmp/rules
    """
    with context.database.read() as session:
        changed = write_folder(load_catalogue(session), folder)
    click.echo(f"{len(changed)} files changed in {folder}.")


def _print(problems: list[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo(f"{len(problems)} to mend.", err=True)


def _print_difference(difference: Difference) -> None:
    if not difference:
        click.echo("The database holds exactly this already.")
        return
    for word, names in (("added", difference.added), ("changed", difference.changed), ("removed", difference.removed)):
        if names:
            shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
            click.echo(f"{len(names)} {word}: {shown}")


def _today() -> date:
    return datetime.now(UTC).date()

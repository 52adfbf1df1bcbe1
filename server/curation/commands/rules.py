"""``optout rules``: check, import and export the curated data."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from server.accounts.acting import acting
from server.catalogue.checking import check_folder
from server.catalogue.folder import write_folder
from server.catalogue.store import Difference, import_catalogue, load_catalogue
from server.catalogue.yaml_form import Problem
from server.context import Context, pass_context
from server.curation import importing

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
@click.option("--why", default="As in the folder of rules.", show_default=True, help="The reason, for the reviewers.")
@click.option("--dry-run", is_flag=True, help="Only show what differs.")
@pass_context
def import_(context: Context, folder: Path, why: str, *, if_new: bool, dry_run: bool) -> None:
    """Take FOLDER into the database, all or nothing.

    Once maintainers have accounts, whatever differs from what is in force is proposed, for others to review, under the
    name of whoever's token OPTOUT_TOKEN is.

    Example: optout rules import rules --why "The spring check."
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
        if dry_run:
            _print_wanted(importing.difference(session, reading.catalogue))
        elif importing.needs_review(session):
            wanted = importing.difference(session, reading.catalogue)
            _print_wanted(wanted)
            made = importing.propose_all(session, acting(session), wanted, why)
            click.echo(f"{len(made)} changes proposed. Next: optout changes list")
        else:
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


def _print_wanted(wanted: list[importing.Wanted]) -> None:
    for item in wanted:
        word = "take out" if item.document is None else "add" if item.is_new else "change"
        click.echo(f"{word} {item.key[0]} {item.key[1]}")
    if not wanted:
        click.echo("The database holds exactly this already.")


def _today() -> date:
    return datetime.now(UTC).date()

"""``optout backup``, ``optout restore`` and ``optout erase-again``."""

import shutil
from pathlib import Path

import click

from server.backup.again import erase_everything_again
from server.backup.files import restore_backup, write_backup
from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.privacy.erasures import read_erasures

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@_FILE
@pass_context
def backup(context: Context, file: Path) -> None:
    """Write this installation to FILE: database, published list, uploads. The server may run meanwhile.

    Without keys, waiting letters and settings: keep instance/keys somewhere else.

    Example: optout backup /backups/optout-2026-11-25.tar.gz
    """
    with explained(context.settings.database):
        manifest = write_backup(context, file)
    click.echo(
        f"{manifest.rows} rows in {file}. The keys are not in it: keep {context.settings.keys_folder} elsewhere."
    )


@click.command()
@_FILE
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The newest erasures.jsonl of the lost installation.",
)
@click.option("--without-erasures", is_flag=True, help="That file is lost too: what was erased since comes back.")
@pass_context
def restore(context: Context, file: Path, *, erasures: Path | None, without_erasures: bool) -> None:
    """Make a new installation of a backup, in an empty database and folder, and erase again what was erased since.

    Example: optout restore /backups/optout-2026-11-25.tar.gz --erasures /saved/erasures.jsonl
    """
    if not (erasures or without_erasures):
        raise OptOutError(
            "What people erased since the backup was made would come back.",
            "Give --erasures with the newest erasures.jsonl of the lost installation, or --without-erasures.",
        )
    with explained(context.settings.database):
        manifest = restore_backup(context, file)
        if erasures and erasures.resolve() != context.settings.erasures_file.resolve():
            shutil.copyfile(erasures, context.settings.erasures_file)
        count = erase_everything_again(context, read_erasures(context.settings.erasures_file))
    click.echo(f"Restored {manifest.rows} rows of {manifest.made_at}; went through {count} erasures.")
    click.echo(f"Put your keys into {context.settings.keys_folder}, then run: optout doctor")


@click.command("erase-again")
@pass_context
def erase_again(context: Context) -> None:
    """After a database was restored by other means: erase what was erased since, before anybody sees it.

    Reads instance/erasures.jsonl, which the worker keeps beside the database. Run it before optout serve.

    Example: optout erase-again
    """
    entries = read_erasures(context.settings.erasures_file)
    with explained(context.settings.database):
        count = erase_everything_again(context, entries)
    click.echo(f"Went through {count} erasures; the counts are right again.")

"""``optout kit``."""

from pathlib import Path

import click

from server.context import Context, pass_context
from server.deployment.kit.answers import KitSettings, default_name
from server.deployment.kit.making import kit_archive
from server.deployment.kit.source import source_of
from server.deployment.packages import write_whole
from server.deployment.release_folder import read_release
from server.deployment.settings_file import read_settings
from server.errors import OptOutError


@click.command()
@click.argument("settings_file", metavar="SETTINGS", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; named after the library.")
@click.option(
    "--own",
    metavar="NAME",
    default="",
    help="The kit installs the library's own packages, whose settings lie in instance/own-packages/NAME.yaml.",
)
@pass_context
def kit(context: Context, settings_file: Path, out: Path | None, own: str) -> None:
    """Make the kit of one library (or of a consortium's members) from its SETTINGS: a zip to install from.

    Example: optout kit springfield.yaml --out kit.zip
    """
    release = read_release(context.settings.updates_folder)
    settings = read_settings(settings_file, release.ids, KitSettings)
    archive = kit_archive(settings, source_of(context.settings, own))
    path = out or default_name(settings)
    try:
        write_whole(path, archive)
    except OSError as error:
        raise OptOutError(f"{path} cannot be written: {error.strerror}.", "Name another file: --out") from None
    members = f", {len(settings.members)} members" if settings.members else ""
    click.echo(f"{path}: the kit of {settings.library.name}{members}, {len(archive) / 1024:.0f} KB")
    click.echo("Next: unpack it and open START-HERE.html")

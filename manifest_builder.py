"""Make the extension's packages: one manifest per browser and edition, around one published release.

    python manifest_builder.py --browser firefox --edition store --release instance/public/updates --out dist/

The same commit, release folder and options give the same bytes: names are sorted, dates are fixed, nothing is minified.
"""

import sys
from pathlib import Path

import click

from server.deployment.kit.answers import KitSettings
from server.deployment.manifests import Package
from server.deployment.packages import code_version, package_files, write_package
from server.deployment.release_folder import read_release
from server.deployment.settings_file import read_settings
from server.errors import OptOutError

_SUFFIX = {"firefox": "xpi", "chromium": "zip"}


@click.command()
@click.option("--browser", type=click.Choice(tuple(_SUFFIX)), required=True, help="Which family of browsers.")
@click.option(
    "--edition",
    type=click.Choice(("store", "managed")),
    required=True,
    help="store: no warning at installation. managed: installed by a library's policy.",
)
@click.option(
    "--release", "release_folder", type=click.Path(path_type=Path), required=True, help="A published release."
)
@click.option("--out", type=click.Path(path_type=Path), default="dist", show_default=True, help="Where to write.")
@click.option("--updates", help="Address of /updates/; left out: that of the release's own site.")
@click.option("--no-updates", is_flag=True, help="A copy that never looks for a newer list.")
@click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path),
    help="A library's settings: makes its own package, which may see its pages and its proxy from the start. "
    "Without it the managed package is the common one, for all libraries.",
)
@click.option("--newer", help="Chromium: address of updates.xml, for policies that install without naming one.")
def main(  # noqa: PLR0913, PLR0917 - one parameter an option
    browser: str,
    edition: str,
    release_folder: Path,
    out: Path,
    updates: str | None,
    settings_file: Path | None,
    newer: str | None,
    *,
    no_updates: bool,
) -> None:
    """Make the package of one BROWSER and EDITION from a published release.

    Example: python manifest_builder.py --browser firefox --edition store --release instance/public/updates --out dist
    """
    if settings_file and edition == "store":
        raise click.UsageError("--settings goes with --edition managed: the store's package is the same for everybody.")
    release = read_release(release_folder)
    settings = read_settings(settings_file, release.ids, KitSettings) if settings_file else None
    address = None if no_updates else (updates or f"{release.site}/updates/")
    package = Package(browser, edition, release, code_version(), address, settings, newer)  # type: ignore[arg-type]
    name = f"libraries-optout-{edition}-{browser}"
    archive = out / f"{name}.{_SUFFIX[browser]}"
    write_package(package_files(package), out / name, archive)
    click.echo(f"{archive}: {archive.stat().st_size / 1024:.0f} KB, version {package.version}")
    click.echo(f"{out / name}/: the same, to load by hand")


if __name__ == "__main__":
    try:
        main()
    except OptOutError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)

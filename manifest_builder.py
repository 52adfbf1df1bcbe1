"""Make the extension's packages: one manifest per browser and edition, around one published release.

    python manifest_builder.py --browser firefox --edition store --release instance/public/updates --out dist/

The same commit, release folder and options give the same bytes: names are sorted, dates are fixed, nothing is minified.
"""

import json
import shutil
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from server.errors import OptOutError
from server.releases.reading import PublishedReader
from server.releases.repository import Repository
from server.rules.model import Host

ROOT = Path(__file__).parent
SOURCES = ROOT / "extension"
BROWSERS = ("chromium", "firefox")
EDITIONS = ("store",)
GECKO_ID = "extension@libraries-optout.example"
# Native `browser.*` and openPopup without a click.
MINIMUM = {"chromium": "148", "firefox": "149.0"}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_ALL_HTTPS = "https://*/*"


@dataclass(frozen=True)
class Release:
    """What a package takes from a published release.

    Attributes:
        number: of the release; the last part of the package's version.
        site: the origin of the campaign's pages.
        hosts: of all rules, for Firefox's address-bar icon.
        files: path in the package -> bytes.

    """

    number: int
    site: str
    hosts: tuple[Host, ...]
    files: dict[str, bytes]


def read_release(folder: Path) -> Release:
    """Read the release that lies in ``folder``, as the server publishes it.

    Raises:
        OptOutError: there is no complete release.

    """
    repository = Repository(folder)
    published, listed = repository.read(), PublishedReader(folder).current()
    if published is None or listed is None:
        raise OptOutError(f"There is no release in {folder}.", "Publish one: optout release publish --development-keys")
    header = json.loads(published.list_bytes.split(b"\n", 1)[0])
    files = {
        "root.json": repository.root_bytes(published.root.signed.version),
        "timestamp.json": (folder / "timestamp.json").read_bytes(),
        "snapshot.json": (folder / f"{published.snapshot.signed.version}.snapshot.json").read_bytes(),
        "targets.json": published.targets_bytes,
        "mute.json": published.mute_metadata_bytes,
        "list.jsonl": published.list_bytes,
        "mute.jsonl": published.mute_bytes,
    }
    hosts = tuple(host for rule in listed.catalogue.rules for host in rule.hosts)
    named = {f"release/{name}": data for name, data in files.items()}
    return Release(header["release"], header["site"], hosts, named)


def manifest(browser: str, release: Release, updates: str | None) -> dict[str, Any]:
    """The store edition's manifest: nothing in it makes the browser warn at installation."""
    connect = f" {_origin(updates)}" if updates else ""
    base: dict[str, Any] = {
        "manifest_version": 3,
        "name": "__MSG_extension_name__",
        "description": "__MSG_extension_description__",
        "version": f"{code_version()}.{release.number}",
        "default_locale": "en",
        "icons": {str(size): f"icons/lit-{size}.png" for size in (16, 32, 48, 96, 128)},
        "action": {
            "default_icon": {str(size): f"icons/quiet-{size}.png" for size in (16, 32)},
            "default_popup": "popup/popup.html",
            "default_title": "__MSG_extension_name__",
        },
        "commands": {"_execute_action": {"suggested_key": {"default": "Alt+Shift+O"}}},
        "permissions": ["activeTab", "alarms", "storage"],
        "optional_host_permissions": [_ALL_HTTPS],
        "content_security_policy": {
            "extension_pages": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                f"connect-src 'self'{connect}; frame-src 'self'; base-uri 'none'; form-action 'none'; "
                "require-trusted-types-for 'script'"
            )
        },
    }
    return base | (_chromium(base) if browser == "chromium" else _firefox(base, release))


def code_version() -> str:
    """The version of the code, from ``pyproject.toml``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def match_patterns(hosts: tuple[Host, ...]) -> list[str]:
    """Match patterns of the hosts whose open pages count, sorted."""
    patterns: set[str] = set()
    for host in hosts:
        if host.only_via:
            continue
        name = f"*.{host.name}" if host.with_subdomains else host.name
        ends = [f"{path}{end}" for path in host.paths for end in ("", "?*", "/*")] or ["/*"]
        patterns |= {f"*://{name}{end}" for end in ends}
    return sorted(patterns)


def package_files(browser: str, edition: str, release: Release, updates: str | None) -> dict[str, bytes]:
    """Every file of the package: path -> bytes."""
    files = {str(path.relative_to(SOURCES)): path.read_bytes() for path in sorted(SOURCES.rglob("*")) if path.is_file()}
    if browser == "chromium":
        # The frame serves Firefox alone; what is not there cannot be attacked.
        files = {name: data for name, data in files.items() if not name.startswith("updates/frame/")}
    edition_file = {"edition": edition, "site": release.site, "updates": updates}
    files["manifest.json"] = _json(manifest(browser, release, updates))
    files["edition.json"] = _json(edition_file)
    return files | release.files


def write_package(files: dict[str, bytes], folder: Path, archive: Path) -> None:
    """Write the package as a folder (for loading by hand) and as a deterministic archive."""
    _write_folder(files, folder)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            out.writestr(entry, files[name])


def _write_folder(files: dict[str, bytes], folder: Path) -> None:
    if (folder / "manifest.json").exists():
        shutil.rmtree(folder)  # an older package of ours
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _chromium(base: dict[str, Any]) -> dict[str, Any]:
    return {
        "background": {"service_worker": "background/main.js", "type": "module"},
        "minimum_chrome_version": MINIMUM["chromium"],
        "permissions": sorted([*base["permissions"], "declarativeContent"]),
        # No other extension may talk to this one.
        "externally_connectable": {"ids": []},
    }


def _firefox(base: dict[str, Any], release: Release) -> dict[str, Any]:
    return {
        "action": base["action"] | {"default_area": "navbar"},
        "background": {"scripts": ["background/main.js"], "type": "module"},
        "page_action": {
            "default_icon": {str(size): f"icons/lit-{size}.png" for size in (16, 32)},
            "default_popup": "popup/popup.html",
            "default_title": "__MSG_extension_name__",
            "show_matches": match_patterns(release.hosts),
        },
        "browser_specific_settings": {
            "gecko": {
                "id": GECKO_ID,
                "strict_min_version": MINIMUM["firefox"],
                "data_collection_permissions": {"required": ["none"]},
            }
        },
    }


def _origin(address: str) -> str:
    return "/".join(address.split("/")[:3])


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


@click.command()
@click.option("--browser", type=click.Choice(BROWSERS), required=True, help="Which family of browsers.")
@click.option("--edition", type=click.Choice(EDITIONS), required=True, help="store: no warning at installation.")
@click.option(
    "--release", "release_folder", type=click.Path(path_type=Path), required=True, help="A published release."
)
@click.option("--out", type=click.Path(path_type=Path), default="dist", show_default=True, help="Where to write.")
@click.option("--updates", help="Address of /updates/; left out: that of the release's own site.")
@click.option("--no-updates", is_flag=True, help="A copy that never looks for a newer list.")
def main(  # noqa: PLR0913 - one parameter an option
    browser: str, edition: str, release_folder: Path, out: Path, updates: str | None, *, no_updates: bool
) -> None:
    """Make the package of one BROWSER and EDITION from a published release.

    Example: python manifest_builder.py --browser firefox --edition store --release instance/public/updates --out dist
    """
    release = read_release(release_folder)
    address = None if no_updates else (updates or f"{release.site}/updates/")
    files = package_files(browser, edition, release, address)
    name = f"libraries-optout-{edition}-{browser}"
    archive = out / f"{name}.{'xpi' if browser == 'firefox' else 'zip'}"
    out.mkdir(parents=True, exist_ok=True)
    write_package(files, out / name, archive)
    click.echo(f"{archive}: {archive.stat().st_size / 1024:.0f} KB, version {code_version()}.{release.number}")
    click.echo(f"{out / name}/: the same, to load by hand")


if __name__ == "__main__":
    try:
        main()
    except OptOutError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)

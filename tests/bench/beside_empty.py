"""Our package and an empty one in the same browser, one after the other, for benches that show what is ours."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from catalogues import large_catalogue, published

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from harness.chromium import Chromium  # noqa: E402 - found by the line above
from harness.screen import Screen  # noqa: E402
from harness.tls import make_certificate  # noqa: E402
from harness.vendors import Vendors  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

HOST = "www.creativebug.com"


def build(release: Path, out: Path, change: Callable[[Path, dict[str, Any]], None]) -> Path:
    """The store's package with the vendor's host granted.

    Args:
        release: a published one.
        out: where to build.
        change: gets the package's folder and its manifest, to put a clock in.

    """
    options = ["--browser", "chromium", "--edition", "store", "--release", str(release), "--out", str(out)]
    subprocess.run([sys.executable, ROOT / "manifest_builder.py", *options], check=True, stdout=subprocess.DEVNULL)
    package = out / "libraries-optout-store-chromium"
    manifest = json.loads((package / "manifest.json").read_text())
    manifest["host_permissions"] = [f"https://{HOST}/*"]
    change(package, manifest)
    (package / "manifest.json").write_text(json.dumps(manifest))
    return package


def browsers(rules: int, changes: dict[str, Callable[[Path, dict[str, Any]], None]]) -> Iterator[tuple[str, Chromium]]:
    """A running Chromium for each package: its name in ``changes`` first. The list has so many ``rules``."""
    with (
        tempfile.TemporaryDirectory() as name,
        published(large_catalogue(rules)) as context,
        Screen() as screen,
        sync_playwright() as playwright,
    ):
        folder = Path(name)
        certificate = make_certificate(folder, [HOST])
        release = context.settings.instance / "public/updates"
        for who, change in changes.items():
            package = build(release, folder / who / "dist", change)
            with (
                Vendors(certificate) as vendors,
                Chromium(playwright, package, folder / who / "profile", vendors, certificate, screen) as browser,
            ):
                yield who, browser

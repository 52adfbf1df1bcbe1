"""Photograph every subject in every variant into ``dist/screenshots/index.html``: ``make screenshots``.

python tests/screenshots/gallery.py [ONLY…]     # the names of the subjects wanted; none: all
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from harness.chromium import PROGRAM, SWITCHES
from harness.site import ROOT, Site
from playwright.sync_api import BrowserContext, sync_playwright
from subjects import SUBJECTS, VARIANTS, Subject, Variant

OUT = ROOT / "dist" / "screenshots"
STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 1rem; background: #777; color: #fff }
table { border-spacing: .6rem } th { text-align: start; vertical-align: top; position: sticky; top: 0 }
td { vertical-align: top } a { display: block; height: 22rem; overflow: hidden; border: 1px solid #333 }
img { width: 17rem; display: block }
"""


@contextmanager
def browser_with_extension(package: Path, profile: Path) -> Iterator[BrowserContext]:
    """Chromium without a window, with the extension loaded: its pages are subjects like the site's."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=PROGRAM,
            args=[*SWITCHES, f"--disable-extensions-except={package}", f"--load-extension={package}"],
            ignore_default_args=["--disable-extensions"],
        )
        yield context
        context.close()


def origin_of_extension(context: BrowserContext) -> str:
    """``chrome-extension://…`` without a slash at its end."""
    known = context.service_workers
    worker = known[0] if known else context.wait_for_event("serviceworker")
    return worker.url.split("/background/")[0]


def photograph(context: BrowserContext, subject: Subject, variant: Variant, origin: str, picture: Path) -> None:
    """One picture of the whole page."""
    page = context.new_page()
    page.set_viewport_size({"width": variant.width, "height": 800})
    page.emulate_media(color_scheme="dark" if variant.dark else "light", media=variant.media)
    prefix = f"/{variant.language}" if variant.language and subject.of == "site" else ""
    page.goto(f"{origin}{prefix}{subject.where}")
    page.screenshot(path=picture, full_page=True)
    page.close()


def gallery(subjects: list[Subject]) -> str:
    """The page on which all pictures are."""
    heads = "".join(f"<th>{escape(variant.name)}</th>" for variant in VARIANTS)
    rows = "".join(
        f"<tr><th>{escape(subject.name)}</th>"
        + "".join(
            f'<td><a href="{_file(subject, v)}"><img src="{_file(subject, v)}" alt=""></a></td>' for v in VARIANTS
        )
        + "</tr>"
        for subject in subjects
    )
    return (
        f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>{STYLE}</style><table><tr><th>{heads}{rows}"
    )


def _file(subject: Subject, variant: Variant) -> str:
    return f"{subject.name} {variant.name}.png".replace(" ", "-").replace("'", "")


def main(only: list[str]) -> None:
    """Set up a site with the real rules, build the extension, and take the pictures."""
    subjects = [subject for subject in SUBJECTS if not only or subject.name in only]
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Site.prepare(Path(folder) / "instance", ROOT / "rules")
        package = prepared.package("chromium", Path(folder) / "dist")
        with prepared as site, browser_with_extension(package, Path(folder) / "profile") as context:
            origins = {"site": site.url, "extension": origin_of_extension(context)}
            for subject in subjects:
                for variant in VARIANTS:
                    photograph(context, subject, variant, origins[subject.of], OUT / _file(subject, variant))
                print(subject.name, flush=True)
    (OUT / "index.html").write_text(gallery(subjects), encoding="utf-8")
    print(OUT / "index.html")


if __name__ == "__main__":
    main([name for name in ",".join(sys.argv[1:]).split(",") if name])

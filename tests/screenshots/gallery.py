"""Photograph every subject in every variant into ``dist/screenshots/index.html``: ``make screenshots``.

python tests/screenshots/gallery.py [ONLY…]     # the names of those wanted, with commas between; none: all
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from pathlib import Path

from harness.chromium import PROGRAM, SWITCHES, Chromium
from harness.library import PAGES
from harness.screen import Screen
from harness.site import ROOT, Site
from harness.tls import make_certificate
from harness.vendors import Vendors
from maintain import SUBJECTS as DESK
from maintain import photograph_desk
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from policy import NAMES, photograph_policies
from private import SUBJECTS as SIGNATURE
from private import photograph_signature
from scenes import LIBRARY_PAGE, SCENES, Scene
from subjects import SUBJECTS, VARIANTS, Subject, Variant

Take = Callable[[Page, Subject, Variant], None]
OUT = ROOT / "dist" / "screenshots"
POLICIES = [Subject(name, "") for name in NAMES]
STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 1rem; background: #777; color: #fff }
table { border-spacing: .6rem } th { text-align: start; vertical-align: top; position: sticky; top: 0 }
td { vertical-align: top } a { display: block; height: 22rem; overflow: hidden; border: 1px solid #333 }
img { width: 17rem; display: block }
"""


@contextmanager
def browser_with_extension(playwright: Playwright, site: Site, folder: Path) -> Iterator[Chromium]:
    """Chromium with the extension on a screen of its own, where a library's page and stand-ins for vendors answer."""
    certificate = make_certificate(folder, PAGES)
    with Vendors(certificate) as vendors, Screen() as screen:
        vendors.pages[PAGES[0], "/databases"] = LIBRARY_PAGE
        package = site.package("chromium", folder / "dist")
        with Chromium(playwright, package, folder / "profile", vendors, certificate, screen) as browser:
            yield browser


def photograph(context: BrowserContext, subject: Subject, variant: Variant, origin: str) -> None:
    """One picture of a whole page of the site."""
    page = context.new_page()
    _give_form(page, variant)
    prefix = f"/{variant.language}" if variant.language else ""
    page.goto(f"{origin}{prefix}{subject.where}")
    page.screenshot(path=OUT / _file(subject, variant), full_page=True)
    page.close()


def photograph_scene(browser: Chromium, scene: Scene, variant: Variant) -> None:
    """One picture of what a patron meets. Right to left is shown by direction alone: the extension speaks English."""
    page = scene.bring_about(browser)
    page.bring_to_front()
    width = min(variant.width, scene.widest)
    _give_form(page, replace(variant, width=width))
    page.evaluate("dir => { document.documentElement.dir = dir }", "rtl" if variant.language == "ar-XB" else "ltr")
    if scene.press:
        page.click(scene.press)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        print(f"{scene.name}, {variant.name}: {overflow} px wider than the window")
    if not scene.press:  # a window as high as the page has no bar that takes room from it
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(height, 400)})
    page.screenshot(path=OUT / _file(scene, variant))


def _give_form(page: Page, variant: Variant) -> None:
    page.set_viewport_size({"width": variant.width, "height": 800})
    page.emulate_media(
        color_scheme="dark" if variant.dark else "light",
        media=variant.media,
        forced_colors="active" if variant.forced_colours else "none",
    )


def gallery() -> str:
    """The page on which all pictures are that were ever taken."""
    heads = "".join(f"<th>{escape(variant.name)}</th>" for variant in VARIANTS)
    rows = "".join(
        f"<tr><th>{escape(subject.name)}</th>"
        + "".join(_cell(_file(subject, variant)) for variant in VARIANTS)
        + "</tr>"
        for subject in (*SUBJECTS, *SIGNATURE, *DESK, *SCENES, *POLICIES)
    )
    return (
        f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>{STYLE}</style><table><tr><th>{heads}{rows}"
    )


def _cell(file: str) -> str:
    return f'<td><a href="{file}"><img src="{file}" alt=""></a></td>' if (OUT / file).exists() else "<td></td>"


def _file(subject: Subject | Scene, variant: Variant) -> str:
    words = re.findall(r"[a-z0-9]+", f"{subject.name} {variant.name}".lower())
    return f"{'-'.join(words)}.png"


def _photograph_site(playwright: Playwright, origin: str, subjects: list[Subject]) -> None:
    browser = playwright.chromium.launch(executable_path=PROGRAM, args=SWITCHES)
    context = browser.new_context()
    for subject in subjects:
        for variant in VARIANTS:
            if (subject.translated or not variant.language) and not variant.forced_colours:
                photograph(context, subject, variant, origin)
        print(subject.name, flush=True)
    browser.close()


def _photograph_extension(playwright: Playwright, site: Site, folder: Path, scenes: list[Scene]) -> None:
    with browser_with_extension(playwright, site, folder) as browser:
        for scene in scenes:
            for variant in VARIANTS:
                if variant.media == "screen" and variant.language in ("", "ar-XB"):
                    photograph_scene(browser, scene, variant)
            print(scene.name, flush=True)


def main(only: list[str]) -> None:
    """Set up a site with the real rules, build the extension, and take the pictures."""
    subjects = [subject for subject in SUBJECTS if not only or subject.name in only]
    scenes = [scene for scene in SCENES if not only or scene.name in only]
    OUT.mkdir(parents=True, exist_ok=True)
    if not only or "policy" in only:
        _photograph_policies()
    if subjects or scenes:
        _photograph_ours(subjects, scenes)
    if not only or "signature" in only:
        _photograph_there(photograph_signature)
    if not only or "maintain" in only or {subject.name for subject in DESK} & set(only):
        _photograph_there(lambda *there: photograph_desk(*there, only))
    (OUT / "index.html").write_text(gallery(), encoding="utf-8")
    print(OUT / "index.html")


def _photograph_policies() -> None:
    if os.geteuid() != 0:
        print("NOT TAKEN: the pictures of policies, which only root can take")
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        photograph_policies(playwright, Path(folder), lambda name: OUT / _file(Subject(name, ""), VARIANTS[0]))


def _photograph_there(photograph_all: Callable[[Playwright, Site, Take], None]) -> None:
    """Pictures of what somebody does on a site of her own."""

    def take(page: Page, subject: Subject, variant: Variant) -> None:
        _give_form(page, variant)
        page.screenshot(path=OUT / _file(subject, variant), full_page=True)

    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        Site.prepare(Path(folder) / "instance", ROOT / "rules") as site,
    ):
        photograph_all(playwright, site, take)


def _photograph_ours(subjects: list[Subject], scenes: list[Scene]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        Site.prepare(Path(folder) / "instance", ROOT / "rules") as site,
    ):
        if subjects:
            _photograph_site(playwright, site.url, subjects)
        if scenes:
            _photograph_extension(playwright, site, Path(folder), scenes)


if __name__ == "__main__":
    main([name for name in ",".join(sys.argv[1:]).split(",") if name])

"""What administrators and patrons meet in browsers that a kit has set up: ``make screenshots ONLY="policy"``.

Real windows on a screen of their own, installed by policy alone; so only root can take these pictures.
"""

import os
from collections.abc import Callable
from pathlib import Path

from harness.library import marks, page
from harness.screen import Screen
from harness.site import ROOT
from harness.tls import make_certificate
from harness.vendors import Vendors
from harness.waiting import wait_for
from library_kit import Kit
from managed_chromium import ManagedChromium
from managed_firefox import ManagedFirefox
from PIL import Image
from playwright.sync_api import Playwright
from scenes import BODY, HEAD
from tls_site import TlsSite

ASKS, LIBRARY = "www.creativebug.com", "www.library.example.org"
HOSTS = [ASKS, LIBRARY]
# The notice's paper, and where the toolbar lets it hang down.
PAPER, WHERE = "#fbf8f1", (500, 120, 700, 300)
LOOKS = 12
SETTINGS = f"""
library:
  name: Springfield Public Library
  home: https://{LIBRARY}/
  ask: mailto:desk@{LIBRARY}
  privacy: https://{LIBRARY}/privacy
pages: ["https://{LIBRARY}/resources/"]
advice:
  creativebug:
    text: Ask at the desk for a guest card.
    instead: [{{label: Our craft books, url: "https://{LIBRARY}/crafts"}}]
notes: {{creativebug: We pay for it by the year.}}
"""


class VisibleFirefox(ManagedFirefox):
    """With a window on the screen, where its popup can be seen."""

    headless = False

    def show_address(self, address: str) -> None:
        """One of the browser's own pages, in front."""
        self.marionette.switch_to_window(self._tab)
        with self.marionette.using_context("chrome"):
            self.marionette.execute_script(
                "gBrowser.selectedBrowser.fixupAndLoadURIString(arguments[0],"
                " {triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()})",
                [address],
            )
        wait_for(lambda: self.marionette.execute_script("return document.readyState") == "complete", address)


class VisibleChromium(ManagedChromium):
    """As the tests have it: it always has a window."""

    def show_address(self, address: str) -> None:
        """One of the browser's own pages, in front."""
        self.page.bring_to_front()
        self.page.goto(address)


Browser = VisibleChromium | VisibleFirefox


def _policies(browser: Browser, _screen: Screen) -> None:
    if isinstance(browser, VisibleFirefox):
        browser.show_address("about:policies")
        return
    browser.show_address("chrome://policy")
    for row in browser.page.locator(".policy.row .toggle:visible").all():
        row.click()
    browser.page.evaluate("document.body.style.zoom = 0.6")  # all of it in one look


def _settings(browser: Browser, _screen: Screen) -> None:
    browser.show_address(f"{browser.base}/options/options.html")
    browser.show("options/options.html")
    wait_for(lambda: "Set up by Springfield Public Library" in browser.notice(), "the settings")


def _warning(browser: Browser, screen: Screen) -> None:
    browser.open(f"https://{ASKS}/")
    wait_for(lambda: browser.badge() == "!", "the warning")
    browser.press_icon()
    wait_for(lambda: screen.shows(PAPER, WHERE), "the notice on the screen")


def _library_page(browser: Browser, _screen: Screen) -> None:
    browser.close_popup()
    browser.open(f"https://{LIBRARY}/resources/a-z")
    wait_for(lambda: marks(browser), "the marks")


STEPS = {"settings": _settings, "warning": _warning, "library page": _library_page, "policy page": _policies}
NAMES = [f"policy {family} {step}" for family in ("chromium", "firefox") for step in STEPS]


def photograph_policies(playwright: Playwright, folder: Path, file: Callable[[str], Path]) -> None:
    """Install in both browsers by policy and take every picture; ``file`` says where one of that name goes."""
    certificate = make_certificate(folder, HOSTS)
    site = TlsSite.prepared(folder / "instance", ROOT / "rules", certificate)
    with site, Vendors(certificate) as vendors, Screen() as screen:
        vendors.pages[LIBRARY, "/resources/a-z"] = page(BODY, HEAD)
        kit = Kit(site, folder / "kit", SETTINGS, own=True)
        os.environ["DISPLAY"] = screen.display  # Firefox's
        parts = (playwright, folder / "profile", vendors, certificate, screen)
        with VisibleChromium(*parts, kit=kit) as chromium:
            _photograph(chromium, screen, file)
        with VisibleFirefox(vendors, certificate, kit) as firefox:
            _photograph(firefox, screen, file)


def _photograph(browser: Browser, screen: Screen, file: Callable[[str], Path]) -> None:
    for step, bring_about in STEPS.items():
        bring_about(browser, screen)
        name = f"policy {browser.name} {step}"
        _still(screen).save(file(name))
        print(name, flush=True)


def _still(screen: Screen) -> Image.Image:
    """The screen once a row of looks at it are the same."""
    looks: list[Image.Image] = []

    def still() -> bool:
        looks.append(screen.picture())
        return len(looks) >= LOOKS and len({look.tobytes() for look in looks[-LOOKS:]}) == 1

    wait_for(still, "the screen to stand still")
    return looks[-1]

"""``make demo``: the main job in a real browser, against our server and a stand-in for the vendors.

With a screen the browser stays open until it is closed. Without one, the same walk is made on a screen of its own, and
its pictures are kept in ``dist/demo/``.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from harness.chromium import PROGRAM, Chromium
from harness.screen import Screen
from harness.site import ROOT, Site
from harness.tls import make_certificate
from harness.vendors import Vendors
from harness.waiting import wait_for
from playwright.sync_api import Error, sync_playwright

PICTURES = ROOT / "dist" / "demo"
CREATIVEBUG, LEARNING = "https://www.creativebug.com/", "https://www.linkedin.com/learning/"
PAPER = ("#fbf8f1", (600, 100, 350, 400))
GRANTED = ["https://*.creativebug.com/*", "https://*.hoopladigital.com/*"]


def main() -> None:
    _require(PROGRAM, "chromium")
    own_screen = not os.environ.get("DISPLAY")
    if own_screen:
        _require(shutil.which("Xvfb") or "/usr/bin/Xvfb", "xvfb openbox xdotool")
    with demonstration(own_screen=own_screen) as (browser, screen, site):
        print(f"Our pages: {site.url}")
        browser.open(CREATIVEBUG)
        wait_for(browser.popup_is_open, "the warning")
        if not own_screen:
            print("Try it: go on to https://www.linkedin.com/learning/ (a stand-in, too). Close the browser to end.")
            with suppress(Error):
                browser.page.wait_for_event("close", timeout=0)
            return
        _keep(screen, "creativebug")
        browser.close_popup()
        browser.open(LEARNING)
        browser.press_icon()
        _keep(screen, "linkedin-learning")
    print(f"There is no screen here; what it would show lies in {PICTURES.relative_to(ROOT)}/.")


@contextmanager
def demonstration(*, own_screen: bool) -> Iterator[tuple[Chromium, Screen, Site]]:
    """A browser that may warn by itself on two vendors, a screen, and our running server."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="optout-demo-")))
        certificate = make_certificate(folder, ["www.creativebug.com", "www.linkedin.com", "www.hoopladigital.com"])
        vendors = stack.enter_context(Vendors(certificate))
        site = stack.enter_context(Site.prepare(folder / "instance", ROOT / "rules"))
        screen = stack.enter_context(Screen() if own_screen else Screen(os.environ["DISPLAY"]))
        package = site.package("chromium", folder / "dist")
        playwright = stack.enter_context(sync_playwright())
        browser = Chromium(playwright, package, folder / "profile", vendors, certificate, screen)
        browser.grant(GRANTED)
        yield browser, screen, site
        with suppress(Error):  # the patron may have closed it
            browser.context.close()


def _keep(screen: Screen, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    # The popup is drawn a moment after it is there: wait for its paper, then until two looks in a row are the same.
    wait_for(lambda: screen.shows(*PAPER), "the popup's paper")
    last = [screen.picture()]

    def still() -> bool:
        last.append(screen.picture())
        return last[-1].tobytes() == last[-2].tobytes()

    wait_for(still, "a still picture")
    last[-1].crop((0, 0, 1100, 860)).save(PICTURES / f"{name}.png")


def _require(program: str, packages: str) -> None:
    if not Path(program).exists():
        sys.exit(f"{program} is missing. Install it: apt-get install {packages}")


if __name__ == "__main__":
    main()

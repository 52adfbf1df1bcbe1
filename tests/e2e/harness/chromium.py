"""Debian's Chromium with the unzipped package, on a screen of our own, driven by Playwright and a real keyboard."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from harness.screen import Screen
from harness.tls import Certificate
from harness.vendors import Vendors
from harness.waiting import wait_for
from playwright.sync_api import BrowserContext, Page, Playwright, Worker

PROGRAM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--test-type",  # no bar about unusual switches over the page
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-networking",
    # Chromium asks its maker about form fields; the log must hold what the extension asks, and nothing else.
    "--disable-features=AutofillServerCommunication",
]
Manifest = dict[str, Any]
# Where the browser draws nothing (a window lies over the page, its graphics process has gone) no frame ever comes.
IDLE_TWICE = """() => new Promise((done) => {
    const timeout = 5000;
    const again = () => requestIdleCallback(done, { timeout });
    requestIdleCallback(() => {
        const noFrame = setTimeout(again, timeout);
        requestAnimationFrame(() => {
            clearTimeout(noFrame);
            again();
        });
    }, { timeout });
})"""


class Chromium:
    """One profile with the package loaded; every https host leads to the vendors' stand-in."""

    name = "chromium"

    def __init__(
        self,
        playwright: Playwright,
        package: Path,
        folder: Path,
        vendors: Vendors,
        certificate: Certificate,
        screen: Screen,
    ) -> None:
        self._playwright, self._vendors, self._certificate, self._screen = playwright, vendors, certificate, screen
        self._folder, self._closed = folder, False
        self.opened_for_test: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        self.package = package  # not a copy: the extension's id comes from the path, and is the same for everybody
        self._pin()
        self._launch()

    def open(self, url: str) -> None:
        """Go to ``url`` in the first tab, in front."""
        self.page.bring_to_front()
        self.page.goto(url)

    def evaluate(self, script: str, argument: object = None) -> Any:
        """Run ``script`` (an expression or a function) in the background."""
        return self.worker.evaluate(script, argument)

    def badge(self) -> str:
        """The badge on the first tab."""
        return str(self.evaluate("tabId => browser.action.getBadgeText({tabId})", self.tab_id()))

    def title(self) -> str:
        """The icon's title on the first tab."""
        return str(self.evaluate("tabId => browser.action.getTitle({tabId})", self.tab_id()))

    def lights_up(self) -> bool:
        """Whether the toolbar shows the lit or the alert icon, by its colour on the screen."""
        return self._screen.shows("#1b8f94", self._toolbar()) or self._screen.shows("#d9531e", self._toolbar())

    def shows_alert(self) -> bool:
        """Whether the toolbar shows the alert icon, by its colour on the screen."""
        return self._screen.shows("#d9531e", self._toolbar())

    def press_icon(self) -> None:
        """Press the keys of the toolbar icon, for real: only that lets the extension see the page without a grant."""
        self._screen.press("alt+shift+o")
        wait_for(self.popup_is_open, "the popup")

    def popup_is_open(self) -> bool:
        """Whether the real popup is open."""
        return bool(self.evaluate("browser.runtime.getContexts({contextTypes: ['POPUP']}).then(c => c.length > 0)"))

    def close_popup(self) -> None:
        """Close the real popup with Esc."""

        def closed() -> bool:
            if self.popup_is_open():
                self._screen.press("Escape")  # it takes a moment until a new popup has the keyboard
            return not self.popup_is_open()

        wait_for(closed, "the popup to close")

    def page_value(self, script: str, *arguments: object) -> Any:
        """What ``script`` (the body of a function, ``args`` holds the arguments) returns in the first tab's page."""
        return self.page.evaluate(f"args => {{ {script} }}", list(arguments))

    port = ""  # pages reach every host without one

    def press_key(self, key: str) -> None:
        """Press a key in the first tab, as a person does."""
        self.page.bring_to_front()
        self.page.keyboard.press(key)

    def press_own_key(self, key: str) -> None:
        """Press a key in the page of the extension that is shown."""
        self.own.bring_to_front()
        self.own.keyboard.press(key)

    def open_by_keyboard(self) -> None:
        """Press the keys of the command that opens the notice, for real."""
        self._screen.press("alt+shift+o")

    def leave_by_escape(self) -> None:
        """Press Esc, for real, until the popup is closed."""
        self.close_popup()

    def type_for_real(self, letter: str) -> None:
        """Press a letter's key, for real, wherever the keyboard is."""
        self._screen.press(letter)

    def back(self) -> None:
        """Go back in the first tab."""
        self.page.go_back()

    def tab_urls(self) -> list[str]:
        """The addresses of all tabs that the extension may know."""
        return list(self.evaluate("browser.tabs.query({}).then(tabs => tabs.map(tab => tab.url ?? ''))"))

    def tab_count(self) -> int:
        """How many tabs there are."""
        return int(self.evaluate("browser.tabs.query({}).then(tabs => tabs.length)"))

    def will_allow(self, origins: list[str]) -> None:
        """See to it that the browser says yes when it is asked for these hosts: see ``allow``."""
        self.grant(origins)

    def marks_in_frame(self, number: int) -> int:
        """How many marks the frame of that number has."""
        return self.page.frames[number + 1].locator("libraries-optout-mark").count()

    def settle(self) -> None:
        """Let the page do what it does when it has time, twice: what was to happen has happened."""
        self.page.evaluate(IDLE_TWICE)

    def show(self, path: str) -> None:
        """Load a page of the extension into a tab of its own, where a test can read it and press its buttons."""
        self._own_page = self._own_page or self.context.new_page()
        self._own_page.goto(f"{self.base}/{path}")
        self._own_page.wait_for_selector("h1:not(:empty)")

    def write(self, name: str, text: str) -> None:
        """Type into a field of the page shown."""
        self.own.fill(f"#{name}", text)

    def value(self, script: str, *arguments: object) -> Any:
        """What ``script`` (the body of a function) returns in the page shown."""
        return self.own.evaluate(f"args => {{ {script} }}", list(arguments))

    def revoke(self, origins: list[str]) -> None:
        """Take hosts away from the extension again."""
        assert self.evaluate("origins => browser.permissions.remove({origins})", origins)

    def show_notice(self) -> None:
        """Load the popup's page, about the first tab, into a tab of its own, where a test can read it."""
        self.close_popup()
        self._own_page = self._own_page or self.context.new_page()
        self._own_page.goto(f"{self.base}/popup/popup.html?tab={self.tab_id()}")
        self._own_page.wait_for_selector("#facts p")

    def bring_notice_to_front(self) -> None:
        """Show the notice's own tab."""
        self.own.bring_to_front()

    def notice(self) -> str:
        """What the notice says."""
        return str(self.own.inner_text("body"))

    def link(self, name: str) -> str:
        """Where a link of the notice leads."""
        return str(self.own.get_attribute(f"#{name}", "href"))

    def press(self, name: str) -> None:
        """Click a button of the notice."""
        self.own.click(f"#{name}")

    def has(self, name: str) -> bool:
        """Whether the notice has an element of that id."""
        return self.own.query_selector(f"[id='{name}']") is not None

    def allow(self, name: str, origins: list[str]) -> None:
        """Have the hosts granted that the button ``name`` asks for.

        Chromium's own question is answered for real in ``test_grant_dialog.py``; elsewhere the package is loaded once
        with the hosts required, which grants them, and then again as it is, which keeps them.
        """
        assert self.has(name)
        self.grant(origins)

    def grant(self, origins: list[str]) -> None:
        """Let the extension see these hosts from now on; the browser is restarted."""
        self.relaunch(lambda manifest: manifest | {"host_permissions": origins})
        wait_for(lambda: self.granted(origins), "the grant")
        self.relaunch(lambda manifest: {key: value for key, value in manifest.items() if key != "host_permissions"})
        wait_for(lambda: self.granted(origins), "the kept grant")

    def ask_on_each_click(self) -> None:
        """Set "site access" to "on click", as a patron can on the browser's own page of extensions."""
        page = self.context.new_page()
        page.goto("chrome://extensions")
        page.evaluate(
            "extensionId => chrome.developerPrivate"
            ".updateExtensionConfiguration({extensionId, hostAccess: 'ON_CLICK'})",
            self.base.split("//")[1],
        )
        page.close()

    def allow_private_windows(self) -> None:
        """Let the extension into private windows, as a patron can on the browser's own page of extensions."""
        page = self.context.new_page()
        page.goto("chrome://extensions")
        page.evaluate(
            "extensionId => chrome.developerPrivate.updateExtensionConfiguration({extensionId, incognitoAccess: true})",
            self.base.split("//")[1],
        )
        self.relaunch()  # the setting has loaded the extension anew, which the driver has not noticed

    def check_for_updates(self) -> bool:
        """Look for a newer list now; whether another one is in use after it."""
        page = self.context.new_page()
        page.goto(f"{self.base}/popup/popup.html")
        changed = page.evaluate("browser.runtime.sendMessage('check now')")
        page.close()
        return bool(changed)

    def relaunch(self, change: Callable[[Manifest], Manifest] = lambda manifest: manifest) -> None:
        """Restart the browser on the same profile, with the manifest changed."""
        self.context.close()
        path = self.package / "manifest.json"
        path.write_text(json.dumps(change(json.loads(path.read_text()))))
        self._launch()

    def start_visit(self, url: str) -> None:
        """Send the first tab to ``url``, and wait for nothing."""
        self.page.bring_to_front()
        self.page.goto(url, wait_until="commit")

    def stop_background(self) -> None:
        """End the background now, as the browser does when it has nothing to do; the next event starts it anew."""
        protocol = self.context.new_cdp_session(self.own)
        protocol.send("ServiceWorker.enable")
        protocol.send("ServiceWorker.stopAllWorkers")
        protocol.detach()

    def take_update(self, package: Path) -> None:
        """Restart the browser with another version of the package, on the same profile."""
        assert package == self.package
        self.relaunch()

    def tab_id(self) -> int:
        """The browser's id of the first tab."""
        return int(self.evaluate("browser.tabs.query({index: 0}).then(tabs => tabs[0].id)"))

    @property
    def worker(self) -> Worker:
        """The extension's service worker."""
        # Only a call that waits lets Playwright hear of new workers.
        known = self.context.service_workers
        return known[0] if known else self.context.wait_for_event("serviceworker")

    @property
    def base(self) -> str:
        """The origin of the extension's pages."""
        return self.worker.url.split("/background/")[0]

    def _launch(self) -> None:
        rules = f"MAP *:443 127.0.0.1:{self._vendors.port},MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.0.0.1"
        self.context: BrowserContext = self._playwright.chromium.launch_persistent_context(
            self._folder / "profile",
            executable_path=PROGRAM,
            headless=False,
            env={**os.environ, "DISPLAY": self._screen.display},
            args=[
                *SWITCHES,
                f"--host-resolver-rules={rules}",
                f"--ignore-certificate-errors-spki-list={self._certificate.spki}",
                f"--disable-extensions-except={self.package}",
                f"--load-extension={self.package}",
                f"--log-net-log={self._net_log()}",
                "--window-position=0,0",
                "--window-size=1100,900",
            ],
            ignore_default_args=["--disable-extensions"],
            no_viewport=True,
        )
        self.page: Page = self.context.pages[0]
        self._own_page: Page | None = None
        wait_for(lambda: self.evaluate("browser.storage.local.get('index').then(r => !!r.index)"), "the first list")

    def _net_log(self) -> Path:
        """Where the browser itself writes down what it asks the network, and for whom: one file a start."""
        return self._folder / f"net-log-{len(list(self._folder.glob('net-log-*')))}.json"

    def asked_by_extension(self) -> list[str]:
        """The addresses that the extension has asked the network for, by the browser's own log; closes the browser."""
        self.close()
        lines = [line for log in self._folder.glob("net-log-*") for line in log.read_text().splitlines()]
        found = [json.loads(line.rstrip(",")) for line in lines if '"initiator":"chrome-extension:' in line]
        return sorted({event["params"]["url"] for event in found})

    def close(self) -> None:
        """Close the browser; nothing if it is closed."""
        if not self._closed:
            self.context.close()
        self._closed = True

    def _pin(self) -> None:
        """Show the icon in the toolbar, as a patron does who pins it: new ones hide behind the puzzle piece."""
        digest = hashlib.sha256(str(self.package).encode()).hexdigest()[:32]
        identity = "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
        preferences = self._folder / "profile" / "Default" / "Preferences"
        preferences.parent.mkdir(parents=True)
        preferences.write_text(json.dumps({"extensions": {"pinned_extensions": [identity]}}))

    @property
    def own(self) -> Page:
        """The tab with a page of the extension."""
        assert self._own_page, "show_notice comes first"
        return self._own_page

    def granted(self, origins: list[str]) -> bool:
        """Whether the browser lets the extension see these hosts."""
        return bool(self.evaluate("origins => browser.permissions.contains({origins})", origins))

    def _toolbar(self) -> tuple[int, int, int, int]:
        return (700, 40, 400, 60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

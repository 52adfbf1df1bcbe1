"""Debian's Firefox ESR with the built .xpi, driven by Marionette (no geckodriver)."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from harness.marionette import Addons, By, Keys, Marionette
from harness.site import free_port
from harness.tls import Certificate
from harness.vendors import Vendors
from harness.waiting import wait_for

PROGRAM = "/usr/bin/firefox-esr"
GECKO_ID = "extension@libraries-optout.example"
WIDGET = "extension_libraries-optout_example"
UUID = "11111111-2222-4333-8444-555555555555"


# In the browser's own process: every request to the network, with its address and who brought it about. The frame in
# which the list is fetched has an origin that is null, and names the extension's as the one before it.
LISTEN = """
const heard = [];
Services.optoutHeard = heard;
Services.obs.addObserver((subject) => {
  const channel = subject.QueryInterface(Ci.nsIHttpChannel);
  const { triggeringPrincipal, loadingPrincipal } = channel.loadInfo;
  const who = [triggeringPrincipal, loadingPrincipal].map((principal) => principal?.originNoSuffix ?? "");
  if (who.some((origin) => origin.includes("moz-extension:"))) heard.push(channel.URI.spec);
}, "http-on-opening-request");
"""


class Firefox:
    """One profile with the package installed; vendors' hosts lead to loopback, at the vendors' port."""

    name = "firefox"

    def __init__(self, archive: Path, vendors: Vendors, certificate: Certificate) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="optout-firefox-"))
        self._vendors = vendors
        self.opened_for_test: list[str] = []
        policies = self._folder / "policies.json"
        policies.write_text(json.dumps({"policies": {"Certificates": {"Install": [str(certificate.ca)]}}}))
        # Every connection that is not to loopback becomes impossible; without it Firefox tries its maker's hosts.
        os.environ["MOZ_DISABLE_NONLOCAL_CONNECTIONS"] = "1"
        port = free_port()
        self.marionette = Marionette(
            bin=PROGRAM,
            headless=True,
            port=port,
            gecko_log=str(self._folder / "gecko.log"),
            prefs={
                "marionette.port": port,
                "browser.policies.alternatePath": str(policies),
                # Policies from elsewhere are obeyed in automation only; this says that it is one.
                "security.turn_off_all_security_so_that_viruses_can_take_over_this_computer": True,
                "extensions.webextensions.uuids": json.dumps({GECKO_ID: UUID}),
                # Grants are given by a real click; only the browser's own question is skipped.
                "extensions.webextOptionalPermissionPrompts": False,
                "network.dns.localDomains": ",".join(certificate.hosts),
            },
        )
        self.marionette.start_session()
        self._chrome(LISTEN)
        Addons(self.marionette).install(str(archive), temp=True)
        self._asks = False
        self._tab = self.marionette.current_window_handle
        self._own_tab = str(self.marionette.open(type="tab", focus=False)["handle"])
        self._show_own_page("popup/popup.html")
        wait_for(lambda: self.evaluate("(await browser.storage.local.get('index')).index"), "the first list")

    def open(self, url: str) -> None:
        """Go to ``url`` (without a port) in the first tab, in front."""
        host, _, path = url.removeprefix("https://").partition("/")
        self.marionette.switch_to_window(self._tab)
        self.marionette.navigate(f"https://{host}:{self._vendors.port}/{path}")

    def evaluate(self, body: str, *arguments: object) -> Any:
        """The value of ``body`` (an expression, may await; ``args`` holds the arguments) on a page of the extension."""
        script = f"""
            const [args, done] = [Array.from(arguments).slice(0, -1), arguments[arguments.length - 1]];
            (async () => ({body}))().then((value) => done({{value}}), (error) => done({{error: String(error)}}));
        """
        with self._in_own_tab():
            answer = self.marionette.execute_async_script(script, list(arguments), sandbox=None)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def badge(self) -> str:
        """The badge on the first tab."""
        return str(self.evaluate("browser.action.getBadgeText({tabId: args[0]})", self.tab_id()))

    def title(self) -> str:
        """The icon's title on the first tab."""
        return str(self.evaluate("browser.action.getTitle({tabId: args[0]})", self.tab_id()))

    def lights_up(self) -> bool:
        """Whether the address bar shows the icon without any grant of ours."""
        shown = f"""
            const icon = document.getElementById('pageAction-urlbar-{WIDGET}');
            return !!icon && !icon.hasAttribute('disabled') && getComputedStyle(icon).display !== 'none';
        """
        return bool(self._chrome(shown))

    def press_icon(self) -> None:
        """Click the toolbar icon, for real."""
        self._chrome(f"document.getElementById('{WIDGET}-BAP').click()")
        wait_for(self.popup_is_open, "the popup")

    def popup_is_open(self) -> bool:
        """Whether the real popup is open."""
        return bool(self._chrome("return !!document.querySelector('panel[panelopen] .webextension-popup-browser')"))

    def close_popup(self) -> None:
        """Close the real popup, as Esc does."""
        self._chrome("document.querySelectorAll('panel[panelopen]').forEach((panel) => panel.hidePopup())")
        wait_for(lambda: not self.popup_is_open(), "the popup to close")

    def page_value(self, script: str, *arguments: object) -> Any:
        """What ``script`` (the body of a function, ``args`` holds the arguments) returns in the first tab's page."""
        self.marionette.switch_to_window(self._tab)
        body = f"const args = Array.from(arguments); {script}"
        return self.marionette.execute_script(body, list(arguments), sandbox=None)

    @property
    def base(self) -> str:
        """The origin of the extension's pages."""
        return f"moz-extension://{UUID}"

    @property
    def port(self) -> str:
        """What follows a host in the address of a page."""
        return f":{self._vendors.port}"

    def press_key(self, key: str) -> None:
        """Press a key in the first tab, as a person does."""
        self.marionette.switch_to_window(self._tab)
        keys = {"Enter": Keys.ENTER, "Escape": Keys.ESCAPE}
        self.marionette.actions.sequence("key", "keyboard").send_keys(keys[key]).perform()

    def press_own_key(self, key: str) -> None:
        """Press a key in the page of the extension that is shown, which comes to the front."""
        self.marionette.switch_to_window(self._own_tab)
        wait_for(self._page_has_keyboard, "the keyboard")
        keys = {"Tab": Keys.TAB, "Enter": Keys.ENTER}
        self.marionette.actions.sequence("key", "keyboard").send_keys(keys[key]).perform()
        self.marionette.switch_to_window(self._tab, focus=False)

    def _page_has_keyboard(self) -> bool:
        """A page that has just come to the front may not have the keyboard yet: then it is given it."""
        if self.marionette.execute_script("return document.hasFocus()"):
            return True
        self._chrome("window.focus(); gBrowser.selectedBrowser.focus()")
        return False

    def open_by_keyboard(self) -> None:
        """Press the keys of the command that opens the notice, for real."""
        self._press_in_window(Keys.ALT, Keys.SHIFT, "o")

    def leave_by_escape(self) -> None:
        """Press Esc, for real, until the popup is closed: it takes a moment until a new one has the keyboard."""

        def closed() -> bool:
            if self.popup_is_open():
                self._press_in_window(Keys.ESCAPE)
            return not self.popup_is_open()

        wait_for(closed, "the popup to close")

    def type_for_real(self, letter: str) -> None:
        """Press a letter's key, for real, wherever the keyboard is."""
        self._press_in_window(letter)

    def _press_in_window(self, *keys: str) -> None:
        with self.marionette.using_context("chrome"):
            pressed = self.marionette.actions.sequence("key", "keyboard")
            for key in keys:
                pressed = pressed.key_down(key)
            for key in reversed(keys):
                pressed = pressed.key_up(key)
            pressed.perform()

    def back(self) -> None:
        """Go back in the first tab."""
        self.marionette.switch_to_window(self._tab)
        self.marionette.go_back()

    def tab_urls(self) -> list[str]:
        """The addresses of all tabs that the extension may know."""
        return list(self.evaluate("(await browser.tabs.query({})).map((tab) => tab.url ?? '')"))

    def tab_count(self) -> int:
        """How many tabs there are."""
        return int(self._chrome("return gBrowser.tabs.length"))

    def will_allow(self, origins: list[str]) -> None:
        """See to it that the browser says yes when it is asked for these hosts: here it always does."""

    def marks_in_frame(self, number: int) -> int:
        """How many marks the frame of that number has."""
        self.marionette.switch_to_window(self._tab)
        self.marionette.switch_to_frame(self.marionette.find_elements(By.TAG_NAME, "iframe")[number])
        found = self.marionette.execute_script("return document.querySelectorAll('libraries-optout-mark').length")
        self.marionette.switch_to_frame()
        return int(found)

    def settle(self) -> None:
        """Let the page do what it does when it has time, twice: what was to happen has happened."""
        self.marionette.switch_to_window(self._tab)
        self.marionette.execute_async_script(
            "const [done] = arguments;"
            "requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(() => done())));"
        )

    def show(self, path: str) -> None:
        """Load a page of the extension into a tab of its own, where a test can read it and press its buttons."""
        self._show_own_page(path)
        wait_for(lambda: self.evaluate("!!document.querySelector('h1:not(:empty)')"), "the page")

    def write(self, name: str, text: str) -> None:
        """Type into a field of the page shown."""
        with self._in_own_tab():
            field = self.marionette.find_element(By.ID, name)
            field.clear()
            field.send_keys(text)

    def value(self, script: str, *arguments: object) -> Any:
        """What ``script`` (the body of a function) returns in the page shown."""
        with self._in_own_tab():
            body = f"const args = Array.from(arguments); {script}"
            return self.marionette.execute_script(body, list(arguments), sandbox=None)

    def grant(self, origins: list[str]) -> None:
        """Let the extension see these hosts from now on, by a real click of the settings' page."""
        self._show_own_page("options/options.html")
        self.evaluate(
            "(() => { const button = document.createElement('button'); button.id = 'test-grant';"
            " button.onclick = () => browser.permissions.request({origins: args[0]});"
            " document.body.prepend(button); button.textContent = 'Grant'; return true; })()",
            origins,
        )
        self.allow("test-grant", origins)

    def granted(self, origins: list[str]) -> bool:
        """Whether the browser lets the extension see these hosts."""
        return bool(self.evaluate("browser.permissions.contains({origins: args[0]})", origins))

    def revoke(self, origins: list[str]) -> None:
        """Take hosts away from the extension again."""
        assert self.evaluate("browser.permissions.remove({origins: args[0]})", origins)

    def show_notice(self) -> None:
        """Load the popup's page, about the first tab, into a tab of its own, where a test can read it."""
        self.close_popup()
        self._show_own_page(f"popup/popup.html?tab={self.tab_id()}")
        wait_for(lambda: self.evaluate("!!document.querySelector('#facts p')"), "the notice")

    def notice(self) -> str:
        """What the notice says."""
        return str(self.evaluate("document.body.innerText"))

    def link(self, name: str) -> str:
        """Where a link of the notice leads."""
        return str(self.evaluate("document.getElementById(args[0])?.href", name))

    def press(self, name: str) -> None:
        """Click a button of the notice, for real."""
        self.marionette.switch_to_window(self._own_tab)
        self.marionette.find_element(By.ID, name).click()
        # A question shows only over the tab that asks, and is gone when another one comes to the front.
        self.marionette.switch_to_window(self._tab, focus=not self._asks)

    def has(self, name: str) -> bool:
        """Whether the notice has an element of that id."""
        return bool(self.evaluate("!!document.getElementById(args[0])", name))

    def allow(self, name: str, origins: list[str]) -> None:
        """Press the button that asks for a grant; the browser's own question is answered with yes."""
        self.press(name)
        wait_for(lambda: self.granted(origins), "the grant")

    def let_browser_ask(self) -> None:
        """From now on the browser's own question has to be answered."""
        self._chrome("Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', true)")
        self._asks = True

    def answer_question(self, *, yes: bool) -> None:
        """Click a button of the browser's own question, for real."""
        found = "const question = document.querySelector('#notification-popup[panelopen] popupnotification');"
        wait_for(lambda: self._chrome(f"{found} return !!question"), "the browser's question")
        self._chrome(f"{found} question.{'button' if yes else 'secondaryButton'}.click()")
        wait_for(lambda: not self._chrome(f"{found} return !!question"), "the question to go")

    def in_browser(self, script: str, *arguments: object) -> Any:
        """What ``script`` (the body of a function) returns in the browser's own process."""
        with self.marionette.using_context("chrome"):
            return self.marionette.execute_script(script, list(arguments))

    def allow_private_windows(self) -> None:
        """Let the extension into private windows, as a patron can in the browser's own list of extensions."""
        allowed = "{ permissions: ['internal:privateBrowsingAllowed'], origins: [] }"
        script = f"""
            const [done] = arguments;
            const {{ ExtensionPermissions }} = ChromeUtils.importESModule(
                "resource://gre/modules/ExtensionPermissions.sys.mjs");
            const {{ AddonManager }} = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
            (async () => {{
                const {{ extension }} = WebExtensionPolicy.getByID("{GECKO_ID}");
                await ExtensionPermissions.add("{GECKO_ID}", {allowed}, extension);
                await (await AddonManager.getAddonByID("{GECKO_ID}")).reload();
            }})().then(() => done(true), (error) => done(String(error)));
        """
        with self.marionette.using_context("chrome"):
            assert self.marionette.execute_async_script(script) is True
        self.marionette.switch_to_window(self._tab)
        self._own_tab = str(self.marionette.open(type="tab", focus=False)["handle"])  # a reload closes our pages

    def installation_warnings(self, permissions: list[str] | None = None, *origins: str) -> list[str]:
        """What Firefox says at the installation of this package, or of one with these permissions and hosts."""
        script = f"""
            const {{ ExtensionData }} = ChromeUtils.importESModule("resource://gre/modules/Extension.sys.mjs");
            const own = WebExtensionPolicy.getByID("{GECKO_ID}").extension.getRequiredPermissions();
            const [names, hosts] = {json.dumps([permissions, origins])};
            const asked = names ? {{ permissions: names, origins: hosts }} : own;
            return ExtensionData.formatPermissionStrings({{ permissions: asked, appName: "it" }}).msgs;
        """
        return list(self._chrome(script))

    def check_for_updates(self) -> bool:
        """Look for a newer list now; whether another one is in use after it."""
        return bool(self.evaluate("browser.runtime.sendMessage('check now')"))

    def start_visit(self, url: str) -> None:
        """Send the first tab to ``url`` (without a port), and wait for nothing."""
        host, _, path = url.removeprefix("https://").partition("/")
        self.page_value("location.href = args[0]", f"https://{host}:{self._vendors.port}/{path}")

    def stop_background(self) -> None:
        """End the background now, as the browser does when it has nothing to do; the next event starts it anew."""
        end = (
            f"WebExtensionPolicy.getByID('{GECKO_ID}').extension.terminateBackground({{ignoreDevToolsAttached: true}})"
        )
        self._chrome(f"return {end}.then(() => true)")

    def take_update(self, package: Path) -> None:
        """Install another version of the package over this one."""
        Addons(self.marionette).install(str(package.with_suffix(".xpi")), temp=True)
        self.marionette.switch_to_window(self._tab)
        self._own_tab = str(self.marionette.open(type="tab", focus=False)["handle"])  # an update closes our pages

    def tab_id(self) -> int:
        """The browser's id of the first tab."""
        return int(self.evaluate("(await browser.tabs.query({index: 0}))[0].id"))

    def asked_by_extension(self) -> list[str]:
        """The addresses that the extension has asked the network for, as the browser itself tells."""
        return sorted(set(self._chrome("return Services.optoutHeard")))

    @contextmanager
    def _in_own_tab(self) -> Iterator[None]:
        self.marionette.switch_to_window(self._own_tab, focus=False)
        try:
            yield
        finally:
            self.marionette.switch_to_window(self._tab, focus=False)

    def _show_own_page(self, path: str) -> None:
        with self._in_own_tab():
            self.marionette.navigate(f"moz-extension://{UUID}/{path}")

    def _chrome(self, script: str) -> Any:
        with self.marionette.using_context("chrome"):
            return self.marionette.execute_script(script)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(Exception):
            self.marionette.quit()
        self.marionette.cleanup()  # ends a Firefox that is left
        if instance := self.marionette.instance:
            instance.profile = instance.runner = None  # or their finalisers complain at the interpreter's end
        shutil.rmtree(self._folder, ignore_errors=True)

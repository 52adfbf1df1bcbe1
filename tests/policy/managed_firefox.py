"""Debian's Firefox ESR, set up by policy alone."""

import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from harness.firefox import GECKO_ID, PROGRAM, UUID, Firefox
from harness.marionette import Marionette
from harness.site import free_port
from harness.tls import Certificate
from harness.vendors import Vendors
from harness.waiting import wait_for
from library_kit import Kit

MANAGER = (
    "const { AddonManager, AddonManagerPrivate } ="
    " ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');"
)


class ManagedFirefox(Firefox):
    """An empty profile and a file of policies."""

    headless = True

    def __init__(self, vendors: Vendors, certificate: Certificate, kit: Kit) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="optout-firefox-"))
        self._vendors, self._certificate, self._kit = vendors, certificate, kit
        self._asks = False
        self.write_policy(kit)
        os.environ["MOZ_DISABLE_NONLOCAL_CONNECTIONS"] = "1"
        port = free_port()
        self.marionette = Marionette(
            bin=PROGRAM,
            headless=self.headless,
            port=port,
            gecko_log=str(self._folder / "gecko.log"),
            prefs={
                "marionette.port": port,
                "browser.policies.alternatePath": str(self._policies),
                # Policies from elsewhere are obeyed in automation only; this says that it is one.
                "security.turn_off_all_security_so_that_viruses_can_take_over_this_computer": True,
                "extensions.webextensions.uuids": json.dumps({GECKO_ID: UUID}),
                "extensions.update.enabled": True,  # the driver switches it off
                "network.dns.localDomains": ",".join(certificate.hosts),
            },
        )
        self.marionette.start_session({"acceptInsecureCerts": False})
        self._begin()

    def write_policy(self, kit: Kit, name: str = "linux/firefox/policies.json") -> None:
        """Copy the kit's file as its guide says; Firefox reads it when it starts."""
        document = kit.read(name)
        # For the tests alone: the tests' server is believed.
        document["policies"]["Certificates"] = {"Install": [str(self._certificate.ca)]}
        self._policies.write_text(json.dumps(document))

    def take_policy_back(self) -> None:
        """As the guide says: the removal’s file, and a restart; a policy that is only gone leaves the extension."""
        self.write_policy(self._kit, "linux/firefox/remove/policies.json")
        self._quit_and_start()

    def is_installed(self) -> bool:
        """Whether the browser has the extension."""
        return self.version() != "None"

    def version(self) -> str:
        """Of the extension that runs."""
        found = f"{MANAGER} const it = await AddonManager.getAddonByID('{GECKO_ID}');"
        return str(self._privileged(f"{found} return it && it.isActive ? it.version : null;"))

    def look_for_newer_version(self) -> None:
        """As the browser does by itself every day."""
        self._leave()
        self._privileged(f"{MANAGER} await AddonManagerPrivate.backgroundUpdateCheck(); return true;")

    def restart(self) -> None:
        """Quit the browser, as a person does, and start it on the same profile: what it was told last is kept."""
        self._quit_and_start()
        self._begin()

    def be_cut_off(self) -> None:
        """Lose its power, as public computers do in the evening, and start on the same profile."""
        self._leave()
        self.marionette.restart(clean=False, in_app=False)
        self._begin()

    def come_back(self) -> None:
        """Open a tab for the extension's pages again: an update closes them."""
        self._own_tab = str(self.marionette.open(type="tab", focus=False)["handle"])

    def _quit_and_start(self) -> None:
        self._leave()
        self.marionette.quit()
        self.marionette.start_session({"acceptInsecureCerts": False})

    def _begin(self) -> None:
        wait_for(self.is_installed, "the installation")
        self._tab = self.marionette.current_window_handle
        self.come_back()
        self._show_own_page("popup/popup.html")
        wait_for(lambda: self.evaluate("(await browser.storage.local.get('index')).index"), "the first list")

    def _leave(self) -> None:
        """Close the extension's tab: an update or a removal would, and a page that is open puts the change off."""
        with suppress(Exception):
            self.marionette.switch_to_window(self._own_tab, focus=False)
            self.marionette.close()
        self.marionette.switch_to_window(self._tab)
        self.marionette.navigate("about:blank")

    @property
    def _policies(self) -> Path:
        return self._folder / "policies.json"

    def _privileged(self, body: str) -> object:
        script = f"const [done] = arguments; (async () => {{ {body} }})().then(done, (error) => done(String(error)));"
        with self.marionette.using_context("chrome"):
            return self.marionette.execute_async_script(script)

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        shutil.rmtree(self._folder, ignore_errors=True)

"""Debian's Chromium, set up by policy alone."""

import base64
import json
import os
import ssl
from pathlib import Path
from typing import Any

from harness.chromium import SWITCHES, Chromium
from harness.screen import Screen
from harness.tls import Certificate
from harness.vendors import Vendors
from harness.waiting import wait_for
from library_kit import Kit
from playwright.sync_api import Error, Playwright

WRAPPER = Path(__file__).parent / "chromium-ns.sh"
# Each of them alone stops an installation by policy.
STOPPING = {"--disable-extensions", "--disable-background-networking"}


class ManagedChromium(Chromium):
    """An empty profile; the policy's folder is mounted for this browser alone."""

    def __init__(
        self,
        playwright: Playwright,
        folder: Path,
        vendors: Vendors,
        certificate: Certificate,
        screen: Screen,
        *,
        kit: Kit,
    ) -> None:
        self._policies = folder / "policies"
        self._policies.mkdir(parents=True)
        authority = ssl.PEM_cert_to_DER_cert(certificate.ca.read_text())
        (self._policies / "tests.json").write_text(
            json.dumps(
                {
                    # For the tests alone: the driver may look into the extension, and the tests' server is believed.
                    "DeveloperToolsAvailability": 1,
                    "CACertificates": [base64.b64encode(authority).decode()],
                }
            )
        )
        self.write_policy(kit)
        super().__init__(playwright, Path(), folder, vendors, certificate, screen)

    def write_policy(self, kit: Kit, browser: str = "chromium") -> None:
        """Copy the kit's file as its guide says; a running browser takes it up by itself after some seconds."""
        self._identity = kit.identity
        text = kit.text(f"linux/{browser}/libraries-optout.json")
        (self._policies / "libraries-optout.json").write_text(text, encoding="utf-8")

    def take_policy_back(self) -> None:
        """As the guide says: the file goes."""
        (self._policies / "libraries-optout.json").unlink()

    def is_installed(self) -> bool:
        """Whether the browser has the extension: a fresh tab shows its page."""
        page = self.context.new_page()
        try:
            page.goto(f"{self.base}/popup/popup.html", timeout=3000)
        except Error:
            return False
        else:
            return True
        finally:
            page.close()

    def version(self) -> str:
        """Of the extension that runs."""
        return str(self.evaluate("browser.runtime.getManifest().version"))

    def look_for_newer_version(self) -> None:
        """As the browser does by itself every few hours."""
        if self._own_page:
            self._own_page.close()  # a page of ours that is open puts the change off
            self._own_page = None
        self.evaluate("browser.runtime.requestUpdateCheck()")

    def restart(self) -> None:
        """Close the browser and start it on the same profile."""
        self.context.close()
        self._launch()

    def policies(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the browser's own page of policies exports: its complaints, and the values that the extension gets."""
        page = self.context.new_page()
        page.goto("chrome://policy")
        with page.expect_download() as download:
            page.locator("#export-policies").evaluate("button => button.click()")
        groups: dict[str, Any] = json.loads(download.value.path().read_text())["policyGroups"]
        page.close()
        ours = groups["extensions"].get(self._identity, {"policies": {}})["policies"]
        every = {**groups["chrome"]["policies"], **ours}
        errors = {name: entry["error"] for name, entry in every.items() if "error" in entry}
        return errors, {name: entry["value"] for name, entry in ours.items()}

    def _pin(self) -> None:
        """The policy does it."""

    @property
    def base(self) -> str:
        """The origin of the extension's pages."""
        return f"chrome-extension://{self._identity}"

    def _launch(self) -> None:
        rules = f"MAP *:443 127.0.0.1:{self._vendors.port},MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.0.0.1"
        self.context = self._playwright.chromium.launch_persistent_context(
            self._folder / "profile",
            executable_path=WRAPPER,
            headless=False,
            accept_downloads=True,
            env={**os.environ, "DISPLAY": self._screen.display, "POLICY_DIR": str(self._policies)},
            args=[
                *(switch for switch in SWITCHES if switch not in STOPPING),
                f"--host-resolver-rules={rules}",
                "--window-position=0,0",
                "--window-size=1100,900",
            ],
            ignore_default_args=sorted(STOPPING),
            no_viewport=True,
        )
        self.page = self.context.pages[0]
        self._own_page = None
        wait_for(lambda: self.evaluate("browser.storage.local.get('index').then(r => !!r.index)"), "the installation")

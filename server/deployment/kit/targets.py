"""Which browsers on which systems a kit serves, and which of them we have tried."""

from dataclasses import dataclass

from server.deployment.kit.answers import Computers, System
from server.deployment.kit.policies import CHROMIUM_FAMILY, FIREFOX, Browser

NAMES: dict[System, str] = {"windows": "Windows", "macos": "macOS", "linux": "Linux", "chromeos": "ChromeOS"}
# What tests/policy installs, warns with, updates and removes for real; of Firefox, ESR alone.
_TRIED = {("linux", "chromium"), ("linux", "firefox")}


@dataclass(frozen=True)
class Target:
    """One browser on one system; ``tested``: we installed it there ourselves."""

    system: System
    browser: Browser
    tested: bool

    @property
    def mark(self) -> str:
        """What the kit says of it."""
        return "tested by us" if self.tested else "made, not tested"

    @property
    def file(self) -> str:
        """The file that installs the extension there, below a library's folder in the kit."""
        if self.system == "linux":
            name = "policies.json" if self.browser is FIREFOX else "libraries-optout.json"
            return f"linux/{self.browser.id}/{name}"
        if self.system == "chromeos":
            return "chromeos/admin-console.json"
        return f"{self.system}/{self.browser.id}.{'reg' if self.system == 'windows' else 'mobileconfig'}"


def targets(computers: Computers) -> list[Target]:
    """Those that these computers may have; ChromeOS has one browser alone."""
    browsers = [*CHROMIUM_FAMILY, *([] if computers.firefox == "none" else [FIREFOX])]
    return [
        Target(system, browser, _tried(system, browser, computers))
        for system in NAMES
        if system in computers.systems
        for browser in (browsers if system != "chromeos" else CHROMIUM_FAMILY[:1])
    ]


def _tried(system: System, browser: Browser, computers: Computers) -> bool:
    return (system, browser.id) in _TRIED and not (browser is FIREFOX and computers.firefox == "release")

"""Where browsers find what a policy installs. Everything below ``/extension/`` is a static file."""

from dataclasses import dataclass

KINDS = {
    "crx": "application/x-chrome-extension",
    "xpi": "application/x-xpinstall",
    "xml": "text/xml",
    "json": "application/json",
}
"""Ending -> media type; Firefox opens a package only under its own."""


@dataclass(frozen=True)
class Places:
    """Addresses of one kind of package.

    Attributes:
        site: the origin of the server.
        own: name of the library whose own packages these are; empty for those of all libraries.

    """

    site: str
    own: str = ""

    @property
    def folder(self) -> str:
        """Below ``/extension/``, with a slash at its end unless it is empty."""
        return f"own/{self.own}/" if self.own else ""

    @property
    def chromium_updates(self) -> str:
        """What Chromium asks for the newest version."""
        return self._address("chromium/updates.xml")

    @property
    def firefox_updates(self) -> str:
        """What Firefox asks for the newest version."""
        return self._address("firefox/updates.json")

    @property
    def firefox_package(self) -> str:
        """The newest package, under a name that stays."""
        return self._address("firefox/libraries-optout.xpi")

    def package(self, browser: str, version: str) -> str:
        """One version's package, under a name of its own."""
        return self._address(versioned(browser, version))

    def _address(self, name: str) -> str:
        return f"{self.site}/extension/{self.folder}{name}"


def versioned(browser: str, version: str) -> str:
    """The file of one version's package, below the folder of its kind."""
    return f"{browser}/libraries-optout-{version}.{'crx' if browser == 'chromium' else 'xpi'}"

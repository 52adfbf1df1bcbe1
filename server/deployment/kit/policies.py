"""The policies themselves, as plain data; how each system writes them down is the business of its own module."""

from dataclasses import dataclass
from typing import Any, Literal

from server.deployment.manifests import GECKO_ID
from server.deployment.places import Places

Family = Literal["chromium", "firefox"]


@dataclass(frozen=True)
class Browser:
    r"""One browser, and where each system keeps its policies.

    Attributes:
        linux: folder of Linux's policy files.
        windows: key below ``HKLM\SOFTWARE\Policies``.
        macos: domain of its preferences.
        pin: what makes Chromium's relatives show the icon.

    """

    id: str
    name: str
    family: Family
    linux: str
    windows: str
    macos: str
    pin: tuple[str, str] = ("toolbar_pin", "force_pinned")


CHROMIUM_FAMILY = (
    Browser(
        "chrome", "Google Chrome", "chromium",
        "/etc/opt/chrome/policies/managed", r"Google\Chrome", "com.google.Chrome",
    ),
    Browser("chromium", "Chromium", "chromium", "/etc/chromium/policies/managed", "Chromium", "org.chromium.Chromium"),
    Browser(
        "edge", "Microsoft Edge", "chromium",
        "/etc/opt/edge/policies/managed", r"Microsoft\Edge", "com.microsoft.Edge",
        ("toolbar_state", "force_shown"),
    ),
    Browser("brave", "Brave", "chromium", "/etc/brave/policies/managed", r"BraveSoftware\Brave", "com.brave.Browser"),
)  # fmt: skip
FIREFOX = Browser("firefox", "Firefox", "firefox", "/etc/firefox/policies", r"Mozilla\Firefox", "org.mozilla.firefox")


@dataclass(frozen=True)
class Source:
    """Where the packages come from, and how browsers know them.

    Attributes:
        places: their addresses.
        chromium_id: follows from the packaging key.

    """

    places: Places
    chromium_id: str


def chromium_entry(source: Source, browser: Browser) -> dict[str, Any]:
    """What ``ExtensionSettings`` says of the extension."""
    return {
        "installation_mode": "force_installed",
        "update_url": source.places.chromium_updates,
        "override_update_url": True,
        browser.pin[0]: browser.pin[1],
    }


def chromium_policy(source: Source, browser: Browser, values: dict[str, str]) -> dict[str, Any]:
    """The policy of one of Chromium's relatives, as Linux has it."""
    return {
        "ExtensionSettings": {source.chromium_id: chromium_entry(source, browser)},
        "3rdparty": {"extensions": {source.chromium_id: values}},
    }


def firefox_policy(source: Source, values: dict[str, str], *, unsigned: bool) -> dict[str, Any]:
    """Firefox's policies; ``unsigned`` lets ESR take a package that Mozilla has not signed."""
    entry = {
        "installation_mode": "force_installed",
        "install_url": source.places.firefox_package,
        "update_url": source.places.firefox_updates,
        "default_area": "navbar",
        "private_browsing": True,
    }
    policies: dict[str, Any] = {
        "ExtensionSettings": {GECKO_ID: entry},
        "3rdparty": {"Extensions": {GECKO_ID: values}},
    }
    if unsigned:
        policies["Preferences"] = {"xpinstall.signatures.required": {"Value": False, "Status": "locked"}}
    return policies


def firefox_removal() -> dict[str, Any]:
    """Policies that take the extension away again: without any, Firefox would keep it."""
    return {"ExtensionSettings": {GECKO_ID: {"installation_mode": "blocked"}}}

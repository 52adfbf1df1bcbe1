"""Configuration profiles for macOS, one for each browser, so that nothing of a browser that is not there is set."""

import plistlib
import uuid
from typing import Any

from server.deployment.kit.policies import Browser, Source, chromium_entry

_ORGANISATION = "example.libraries-optout"


def chromium_profile(source: Source, browser: Browser, values: dict[str, str]) -> bytes:
    """Installs the extension in one of Chromium's relatives.

    The extension's own settings are a payload of their own: macOS reads none from the browser's.
    """
    settings = {"ExtensionSettings": {source.chromium_id: chromium_entry(source, browser)}}
    managed = f"{browser.macos}.extensions.{source.chromium_id}"
    return _profile(
        browser,
        source,
        _payload(browser.macos, browser, "installation", settings, source),
        _payload(managed, browser, "settings", values, source),
    )


def firefox_profile(source: Source, browser: Browser, policies: dict[str, Any]) -> bytes:
    """Firefox's policies, nested as Mozilla's own templates nest them."""
    forced = [{"mcx_preference_settings": {"EnterprisePoliciesEnabled": True, **policies}}]
    content = {"PayloadContent": {browser.macos: {"Forced": forced}}}
    kind = "com.apple.ManagedClient.preferences"
    return _profile(browser, source, _payload(kind, browser, "policies", content, source))


def _profile(browser: Browser, source: Source, *payloads: dict[str, Any]) -> bytes:
    content = {
        "PayloadScope": "System",
        "PayloadOrganization": "Libraries OptOut",
        "PayloadRemovalDisallowed": False,
        "PayloadContent": list(payloads),
    }
    return plistlib.dumps(_payload("Configuration", browser, "profile", content, source))


def _payload(kind: str, browser: Browser, part: str, content: dict[str, Any], source: Source) -> dict[str, Any]:
    identifier = f"{_ORGANISATION}.{browser.id}" + ("" if part == "profile" else f".{part}")
    # From names alone, so that a kit made again replaces the profile instead of adding one.
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"{source.places.site}#{identifier}")
    return {
        "PayloadType": kind,
        "PayloadVersion": 1,
        "PayloadIdentifier": identifier,
        "PayloadUUID": str(number).upper(),
        "PayloadDisplayName": f"Libraries OptOut in {browser.name}: {part}",
        "PayloadEnabled": True,
        **content,
    }

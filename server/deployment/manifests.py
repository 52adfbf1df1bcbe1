"""One manifest per browser and edition.

The store edition asks for nothing at installation. The managed one is installed by a policy, which grants without a
question what stands in it: the hosts of rules that may warn, and in a library's own package its pages and its proxy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from server.deployment.release_folder import Release
from server.deployment.settings import LibrarySettings
from server.rules.model import Host

Browser = Literal["chromium", "firefox"]
Edition = Literal["store", "managed"]
GECKO_ID = "extension@libraries-optout.example"
# Native `browser.*` and openPopup without a click.
MINIMUM = {"chromium": "148", "firefox": "149.0"}
SCHEMA_FILE = "managed_schema.json"
_ALL_HTTPS = "https://*/*"


@dataclass(frozen=True)
class Package:
    """What decides a package: the same ones give the same bytes.

    Attributes:
        browser: which family.
        edition: from a store, or by a library's policy.
        release: the list inside.
        code_version: of the code.
        updates: address of ``/updates/``; ``None`` for a copy that never looks for a newer list.
        settings: of the library whose own package this is.
        newer: where the browser looks for a newer package, for Chromium's policies that cannot say it.

    """

    browser: Browser
    edition: Edition
    release: Release
    code_version: str
    updates: str | None = None
    settings: LibrarySettings | None = None
    newer: str | None = None

    @property
    def version(self) -> str:
        """A store sees lists alone; managed packages are made anew with every mute too, and count those."""
        last = self.release.number if self.edition == "store" else self.release.build
        return f"{self.code_version}.{last}"


def manifest(package: Package) -> dict[str, Any]:
    """The package's manifest."""
    base: dict[str, Any] = {
        "manifest_version": 3,
        "name": "__MSG_extension_name__",
        "description": "__MSG_extension_description__",
        "version": package.version,
        "default_locale": "en",
        "icons": {str(size): f"icons/lit-{size}.png" for size in (16, 32, 48, 128)},
        "action": {
            "default_icon": {str(size): f"icons/quiet-{size}.png" for size in (16, 32)},
            "default_popup": "popup/popup.html",
            "default_title": "__MSG_extension_name__",
        },
        "commands": {"_execute_action": {"suggested_key": {"default": "Alt+Shift+O"}}},
        "options_ui": {"page": "options/options.html", "open_in_tab": True},
        "permissions": ["activeTab", "alarms", "scripting", "storage"],
        "optional_host_permissions": [_ALL_HTTPS],
        "content_security_policy": {
            "extension_pages": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                f"connect-src 'self'{_connect(package)}; frame-src 'self'; base-uri 'none'; form-action 'none'; "
                "require-trusted-types-for 'script'"
            )
        },
    }
    if package.edition == "managed":
        base["host_permissions"] = required_hosts(package)
        # What a patron chose is forgotten when nobody has touched a shared computer for a while.
        base["permissions"] = sorted([*base["permissions"], "idle"])
    return base | (_chromium(base, package) if package.browser == "chromium" else _firefox(base, package))


def match_patterns(hosts: Iterable[Host]) -> list[str]:
    """Match patterns of the hosts whose open pages count, sorted."""
    patterns: set[str] = set()
    for host in _open(hosts):
        name = f"*.{host.name}" if host.with_subdomains else host.name
        ends = [f"{path}{end}" for path in host.paths for end in ("", "?*", "/*")] or ["/*"]
        patterns |= {f"*://{name}{end}" for end in ends}
    return sorted(patterns)


def required_hosts(package: Package) -> list[str]:
    """What a managed package may see from the start, in the form in which the extension asks for it."""
    vendors = {_whole(host.name, below=host.with_subdomains) for host in _open(package.release.warning_hosts)}
    if package.settings is None:
        return sorted(vendors)
    pages = {_whole(urlsplit(page).hostname or "", below=False) for page in package.settings.pages}
    proxies = {_whole(host, below=True) for host in package.settings.proxies}
    return sorted(vendors | pages | proxies)


def managed_schema() -> dict[str, Any]:
    """What Chromium lets through to the extension; a keyword that it does not know refuses the whole installation."""
    return {
        "$schema": "http://json-schema.org/draft-03/schema#",
        "type": "object",
        "properties": {
            "settings": {
                "type": "string",
                "title": "Settings of the library",
                "description": "One JSON text, made by the kit. The extension's settings page says what is wrong.",
            },
            "settings_version": {"type": "string", "title": "Version of the settings' form"},
        },
    }


def _open(hosts: Iterable[Host]) -> Iterable[Host]:
    """Hosts whose pages count however one comes to them."""
    return (host for host in hosts if not host.only_via)


def _whole(host: str, *, below: bool) -> str:
    return f"https://*.{host}/*" if below else f"https://{host}/*"


def _connect(package: Package) -> str:
    if package.edition == "managed" and package.settings is None:
        # One package for all libraries: which address the list comes from stands in each one's policy.
        return " https:" if not package.updates else f" https: {_origin(package.updates)}"
    addresses = [package.updates] if package.updates else []
    if package.settings and package.settings.updates:
        addresses.append(package.settings.updates.address)
    return "".join(f" {origin}" for origin in sorted({_origin(address) for address in addresses}))


def _chromium(base: dict[str, Any], package: Package) -> dict[str, Any]:
    more: dict[str, Any] = {
        "background": {"service_worker": "background/main.js"},
        "minimum_chrome_version": MINIMUM["chromium"],
        "permissions": sorted([*base["permissions"], "declarativeContent"]),
        # No other extension may talk to this one.
        "externally_connectable": {"ids": []},
    }
    if package.edition == "managed":
        more["storage"] = {"managed_schema": SCHEMA_FILE}
    if package.newer:
        more["update_url"] = package.newer
    return more


def _firefox(base: dict[str, Any], package: Package) -> dict[str, Any]:
    return {
        "action": base["action"] | {"default_area": "navbar"},
        "background": {"scripts": ["shared/together.js", "background/main.js"]},
        "page_action": {
            "default_icon": {str(size): f"icons/lit-{size}.png" for size in (16, 32)},
            "default_popup": "popup/popup.html",
            "default_title": "__MSG_extension_name__",
            "show_matches": match_patterns(package.release.hosts),
        },
        "browser_specific_settings": {
            "gecko": {
                "id": GECKO_ID,
                "strict_min_version": MINIMUM["firefox"],
                "data_collection_permissions": {"required": ["none"]},
            },
            # Phones have no policies: there a patron chooses her library herself.
            **({"gecko_android": {"strict_min_version": MINIMUM["firefox"]}} if package.edition == "store" else {}),
        },
    }


def _origin(address: str) -> str:
    return "/".join(address.split("/")[:3])

"""The kit: one zip archive, the same bytes for the same settings and site."""

import json
from collections.abc import Callable

from server.deployment.kit import policies, profiles, registry
from server.deployment.kit.answers import KitSettings, System
from server.deployment.kit.guides import guides, prints
from server.deployment.kit.policies import FIREFOX, Source
from server.deployment.kit.targets import Target, targets
from server.deployment.packages import archive_of
from server.deployment.settings import LibrarySettings

Files = dict[str, bytes]
_TOP = "libraries-optout-kit/"


def kit_archive(settings: KitSettings, source: Source) -> bytes:
    """The kit as a zip archive."""
    return archive_of({f"{_TOP}{name}": data for name, data in kit_files(settings, source).items()})


def kit_files(settings: KitSettings, source: Source) -> Files:
    """Every file of the kit: name -> bytes. Guides stand at the top, each library's own files in its folder."""
    wanted = targets(settings.computers)
    libraries = settings.each()
    files = guides(settings, libraries, source, wanted)
    for folder, library in libraries.items():
        made = library_files(library, source, wanted, unsigned=settings.computers.firefox == "esr")
        files |= {f"{folder}{name}": data for name, data in made.items()}
    return files


def library_files(library: LibrarySettings, source: Source, wanted: list[Target], *, unsigned: bool) -> Files:
    """One library's policies and prints."""
    values = library.managed()
    files: Files = {"values.json": _json(values), **prints(library, source.places.site)}
    for target in wanted:
        files |= _MAKERS[target.system](target, source, values, unsigned)
    return files


def _linux(target: Target, source: Source, values: dict[str, str], unsigned: bool) -> Files:  # noqa: FBT001 - see _MAKERS
    if target.browser is not FIREFOX:
        return {target.file: _json(policies.chromium_policy(source, target.browser, values))}
    return _firefox_files("linux", source, values, unsigned=unsigned)


def _windows(target: Target, source: Source, values: dict[str, str], unsigned: bool) -> Files:  # noqa: FBT001
    removal = f"windows/{target.browser.id}-remove.reg"
    if target.browser is not FIREFOX:
        return {
            target.file: registry.chromium_reg(source, target.browser, values),
            removal: registry.chromium_removal_reg(source, target.browser),
        }
    return {
        target.file: registry.firefox_reg(FIREFOX, policies.firefox_policy(source, values, unsigned=unsigned)),
        removal: registry.firefox_removal_reg(FIREFOX, policies.firefox_removal()),
        **_firefox_files("windows", source, values, unsigned=unsigned),
    }


def _macos(target: Target, source: Source, values: dict[str, str], unsigned: bool) -> Files:  # noqa: FBT001
    if target.browser is not FIREFOX:
        return {target.file: profiles.chromium_profile(source, target.browser, values)}
    policy = policies.firefox_policy(source, values, unsigned=unsigned)
    return {
        target.file: profiles.firefox_profile(source, FIREFOX, policy),
        "macos/firefox-remove.mobileconfig": profiles.firefox_profile(source, FIREFOX, policies.firefox_removal()),
    }


def _chromeos(target: Target, _source: Source, values: dict[str, str], _unsigned: bool) -> Files:  # noqa: FBT001
    # The Admin console wants each value wrapped; the extension's address is typed into its form.
    return {target.file: _json({name: {"Value": value} for name, value in values.items()})}


_MAKERS: dict[System, Callable[[Target, Source, dict[str, str], bool], Files]] = {
    "linux": _linux,
    "windows": _windows,
    "macos": _macos,
    "chromeos": _chromeos,
}


def _firefox_files(system: System, source: Source, values: dict[str, str], *, unsigned: bool) -> Files:
    installing = policies.firefox_policy(source, values, unsigned=unsigned)
    return {
        f"{system}/firefox/policies.json": _json({"policies": installing}),
        f"{system}/firefox/remove/policies.json": _json({"policies": policies.firefox_removal()}),
    }


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

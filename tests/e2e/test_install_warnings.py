"""What the browsers say before they install each of our packages, in their own words; and the traps beside them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from harness.chromium import Chromium
from harness.firefox import Firefox
from harness.site import ROOT

GOLDEN = ROOT / "tests" / "builder" / "golden"
MANIFESTS = sorted(GOLDEN.glob("manifest-*.json"))
WARNINGS = GOLDEN / "install-warnings.json"
THREE_HOSTS = [f"https://*.{name}.com/*" for name in ("creativebug", "hoopladigital", "kanopy")]
SHARED_SUFFIX = "https://*.co.uk/*"


def manifest(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def check_golden(browser: str, said: dict[str, list[str]]) -> None:
    """Compare with the golden file; with UPDATE_GOLDEN, write this browser's part anew."""
    golden = json.loads(WARNINGS.read_text(encoding="utf-8")) if WARNINGS.exists() else {}
    if os.environ.get("UPDATE_GOLDEN"):
        golden[browser] = said
        WARNINGS.write_text(json.dumps(golden, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    assert said == golden[browser]
    assert not [name for name, warnings in said.items() if "store" in name and warnings]


def in_chromium(browser: Chromium, asked: dict[str, Any]) -> list[str]:
    script = "manifest => browser.management.getPermissionWarningsByManifest(manifest)"
    return list(browser.evaluate(script, json.dumps(asked)))


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_chromium_says_of_each_package_what_the_golden_file_says_and_of_the_store_s_nothing(browser: Chromium) -> None:
    check_golden(
        "chromium",
        {path.stem: in_chromium(browser, manifest(path)) for path in MANIFESTS if path.stem.endswith("chromium")},
    )


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_chromium_s_traps_a_fourth_host_hides_the_names_and_a_shared_suffix_is_every_site(browser: Chromium) -> None:
    store = manifest(GOLDEN / "manifest-store-chromium.json")
    [three] = in_chromium(browser, store | {"host_permissions": THREE_HOSTS})
    assert "creativebug.com sites, all hoopladigital.com sites, and all kanopy.com sites" in three
    four = in_chromium(browser, store | {"host_permissions": [*THREE_HOSTS, "https://*.example.org/*"]})
    assert four == ["Read and change your data on a number of websites"]
    suffix = in_chromium(browser, store | {"host_permissions": [SHARED_SUFFIX]})
    assert suffix == ["Read and change all your data on all websites"]
    assert in_chromium(browser, store | {"permissions": ["tabs"]}) == ["Read your browsing history"]


@pytest.mark.parametrize("launch", ["firefox"], indirect=True)
def test_firefox_says_of_each_package_what_the_golden_file_says_and_of_the_store_s_nothing(browser: Firefox) -> None:
    def said(path: Path) -> list[str]:
        asked = manifest(path)
        return browser.installation_warnings(asked["permissions"], *asked.get("host_permissions", []))

    assert browser.installation_warnings() == []  # as it is installed here
    check_golden("firefox", {path.stem: said(path) for path in MANIFESTS if path.stem.endswith("firefox")})
    assert browser.installation_warnings(["tabs"]) == ["Access browser tabs"]

"""A company's page that looks for us finds nothing, with everything switched on."""

import json
import zipfile
from pathlib import Path

import pytest
from harness.library import LOGIN_ORIGINS, PAGE_ORIGINS, RESOURCES, choose_library, marks, page
from harness.scan import LISTENING, SCAN
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/"
PROXIED = "https://www-creativebug-com.proxy.lib.example/"
ALL = [*PAGE_ORIGINS, *LOGIN_ORIGINS, "https://*.creativebug.com/*", "https://*.hoopladigital.com/*"]
NOBODY = {
    "chromium": "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "firefox": "moz-extension://99999999-2222-4333-8444-555555555555",
}


def files_of(tmp_path: Path, name: str) -> list[str]:
    (archive,) = (tmp_path / "dist").glob(f"*{name}.{'xpi' if name == 'firefox' else 'zip'}")
    with zipfile.ZipFile(archive) as package:
        return package.namelist()


def scan(browser, tmp_path: Path) -> dict:
    browser.settle()
    return browser.page_value(SCAN, browser.base, NOBODY[browser.name], files_of(tmp_path, browser.name))


def told_apart(times: dict[str, list[float]]) -> float:
    """How often a page would guess right from one pair of times: 0.5 is by chance."""
    pairs = [(own, nobody) for own in times["own"] for nobody in times["nobody"]]
    share = sum((own > nobody) + 0.5 * (own == nobody) for own, nobody in pairs) / len(pairs)
    return max(share, 1 - share)


def test_a_page_that_looks_for_us_in_every_known_way_finds_nothing(browser, vendors, tmp_path) -> None:
    for host in ("www.creativebug.com", "www-creativebug-com.proxy.lib.example"):
        vendors.pages[host, "/"] = page("<h1>A shop</h1><a href='/next'>Next</a>", LISTENING)
    browser.grant(ALL)
    choose_library(browser)
    for address in (CREATIVEBUG, PROXIED):
        browser.open(address)
        wait_for(lambda: browser.badge() == "!", "the badge")
        if browser.popup_is_open():
            browser.close_popup()
        seen = scan(browser, tmp_path)
        times = seen.pop("times")
        assert {key: value for key, value in seen.items() if value} == {}
        assert told_apart(times) < 0.85, times


def test_the_same_look_finds_what_there_is_on_the_librarys_own_page(browser, vendors, tmp_path) -> None:
    body = f"<h1>Library</h1><a id='x' href='{CREATIVEBUG}'>Crafts</a>"
    vendors.pages["www.lib.example", "/databases"] = page(body, LISTENING)
    browser.grant(ALL)
    choose_library(browser)
    browser.open(RESOURCES)
    wait_for(lambda: marks(browser), "the mark")
    seen = scan(browser, tmp_path)
    assert "a shadow root" in seen["walk"]
    assert seen["changes"]
    assert seen["found"] == []  # not even there can a file of ours be asked for


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_the_same_look_finds_a_file_that_an_extension_gives_to_pages(browser, vendors, tmp_path) -> None:
    vendors.pages["www.creativebug.com", "/"] = page("<h1>A shop</h1>", LISTENING)
    given = {"web_accessible_resources": [{"resources": ["icons/*"], "matches": ["<all_urls>"]}]}
    browser.relaunch(lambda manifest: manifest | given)
    browser.open(CREATIVEBUG)
    assert any("icons/lit-16.png" in found for found in scan(browser, tmp_path)["found"])


def test_nothing_is_given_to_pages_by_any_manifest(browser, tmp_path) -> None:
    (archive,) = (tmp_path / "dist").glob(f"*{browser.name}.{'xpi' if browser.name == 'firefox' else 'zip'}")
    with zipfile.ZipFile(archive) as package:
        manifest = json.loads(package.read("manifest.json"))
    assert "web_accessible_resources" not in manifest
    assert "content_scripts" not in manifest
    assert not {"tabs", "webNavigation", "history"} & set(manifest["permissions"])

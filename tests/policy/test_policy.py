"""A library installs the extension by policy, for real: from the empty profile to its removal."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from harness.library import marks, page
from harness.site import ROOT
from harness.vendors import Vendors
from harness.waiting import wait_for
from library_kit import Kit
from managed_chromium import ManagedChromium
from managed_firefox import ManagedFirefox
from tls_site import TlsSite

Browser = ManagedChromium | ManagedFirefox
Start = Callable[[Kit], Browser]
MakeKit = Callable[..., Kit]

CREATIVEBUG = "https://www.creativebug.com/"
ADDED = "https://www.craft-club.example.org/"
ADDED_ORIGINS = ["https://*.craft-club.example.org/*"]
SETTINGS = """
library:
  name: Springfield Public Library
  home: https://www.library.example.org/
  ask: mailto:desk@library.example.org
  privacy: https://www.library.example.org/privacy
pages: ["https://www.library.example.org/resources/"]
advice:
  creativebug:
    text: Ask at the desk for a guest card.
    instead: [{label: Our craft books, url: "https://www.library.example.org/crafts"}]
notes: {creativebug: We pay for it by the year.}
hidden: [hoopla]
"""


@pytest.fixture
def with_one_more(tmp_path: Path) -> Path:
    """The rules, and one for a host that no package has named yet."""
    rules = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))
    text = (rules / "vendors" / "creativebug.yaml").read_text(encoding="utf-8")
    text = text.replace("creativebug.com\n", "craft-club.example.org\n").replace("Creativebug", "Craft Club")
    added = text.replace("id: creativebug", "id: craft-club")
    (rules / "vendors" / "craft-club.yaml").write_text(added, encoding="utf-8")
    return rules


def notice(browser: Browser) -> str:
    browser.show_notice()
    return browser.notice()


def test_the_whole_life_of_a_managed_installation(
    start: Start, make_kit: MakeKit, site: TlsSite, vendors: Vendors
) -> None:
    kit = make_kit(SETTINGS, own=True)
    first = kit.version()
    vendors.pages["www.library.example.org", "/resources/a-z"] = page(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    vendors.pages["www.library.example.org", "/about"] = page(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    browser = start(kit)
    assert browser.version() == first
    browser.show("options/options.html")
    wait_for(lambda: "Set up by Springfield Public Library" in browser.notice(), "the settings")
    assert not browser.has("setting-problems")
    assert not browser.has("not-active")

    browser.open(CREATIVEBUG)
    wait_for(lambda: browser.badge() == "!", "the warning")
    assert not browser.popup_is_open()  # the quiet default on a library's computer
    text = notice(browser)
    assert text.index("Springfield Public Library says") < text.index("What to do instead")
    assert "Ask at the desk for a guest card." in text
    assert "Our craft books" in text
    assert "We pay for it by the year." in text
    assert browser.link("ask-librarian") == "mailto:desk@library.example.org"
    assert browser.link("library-privacy") == "https://www.library.example.org/privacy"
    assert not browser.has("campaign-link")  # a record alone
    # Or the browser would scroll to it, past the library's advice.
    assert browser.value("return document.getElementById('go-back').autofocus") is False

    browser.open("https://www.hoopladigital.com/")
    wait_for(lambda: browser.badge() == "", "silence about what is hidden")
    assert "Springfield Public Library shows no notice about this site here." in notice(browser)

    browser.open("https://www.library.example.org/resources/a-z")
    wait_for(lambda: marks(browser) == {"x": "asks for your e-mail address"}, "the mark")
    browser.open("https://www.library.example.org/about")
    browser.settle()
    assert marks(browser) == {}  # only at and below the library's pages of resources

    site.publish(ROOT / "rules")
    second = kit.version()
    assert second != first
    browser.look_for_newer_version()
    wait_for(lambda: browser.version() == second, "the newer version")

    browser.take_policy_back()
    wait_for(lambda: not browser.is_installed(), "the removal")


@pytest.fixture
def updated(start: Start, make_kit: MakeKit, site: TlsSite, with_one_more: Path) -> Browser:
    """A browser in which an update has just added a host to those that the package may see."""
    browser = start(make_kit(SETTINGS))
    site.publish(with_one_more)
    newer = site.version()
    browser.look_for_newer_version()
    wait_for(lambda: browser.version() == newer, "the newer version")
    return browser


def test_a_host_added_by_an_update_is_watched_after_a_restart(updated: Browser) -> None:
    updated.restart()
    updated.open(ADDED)
    wait_for(lambda: updated.badge() == "!", "the warning")
    updated.show("options/options.html")
    wait_for(lambda: "Set up by Springfield Public Library" in updated.notice(), "the settings")
    assert not updated.has("not-active")


@pytest.mark.parametrize("start", ["firefox"], indirect=True)
def test_where_firefox_forgets_an_added_host_it_is_said_a_click_works_and_it_can_be_mended(updated: Browser) -> None:
    assert isinstance(updated, ManagedFirefox)
    updated.be_cut_off()  # what it has not written down by then is lost
    if updated.granted(ADDED_ORIGINS):
        updated.revoke(ADDED_ORIGINS)
    updated.open(ADDED)
    assert updated.lights_up()  # in the address bar, which needs no grant
    assert updated.badge() == ""
    updated.press_icon()
    text = notice(updated)
    assert "Not active on Craft Club:" in text
    assert "Asks for your e-mail address" in text

    updated.show("options/options.html")
    wait_for(lambda: "Not active on Craft Club:" in updated.notice(), "the gap")
    updated.let_browser_ask()
    updated.press("make-active")
    updated.answer_question(yes=True)
    wait_for(lambda: not updated.has("not-active"), "the grant")
    updated.restart()
    updated.open(ADDED)
    wait_for(lambda: updated.badge() == "!", "the warning")


def test_a_wrong_value_is_named_and_the_rest_holds(start: Start, make_kit: MakeKit) -> None:
    browser = start(make_kit(SETTINGS).with_wrong_values(loudness="shout", proxies=["co.uk"]))
    browser.show("options/options.html")
    wait_for(lambda: browser.has("setting-problems"), "the problems")
    text = browser.notice()
    assert "loudness: must be one of: window, badge" in text
    assert "proxies.0: co.uk is shared by many groups" in text
    browser.open(CREATIVEBUG)
    wait_for(lambda: browser.badge() == "!", "the warning")


def test_the_stop_switch_silences_everything_and_says_so(start: Start, make_kit: MakeKit) -> None:
    browser = start(make_kit(SETTINGS + "notices: off\n"))
    browser.show("options/options.html")
    wait_for(lambda: browser.has("notices-off"), "the settings")
    browser.open(CREATIVEBUG)
    browser.settle()
    assert browser.badge() == ""
    assert browser.title() == "Libraries OptOut: turned off by your library"
    assert "Springfield Public Library has switched the notices off" in notice(browser)


@pytest.mark.parametrize("start", ["chromium"], indirect=True)
def test_chromiums_own_page_of_policies_has_nothing_to_complain_of_and_a_change_is_live(
    start: Start, make_kit: MakeKit
) -> None:
    kit = make_kit(SETTINGS)
    browser = start(kit)
    assert isinstance(browser, ManagedChromium)
    browser.show("options/options.html")
    wait_for(lambda: "Set up by Springfield" in browser.notice(), "the settings")
    assert browser.policies() == ({}, kit.read("values.json"))
    # Chrome and Brave know no word that Chromium does not; Edge has one of its own, for the icon's place.
    for relative in ("chrome", "brave"):
        assert kit.text(f"linux/{relative}/libraries-optout.json") == kit.text("linux/chromium/libraries-optout.json")
    browser.write_policy(make_kit(SETTINGS.replace("Springfield Public", "Shelbyville")))
    wait_for(lambda: "Set up by Shelbyville Library" in browser.notice(), "the change")


def test_a_wiped_profile_has_the_newest_list_and_mutes_at_once_without_asking_for_them(
    start: Start, make_kit: MakeKit, site: TlsSite, with_one_more: Path
) -> None:
    kit = make_kit(SETTINGS)
    first = start(kit)
    first.open(CREATIVEBUG)
    wait_for(lambda: first.badge() == "!", "the warning")
    site.publish(with_one_more)
    site.run("optout", "mute", "add", "creativebug", "--reason", "The company disagrees; we check.", "--by", "Editor")
    wiped = start(kit)  # a new profile, the same policy
    wiped.open(ADDED)
    wait_for(lambda: wiped.badge() == "!", "the warning of the newest list")
    wiped.open(CREATIVEBUG)
    wait_for(lambda: wiped.badge() == "", "the mute")
    assert "The company disagrees; we check." in notice(wiped)
    assert site.asked_for_lists() == []

"""The settings: which library, what the browser allows, how loud, what is kept quiet, and the list."""

import pytest
from harness.library import LOGIN_ORIGINS, PAGE_ORIGINS, RESOURCES, choose_library, marks, page
from harness.site import Site
from harness.waiting import wait_for

SETTINGS = "options/options.html"
CREATIVEBUG = "https://www.creativebug.com/"
CREATIVEBUG_ORIGINS = ["https://*.creativebug.com/*"]


@pytest.mark.path
def test_a_patron_chooses_her_library_by_its_address_and_its_links_are_marked_at_once(browser, vendors) -> None:
    vendors.pages["www.lib.example", "/databases"] = page(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    browser.will_allow([PAGE_ORIGINS[0], *LOGIN_ORIGINS])
    browser.open(RESOURCES)
    browser.show(SETTINGS)
    assert "On: the icon lights up on sites we know." in browser.notice()
    browser.write("library-address", "https://www.lib.example/databases?x=1#y")
    browser.press("go-on")
    browser.write("another-login", "proxy.lib.example")
    wait_for(lambda: "name these addresses: www.lib.example, proxy.lib.example." in browser.notice(), "the explanation")
    assert "The library’s page can see our notes, and that you click on one." in browser.notice()
    browser.press("allow-library")
    wait_for(lambda: "Links are marked on all pages of your choice." in browser.notice(), "the new state")
    wait_for(lambda: browser.has("remove-library"), "the way out")
    wait_for(lambda: marks(browser) == {"x": "asks for your e-mail address"}, "marks in the open page")
    assert "Links on the pages of www.lib.example are marked." in browser.notice()
    browser.press("remove-library")
    wait_for(lambda: "Your browser no longer lets us see these pages." in browser.notice(), "the removal")
    assert not browser.granted([PAGE_ORIGINS[0]])
    assert not browser.granted(LOGIN_ORIGINS)
    wait_for(lambda: marks(browser) == {}, "no marks")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("my library", "We know no library of that name."),
        ("javascript:alert(1)", "This does not look like a web address."),
        ("www.creativebug.com", "This is an address of Creativebug, which is a company’s site."),
        ("login.i.ezproxy.nypl.org", "This is an address of the log-in at i.ezproxy.nypl.org"),
    ],
)
def test_an_address_that_cannot_be_a_librarys_is_refused_beside_the_field(browser, typed, said) -> None:
    browser.show(SETTINGS)
    browser.write("library-address", typed)
    browser.press("go-on")
    wait_for(lambda: said in browser.notice(), "the reason")
    field = "const field = document.getElementById('library-address');"
    assert browser.value(f"{field} return [field.ariaInvalid, document.activeElement === field, field.value]") == [
        "true",
        True,
        typed,
    ]


def test_a_log_in_that_many_libraries_share_is_refused(browser) -> None:
    browser.show(SETTINGS)
    browser.write("library-address", "www.lib.example")
    browser.press("go-on")
    browser.write("another-login", "idm.oclc.org")
    browser.press("allow-library")
    wait_for(lambda: "idm.oclc.org is shared by many libraries." in browser.notice(), "the reason")


def test_a_library_that_the_list_knows_comes_with_its_name_and_its_log_in(browser) -> None:
    browser.show(SETTINGS)
    browser.write("library-address", "nypl.org")
    browser.press("go-on")
    wait_for(lambda: browser.has("login-i.ezproxy.nypl.org"), "the log-in")
    text = browser.notice()
    assert "New York Public Library" in text
    assert "name these addresses: nypl.org, www.nypl.org, i.ezproxy.nypl.org." in text


def test_a_library_that_takes_part_is_found_by_a_part_of_its_name(launch, site: Site, rules) -> None:
    path = rules / "libraries.yaml"
    taking_part = (
        '[{id: testing, name: Library of Tésting, type: public, since: 2026-11-01, site: "https://www.lib.example/"}]'
    )
    path.write_text(path.read_text().replace("taking_part: []", f"taking_part: {taking_part}"))
    site.publish(rules)
    browser = launch(site)
    browser.show(SETTINGS)
    browser.write("library-address", "testing")
    browser.press("go-on")
    wait_for(lambda: browser.has("choose-0"), "the library")
    assert "Libraries that fit: 1. Choose yours." in browser.notice()
    browser.press("choose-0")
    wait_for(lambda: "name these addresses: www.lib.example." in browser.notice(), "the next step")
    assert "Library of Tésting" in browser.notice()


def test_what_is_kept_quiet_and_how_loud_it_is_can_be_changed(browser) -> None:
    browser.grant(CREATIVEBUG_ORIGINS)
    browser.show(SETTINGS)
    assert "You have silenced no site." in browser.notice()
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")
    browser.show_notice()
    browser.press("quiet-month")
    wait_for(lambda: browser.has("quiet-end"), "silence")
    browser.show(SETTINGS)
    assert "1 of 3 sites that ask for more warn by themselves" in browser.notice()
    browser.press("quiet-end-creativebug")
    wait_for(lambda: "You have silenced no site." in browser.notice(), "the end of silence")
    browser.press("loudness-badge")
    wait_for(lambda: "Saved." in browser.notice(), "the choice to be kept")
    browser.press("stop-creativebug")
    wait_for(lambda: not browser.granted(CREATIVEBUG_ORIGINS), "the access to be given back")
    wait_for(lambda: "None so far." in browser.notice(), "the settings to follow")
    assert browser.value("return document.getElementById('loudness-badge').checked")


def test_the_list_can_be_looked_for_and_the_answer_is_said(browser, site: Site, rules) -> None:
    browser.show(SETTINGS)
    browser.press("check-now")
    wait_for(lambda: "There is no newer list." in browser.notice(), "the answer")
    path = rules / "vendors" / "kanopy.yaml"
    path.write_text(path.read_text().replace("name: Kanopy", "name: Kanopy films", 1))
    site.publish(rules)
    browser.press("check-now")
    wait_for(lambda: "There was a newer list." in browser.notice(), "the newer list")
    assert "List 2 of" in browser.notice()
    (site.release / "timestamp.json").write_text("<!doctype html><title>Sign in to the network</title>")
    browser.press("check-now")
    wait_for(lambda: "That did not work." in browser.notice(), "the failure")
    assert "List 2 of" in browser.notice()


def test_the_welcome_page_waits_in_a_tab_behind_once_and_can_be_closed(browser) -> None:
    welcome = lambda: [url for url in browser.tab_urls() if url.endswith("/welcome/welcome.html")]  # noqa: E731
    wait_for(welcome, "the welcome page")
    assert len(welcome()) == 1
    browser.show("welcome/welcome.html")
    assert "The icon lights up on sites that we know." in browser.notice()
    before = browser.tab_count()
    browser.press("close-welcome")
    wait_for(lambda: browser.tab_count() == before - 1, "the tab to close")


def test_the_settings_say_who_can_notice_what(browser) -> None:
    browser.show(SETTINGS)
    text = browser.notice()
    assert "At most that the page lost the keyboard for a moment" in text
    assert "The page’s own scripts can see the marks, and that you click on one." in text
    assert "It does not say which pages you see." in text


def test_the_popup_says_what_is_on(browser) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    assert "On: the icon lights up on sites we know." in browser.notice()
    choose_library(browser)
    browser.show_notice()
    assert "Links on the pages of Library of the tests are not marked now." in browser.notice()
    browser.close_popup()
    browser.grant([*PAGE_ORIGINS, *LOGIN_ORIGINS])
    browser.show_notice()
    assert "Links on the pages of Library of the tests are marked." in browser.notice()

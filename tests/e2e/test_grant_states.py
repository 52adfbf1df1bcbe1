"""What the browser allows, whoever changed it and where: each state is said, and the rest works on."""

import pytest
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/"
HOOPLA = "https://www.hoopladigital.com/"
ORIGINS = ["https://*.creativebug.com/*"]
CONTAINERS = """
    const tab = gBrowser.addTab(arguments[0], {
        userContextId: 2, triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal(),
    });
    gBrowser.selectedTab = tab;
"""


def said_of(browser, url: str) -> str:
    """What the notice says about a page, after a real click on the icon."""
    browser.open(url)
    if not browser.popup_is_open():
        browser.press_icon()
    browser.show_notice()
    return browser.notice()


def test_with_some_sites_allowed_those_warn_and_the_others_say_that_they_do_not(browser) -> None:
    browser.grant(ORIGINS)
    text = said_of(browser, HOOPLA)
    assert "1 of 3 sites that ask for more warn by themselves." in text
    assert "No. The icon lights up here" in text
    assert browser.has("ask-one")
    browser.close_popup()
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")


def test_what_is_taken_back_in_the_browser_stops_at_once_is_said_and_can_be_given_again(browser) -> None:
    browser.grant(ORIGINS)
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")
    browser.close_popup()
    browser.show("options/options.html")
    assert browser.has("stop-creativebug")
    browser.revoke(ORIGINS)
    wait_for(lambda: "None so far." in browser.notice(), "the settings to follow")
    browser.open(f"{CREATIVEBUG}again")
    browser.settle()
    assert browser.badge() == ""
    text = said_of(browser, f"{CREATIVEBUG}and-again")
    assert "Asks for your e-mail address" in text
    assert "No. The icon lights up here" in text
    browser.allow("ask-one", ORIGINS)
    browser.open(CREATIVEBUG)
    wait_for(lambda: browser.badge() == "!", "the badge: it was told before")
    assert not browser.popup_is_open()


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_when_chromium_asks_on_each_click_a_click_works_and_nothing_warns_by_itself(browser) -> None:
    browser.grant(ORIGINS)
    browser.ask_on_each_click()
    wait_for(lambda: not browser.granted(ORIGINS), "the browser's setting")
    browser.open(CREATIVEBUG)
    wait_for(browser.lights_up, "the lit icon")
    assert browser.badge() == ""
    assert not browser.popup_is_open()
    text = said_of(browser, CREATIVEBUG)
    assert "Asks for your e-mail address" in text
    assert "No. The icon lights up here" in text


@pytest.mark.parametrize("launch", ["firefox"], indirect=True)
def test_firefoxs_containers_share_what_was_told_and_leave_no_trace_of_their_own(browser, vendors) -> None:
    browser.grant(ORIGINS)
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")
    browser.close_popup()
    before = browser.value("return browser.storage.local.get(null)")
    browser.in_browser(CONTAINERS, f"https://www.creativebug.com{browser.port}/in-a-container")
    shown = "return browser.tabs.query({active: true}).then(([tab]) => browser.action.getBadgeText({tabId: tab.id}))"
    wait_for(lambda: browser.value(shown) == "!", "the badge in the container's tab")
    assert not browser.popup_is_open()
    assert browser.value("return browser.storage.local.get(null)") == before


def test_a_private_window_is_warned_in_and_leaves_no_trace(browser) -> None:
    browser.grant(ORIGINS)
    browser.allow_private_windows()
    browser.show("options/options.html")
    before = browser.value("return browser.storage.local.get(null)")
    create = "return browser.windows.create({incognito: true, url: args[0]}).then(({id}) => id)"
    address = f"https://www.creativebug.com{browser.port}/secret"
    browser.opened_for_test.append(address)
    window = browser.value(create, address)
    badge = """return browser.tabs.query({windowId: args[0]}).then(([tab]) =>
        browser.action.getBadgeText({tabId: tab.id}))"""
    wait_for(lambda: browser.value(badge, window) == "!", "the badge in the private window")
    session = "return browser.storage.session.get(null)"
    wait_for(lambda: any(key.startswith("journey") for key in browser.value(session)), "the journey")
    assert browser.value("return browser.storage.local.get(null)") == before
    assert "secret" not in str(browser.value(session))
    browser.value("return browser.windows.remove(args[0]).then(() => true)", window)
    wait_for(lambda: not any(key.startswith("journey") for key in browser.value(session)), "the journey to be gone")
    assert browser.value("return browser.storage.local.get(null)") == before
    assert browser.value("return browser.storage.sync ? browser.storage.sync.get(null) : {}") == {}

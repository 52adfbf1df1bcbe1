"""From the library's log-in link to the company's own page: known on every road, warned of once."""

import pytest
from harness.library import LOGIN_ORIGINS, PAGE_ORIGINS, RESOURCES, choose_library, marks, page
from harness.waiting import wait_for

LOG_IN = "https://proxy.lib.example/login?url=https://www.creativebug.com/"
PROXIED = "https://www-creativebug-com.proxy.lib.example/"
OWN = "https://www.creativebug.com/"
CREATIVEBUG_ORIGINS = ["https://*.creativebug.com/*"]
FORGET = "browser.storage.local.remove('told creativebug')"


@pytest.mark.path
def test_log_in_link_proxy_and_the_companys_page_are_one_journey_with_one_warning(browser) -> None:
    browser.grant([*LOGIN_ORIGINS, *CREATIVEBUG_ORIGINS])
    choose_library(browser)
    browser.open(LOG_IN)
    wait_for(browser.popup_is_open, "the warning on the log-in page")
    assert browser.badge() == "!"
    browser.close_popup()
    for url in (PROXIED, OWN, f"{OWN}classes"):
        browser.evaluate(FORGET)  # so that only the journey keeps it silent
        browser.open("https://www.example.org/")
        browser.open(url)
        wait_for(lambda: browser.badge() == "!", "the badge")
        assert not browser.popup_is_open(), url
    session = browser.evaluate("browser.storage.session.get(null)")
    assert "proxy.lib.example" not in str(session)


def test_behind_a_known_log_in_the_notice_is_sure_and_behind_an_unknown_one_it_is_careful(browser) -> None:
    choose_library(browser)
    browser.grant(LOGIN_ORIGINS)
    browser.open(PROXIED)
    wait_for(browser.popup_is_open, "the warning")
    assert (
        browser.title() == "Libraries OptOut: Creativebug asks for something. Click to see what, and what to do instead"
    )
    browser.show_notice()
    assert "Asks for your e-mail address" in browser.notice()
    assert not browser.has("appears")
    browser.open("https://www-creativebug-com.ezproxy.elsewhere.example/")
    browser.press_icon()
    browser.show_notice()
    assert "This appears to be Creativebug. We cannot be sure from the address alone." in browser.notice()
    assert "Asks for your e-mail address" in browser.notice()


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_after_a_restart_of_the_browser_links_are_still_marked(browser, vendors) -> None:
    vendors.pages["www.lib.example", "/databases"] = page(f'<a id="x" href="{OWN}">Crafts</a>')
    browser.grant(PAGE_ORIGINS)
    choose_library(browser)
    browser.relaunch()
    browser.open(RESOURCES)
    wait_for(lambda: marks(browser) == {"x": "asks for your e-mail address"}, "the mark")
    count = "browser.scripting.getRegisteredContentScripts().then(scripts => scripts.length)"
    assert browser.evaluate(count) == 1


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_when_chromium_is_set_to_ask_on_each_click_nothing_is_marked_and_the_settings_say_why(browser, vendors) -> None:
    vendors.pages["www.lib.example", "/databases"] = page(f'<a id="x" href="{OWN}">Crafts</a>')
    browser.grant(PAGE_ORIGINS)
    choose_library(browser)
    browser.open(RESOURCES)
    wait_for(lambda: marks(browser), "the mark")
    browser.ask_on_each_click()
    wait_for(lambda: marks(browser) == {}, "no mark")
    browser.show("options/options.html")
    assert "Your browser allows none of these addresses now" in browser.notice()
    assert "Perhaps it is set to ask you on each visit" in browser.notice()
    assert browser.has("ask-again")

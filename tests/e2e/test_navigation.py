"""However a page is come to: one warning, on the right tab, or none."""

import pytest
from harness.waiting import wait_for

HOST = "www.creativebug.com"
CREATIVEBUG = f"https://{HOST}/"
ELSEWHERE = "https://www.example.org/"
ORIGINS = ["https://*.creativebug.com/*"]

OPENINGS = "return browser.storage.local.get('opened').then(({opened}) => opened?.count ?? 0)"
FORGET = """return Promise.all([browser.storage.session.clear(),
    browser.storage.local.remove(['told creativebug', 'opened'])]).then(() => true)"""
BADGE = "return browser.action.getBadgeText({tabId: args[0]})"
OPEN_TAB = "return browser.tabs.create({url: args[0], active: false}).then((tab) => tab.id)"
OPEN_WINDOW = "return browser.windows.create({url: args[0]}).then(({tabs}) => tabs[0].id)"
CLOSE_TAB = "return browser.tabs.remove(args[0]).then(() => true)"


def opened(browser, script: str, url: str) -> int:
    """Open a page beside the first tab, as a person does; the new tab's id."""
    browser.opened_for_test.append(url)
    return int(browser.value(script, url))


def known(browser) -> None:
    """Wait until the first tab's page was recognised and decided on."""
    wait_for(lambda: browser.badge() == "!" and "Creativebug" in browser.title(), "the badge")


@pytest.fixture
def patron(browser):
    """A browser that warns by itself on one site, with a page of the extension in a tab behind."""
    browser.grant(ORIGINS)
    browser.show("options/options.html")
    browser.open(ELSEWHERE)
    return browser


@pytest.fixture
def warned(patron):
    """The same after its one warning."""
    patron.open(CREATIVEBUG)
    wait_for(patron.popup_is_open, "the warning")
    patron.close_popup()
    return patron


def stays_quiet(browser, openings: int = 1) -> None:
    known(browser)
    assert browser.value(OPENINGS) == openings
    assert not browser.popup_is_open()


def test_back_and_forward_warn_no_more_and_keep_each_page_its_badge(warned) -> None:
    warned.page_value("addEventListener('pageshow', ({persisted}) => { window.kept = persisted; })")
    warned.open(ELSEWHERE)
    wait_for(lambda: warned.badge() == "", "no badge elsewhere")
    warned.back()
    stays_quiet(warned)
    if warned.name == "firefox":  # Playwright switches the memory of pages off in Chromium
        assert warned.page_value("return window.kept") is True
    warned.page_value("history.forward()")
    wait_for(lambda: warned.badge() == "", "no badge elsewhere")
    assert warned.value(OPENINGS) == 1


def test_a_page_that_changes_its_own_address_many_times_is_one_page(warned) -> None:
    warned.page_value(
        "for (let n = 0; n < 30; n++) history[n % 2 ? 'pushState' : 'replaceState']({}, '', `/step/${n}`);"
        "location.hash = 'end';"
    )
    stays_quiet(warned)
    warned.page_value("history.go(-3)")
    stays_quiet(warned)


def test_a_page_of_200_frames_is_one_page_and_a_companys_frames_elsewhere_are_none(patron, vendors) -> None:
    frames = "".join(f'<iframe src="https://{HOST}{patron.port}/frame/{n}"></iframe>' for n in range(200))
    body = f"<!doctype html><title>Frames</title><h1>Frames</h1>{frames}"
    vendors.pages["www.example.org", "/frames"] = vendors.pages[HOST, "/frames"] = body
    patron.open(f"{ELSEWHERE}frames")
    patron.settle()
    assert patron.badge() == ""
    assert patron.value(OPENINGS) == 0
    patron.open(f"{CREATIVEBUG}frames")
    wait_for(patron.popup_is_open, "the warning")
    patron.settle()
    patron.close_popup()
    stays_quiet(patron)


def test_a_tab_behind_shows_its_badge_opens_nothing_and_warns_when_it_is_gone_on_with(patron) -> None:
    tab = opened(patron, OPEN_TAB, f"https://{HOST}{patron.port}/")
    wait_for(lambda: patron.value(BADGE, tab) == "!", "the badge of the tab behind")
    assert not patron.popup_is_open()
    assert patron.badge() == ""
    assert patron.value(OPENINGS) == 0
    assert patron.value(CLOSE_TAB, tab)
    patron.open(CREATIVEBUG)
    wait_for(patron.popup_is_open, "the warning")
    patron.close_popup()
    stays_quiet(patron)


def test_two_windows_at_once_warn_once(patron) -> None:
    url = f"https://{HOST}{patron.port}/"
    tabs = [opened(patron, OPEN_WINDOW, f"{url}{place}") for place in ("left", "right")]
    for tab in tabs:
        wait_for(lambda tab=tab: patron.value(BADGE, tab) == "!", "the badge of each window")
    patron.open(CREATIVEBUG)
    known(patron)
    assert patron.value(OPENINGS) <= 1
    for tab in tabs:
        assert patron.value(CLOSE_TAB, tab)
    if patron.popup_is_open():
        patron.close_popup()
    patron.open(f"{CREATIVEBUG}last")
    known(patron)
    assert patron.value(OPENINGS) == 1


def test_very_long_addresses_are_recognised_or_let_be(patron) -> None:
    for address in (f"{ELSEWHERE}?url={CREATIVEBUG}{'x' * 60_000}", f"{CREATIVEBUG}?{'y' * 60_000}"):
        patron.open(address)
        patron.settle()
        assert patron.badge() == ""
    patron.open(f"{CREATIVEBUG}?{'z' * 7_000}")
    wait_for(patron.popup_is_open, "the warning")
    patron.close_popup()
    stays_quiet(patron)


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_a_page_that_is_loaded_before_it_is_asked_for_warns_only_when_it_is_shown(warned, vendors) -> None:
    warned.value(FORGET)
    rules = '{"prerender": [{"urls": ["/before"], "eagerness": "immediate"}]}'
    warned.page_value(
        "const rules = document.createElement('script');"
        "rules.type = 'speculationrules'; rules.textContent = args[0]; document.body.append(rules);",
        rules,
    )
    wait_for(lambda: (HOST, "/before") in vendors.requests, "the page before it is asked for")
    warned.settle()
    assert warned.value(OPENINGS) == 0
    assert not warned.popup_is_open()
    warned.open(f"{CREATIVEBUG}before")
    wait_for(warned.popup_is_open, "the warning")
    warned.close_popup()
    stays_quiet(warned)

"""The browsers' own questions, answered for real."""

import pytest
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/"
# Colours and places on the screen: the notice's paper, the question's button that says yes.
PAPER, PAGE = "#fbf8f1", (10, 100, 300, 600)
ALLOW, QUESTION = "#d3e3fd", (320, 180, 460, 130)
ORIGINS = ["https://*.creativebug.com/*"]
LIBRARY_ORIGINS = ["https://www.lib.example/*", "https://*.proxy.lib.example/*"]


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_the_browsers_question_can_be_answered_with_yes(browser, screen) -> None:
    ask(browser, screen)

    def allowed() -> bool:
        # The browser ignores clicks that come right after its question appears: so click until it is gone.
        if not browser.granted(ORIGINS):
            screen.click(*screen.middle_of(ALLOW, QUESTION))
        return browser.granted(ORIGINS)

    wait_for(allowed, "the grant")
    wait_for(lambda: browser.has("never-open"), "the granted state")


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_the_browsers_question_can_be_answered_with_no_and_everything_else_still_works(browser, screen) -> None:
    ask(browser, screen)

    def refused() -> bool:
        screen.press("Escape")
        return "Nothing has changed" in browser.notice()

    wait_for(refused, "the refused state")
    assert not browser.granted(ORIGINS)
    assert browser.has("ask-one")
    browser.open(CREATIVEBUG)
    wait_for(browser.shows_alert, "the lit icon")


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_chromiums_question_about_a_library_can_be_refused_and_answered_with_yes(browser, screen) -> None:
    fill_in_library(browser)
    browser.bring_notice_to_front()
    wait_for(lambda: screen.shows(PAPER, PAGE), "the settings in front")
    browser.press("allow-library")
    wait_for(lambda: not screen.shows(PAPER, PAGE), "the question")

    def refused() -> bool:
        screen.press("Escape")
        return "Nothing has changed" in browser.notice()

    wait_for(refused, "the refused state")
    assert not browser.granted(LIBRARY_ORIGINS)
    assert browser.has("allow-library")  # all that was filled in is still there
    wait_for(lambda: screen.shows(PAPER, PAGE), "the settings in front")
    browser.press("allow-library")
    wait_for(lambda: not screen.shows(PAPER, PAGE), "the question")

    def allowed() -> bool:
        if not browser.granted(LIBRARY_ORIGINS):
            screen.click(*screen.middle_of(ALLOW, QUESTION))
        return browser.granted(LIBRARY_ORIGINS)

    wait_for(allowed, "the grant")
    wait_for(lambda: "Links are marked on all pages of your choice." in browser.notice(), "the new state")


@pytest.mark.parametrize("launch", ["firefox"], indirect=True)
def test_firefoxs_question_about_a_library_can_be_refused_and_answered_with_yes(browser) -> None:
    fill_in_library(browser)
    browser.let_browser_ask()
    browser.press("allow-library")
    browser.answer_question(yes=False)
    wait_for(lambda: "Nothing has changed" in browser.notice(), "the refused state")
    assert not browser.granted(LIBRARY_ORIGINS)
    assert browser.has("allow-library")
    browser.press("allow-library")
    browser.answer_question(yes=True)
    wait_for(lambda: browser.granted(LIBRARY_ORIGINS), "the grant")
    wait_for(lambda: "Links are marked on all pages of your choice." in browser.notice(), "the new state")


def fill_in_library(browser) -> None:
    browser.show("options/options.html")
    browser.write("library-address", "www.lib.example")
    browser.press("go-on")
    browser.write("another-login", "proxy.lib.example")


def ask(browser, screen) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    browser.bring_notice_to_front()
    wait_for(lambda: screen.shows(PAPER, PAGE), "the notice in front")
    browser.press("ask-one")
    wait_for(lambda: not screen.shows(PAPER, PAGE), "the question, behind which the page goes dark")

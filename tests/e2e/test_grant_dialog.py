"""Chromium's own question, answered for real with the keyboard; and what the browser says at installation: nothing."""

import json

import pytest
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/"
# Colours and places on the screen: the notice's paper, the question's button that says yes.
PAPER, PAGE = "#fbf8f1", (10, 100, 300, 600)
ALLOW, QUESTION = "#d3e3fd", (320, 180, 460, 130)
ORIGINS = ["https://*.creativebug.com/*"]


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
def test_the_store_package_makes_the_browser_warn_of_nothing_at_installation(browser) -> None:
    manifest = (browser.package / "manifest.json").read_text()
    said = browser.evaluate("manifest => browser.management.getPermissionWarningsByManifest(manifest)", manifest)
    assert said == []
    with_hosts = json.dumps(json.loads(manifest) | {"host_permissions": ORIGINS})
    said = browser.evaluate("manifest => browser.management.getPermissionWarningsByManifest(manifest)", with_hosts)
    assert said == ["Read and change your data on all creativebug.com sites"]  # so the question above can fail


def ask(browser, screen) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    browser.bring_notice_to_front()
    wait_for(lambda: screen.shows(PAPER, PAGE), "the notice in front")
    browser.press("ask-one")
    wait_for(lambda: not screen.shows(PAPER, PAGE), "the question, behind which the page goes dark")

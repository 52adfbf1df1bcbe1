"""What the extension costs where it has nothing to say: no code in the page."""

from typing import Any

import pytest
from harness.library import LOGIN_ORIGINS, PAGE_ORIGINS, RESOURCES, choose_library, marks, page
from harness.waiting import wait_for


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_on_a_page_that_is_neither_a_companys_nor_the_librarys_no_code_of_ours_runs(browser, vendors) -> None:
    link = '<a id="x" href="https://www.creativebug.com/">Crafts</a>'
    vendors.pages["www.lib.example", "/databases"] = vendors.pages["www.example.org", "/"] = page(link)
    browser.grant([*PAGE_ORIGINS, *LOGIN_ORIGINS, "https://*.creativebug.com/*"])
    choose_library(browser)
    worlds: list[str] = []
    protocol = browser.context.new_cdp_session(browser.page)

    def note(event: dict[str, Any]) -> None:
        worlds.append(event["context"]["origin"])

    protocol.on("Runtime.executionContextCreated", note)
    protocol.send("Runtime.enable")
    browser.open(RESOURCES)
    wait_for(lambda: marks(browser), "the mark")
    assert any(origin.startswith("chrome-extension:") for origin in worlds)  # so that the next can fail
    for address in ("https://www.example.org/", "https://www.creativebug.com/"):
        worlds.clear()
        browser.open(address)
        browser.settle()
        assert worlds
        assert not [origin for origin in worlds if origin.startswith("chrome-extension:")]

"""A library joins in a real browser, by a letter over a real mail server, on both databases."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from harness.crawler import violations
from harness.site import Site
from harness.waiting import wait_for
from playwright.sync_api import Page, expect
from test_signing import (  # noqa: F401 - fixtures
    database_url,
    mail,
    page,
    petition_site,
    postgresql,
    postgresql_model,
    sqlite_model,
    sqlite_url,
)
from test_site import faults_of


@pytest.fixture
def whole(page: Page, tmp_path: Path) -> Iterator[list[str]]:  # noqa: F811
    """Every answer of the site is a valid page; private ones no crawler reaches."""
    folder = tmp_path / "answers"
    folder.mkdir()

    def keep(response) -> None:
        if response.request.is_navigation_request() and response.status < 300:
            (folder / f"{len(list(folder.iterdir()))}.html").write_bytes(response.body())

    page.on("response", keep)
    yield
    assert faults_of(folder) == []


def link_in(envelope) -> str:
    text = message_from_bytes(envelope.content, policy=policy.default).get_body(("plain",)).get_content()
    return re.search(r"http://localhost:\d+/\S*libraries/entry/\S+", text).group()


@pytest.mark.usefixtures("whole")
def test_join_be_looked_at_be_listed_and_leave(petition_site: Site, mail, page: Page) -> None:  # noqa: F811
    page.goto(f"{petition_site.url}/libraries/")
    page.get_by_role("link", name="Take part with your library").click()
    assert violations(page) == []
    page.get_by_label("The library’s name").fill("Example Public Library")
    page.get_by_label("What it is").select_option("public library")
    page.get_by_label("Country").select_option("United States")
    page.get_by_label("The library’s own site").fill("example-library.org")
    page.get_by_label("Your e-mail address at the library").fill("ann@example-library.org")
    page.get_by_label("What you do at the library").fill("Librarian")
    page.get_by_label(re.compile("^We sign the statement")).check()
    page.get_by_label("I may speak for the library.").check()
    # No person fills a form in faster than three seconds.
    wait_for(lambda: page.evaluate("performance.now() > 3100"), "three seconds on the page")
    page.get_by_role("button", name="Send, and get the letter").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    def letter() -> bool:
        petition_site.run("optout", "worker", "--once")
        return bool(mail.envelopes)

    wait_for(letter, "the letter")
    private = link_in(mail.envelopes[0])
    page.goto(private)
    assert violations(page) == []
    page.get_by_role("button", name="Yes, this is right").click()
    expect(page.get_by_role("heading", name="Your library waits for a look")).to_be_visible()
    assert violations(page) == []
    petition_site.run("optout", "libraries", "accept", "1", "--by", "A. Admin")
    page.goto(f"{petition_site.url}/libraries/")
    assert violations(page) == []
    listed = page.get_by_role("link", name="Example Public Library")
    page.get_by_label("Find a library by its name or its place").fill("nowhere")
    expect(listed).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("No library that takes part fits.")
    page.get_by_label("Find a library by its name or its place").fill("exAmple")
    page.locator("select[name=kind]").select_option("public")
    expect(page.get_by_role("status")).to_have_text("Shown: 1 of 1")
    listed.click()
    expect(page.get_by_alt_text("We take part in Libraries OptOut")).to_be_visible()
    assert violations(page) == []
    petition_site.run("optout", "worker", "--once")
    wait_for(lambda: len(mail.envelopes) == 2, "the second letter")
    page.goto(link_in(mail.envelopes[1]))
    assert violations(page) == []
    page.get_by_role("button", name="Leave, and delete it").click()
    page.goto(f"{petition_site.url}/libraries/")
    assert page.get_by_text("Example Public Library").count() == 0

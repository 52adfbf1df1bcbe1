"""The petition in a real browser, its letters over a real mail server, on both databases."""

import re
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from harness.crawler import violations, window
from harness.site import ROOT, Site
from harness.waiting import wait_for
from playwright.sync_api import Page, Playwright, expect

sys.path.insert(0, str(ROOT / "tests" / "server"))
from conftest import database_url, postgresql, postgresql_model, sqlite_model, sqlite_url  # noqa: F401 - fixtures
from test_letters import MailServer

HOME = "/campaigns/library-card-is-enough/"
pytestmark = pytest.mark.path


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def petition_site(tmp_path: Path, prepared_site: Site, database_url: str, mail: MailServer) -> Iterator[Site]:  # noqa: F811
    site = prepared_site.copy(tmp_path / "instance")
    site.environment |= {
        "OPTOUT_DATABASE_URL": database_url,
        "OPTOUT_SMTP_HOST": "127.0.0.1",
        "OPTOUT_SMTP_PORT": str(mail.port),
        "OPTOUT_SMTP_SECURITY": "none",
    }
    site.run("optout", "db", "upgrade")
    with site:
        yield site


@pytest.fixture
def page(playwright: Playwright) -> Iterator[Page]:
    with window(playwright) as context:
        yield context.new_page()
        assert context.cookies() == []


def link_in(envelope) -> str:
    message = message_from_bytes(envelope.content, policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    return re.search(r"http://localhost:\d+/\S*signature/\S+", text).group()


def test_sign_confirm_be_shown_and_withdraw(petition_site: Site, mail: MailServer, page: Page) -> None:
    page.goto(petition_site.url + HOME)
    page.get_by_role("link", name="Sign", exact=True).click()
    assert violations(page) == []
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_label("By my full name.").check()
    page.get_by_label(re.compile("^Your name")).fill("Ann Findable")
    # No person fills a form in faster than three seconds.
    wait_for(lambda: page.evaluate("performance.now() > 3100"), "three seconds on the page")
    page.get_by_role("button", name="Sign, and send me the letter").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    def letter() -> bool:
        petition_site.run("optout", "worker", "--once")
        return bool(mail.envelopes)

    wait_for(letter, "the letter")
    page.goto(link_in(mail.envelopes[0]))
    assert violations(page) == []
    page.get_by_role("button", name="Yes, this is my signature").click()
    expect(page.get_by_text("It counts.")).to_be_visible()
    page.goto(f"{petition_site.url}{HOME}signers/")
    expect(page.get_by_text("Ann Findable")).to_be_visible()
    assert violations(page) == []
    page.goto(link_in(mail.envelopes[0]))
    page.get_by_role("button", name="Withdraw my signature").click()
    expect(page.get_by_role("heading", name="Deleted")).to_be_visible()
    page.goto(f"{petition_site.url}{HOME}signers/")
    assert page.get_by_text("Ann Findable").count() == 0
    petition_site.run("optout", "worker", "--once")
    held = b"".join(path.read_bytes() for path in petition_site.folder.rglob("*") if path.is_file())
    assert b"Findable" not in held
    assert b"ann@example" not in held

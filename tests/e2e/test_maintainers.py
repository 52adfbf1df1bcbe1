"""The maintainers' pages in a real browser, with a real passkey ceremony on Chromium's virtual authenticator."""

import re
from collections.abc import Iterator

import pytest
from harness.crawler import violations, window
from harness.desk import come_in, invite, page_with_device
from harness.site import Site
from playwright.sync_api import BrowserContext, Playwright, expect

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
PAGES = [
    "",
    "rules/",
    "rules/new/",
    "rules/creativebug/change/",
    "changes/",
    "releases/",
    "releases/roll-back/",
    "mutes/",
    "mutes/new/",
    "account/",
    "account/password/",
    "account/passkeys/new/",
    "accounts/",
    "accounts/new/",
    "log/",
    "again/",
]


@pytest.fixture
def narrow(playwright: Playwright) -> Iterator[BrowserContext]:
    with window(playwright, width=320) as context:
        yield context


@pytest.mark.path
def test_from_the_invitation_to_a_passkey_and_in_again_with_the_keyboard_alone(
    site: Site, narrow: BrowserContext
) -> None:
    page, complaints = page_with_device(narrow), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    come_in(page, invite(site, "ann", "Ann Example", "administrator", "editor"))
    expect(page.get_by_text("This is your only way in.")).to_be_visible()
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/maintain/log-in/")
    button = page.get_by_role("button", name="Sign in with a passkey")
    while not button.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), "the keyboard does not reach the button"
    page.keyboard.press("Enter")
    page.wait_for_url("**/maintain/")
    for path in PAGES:
        page.goto(f"{site.url}/maintain/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert violations(page) == [], path
    assert complaints == []
    [cookie] = narrow.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["secure"]) == ("__Host-optout", True, True)
    assert cookie["sameSite"] == "Strict"


def test_a_device_that_refuses_is_answered_with_a_sentence_and_the_button_works_again(
    site: Site, narrow: BrowserContext
) -> None:
    page = page_with_device(narrow)  # it holds no passkey of this site yet
    page.goto(f"{site.url}/maintain/log-in/")
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    expect(page.get_by_role("alert")).to_have_text("Nothing was signed. Press the button to try again.")
    expect(button).to_be_enabled()


def test_markup_in_every_text_of_an_account_stays_text(site: Site, narrow: BrowserContext) -> None:
    page, opened = page_with_device(narrow), []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.goto(invite(site, "ann", MARKUP, "administrator"))
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("A name for it").fill(MARKUP)
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/maintain/account/")
    expect(page.get_by_role("heading", name=MARKUP)).to_be_visible()
    page.goto(f"{site.url}/maintain/accounts/new/")
    page.get_by_label("Name", exact=True).fill(MARKUP)
    page.get_by_label("User name").fill(MARKUP[:40])
    page.get_by_label(re.compile("Editor")).check()
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be a user name")
    for path in PAGES:
        page.goto(f"{site.url}/maintain/{path}")
        assert page.locator("img[src=x], main script").count() == 0, path
    assert opened == []


def test_a_change_is_proposed_and_approved_in_two_browsers_and_markup_in_it_stays_text(
    site: Site, playwright: Playwright
) -> None:
    with window(playwright) as ann, window(playwright, width=320, dark=True) as rita:
        author, reviewer, opened = page_with_device(ann), page_with_device(rita), []
        for page in (author, reviewer):
            page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        come_in(author, invite(site, "ann", "Ann Example", "editor"))
        come_in(reviewer, invite(site, "rita", "Rita Example", "reviewer"))
        author.goto(f"{site.url}/maintain/rules/creativebug/change/")
        author.get_by_label("In English").first.fill(MARKUP)
        author.get_by_label("Why this should be so").fill("The desk told us.")
        author.get_by_role("button", name="Propose").click()
        expect(author.get_by_role("alert")).to_be_visible()
        expect(author.get_by_text("looks like markup").first).to_be_visible()
        author.get_by_label("In English").first.fill("Ask at the desk.")
        author.get_by_role("button", name="Propose").click()
        author.wait_for_url("**/maintain/changes/1/")
        author.get_by_label("Say something").fill(MARKUP)
        author.get_by_role("button", name="Comment").click()
        expect(author.get_by_text(MARKUP)).to_be_visible()
        author.get_by_role("button", name="Ask for a review").click()
        reviewer.goto(f"{site.url}/maintain/")
        reviewer.get_by_role("link", name="rule creativebug").first.click()
        while reviewer.get_by_text("You have not opened it.").count():
            reviewer.locator("li.row", has_text="You have not opened it.").first.get_by_role("button").click()
            assert violations(reviewer) == []
            reviewer.get_by_role("link", name="Change 1").click()
        assert reviewer.evaluate("document.documentElement.scrollWidth") <= 320
        assert violations(reviewer) == []
        assert reviewer.locator("img[src=x], main script").count() == 0
        reviewer.get_by_role("button", name="Approve version 1").click()
        expect(reviewer.locator(".state")).to_have_text("approved")
        assert opened == []


def test_the_policy_of_these_pages_runs_no_script_but_ours(site: Site, narrow: BrowserContext) -> None:
    page = narrow.new_page()
    page.goto(f"{site.url}/maintain/log-in/")
    blocked = page.evaluate(
        """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
            const script = document.createElement("script");
            script.append("window.ran = true");
            document.body.append(script);
        }).catch(error => error.name)"""
    )
    assert blocked in {"script-src-elem", "require-trusted-types-for", "TypeError"}
    assert page.evaluate("window.ran") is None

"""From an approved change to patrons in two real browsers; and a warning that is suspended in one."""

import shutil
from pathlib import Path

from harness.crawler import violations, window
from harness.site import Site
from playwright.sync_api import Page, Playwright, expect
from test_maintainers import come_in, invite, page_with_device


def assert_fit(page: Page) -> None:
    """What holds for every page in every state."""
    assert violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.locator("main script").count() == 0


def propose(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/maintain/rules/creativebug/change/")
    page.get_by_label("In English").first.fill("Ask at the desk upstairs.")
    page.get_by_label("Why this should be so").fill("The desk told us.")
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Ask for a review").click()


def approve(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/maintain/changes/1/")
    while page.get_by_text("You have not opened it.").count():
        page.locator("li.row", has_text="You have not opened it.").first.get_by_role("button").click()
        page.get_by_role("link", name="Change 1").click()
    page.get_by_role("button", name="Approve version 1").click()


def test_a_release_goes_from_its_draft_to_patrons_by_two_people_and_a_key(
    site: Site, playwright: Playwright, tmp_path: Path
) -> None:
    with window(playwright) as ann, window(playwright, width=320, dark=True) as rita:
        editor, reviewer = page_with_device(ann), page_with_device(rita)
        come_in(editor, invite(site, "ann", "Ann Example", "editor"))
        come_in(reviewer, invite(site, "rita", "Rita Example", "reviewer"))
        propose(editor, site)
        approve(reviewer, site)
        editor.goto(f"{site.url}/maintain/")
        expect(editor.get_by_text("Waits for you: draft it.")).to_be_visible()
        editor.get_by_role("link", name="Releases").click()
        assert_fit(editor)
        editor.get_by_role("button", name="Draft the next list").click()
        assert_fit(editor)
        editor.get_by_role("button", name="Ask for a review").click()

        reviewer.goto(f"{site.url}/maintain/")
        reviewer.get_by_role("link", name="List 2").click()
        draft = reviewer.url
        assert_fit(reviewer)
        reviewer.get_by_role("link", name="What browsers will see").first.click()
        reviewer.get_by_text("The popup about Creativebug, with this list").click()
        expect(reviewer.get_by_text("Ask at the desk upstairs.").first).to_be_visible()
        assert_fit(reviewer)
        reviewer.goto(draft)
        reviewer.get_by_role("button", name="Approve list").click()
        expect(reviewer.get_by_text("0 of 1 signatures")).to_be_visible()
        assert_fit(reviewer)
        with reviewer.expect_download() as started:
            reviewer.get_by_role("link", name="Download the file for the key holders").click()
        file = tmp_path / started.value.suggested_filename
        started.value.save_as(file)
        reviewer.get_by_label("The file with the signatures").set_input_files(file)
        reviewer.get_by_role("button", name="Bring the signatures").click()
        expect(reviewer.get_by_role("alert")).to_contain_text("brings no signature that counts")
        assert_fit(reviewer)
        key = shutil.copy(site.folder / "keys" / "development" / "targets.pem", tmp_path)
        site.run("optout", "release", "sign", str(file), "--key", str(key), "--yes")
        reviewer.get_by_label("The file with the signatures").set_input_files(file)
        reviewer.get_by_role("button", name="Bring the signatures").click()
        reviewer.get_by_role("button", name="Publish list 2").click()
        expect(reviewer.locator(".state")).to_have_text("published")
        assert_fit(reviewer)
        assert "list 2" in site.get(f"{site.url}/releases/").lower()


def test_a_warning_is_suspended_at_once_and_is_to_come_back_with_the_next_list(
    site: Site, playwright: Playwright
) -> None:
    with window(playwright, width=320) as rita:
        reviewer = page_with_device(rita)
        come_in(reviewer, invite(site, "rita", "Rita Example", "reviewer"))
        reviewer.goto(f"{site.url}/maintain/mutes/new/")
        reviewer.get_by_label("The resource").select_option("creativebug")
        reviewer.get_by_label("Why it is suspended").fill("The company disagrees; we are checking.")
        reviewer.get_by_label("Who has decided").fill("Editor on duty")
        assert_fit(reviewer)
        reviewer.get_by_role("button", name="Suspend it now").click()
        assert "The company disagrees; we are checking." in site.get(f"{site.url}/releases/")
        assert_fit(reviewer)
        reviewer.get_by_role("link", name="Bring it back").click()
        reviewer.get_by_label("Why it comes back").fill("The company’s own page confirms it.")
        reviewer.get_by_label("Who has decided").fill("Two editors")
        assert_fit(reviewer)
        reviewer.get_by_role("button", name="Bring it back with the next list").click()
        expect(reviewer.get_by_text("Comes back with the next list")).to_be_visible()
        reviewer.goto(f"{site.url}/maintain/releases/")
        expect(reviewer.get_by_text("The warning about creativebug comes back.")).to_be_visible()
        assert_fit(reviewer)

"""The maintainers' pages are for everybody: no pointer, 320 pixels, a screen reader."""

from collections.abc import Iterator

import pytest
from harness.crawler import violations, window
from harness.desk import Desk, come_in, invite, page_with_device
from harness.site import Site
from harness.views import VIEWS
from playwright.sync_api import Locator, Page, Playwright, expect

# What the keyboard is on: whether it can be seen there, and whether it stands behind what it was on before.
STOP = """() => {
    const here = document.activeElement, before = window.stop;
    window.stop = here;
    const style = getComputedStyle(here), box = here.getBoundingClientRect();
    return {
        name: `${here.tagName} ${here.id} ${here.textContent.trim().slice(0, 40)}`,
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0
            && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
        onward: !before?.isConnected || before === document.body
            || Boolean(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
        nowhere: here === document.body,
    };
}"""
FOCUSED = "element => element === document.activeElement"


def test_every_page_in_every_state_fits_320_pixels_and_axe_finds_nothing(site: Site, playwright: Playwright) -> None:
    desk = Desk(site)
    complaints: list[str] = []
    with window(playwright, width=320) as ann, window(playwright, width=320, dark=True) as rita:
        pages = {"ann": desk.sign_in("ann", ann), "rita": desk.sign_in("rita", rita), "": None}
        desk.fill()
        with window(playwright, width=320) as nobody:
            pages[""] = nobody.new_page()
            for page in pages.values():
                page.on("pageerror", lambda error: complaints.append(str(error)))
            for view in VIEWS:
                page = pages[view.who]
                view.bring_about(page, desk)
                width = page.evaluate("document.documentElement.scrollWidth")
                complaints += [f"{view.name}: {width} px"] * (width > 320)
                complaints += [f"{view.name}: {found}" for found in violations(page)]
                complaints += [f"{view.name}: not one h1"] * (page.locator("h1").count() != 1)
    assert complaints == []


class Hands:
    """The keyboard alone; every place that it comes to must be seen, and lie behind the one before."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, address: str) -> None:
        self.page.goto(address)

    def to(self, wanted: Locator) -> None:
        """Press Tab until the keyboard is there."""
        for _ in range(300):
            if wanted.evaluate(FOCUSED):
                return
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            assert not stop["nowhere"], f"the keyboard does not reach {wanted}"
            assert stop["seen"], f"nobody sees that the keyboard is on {stop['name']}"
            assert stop["onward"], f"the keyboard goes back to {stop['name']}"
        raise AssertionError(f"too far to {wanted}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        self.to(wanted)
        self.page.keyboard.press(key)

    def type(self, wanted: Locator, text: str) -> None:
        """Put a text in the place of what is there."""
        self.to(wanted)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True).first


@pytest.fixture
def author(site: Site, playwright: Playwright) -> Iterator[Hands]:
    with window(playwright) as context:
        page = page_with_device(context)
        come_in(page, invite(site, "ann", "Ann Example", "editor"))
        yield Hands(page)


@pytest.fixture
def reviewer(site: Site, playwright: Playwright) -> Iterator[Hands]:
    with window(playwright, width=320) as context:
        page = page_with_device(context)
        come_in(page, invite(site, "rita", "Rita Example", "reviewer"))
        yield Hands(page)


def test_a_rule_is_changed_and_approved_with_the_keyboard_alone(site: Site, author: Hands, reviewer: Hands) -> None:
    author.go(f"{site.url}/maintain/")
    author.press(author.link("What is curated"))
    author.press(author.link("Rules"))
    author.page.wait_for_url("**/maintain/rules/")
    author.press(author.link("Creativebug"))
    author.page.wait_for_url("**/creativebug/change/")
    advice = author.page.get_by_label("In English").first
    author.press(author.link("What helps, whatever is asked"))
    author.type(advice, "Ask at the desk.")
    why = author.page.get_by_label("Why this should be so")
    # Without a reason it is refused: the keyboard is on what was wrong, and its link leads to the field.
    author.press(author.button("Propose"))
    expect(author.page.locator("#problems")).to_be_focused()
    author.press(author.page.locator("#problems a[href='#why']"))
    author.type(why, "The desk told us so.")
    author.press(author.button("Look at it first"), "Space")
    expect(author.page.get_by_role("heading", name="What it comes to")).to_be_focused()
    expect(author.page.get_by_text("The gates find nothing wrong.")).to_be_visible()
    expect(advice).to_have_value("Ask at the desk.")
    author.press(author.button("Propose"), "Space")
    author.page.wait_for_url("**/maintain/changes/1/")
    author.press(author.button("Ask for a review"))
    expect(author.page.locator(".state")).to_have_text("in review")

    reviewer.go(f"{site.url}/maintain/")
    reviewer.press(reviewer.link("Rule creativebug"))
    reviewer.page.wait_for_url("**/maintain/changes/1/")
    while reviewer.page.get_by_text("You have not opened it.").count():
        unopened = reviewer.page.locator("li.row", has_text="You have not opened it.").first
        reviewer.press(unopened.get_by_role("button"))
        reviewer.page.wait_for_url("**/sources/*/")
        reviewer.press(reviewer.link("Change 1"))
        reviewer.page.wait_for_url("**/maintain/changes/1/")
    reviewer.type(reviewer.page.get_by_label("What you made sure of"), "I called the desk.")
    reviewer.press(reviewer.button("Approve version 1"))
    expect(reviewer.page.locator(".state")).to_have_text("approved")


def test_enter_in_a_field_looks_and_keeps_nothing(site: Site, author: Hands) -> None:
    author.go(f"{site.url}/maintain/terms/email-address/change/")
    author.type(author.page.get_by_label("Words", exact=True), "an address for e-mail")
    author.page.keyboard.press("Enter")
    expect(author.page.get_by_role("heading", name="What it comes to")).to_be_focused()
    author.go(f"{site.url}/maintain/changes/")
    expect(author.page.get_by_text("No change is under way.")).to_be_visible()


def test_another_record_is_added_where_the_keyboard_goes_on(site: Site, author: Hands) -> None:
    author.go(f"{site.url}/maintain/rules/creativebug/change/")
    hosts = author.page.locator("fieldset", has_text="Take this host out")
    before = hosts.count()
    author.press(author.button("Another host"))
    expect(hosts).to_have_count(before + 1)
    author.page.keyboard.press("Tab")
    expect(author.page.locator(f"[id='hosts[{before}].host']")).to_be_focused()


def test_the_skip_link_leads_past_the_navigation(site: Site, author: Hands) -> None:
    for path in ("", "rules/", "rules/creativebug/change/", "changes/", "log/"):
        author.go(f"{site.url}/maintain/{path}")
        author.press(author.link("Skip to the content"))
        author.page.keyboard.press("Tab")
        assert author.page.evaluate("document.activeElement.closest('main, footer') !== null"), path


def test_an_entry_is_taken_out_with_the_keyboard_alone(site: Site, author: Hands) -> None:
    author.go(f"{site.url}/maintain/listed-2019/")
    author.type(author.page.get_by_label("Find one of the"), "darien")
    expect(author.page.get_by_role("status")).to_have_text("Shown: 1 of 43")
    author.press(author.link("Take out Darien Library"))
    author.page.wait_for_url("**/take-out/")
    author.press(author.button("Propose to take it out"))
    expect(author.page.locator("#problems")).to_be_focused()
    author.type(author.page.get_by_label("Why it should go"), "It was copied twice.")
    author.press(author.button("Propose to take it out"))
    expect(author.page.get_by_role("heading", level=1)).to_have_text("Take out the organisation of 2019 darien-library")

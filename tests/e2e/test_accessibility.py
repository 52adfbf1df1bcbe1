"""WCAG 2.2 AA on every page of the extension and every mark: axe, the keyboard, narrow windows, forced colours."""

from collections.abc import Iterator
from typing import Any

import pytest
from harness.crawler import violations
from harness.library import LOGIN_ORIGINS, PAGES, RESOURCES, choose_library, marks, page
from harness.waiting import wait_for
from playwright.sync_api import Page

CREATIVEBUG = "https://www.creativebug.com/"
ORIGINS = ["https://*.creativebug.com/*", f"https://{PAGES[0]}/*", *LOGIN_ORIGINS]
NARROW = 320  # CSS pixels: a window of 1280 at 400 %
SMALLEST, FINGER = 24, 44  # CSS pixels: WCAG 2.5.8 (AA), and 2.5.5 for touch
# A link in a line of text is as high as the line: both criteria let it be.
TARGETS = """least => {
    const found = [...document.querySelectorAll("a[href], button, select, summary, input")];
    const whole = (node) => (node.closest("label") ?? node).getBoundingClientRect();
    const inText = (node) => node.tagName === "A" && getComputedStyle(node).display === "inline";
    return found
        .filter((node) => node.checkVisibility() && !inText(node))
        .filter((node) => whole(node).height < least || whole(node).width < 24)
        .map((node) => `${node.outerHTML.slice(0, 90)} ${whole(node).width}x${whole(node).height}`);
}"""
WIDTH = "document.documentElement.scrollWidth"
FOCUSABLE = """[...document.querySelectorAll("a[href], button, select, input, summary")].filter(
    (node) => node.checkVisibility() && !node.disabled && !(node.type === "radio" && !node.checked))"""
FOCUSED = f"""const node = document.activeElement;
    return [{FOCUSABLE}.indexOf(node), getComputedStyle(node).outlineStyle];"""
MARKED = f"""<meta name="viewport" content="width=device-width"><main><h1>Databases</h1>
    <ul><li><a id="x" href="{CREATIVEBUG}lib/x">Crafts</a></li></ul></main>"""


def open_everything(own: Page) -> None:
    own.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")


def states(browser, vendors) -> Iterator[tuple[str, Page]]:
    """Every page of the extension in every state that looks different, and a marked page: name, page."""
    yield from popup_states(browser)
    yield from settings_states(browser)
    browser.show("welcome/welcome.html")
    yield "welcome", browser.own
    vendors.pages["www.lib.example", "/databases"] = page(MARKED)
    for look in ("words", "icon"):
        choose_library(browser, marks=look, pages=PAGES[:1])
        browser.open(RESOURCES)
        wait_for(lambda: marks(browser), "the marks")
        yield f"marks as {look}", browser.page
    browser.page.click("libraries-optout-details button")
    wait_for(lambda: browser.page.locator(".card").is_visible(), "the card")
    yield "card", browser.page


def popup_states(browser) -> Iterator[tuple[str, Page]]:
    for rule in ("creativebug", "kanopy", "linkedin-learning", "tutor-com", "hoopla"):
        browser.show(f"popup/popup.html?about={rule}")
        yield f"popup about {rule}", browser.own
    browser.show("popup/popup.html?about=creativebug")
    browser.press("quiet-month")
    wait_for(lambda: browser.has("quiet-end"), "quiet")
    yield "popup, silenced", browser.own
    browser.press("quiet-end")
    wait_for(lambda: browser.has("quiet-month"), "no quiet")
    browser.open("https://www.example.org/")
    browser.show_notice()
    yield "popup where the page cannot be seen", browser.own
    browser.show("popup/popup.html")
    yield "popup about a page that nobody knows", browser.own
    for language in ("es", "ar-XB"):
        browser.evaluate("language => browser.storage.local.set({language})", language)
        browser.show("popup/popup.html?about=creativebug")
        yield f"popup in {language}", browser.own
    browser.evaluate("browser.storage.local.remove('language')")


def settings_states(browser) -> Iterator[tuple[str, Page]]:
    for typed, name in (("", "settings"), ("my library", "settings, refused"), ("public", "settings, found by name")):
        browser.evaluate("browser.storage.local.remove('library')")
        browser.show("options/options.html")
        if typed:
            browser.write("library-address", typed)
            browser.press("go-on")
        yield name, browser.own
    browser.press("choose-0")
    wait_for(lambda: browser.has("allow-library"), "the second step")
    yield "settings, second step", browser.own
    for pages in (PAGES[:1], PAGES):
        choose_library(browser, pages=pages)
        browser.show("options/options.html")
        yield f"settings, library with {len(pages)} pages", browser.own


def in_form(own: Page, *, width: int = 1100, dark: bool = False, forced: bool = False) -> None:
    own.set_viewport_size({"width": width, "height": 800})
    own.emulate_media(color_scheme="dark" if dark else "light", forced_colors="active" if forced else "none")


def faults(name: str, own: Page) -> list[str]:
    found = []
    open_everything(own)
    for dark in (False, True):
        in_form(own, dark=dark)
        found += [f"{name}, {'dark' if dark else 'light'}: {fault}" for fault in violations(own)]
    in_form(own, width=NARROW)
    if (wide := own.evaluate(WIDTH)) > NARROW:
        found.append(f"{name}: {wide} px wide in a window of {NARROW}")
    found += [f"{name}: too small: {fault}" for fault in own.evaluate(TARGETS, SMALLEST)]
    in_form(own, width=NARROW, forced=True)
    found += [f"{name}, forced colours: {fault}" for fault in own.evaluate(BORDERS)]
    in_form(own)
    return found


# With forced colours backgrounds go: what was told by them needs a border.
BORDERS = """() => {
    const roots = [document, ...[...document.querySelectorAll("*")].flatMap((node) => node.shadowRoot ?? [])];
    const bordered = "button, select, input:not([type=checkbox], [type=radio]), .badge, .claim, .mark, .instead";
    return roots.flatMap((root) => [...root.querySelectorAll(bordered)])
        .filter((node) => node.checkVisibility() && !node.matches("header .mark, .unseen"))
        .filter((node) => getComputedStyle(node).borderTopStyle === "none")
        .map((node) => node.outerHTML.slice(0, 90));
}"""


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_no_page_in_any_state_has_a_barrier_scrolls_sideways_or_has_small_targets(browser, vendors) -> None:
    browser.grant(ORIGINS)
    seen, found = [], []
    for name, own in states(browser, vendors):
        own.bring_to_front()
        seen.append(name)
        found += faults(name, own)
    assert len(seen) == 20
    assert not found, "\n".join(found)


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_the_look_for_barriers_would_find_one(browser) -> None:
    browser.show("popup/popup.html?about=creativebug")
    browser.value(
        """const bad = Object.assign(document.createElement("button"), {id: "bad"});
        bad.style.cssText = "min-height: 0; height: 10px; width: 400px; padding: 0; border: 0";
        document.querySelector("main").append(bad);"""
    )
    found = faults("bad", browser.own)
    for sort in ("button-name", "too small", "px wide", "forced colours"):
        assert any(sort in fault for fault in found), sort


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_targets_are_as_large_as_a_finger_where_fingers_are_used(browser) -> None:
    for path in ("popup/popup.html?about=creativebug", "options/options.html", "welcome/welcome.html"):
        browser.show(path)
        open_everything(browser.own)
        session = browser.context.new_cdp_session(browser.own)
        touch = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
        session.send("Emulation.setDeviceMetricsOverride", touch)
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        assert browser.own.evaluate("matchMedia('(pointer: coarse)').matches")
        assert browser.own.evaluate(TARGETS, FINGER) == [], path
        session.send("Emulation.clearDeviceMetricsOverride")
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})


@pytest.mark.parametrize("path", ["popup/popup.html?about=creativebug", "options/options.html", "welcome/welcome.html"])
def test_the_keyboard_alone_reaches_everything_in_order_and_its_focus_is_seen(browser, path: str) -> None:
    browser.show(path)
    browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    wanted = browser.value(f"const all = {FOCUSABLE}; all[0].focus(); return all.length;")
    assert wanted > 3
    for number in range(1, wanted):
        browser.press_own_key("Tab")
        wait_for(lambda wanted=number: browser.value(FOCUSED) == [wanted, "solid"], f"the focus, seen, on no. {number}")


def test_what_is_chosen_by_keyboard_is_said_and_the_focus_stays_at_the_choice(browser) -> None:
    browser.show("popup/popup.html?about=creativebug")
    browser.value("document.getElementById('quiet-month').focus()")
    browser.press_own_key("Enter")
    wait_for(lambda: browser.has("quiet-end"), "quiet")
    wait_for(lambda: browser.value("return document.activeElement.id") == "loudness", "the focus")
    assert "Quiet about Creativebug until" in browser.value("return document.activeElement.innerText")
    browser.press_own_key("Tab")
    assert browser.value("return document.activeElement.closest('#loudness') !== null")


def test_the_keyboard_opens_the_notice_and_esc_gives_the_page_its_keyboard_back(browser) -> None:
    browser.open(CREATIVEBUG)
    browser.page_value("document.querySelector('input').focus()")
    browser.open_by_keyboard()
    wait_for(browser.popup_is_open, "the notice")
    browser.leave_by_escape()
    wait_for(lambda: browser.page_value("return document.hasFocus()"), "the page's keyboard")

    def arrives() -> bool:
        browser.type_for_real("a")
        return bool(browser.page_value("return document.querySelector('input').value"))

    wait_for(arrives, "what is typed")


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_a_mark_is_read_out_with_its_link_and_the_button_says_what_it_is_about(browser, vendors) -> None:
    browser.grant(ORIGINS)
    choose_library(browser, pages=PAGES[:1])
    vendors.pages["www.lib.example", "/databases"] = page(MARKED)
    browser.open(RESOURCES)
    wait_for(lambda: marks(browser), "the marks")
    heard = heard_by(browser.page)
    assert ("link", "Crafts", "asks for your e-mail address") in heard
    assert ("button", "details: Creativebug", "") in heard
    browser.page.click("libraries-optout-details button")
    wait_for(lambda: browser.page.locator(".card").is_visible(), "the card")
    assert ("dialog", "Creativebug", "") in heard_by(browser.page)


def heard_by(page: Page) -> list[tuple[str, str, str]]:
    """Role, name and description of what the browser hands to a screen reader."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]

    def text(node: dict[str, Any], key: str) -> str:
        return str(node.get(key, {}).get("value", ""))

    return [(text(node, "role"), text(node, "name"), text(node, "description")) for node in nodes]


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_names_and_states_are_in_the_accessibility_tree(browser) -> None:
    browser.show("options/options.html")
    browser.write("library-address", "my library")
    browser.press("go-on")
    heard = {(role, name): description for role, name, description in heard_by(browser.own)}
    field = heard["combobox", "Your library’s name or web address"]
    assert "For example www.yourlibrary.org." in field
    assert "We know no library of that name." in field
    assert ("combobox", "Language") in heard
    assert ("group", "How loud") in heard


MOVING = """[...document.querySelectorAll("*")].map((node) => getComputedStyle(node)).filter((style) =>
    style.animationName !== "none" || style.transitionDuration !== "0s" || style.scrollBehavior !== "auto").length"""


def test_nothing_moves_so_that_nobody_has_to_ask_for_less(browser) -> None:
    for path in ("popup/popup.html?about=creativebug", "options/options.html", "welcome/welcome.html"):
        browser.show(path)
        assert browser.value(f"return {MOVING}") == 0, path

"""Whatever ends, harms or fills it: no choice is lost, nothing warns twice, nothing crashes."""

import os
import random
import time
from collections.abc import Iterator

import pytest
from harness.library import PAGE_ORIGINS, RESOURCES, choose_library, marks, page, registered_pages
from harness.site import Site
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/"
HOOPLA = "https://www.hoopladigital.com/"
ELSEWHERE = "https://www.example.org/"
ORIGINS = ["https://*.creativebug.com/*", "https://*.hoopladigital.com/*"]
MOMENTS = 20
SEED = int(os.environ.get("OPTOUT_SEED", "6"))

STORED = "return browser.storage.local.get(null)"
OPENINGS = "return browser.storage.local.get('opened').then(({opened}) => opened?.count ?? 0)"
IS_OPEN = "return browser.runtime.getContexts({contextTypes: ['POPUP']}).then((contexts) => contexts.length > 0)"
FORGET = """return browser.storage.local.get(null).then((stored) => Promise.all([
    browser.storage.session.clear(),
    browser.storage.local.remove(Object.keys(stored).filter((key) => /^(told|opened)/.test(key))),
])).then(() => true)"""
HARM = """const [rubbish] = args;
return Promise.all([browser.storage.local, browser.storage.session].map(async (area) => {
    const choices = ["library", "language", "neverOpen", "quiet creativebug"];
    const known = [...choices, "schedule", "opened", "metadata anchor", "told creativebug"];
    const keys = new Set([...known, ...Object.keys(await area.get(null))]);
    await area.set(Object.fromEntries([...keys].map((key) => [key, rubbish])));
})).then(() => true)"""
WAKE_UP = "return browser.alarms.create('look for a newer list', {when: Date.now()}).then(() => true, () => true)"


def quieten(browser, rule: str) -> None:
    """Ask for quiet for good about another product, as the notice does."""
    browser.open(HOOPLA)
    wait_for(lambda: browser.badge() == "!", "the badge")
    browser.show_notice()
    browser.press("quiet-always")
    wait_for(lambda: browser.has("quiet-end"), rule)


def choices(browser) -> dict:
    stored = browser.value(STORED)
    return {key: stored.get(key) for key in ("library", "neverOpen", "quiet hoopla")}


@pytest.fixture
def patron(browser, vendors) -> Iterator:
    """A browser whose patron has chosen all that can be chosen."""
    vendors.pages["www.lib.example", "/databases"] = page(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    browser.grant([*ORIGINS, *PAGE_ORIGINS])
    choose_library(browser)
    wait_for(lambda: registered_pages(browser) == sorted(PAGE_ORIGINS), "the library's pages to be known")
    quieten(browser, "hoopla")
    assert choices(browser)["quiet hoopla"]["length"] == "always"
    return browser


def test_a_background_that_is_stopped_at_any_moment_loses_nothing_and_warns_once(patron) -> None:
    chance = random.Random(SEED)
    print(f"OPTOUT_SEED={SEED}")
    before = choices(patron)
    for moment in range(MOMENTS):
        delay = chance.random() * chance.choice((0.02, 0.1, 0.3))
        patron.open(ELSEWHERE)
        patron.value(FORGET)
        patron.start_visit(f"{CREATIVEBUG}first/{moment}")
        time.sleep(delay)  # the moment itself
        patron.stop_background()
        opened = patron.value(IS_OPEN)
        patron.start_visit(f"{CREATIVEBUG}second/{moment}")
        said = f"the badge after moment {moment}, {delay:.3f} s"
        wait_for(lambda: patron.badge() == "!" and "Creativebug" in patron.title(), said)
        openings = patron.value(OPENINGS)
        assert openings <= 1, said
        assert not (opened and openings == 0), said
        assert choices(patron) == before, said
        if patron.popup_is_open():
            patron.close_popup()
    patron.open(HOOPLA)
    wait_for(lambda: "hoopla" in patron.title(), "hoopla to be known")
    assert patron.badge() == ""


def test_what_a_stop_has_left_undone_is_mended_at_the_next_look(patron) -> None:
    patron.value("return browser.scripting.unregisterContentScripts().then(() => true)")
    if patron.name == "chromium":
        remove = "declarativeContent.onPageChanged.removeRules(undefined, () => done(true))"
        patron.value(f"return new Promise((done) => browser.{remove})")
    patron.stop_background()
    patron.value(WAKE_UP)
    wait_for(lambda: registered_pages(patron) == sorted(PAGE_ORIGINS), "the library's pages to be known again")
    patron.open(RESOURCES)
    wait_for(lambda: marks(patron) == {"x": "asks for your e-mail address"}, "the mark")
    patron.open("https://www.linkedin.com/learning/x")
    wait_for(patron.lights_up, "the lit icon")


def settings_page(patron) -> str:
    """The settings page, loaded anew: it shows the list that was in use when it was opened."""
    patron.show("options/options.html")
    return patron.notice()


def test_an_update_of_the_extension_keeps_every_choice_and_registers_once(patron, site: Site, rules, tmp_path) -> None:
    patron.open(CREATIVEBUG)
    wait_for(patron.popup_is_open, "the warning")
    patron.close_popup()
    before = choices(patron)
    path = rules / "vendors" / "kanopy.yaml"
    path.write_text(path.read_text().replace("name: Kanopy", "name: Kanopy films", 1))
    site.publish(rules)
    patron.take_update(site.package(patron.name, tmp_path / "dist"))
    wait_for(lambda: "List 2 of" in settings_page(patron), "the newer package's list")
    assert choices(patron) == before
    patron.open(CREATIVEBUG)
    wait_for(lambda: patron.badge() == "!", "the badge")
    assert not patron.popup_is_open()
    assert patron.value(OPENINGS) <= 2
    assert registered_pages(patron) == sorted(PAGE_ORIGINS)
    patron.open(RESOURCES)
    wait_for(lambda: marks(patron) == {"x": "asks for your e-mail address"}, "the mark, once")
    patron.open(HOOPLA)
    wait_for(lambda: "hoopla" in patron.title(), "hoopla to be known")
    assert patron.badge() == ""


@pytest.mark.parametrize(
    "rubbish", [None, 7, "rubbish", [None], {"a": {}}], ids=["null", "7", "text", "list", "object"]
)
def test_a_storage_full_of_rubbish_is_survived_on_every_page(browser, site: Site, rubbish) -> None:
    browser.grant(ORIGINS)
    browser.show("welcome/welcome.html")
    browser.value(HARM, rubbish)
    browser.stop_background()
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")
    assert browser.badge() == "!"
    browser.show_notice()
    assert "Asks for your e-mail address" in browser.notice()
    assert "List 1 of" in browser.notice()
    browser.show("options/options.html")
    assert "Which library?" in browser.notice()
    browser.show("welcome/welcome.html")
    assert "The icon lights up on sites that we know." in browser.notice()
    browser.value(HARM, rubbish)
    assert not browser.check_for_updates()
    browser.show("options/options.html")
    assert "List 1 of" in browser.notice()
    assert "That did not work." not in browser.notice()


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_a_full_storage_warns_by_the_badge_and_says_when_a_choice_cannot_be_kept(browser) -> None:
    browser.grant(ORIGINS)
    browser.show("options/options.html")
    browser.value(
        """const {local} = browser.storage;
        return local.getBytesInUse(null).then((used) =>
            local.set({ballast: "x".repeat(local.QUOTA_BYTES - used - 20)})).then(() => true)"""
    )
    browser.open(CREATIVEBUG)
    wait_for(lambda: browser.badge() == "!", "the badge")
    browser.open(f"{CREATIVEBUG}again")
    wait_for(lambda: "Creativebug" in browser.title(), "the page to be known")
    assert not browser.popup_is_open()
    browser.show_notice()
    browser.press("quiet-month")
    wait_for(lambda: "This could not be saved." in browser.notice(), "the words")
    browser.show("options/options.html")
    browser.press("loudness-badge")
    wait_for(lambda: "This could not be saved." in browser.notice(), "the words")
    assert not browser.value("return document.getElementById('loudness-badge').checked")
    browser.value("return browser.storage.local.remove('ballast').then(() => true)")
    browser.open(f"{CREATIVEBUG}with-room")
    wait_for(browser.popup_is_open, "the one warning")

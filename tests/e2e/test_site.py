"""The public pages in a real browser: every link, in every language."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.crawler import Crawler, kind_of, violations, window, write_pages
from harness.site import ROOT, Site
from playwright.sync_api import BrowserContext, Page, Playwright

from server.catalogue.folder import read_folder

PREFIXES = ["", "/es", "/en-XA", "/ar-XB"]
STATEMENTS = (Path(__file__).parent / "harness" / "statements.js").read_text(encoding="utf-8")
KINDS = [
    "/",
    "/resources/",
    "/resources/linkedin-learning/",
    "/campaigns/linkedin/",
    "/privacy/",
    "/get/",
    "/releases/",
]

FOCUSABLE = "[...document.querySelectorAll('a[href], input, summary')].filter(e => e.checkVisibility())"
FOCUSED = f"[{FOCUSABLE}.indexOf(document.activeElement), getComputedStyle(document.activeElement).outlineStyle]"
ADD_SENTENCE = """text => document.querySelector("main").append(
    Object.assign(document.createElement("p"), { textContent: text }))"""


@pytest.fixture(scope="module")
def running(prepared_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with prepared_site.copy(tmp_path_factory.mktemp("site") / "instance") as site:
        yield site


@pytest.fixture(scope="module")
def context(playwright: Playwright) -> Iterator[BrowserContext]:
    with window(playwright) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


def companies() -> list[str]:
    """Every name by which a company or a product is known, the longest first."""
    rules = read_folder(ROOT / "rules").catalogue.rules
    names = {name for rule in rules for name in (rule.name, rule.vendor, rule.vendor.split(" (")[0], *rule.names)}
    return sorted(names, key=len, reverse=True)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_page_that_a_link_leads_to_is_whole_quiet_sourced_and_accessible(
    running: Site, context: BrowserContext, tmp_path: Path, prefix: str
) -> None:
    crawler = Crawler(context, running.url, prefix, PREFIXES)
    names, barriers, unsourced, kinds = companies(), [], [], set()
    for path in crawler.walk():
        if prefix in {"", "/es"} or kind_of(path) not in kinds:
            barriers += violations(crawler.page)
            kinds.add(kind_of(path))
        if prefix in {"", "/es"}:
            unsourced += [f"{path}: {text}" for text in crawler.page.evaluate(STATEMENTS, names)]
    seen = crawler.seen
    assert len(seen.pages) > 80
    assert (seen.broken, seen.foreign, seen.complaints) == ([], [], [])
    assert context.cookies() == []
    assert barriers == []
    assert unsourced == []
    assert [link for link in seen.outward if not link[0].startswith("http") or "noreferrer" not in link[1]] == []
    write_pages(seen, tmp_path)
    assert faults_of(tmp_path) == []


def faults_of(folder: Path) -> list[str]:
    """What the HTML validator finds in the pages in ``folder``."""
    config = ROOT / "tests" / "e2e" / "html-validate.json"
    command = ["npx", "html-validate", "--formatter", "json", "--config", str(config), str(folder / "*.html")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return [
        f"{Path(file['filePath']).name}:{fault['line']} {fault['ruleId']} {fault['message']}"
        for file in json.loads(done.stdout or "[]")
        for fault in file["messages"]
    ]


def test_the_walk_would_find_a_statement_without_a_source(running: Site, page: Page) -> None:
    page.goto(f"{running.url}/resources/creativebug/")
    assert page.evaluate(STATEMENTS, companies()) == []
    page.evaluate(ADD_SENTENCE, "Kanopy sells it.")
    page.evaluate("document.querySelectorAll('.claim .cited, .claim .from').forEach(e => e.remove())")
    found = page.evaluate(STATEMENTS, companies())
    assert "Kanopy sells it." in found
    assert any("Creativebug’s guest access" in text for text in found)


def test_the_validator_would_find_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<!doctype html><html lang="en"><title>x</title><p><div></div></p></html>')
    assert faults_of(tmp_path)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_kind_of_page_scrolls_sideways_or_loses_contrast_at_400_percent(
    running: Site, playwright: Playwright, dark
) -> None:
    with window(playwright, width=320, dark=dark) as narrow:
        for prefix in PREFIXES:
            crawler = Crawler(narrow, running.url, prefix, PREFIXES)
            kinds = set()
            for path in crawler.walk():
                if kind_of(path) in kinds:
                    continue
                kinds.add(kind_of(path))
                assert crawler.page.evaluate("document.documentElement.scrollWidth") <= 320, path
                assert violations(crawler.page) == []


@pytest.mark.path
@pytest.mark.parametrize("path", KINDS)
def test_the_keyboard_alone_reaches_everything_in_order_and_its_focus_is_seen(running: Site, page: Page, path) -> None:
    page.goto(running.url + path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto("about:blank")
    page.goto(running.url + path)
    wanted = page.evaluate(f"{FOCUSABLE}.length")
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert reached == [[number, "solid"] for number in range(wanted)]


@pytest.mark.path
def test_the_search_finds_by_name_and_address_and_sends_nothing(running: Site, page: Page) -> None:
    page.goto(f"{running.url}/resources/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def found(typed: str) -> list[str]:
        page.get_by_role("searchbox").fill(typed)
        return page.locator("#rows > li:visible h3").all_inner_texts()

    everything = found("")
    assert len(everything) > 20
    assert found("kanopy") == ["Kanopy"]
    assert found("  KANÓPY ") == ["Kanopy"]
    assert found("https://www.kanopy.com/en/search?query=secret") == ["Kanopy"]
    assert found("www-kanopy-com.ezproxy.example.org/x") == ["Kanopy"]
    assert found("Midwest Tape") == ["hoopla"]
    assert page.get_by_role("status").inner_text() == f"Shown: 1 of {len(everything)}"
    assert found("no such thing") == []
    assert "Nothing in the list fits." in page.get_by_role("status").inner_text()
    page.keyboard.press("Enter")
    assert page.url == f"{running.url}/resources/"
    # The browser fetches the page's own icon when it likes.
    assert set(asked) <= {f"{running.url}/static/icon.svg"}


def test_without_script_the_directory_is_whole_and_says_how_to_search_it(running: Site, playwright: Playwright) -> None:
    with window(playwright) as context:
        page = context.browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{running.url}/resources/")
        assert page.locator("#rows > li:visible").count() > 20
        assert page.get_by_role("searchbox").count() == 0
        assert page.get_by_text("use your browser’s own search").is_visible()


def test_with_forced_colours_each_badge_keeps_its_border_and_its_words(running: Site, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{running.url}/resources/")
    assert page.locator(".badge").first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    assert page.locator(".badge").first.inner_text() == "Asks for more than a card"
    page.emulate_media(forced_colors="none")


def test_a_printed_label_holds_the_label_alone(running: Site, page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(f"{running.url}/resources/hoopla/label/")
    assert page.locator(".label").is_visible()
    assert page.locator("header.site, footer.site, .notices, h1").locator("visible=true").count() == 0


@pytest.mark.path
def test_the_home_page_greets_all_four_kinds_of_reader_in_the_first_screen(running: Site, page: Page) -> None:
    page.set_viewport_size({"width": 1100, "height": 820})
    page.goto(f"{running.url}/")
    ends = page.locator(".doors .card").evaluate_all("all => all.map(e => e.getBoundingClientRect().bottom)")
    assert len(ends) == 4
    assert max(ends) <= 820


def test_what_is_printed_bears_its_own_address(running: Site, page: Page) -> None:
    page.goto(f"{running.url}/es/resources/hoopla/")
    address = page.locator("footer").get_by_text(f"{running.url}/es/resources/hoopla/")
    assert not address.is_visible()
    page.emulate_media(media="print")
    assert address.is_visible()

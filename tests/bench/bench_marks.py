"""What marking a library's page costs it: a page of 5,000 links in Chromium, with marks and without.

    PYTHONPATH=tests/e2e .venv/bin/python tests/bench/bench_marks.py

Main-thread time is the browser's own count (`Performance.getMetrics`, TaskDuration) from the page's load until it is at
rest, as the median over several loads; the difference between marks on and off is what we add. Beside it a bare walk
over `document.links` that reads each target.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from harness.chromium import Chromium
from harness.library import PAGE_ORIGINS, RESOURCES, choose_library, page
from harness.screen import Screen
from harness.site import ROOT, Site
from harness.tls import make_certificate
from harness.vendors import Vendors
from harness.waiting import wait_for
from playwright.sync_api import CDPSession, sync_playwright

LINKS = 5000
LOADS = 7
COUNTED = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
WALK = """() => {
    const start = performance.now();
    let length = 0;
    for (const link of document.links) length += link.href.length + link.textContent.length;
    return performance.now() - start;
}"""
# What the patron sees first: how far it moved, and how much the browser itself counts as moved.
SHIFTS = """() => new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(0), 500);
})"""
TOPS = """() => [...document.querySelectorAll("h1, li")].slice(0, 40).map((node) => node.getBoundingClientRect().top)"""
Row = dict[str, Any]
MARKS = "document.querySelectorAll('libraries-optout-mark').length"


def main() -> None:
    with ExitStack() as stack:
        browser, vendors = stack.enter_context(_browser())
        print(f"Marking a page of {LINKS} links in Chromium, median of {LOADS} loads")
        print(f"{'':34}{'main thread':>12}{'script':>9}{'layout':>9}{'style':>9}{'marks':>7}{'CLS':>8}{'moved':>8}")
        for listed in (0, LINKS // 20, LINKS):
            vendors.pages["www.lib.example", "/databases"] = page(_list(listed))
            off = _measure(browser, marks="off", expected=0)
            words = _measure(browser, marks="words", expected=listed, before=off)
            icons = _measure(browser, marks="icon", expected=listed, before=off)
            for name, row in (("without marks", off), ("with words", words), ("with icons", icons)):
                _print(f"{listed} of {LINKS} listed, {name}", row)
            _print("  added by words", {key: words[key] - off[key] for key in COUNTED})
        walk = statistics.median(browser.page.evaluate(WALK) for _ in range(LOADS))
        print(f"{'a bare walk over document.links':34}{walk:>9.1f} ms")


def _measure(browser: Chromium, *, marks: str, expected: int, before: Row | None = None) -> Row:
    choose_library(browser, marks=marks)
    registered = "browser.scripting.getRegisteredContentScripts().then(scripts => scripts.length)"
    wait_for(lambda: browser.evaluate(registered) == (marks != "off"), "the registration")
    session = browser.context.new_cdp_session(browser.page)
    session.send("Performance.enable")
    rows = [_load(browser, session, expected) for _ in range(LOADS + 1)][1:]
    session.detach()
    result: Row = {key: statistics.median(row[key] for row in rows) for key in COUNTED}
    tops = browser.page.evaluate(TOPS)
    result |= {"marks": expected, "CLS": browser.page.evaluate(SHIFTS), "tops": tops}
    result["moved"] = max(abs(a - b) for a, b in zip(tops, before["tops"], strict=True)) if before else 0.0
    return result


def _load(browser: Chromium, session: CDPSession, expected: int) -> Row:
    browser.open("about:blank")
    start = _metrics(session)
    browser.open(RESOURCES)
    # One probe a second: the probes themselves cost the page time.
    browser.page.wait_for_function(f"{MARKS} === {expected}", polling=1000)
    browser.settle()
    end = _metrics(session)
    return {key: 1000 * (end[key] - start[key]) for key in COUNTED}


def _metrics(session: CDPSession) -> dict[str, float]:
    return {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}


def _print(name: str, row: Row) -> None:
    times = "".join(f"{row[key]:>{12 if key == 'TaskDuration' else 9}.1f}" for key in COUNTED)
    rest = f"{row['marks']:>7.0f}{row['CLS']:>8.3f}{row['moved']:>6.1f}px" if "marks" in row else ""
    print(f"{name:34}{times}{rest}")


def _list(listed: int) -> str:
    share = LINKS // listed if listed else LINKS + 1
    links = (
        f'<li><a href="https://{"www.creativebug.com" if n % share == share - 1 else "www.example.org"}/item/{n}">'
        f"Resource number {n}</a> and what it is about."
        for n in range(LINKS)
    )
    return f"<h1>All databases</h1><ul>{''.join(links)}</ul>"


@contextmanager
def _browser() -> Iterator[tuple[Chromium, Vendors]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="optout-bench-")))
        certificate = make_certificate(folder, ["www.lib.example"])
        vendors = stack.enter_context(Vendors(certificate))
        site = Site.prepare(folder / "instance", ROOT / "rules")
        screen = stack.enter_context(Screen())
        playwright = stack.enter_context(sync_playwright())
        package = site.package("chromium", folder / "dist")
        browser = stack.enter_context(Chromium(playwright, package, folder / "profile", vendors, certificate, screen))
        browser.grant(PAGE_ORIGINS)
        yield browser, vendors


if __name__ == "__main__":
    main()

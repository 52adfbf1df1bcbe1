"""Visits every page of our site that a link leads to, in Debian's Chromium, and keeps what it saw."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from harness.chromium import PROGRAM, SWITCHES
from harness.site import ROOT
from playwright.sync_api import BrowserContext, Page, Playwright, Response

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_NO_PAGES = (".svg", ".css", ".js", ".json", ".atom")


@dataclass
class Seen:
    """What a walk through the site saw."""

    pages: dict[str, str] = field(default_factory=dict)  # path -> HTML
    outward: set[tuple[str, str]] = field(default_factory=set)  # (address, rel)
    broken: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def window(playwright: Playwright, *, width: int = 1100, dark: bool = False) -> Iterator[BrowserContext]:
    """A browser without a window, in a profile of its own."""
    browser = playwright.chromium.launch(executable_path=PROGRAM, args=SWITCHES)
    scheme = "dark" if dark else "light"
    yield browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    browser.close()


class Crawler:
    """Walks from page to page.

    Args:
        context: the browser.
        origin: of the site; everything else is foreign.
        prefix: of the paths to stay in: "" for English, "/es" for Spanish.
        others: the prefixes of the other languages, which are followed no further than to their page.

    """

    def __init__(self, context: BrowserContext, origin: str, prefix: str, others: list[str]) -> None:
        self.seen = Seen()
        self._origin, self._prefix, self._others = origin, prefix, [other for other in others if other != prefix]
        self.page = context.new_page()
        self.page.on("request", lambda request: self._note(self.seen.foreign, request.url))
        self.page.on("console", lambda message: self.seen.complaints.append(f"{self.page.url}: {message.text}"))
        self.page.on("pageerror", lambda error: self.seen.complaints.append(f"{self.page.url}: {error}"))

    def walk(self) -> Iterator[str]:
        """Yield each path while its page is open."""
        waiting, known = [f"{self._prefix}/"], {f"{self._prefix}/"}
        while waiting:
            path = waiting.pop(0)
            answer = self.page.goto(self._origin + path)
            self._keep(path, answer)
            yield path
            for link in self._links():
                if link not in known:
                    known.add(link)
                    (waiting if self._is_page(link) else []).append(link)
                    if not self._is_page(link):
                        self._probe(link)

    def _keep(self, path: str, answer: Response | None) -> None:
        if answer is None or answer.status != 200:
            self.seen.broken.append(f"{path}: {answer and answer.status}")
            return
        self.seen.pages[path] = answer.text()

    def _links(self) -> list[str]:
        """Paths of our own that the page leads to or loads; foreign addresses are put aside."""
        found = self.page.eval_on_selector_all(
            "a[href], link[href], img[src], script[src]",
            "all => all.map(e => [e.href || e.src, e.rel ?? '',"
            " e.hash && e.origin === origin ? !!document.querySelector(e.hash) : true])",
        )
        ours = []
        for address, rel, has_target in found:
            if not has_target:
                self.seen.broken.append(f"{self.page.url} -> {address}: no such place in the page")
            if address.startswith(self._origin + "/"):
                ours.append(re.sub(r"#.*", "", address.removeprefix(self._origin)))
            elif not address.startswith("mailto:"):
                self.seen.outward.add((address, rel))
        return ours

    def _is_page(self, path: str) -> bool:
        elsewhere = any(path.startswith(f"{other}/") for other in self._others if other)
        return path.startswith(f"{self._prefix}/") and not path.endswith(_NO_PAGES) and not elsewhere

    def _probe(self, path: str) -> None:
        status = self.page.request.get(self._origin + path, max_redirects=0).status
        if status != 200:
            self.seen.broken.append(f"{self.page.url} -> {path}: {status}")

    def _note(self, foreign: list[str], url: str) -> None:
        if not url.startswith(self._origin + "/"):
            foreign.append(f"{self.page.url}: {url}")


def violations(page: Page) -> list[str]:
    """What axe finds on the open page: rule, element, why."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)
    return [
        f"{page.url} {rule['id']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def kind_of(path: str) -> str:
    """The path with names taken out: pages of one kind come from one template."""
    return re.sub(r"(resources|campaigns|corrections)/[^/]+/", r"\1/…/", path)


def write_pages(seen: Seen, folder: Path) -> None:
    """Each page as a file, for a validator."""
    for number, (path, html) in enumerate(seen.pages.items()):
        (folder / f"{number:03}{path.replace('/', '_')}.html").write_text(html, encoding="utf-8")
    (folder / "index.json").write_text(json.dumps(list(seen.pages)), encoding="utf-8")

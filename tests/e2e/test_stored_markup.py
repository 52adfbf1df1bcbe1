"""Markup and script in every text that the maintainers' side takes: on each page that shows it, it is text."""

import copy
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

from harness.crawler import window
from harness.desk import come_in, invite, page_with_device
from harness.site import ROOT, Site
from playwright.sync_api import Page, Playwright
from pydantic import ValidationError

from server.catalogue.folder import read_folder
from server.catalogue.model import MODELS, Kind

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
BREAKOUT = "x\" autofocus onfocus=alert(3) ' {{7*7}}"
SCHEME = "javascript:alert(4)//"
ADDRESS = "https://example.org/'onfocus='alert(5)"
ANY = (MARKUP, BREAKOUT, SCHEME, ADDRESS)
Document = dict[str, Any]
# Whatever a text has become that is not text: an element, a handler, or an address that runs.
FOUND = """() => [...document.querySelectorAll('*')].filter(element =>
  element.matches('img[src=x], main script, a[href^="javascript:" i]') ||
  [...element.attributes].some(({name}) => name.startsWith('on') || name === 'autofocus')
).map(element => element.outerHTML)"""


def leaves(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in a document texts stand."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if isinstance(item, str):
            yield (*place, key)
        else:
            yield from leaves(item, (*place, key))


def with_text(document: Document, place: tuple[str | int, ...], text: str) -> Document:
    """The document with another text in one place."""
    changed = copy.deepcopy(document)
    held: Any = changed
    for key in place[:-1]:
        held = held[key]
    held[place[-1]] = text
    return changed


def spoiled(kind: Kind, document: Document, texts: tuple[str, ...] = ANY) -> tuple[Document, int]:
    """The document with an attack in every text that takes one, and in how many."""
    count = 0
    for place in leaves(document):
        if place == ("id",):
            continue
        for text in texts:
            tried = with_text(document, place, text)
            try:
                MODELS[kind].model_validate_json(json.dumps(tried))
            except ValidationError:
                continue
            document, count = tried, count + 1
            break
    return document, count


class Program:
    """Calls the interface under a token."""

    def __init__(self, site: Site, username: str) -> None:
        roles = [part for role in ("editor", "reviewer") for part in ("--role", role)]
        made = site.run("optout", "token", "make", username, "--name", BREAKOUT, *roles, "--days", "1")
        self._site, self._token = site, made.split()[-1]

    def __call__(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(f"{self._site.url}/api/v1{path}", data, headers)) as answer:
            return json.load(answer)


def look(page: Page, address: str) -> str:
    """Open a page, and find nothing in it that a text has become; its text."""
    page.goto(address)
    assert page.evaluate(FOUND) == [], address
    return page.content()


def first_of(kind: Kind) -> Document:
    """A real entry of this kind; of rules, one with all that a rule can have."""
    entries = [entry for of, entry in read_folder(ROOT / "rules").catalogue.entries() if of is kind]
    return max((entry.document() for entry in entries), key=lambda document: len(json.dumps(document)))


def test_markup_in_every_text_that_takes_it_is_text_on_every_page(site: Site, playwright: Playwright) -> None:
    with window(playwright) as context:
        page, opened = page_with_device(context), []
        page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        come_in(page, invite(site, "ann", BREAKOUT, "editor", "reviewer"))
        call = Program(site, "ann")
        for kind in (kind for kind in Kind if kind is not Kind.PARTICIPANT):
            document, count = spoiled(kind, first_of(kind))
            body = {"kind": kind, "entry": document["id"], "document": document, "why": BREAKOUT}
            number = call("/changes", body)["number"]
            call(f"/changes/{number}/comments", {"text": MARKUP})
            shown = look(page, f"{site.url}/maintain/changes/{number}/")
            assert count > 0, kind
            assert MARKUP in page.locator(".said").all_inner_texts()
            assert shown.count("autofocus onfocus=alert(3)") >= count or kind is not Kind.RULE
            for found in call(f"/changes/{number}")["evidence"]:
                look(page, f"{site.url}/maintain/changes/{number}/sources/{found['source']['id']}/")
            if kind is Kind.RULE:
                look(page, f"{site.url}/maintain/changes/{number}/edit/")
            call(f"/changes/{number}/withdrawal", {"version": 1, "remark": MARKUP})
            look(page, f"{site.url}/maintain/changes/{number}/")
        for path in ("", "changes/", "rules/", "log/", "account/"):
            look(page, f"{site.url}/maintain/{path}")
        assert opened == []


def test_what_could_break_out_is_text_on_the_public_pages_too_once_it_is_in_force(
    site: Site, playwright: Playwright
) -> None:
    for username in ("ann", "rita"):
        invite(site, username, BREAKOUT, "editor", "reviewer")
    ann, rita = Program(site, "ann"), Program(site, "rita")
    rule = next(rule for rule in read_folder(ROOT / "rules").catalogue.rules if rule.id == "creativebug")
    document, count = spoiled(Kind.RULE, rule.document(), (BREAKOUT,))
    document |= {"hosts": rule.document()["hosts"]}  # what is no host no gate lets through
    assert count > 5
    change = ann("/changes", {"kind": "rule", "entry": "creativebug", "document": document, "why": BREAKOUT})
    path = f"/changes/{change['number']}"
    ann(f"{path}/review-request", {"version": 1})
    for found in change["evidence"]:
        rita(f"{path}/evidence/{found['source']['id']}/opening", {})
    rita(f"{path}/approval", {"version": 1, "sha256": change["sha256"], "remark": MARKUP})
    site.run("optout", "release", "publish", "--development-keys")
    with window(playwright) as context:
        page, opened = context.new_page(), []
        page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        for prefix in ("", "/es"):
            for place in ("/", "/resources/", "/resources/creativebug/", "/releases/", "/corrections/creativebug/"):
                look(page, f"{site.url}{prefix}{place}")
        page.goto(f"{site.url}/resources/creativebug/")
        assert page.get_by_text("autofocus onfocus=alert(3)").count() > 0
        assert opened == []

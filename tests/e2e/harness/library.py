"""A library of the tests, what it shows, and how a test reads the marks there."""

from typing import Any

PAGES = ["www.lib.example", "lib.bibliocommons.com"]
PAGE_ORIGINS = [f"https://{host}/*" for host in PAGES]
LOGIN = "proxy.lib.example"
LOGIN_ORIGINS = [f"https://*.{LOGIN}/*"]
RESOURCES = "https://www.lib.example/databases"

# Every mark: the link before it, its text, and the text of its button.
MARKS = """
    // Not document.querySelectorAll: a page of a test puts a picture of that name in its place.
    return [...Document.prototype.querySelectorAll.call(document, "libraries-optout-mark")].map((host) => ({
        link: host.previousElementSibling.id,
        text: host.shadowRoot.textContent.trim(),
        button: host.nextElementSibling.shadowRoot.textContent.trim(),
        described: (host.previousElementSibling.getAttribute("aria-describedby") ?? "").split(" ").includes(host.id),
    }));
"""


def page(body: str, head: str = "") -> str:
    """A page of the library."""
    return f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Library</title>{head}<body>{body}"


def choose_library(browser: Any, *, marks: str = "words", pages: list[str] = PAGES) -> None:
    """Keep the library as the settings do; what is granted is another matter."""
    library = {"name": "Library of the tests", "pages": pages, "logins": [LOGIN], "templates": [], "marks": marks}
    if browser.name == "chromium":
        browser.evaluate("library => browser.storage.local.set({library})", library)
    else:
        browser.evaluate("browser.storage.local.set({library: args[0]})", library)


def registered_pages(browser: Any) -> list[str]:
    """The addresses whose pages the browser marks from their next load on, frames included."""
    scripts = browser.evaluate("browser.scripting.getRegisteredContentScripts()")
    return sorted(address for script in scripts for address in script["matches"])


def marks(browser: Any) -> dict[str, str]:
    """The marks of the first tab's page: id of the link -> text."""
    return {mark["link"]: mark["text"] for mark in browser.page_value(MARKS)}

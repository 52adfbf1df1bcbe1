"""What a patron meets: the extension's own pages, notices and marked pages, each brought about in a real browser."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from harness.chromium import Chromium
from harness.library import LOGIN_ORIGINS, PAGES, RESOURCES, choose_library, marks, page
from harness.waiting import wait_for
from playwright.sync_api import Page

ORIGINS = [
    f"https://{PAGES[0]}/*",
    *LOGIN_ORIGINS,
    "https://*.creativebug.com/*",
    "https://www.kanopy.com/*",
    "https://www.linkedin.com/*",
]
POPUP = 400  # px: as wide as the browser makes it
DETAILS = "libraries-optout-details button"
# A library's page with a style of its own.
HEAD = """<meta name="viewport" content="width=device-width"><style>
:root { color-scheme: light dark } body { font: 17px/1.5 Georgia, serif; margin: 2rem; max-width: 46rem }
li { margin-block: .5rem } img { background: #888; vertical-align: middle }</style>"""
BODY = """<h1>Research and learning, A to Z</h1><ul>
<li><a href="https://www.creativebug.com/lib/x">Creativebug</a> Craft and drawing classes.
<li><a href="/go.php?c=1">hoopla</a> Films, comics and music.
<li><a href="/go.php?c=2"><img alt="Kanopy" width="90" height="34"></a>
<li><a href="https://www.linkedin.com/learning/">LinkedIn Learning</a> Courses on software and business.
<li><a href="https://www-creativebug-com.ezproxy.elsewhere.example/">Crafts at another library</a>
<li><a href="https://www.example.org/">A database that nobody has anything to say about</a></ul>
<form action="https://www.creativebug.com/search"><input name="q" aria-label="Classes">
<button>Search classes</button></form>
"""
LIBRARY_PAGE = page(BODY, HEAD)


@dataclass(frozen=True)
class Scene:
    """``bring_about`` leads to the page that is photographed; ``press`` is clicked there once it has its form.

    ``widest`` is the width of the window, if the page is shown in a small one.
    """

    name: str
    bring_about: Callable[[Chromium], Page]
    press: str = ""
    widest: int = 1100


def _own(path: str) -> Callable[[Chromium], Page]:
    def bring_about(browser: Chromium) -> Page:
        browser.evaluate("browser.storage.local.remove('library')")
        browser.show(path)
        return browser.own

    return bring_about


def _address(address: str) -> Callable[[Chromium], Page]:
    def bring_about(browser: Chromium) -> Page:
        own = _own("options/options.html")(browser)
        browser.write("library-address", address)
        browser.press("go-on")
        return own

    return bring_about


def _grant(browser: Chromium) -> None:
    if not browser.granted(ORIGINS):
        browser.grant(ORIGINS)


def _chosen(browser: Chromium) -> Page:
    _grant(browser)
    choose_library(browser, pages=PAGES[:1])
    browser.show("options/options.html")
    return browser.own


def _marked(look: str) -> Callable[[Chromium], Page]:
    def bring_about(browser: Chromium) -> Page:
        _grant(browser)
        choose_library(browser, marks=look, pages=PAGES[:1])
        browser.open(RESOURCES)
        wait_for(lambda: marks(browser), "the marks")
        return browser.page

    return bring_about


def _named(browser: Chromium) -> Page:
    own = _own("options/options.html")(browser)
    browser.write("library-address", "public")
    browser.press("go-on")
    return own


def _about(rule: str, *press: str) -> Callable[[Chromium], Page]:
    """The popup about one rule, after some of its buttons; everything unfolded if one of them is "all"."""

    def bring_about(browser: Chromium) -> Page:
        browser.evaluate(f"browser.storage.local.remove('quiet {rule}')")
        browser.show(f"popup/popup.html?about={rule}")
        for name in press:
            if name == "all":
                browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true })")
            else:
                browser.press(name)
        return browser.own

    return bring_about


def _old(browser: Chromium) -> Page:
    """The popup whose list nobody could check for long: its clock is a year ahead."""
    page = browser.context.new_page()
    page.add_init_script("Date.now = () => Date.UTC(2028, 0, 1)")
    page.goto(f"{browser.base}/popup/popup.html?about=creativebug")
    page.wait_for_selector("#list-old")
    return page


def _partly(browser: Chromium) -> Page:
    _grant(browser)
    choose_library(browser, pages=PAGES)
    browser.show("options/options.html")
    return browser.own


def _icons(browser: Chromium) -> Page:
    """Every state of the icon in both sizes of a toolbar, on light and dark ones."""
    states = ["quiet", "lit", "alert", "snoozed", "off", "old"]
    toolbars = ["#ffffff", "#f9f9fb", "#2b2a33", "#202124"]

    def picture(state: str, size: int) -> str:
        data = b64encode((browser.package / "icons" / f"{state}-{size}.png").read_bytes()).decode()
        return f'<img alt="" width="{size}" src="data:image/png;base64,{data}">'

    rows = "".join(
        f'<p style="background:{ground};margin:0;padding:10px">'
        + " &nbsp; ".join(picture(state, 16) + " " + picture(state, 32) for state in states)
        for ground in toolbars
    )
    page = browser.context.new_page()
    page.set_content(f"<style>body{{margin:0}}</style>{rows}")
    return page


def _notice(address: str) -> Callable[[Chromium], Page]:
    def bring_about(browser: Chromium) -> Page:
        _grant(browser)
        browser.open(address)
        browser.show_notice()
        return browser.own

    return bring_about


SCENES = [
    Scene("welcome", _own("welcome/welcome.html")),
    Scene("settings", _own("options/options.html")),
    Scene("settings with a refused address", _address("www.creativebug.com")),
    Scene("settings with libraries of a name", _named),
    Scene("settings with a library that is known", _address("nypl.org")),
    Scene("settings with a chosen library", _chosen),
    Scene("settings where a page is not allowed", _partly),
    Scene("marks in words", _marked("words")),
    Scene("marks as icons", _marked("icon")),
    Scene("card of a mark", _marked("words"), press=f":nth-match({DETAILS}, 1)"),
    Scene("card where the target is hidden", _marked("words"), press=f":nth-match({DETAILS}, 2)"),
    Scene("popup where a site asks", _notice("https://www.creativebug.com/"), widest=POPUP),
    Scene("popup where it is reported", _notice("https://www.kanopy.com/"), widest=POPUP),
    Scene("popup with history", _notice("https://www.linkedin.com/learning/"), widest=POPUP),
    Scene("popup with all unfolded", _about("creativebug", "all"), widest=POPUP),
    Scene("popup with history unfolded", _about("linkedin-learning", "all"), widest=POPUP),
    Scene("popup silenced", _about("creativebug", "quiet-month"), widest=POPUP),
    Scene("popup of a library's own words", _about("tutor-com"), widest=POPUP),
    Scene("popup of good news", _about("libby"), widest=POPUP),
    Scene("popup with an old list", _old, widest=POPUP),
    Scene("popup where nothing is known", _own("popup/popup.html"), widest=POPUP),
    Scene("popup where the page is hidden", _notice("https://www.example.org/"), widest=POPUP),
    Scene("icons", _icons, widest=520),
]

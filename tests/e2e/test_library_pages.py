"""Links on the patron's library's pages are marked before the click; companies' pages get nothing of ours."""

import pytest
from harness.library import (
    LOGIN_ORIGINS,
    MARKS,
    PAGE_ORIGINS,
    RESOURCES,
    choose_library,
    marks,
    page,
    registered_pages,
)
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/lib/x"
ASKS = "asks for your e-mail address"
AT_LIBRARY = ("www.lib.example", "/databases")


@pytest.fixture
def library(browser, vendors):
    """A browser whose patron has chosen the tests' library and allowed its pages; ``show`` opens one with that body."""

    def show(body: str, head: str = "") -> None:
        vendors.pages[AT_LIBRARY] = page(body, head)
        browser.open(RESOURCES)

    browser.grant(PAGE_ORIGINS)
    choose_library(browser)
    wait_for(lambda: registered_pages(browser) == sorted(PAGE_ORIGINS), "the library's pages to be known")
    browser.show_library = show
    return browser


@pytest.mark.path
def test_links_are_marked_by_their_target_or_their_name_with_real_text_that_describes_them(library) -> None:
    library.show_library(
        f"""<a id="direct" href="{CREATIVEBUG}">Anything</a>
        <a id="wrapped" href="https://proxy.lib.example/login?url={CREATIVEBUG}" target="_blank">Crafts</a>
        <a id="proxied" href="https://www-creativebug-com.proxy.lib.example/x" aria-describedby="note">Crafts</a>
        <a id="named" href="/go.php?c=12345">  Creativebug for
          LIBRARIES <span hidden>(opens in a new window)</span></a>
        <a id="picture" href="/go.php?c=7"><img src="/i.png" alt="Creativebug"></a>
        <a id="within" href="/go.php?c=8">Creativebug guest access guide</a>
        <a id="own" href="/about">About Creativebug</a>
        <a id="other" href="https://www.example.org/?u=creativebug.com">Another site</a>
        <a id="history" href="https://www.linkedin.com/learning/">LinkedIn Learning</a>
        <form action="https://www.creativebug.com/search"><button id="form">Search Creativebug</button></form>
        <form action="https://proxy.lib.example/login?url=https://www.example.org/"><button id="log-in">Crafts</button>
        <input type="hidden" name="url" value="{CREATIVEBUG}"></form>
        <p id="note">A note of the page.</p>"""
    )
    found = wait_for(lambda: len(marks(library)) == 8 and library.page_value(MARKS), "the marks")
    texts = {mark["link"]: mark["text"] for mark in found}
    assert texts == {
        "direct": ASKS,
        "wrapped": ASKS,
        "proxied": ASKS,
        "named": f"may lead to Creativebug – {ASKS}",
        "picture": f"may lead to Creativebug – {ASKS}",
        "history": "no longer so: a plan to ask for a public profile and your full name, and more",
        "form": ASKS,
        "log-in": ASKS,
    }
    assert all(mark["described"] and mark["button"] == "details" for mark in found)
    kept = library.page_value("const a = document.getElementById('proxied'); return [a.textContent, a.href];")
    assert kept[0] == "Crafts"
    assert kept[1] == "https://www-creativebug-com.proxy.lib.example/x"
    assert library.page_value("return document.getElementById('wrapped').target") == "_blank"
    described = library.page_value("return document.getElementById('proxied').getAttribute('aria-describedby')")
    assert described.startswith("note optout-")


def test_what_looks_like_a_listed_host_below_an_unknown_log_in_only_appears_to_be_it(library) -> None:
    library.show_library('<a id="x" href="https://www-creativebug-com.ezproxy.elsewhere.example/">Crafts</a>')
    wait_for(lambda: marks(library) == {"x": f"appears to be Creativebug – {ASKS}"}, "the careful mark")


def test_links_that_come_later_change_or_go_are_followed(library) -> None:
    library.show_library('<ul id="list"></ul>')
    library.page_value(
        """const link = (id, href) => Object.assign(document.createElement("a"), {id, href, textContent: id});
        window.link = link;
        document.getElementById("list").append(link("late", "https://www.creativebug.com/"));"""
    )
    wait_for(lambda: marks(library) == {"late": ASKS}, "the mark of a late link")
    library.page_value("document.getElementById('late').href = 'https://www.example.org/'")
    wait_for(lambda: marks(library) == {}, "no mark for the new target")
    assert library.page_value("return document.getElementById('late').hasAttribute('aria-describedby')") is False
    library.page_value("document.getElementById('late').href = 'https://www.creativebug.com/again'")
    wait_for(lambda: marks(library) == {"late": ASKS}, "the mark once more")
    library.page_value("document.getElementById('late').remove()")
    wait_for(lambda: library.page_value("return document.querySelector('libraries-optout-mark') === null"), "tidiness")


def test_a_long_list_is_marked_once_each_however_often_the_page_changes(library) -> None:
    library.show_library("<ul id='list'></ul>")
    count = "return document.querySelectorAll('libraries-optout-mark').length"
    for part in range(3):
        library.page_value(
            """for (let n = 0; n < 500; n++) {
                const link = document.createElement("a");
                link.href = n % 10 ? `https://www.example.org/${args[0]}-${n}` : `https://www.creativebug.com/${args[0]}-${n}`;
                link.textContent = n;
                document.getElementById("list").append(link, document.createElement("br"));
            }""",
            part,
        )
        wait_for(lambda wanted=50 * (part + 1): library.page_value(count) == wanted, "the marks so far")
    doubled = "return document.querySelectorAll('libraries-optout-details + libraries-optout-mark').length"
    assert library.page_value(doubled) == 0


def test_the_pages_own_style_sheets_cannot_reach_a_mark(library) -> None:
    head = """<style>
        * { display: none !important; color: white !important; --alert: white; --alert-paper: white; font-size: 1px }
        html, body, a { display: block !important; }
        libraries-optout-mark { visibility: hidden !important; opacity: 0 !important; position: absolute; left: -999px }
    </style>"""
    library.show_library(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>', head)
    wait_for(lambda: marks(library), "the mark")
    looks = library.page_value(
        """const host = document.querySelector("libraries-optout-mark");
        const [outer, inner] = [getComputedStyle(host), getComputedStyle(host.shadowRoot.querySelector(".mark"))];
        const box = host.shadowRoot.querySelector(".mark").getBoundingClientRect();
        return [outer.display, outer.opacity, outer.visibility, inner.color, box.width > 100, box.left >= 0];"""
    )
    assert looks == ["inline", "1", "visible", "rgb(156, 47, 18)", True, True]


def test_a_page_that_uses_our_words_for_its_own_elements_breaks_nothing_and_gains_nothing(library) -> None:
    library.show_library(
        f"""<img name="querySelectorAll"><img name="createElement"><img id="optoutMarks"><img id="optoutLibraryPage">
        <form name="body" action="https://www.creativebug.com/x"><input name="action" value="https://www.example.org/">
        <input name="getAttribute"><input name="append"><input name="method"><button id="form">Go</button></form>
        <a id="x" href="{CREATIVEBUG}">Kanopy</a>
        <a id="bad" href="javascript:alert(1)//www.creativebug.com">Creativebug</a>
        <a id="long" href="https://www.creativebug.com/{"x" * 9000}">Creativebug</a>
        <a id="hidden-name" href="/go.php?c=1">{"Creativebug " * 200}</a>"""
    )
    wait_for(lambda: marks(library) == {"form": ASKS, "x": ASKS}, "marks by target alone")


@pytest.mark.path
def test_the_card_opens_by_keyboard_says_what_to_do_instead_and_gives_the_focus_back(library) -> None:
    library.show_library(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    wait_for(lambda: marks(library), "the mark")
    library.page_value("document.querySelector('libraries-optout-details').shadowRoot.querySelector('button').focus()")
    library.press_key("Enter")
    card = """const card = document.querySelector("libraries-optout-details").shadowRoot.querySelector(".card");
        return card?.matches(":popover-open") ? card.innerText : "";"""
    text = wait_for(lambda: library.page_value(card), "the card")
    assert "Asks for your e-mail address and a password for a personal account before you can use it." in text
    assert text.index("Creativebug (2 pages, no date)") < text.index("What to do instead")
    assert "guest access" in text
    focused = "return document.querySelector('libraries-optout-details').shadowRoot.activeElement?.className"
    assert library.page_value(focused) == "close"
    library.press_key("Escape")
    wait_for(lambda: not library.page_value(card), "the card to close")
    wait_for(lambda: library.page_value(focused) == "", "the focus on the button")


def test_all_that_is_known_opens_in_a_tab_of_the_extension_but_a_page_cannot_open_it(library) -> None:
    library.show_library(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    wait_for(lambda: marks(library), "the mark")
    click = "document.querySelector('libraries-optout-details').shadowRoot.querySelector(args[0]).click()"
    library.page_value(click, "button")
    library.page_value(click, ".all")
    library.page_value("document.querySelector('libraries-optout-details').shadowRoot.querySelector('.all').focus()")
    assert not [url for url in library.tab_urls() if "about=" in url]
    library.press_key("Enter")
    wait_for(lambda: [url for url in library.tab_urls() if "popup.html?about=creativebug" in url], "the tab")
    library.show("popup/popup.html?about=creativebug")
    assert "Asks for your e-mail address" in library.notice()
    assert not library.has("go-back")


def test_a_catalogue_with_a_notice_of_its_own_is_marked_on_outgoing_links_only(library, vendors) -> None:
    vendors.pages["lib.bibliocommons.com", "/"] = page(
        f"""<a id="in" href="https://lib.bibliocommons.com/user/login">Log in</a>
        <a id="out" href="{CREATIVEBUG}">Creativebug</a>"""
    )
    library.open("https://lib.bibliocommons.com/")
    wait_for(lambda: marks(library) == {"out": ASKS}, "the outgoing link's mark")


def test_frames_of_the_library_are_marked_and_frames_of_others_are_not(library, vendors) -> None:
    link = f'<a id="x" href="{CREATIVEBUG}">Creativebug</a>'
    vendors.pages["www.lib.example", "/frame"] = page(link)
    vendors.pages["www.example.org", "/frame"] = page(link)
    port = library.port
    library.show_library(
        f'<iframe src="/frame"></iframe><iframe src="https://www.example.org{port}/frame"></iframe>{link}'
    )
    wait_for(lambda: marks(library) == {"x": ASKS}, "the page's own mark")
    inner = "return window.frames[0].document.querySelectorAll('libraries-optout-mark').length"
    wait_for(lambda: library.page_value(inner) == 1, "the frame's mark")
    assert library.marks_in_frame(1) == 0


def test_no_script_of_ours_runs_on_companies_pages_behind_the_log_in_or_elsewhere(library, vendors) -> None:
    library.grant([*PAGE_ORIGINS, *LOGIN_ORIGINS, "https://*.creativebug.com/*"])
    pages = ["www-hoopladigital-com.proxy.lib.example", "proxy.lib.example", "www.creativebug.com", "www.example.org"]
    choose_library(library, pages=["www.lib.example", *pages])
    library.grant([f"https://{host}/*" for host in pages])
    library.show_library(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    wait_for(lambda: marks(library), "marks on the library's page")
    for host in pages:
        vendors.pages[host, "/"] = page(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
        library.open(f"https://{host}/")
        if host == "www.example.org":  # a page that the patron took for her library's: so the others can fail
            wait_for(lambda: marks(library) == {"x": ASKS}, "marks where nothing forbids them")
        else:
            library.settle()
            assert marks(library) == {}, host


def test_marks_go_when_they_are_switched_off_and_come_back_as_icons(library) -> None:
    library.show_library(f'<a id="x" href="{CREATIVEBUG}" aria-describedby="n">Crafts</a><i id="n">n</i>')
    wait_for(lambda: marks(library), "the mark")
    choose_library(library, marks="off")
    left = "return document.querySelectorAll('libraries-optout-mark, libraries-optout-details').length"
    wait_for(lambda: library.page_value(left) == 0, "no marks")
    assert library.page_value("return document.getElementById('x').getAttribute('aria-describedby')") == "n"
    choose_library(library, marks="icon")
    wait_for(lambda: marks(library) == {"x": ASKS}, "the mark again, without a reload")
    button = "return document.querySelector('libraries-optout-details').shadowRoot.querySelector('button')"
    assert library.page_value(f"{button}.ariaLabel") == f"details: {ASKS}"
    assert library.page_value(f"{button}.textContent") == ""
    width = "return document.querySelector('libraries-optout-mark').shadowRoot.firstElementChild.offsetWidth"
    assert library.page_value(width) == 1


def test_marks_go_when_the_browser_takes_the_access_back_and_the_settings_say_so(library) -> None:
    library.show_library(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    wait_for(lambda: marks(library), "the mark")
    library.revoke([PAGE_ORIGINS[0]])
    wait_for(lambda: marks(library) == {}, "no mark")
    library.open(RESOURCES)
    library.settle()
    assert marks(library) == {}
    library.show("options/options.html")
    assert "Your browser allows only some of these addresses now." in library.notice()
    assert library.has("ask-again")
    library.revoke(PAGE_ORIGINS[1:])
    wait_for(lambda: "Your browser allows none of these addresses now" in library.notice(), "the settings to follow")


def test_a_page_from_the_browsers_memory_is_marked_once_and_not_if_switched_off_since(library) -> None:
    library.show_library(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    wait_for(lambda: marks(library), "the mark")
    library.open("https://www.example.org/")
    library.back()
    wait_for(lambda: len(library.page_value(MARKS)) == 1, "one mark")
    library.open("https://www.example.org/")
    choose_library(library, marks="off")
    library.back()
    wait_for(lambda: marks(library) == {}, "no mark")

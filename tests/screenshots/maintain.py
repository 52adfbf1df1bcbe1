"""The maintainers' pages, with work on the desk: ``make screenshots ONLY="maintain"``."""

from collections.abc import Callable
from contextlib import ExitStack

from harness.crawler import window
from harness.desk import PEOPLE, Desk
from harness.site import Site
from harness.views import VIEWS, View
from playwright.sync_api import Page, Playwright
from subjects import VARIANTS, Subject, Variant

NAMES = {f"maintain {view.name}": view for view in VIEWS}
SUBJECTS = [Subject(name, "") for name in NAMES]
# They speak English, and nobody prints them; right to left is shown by direction alone.
_VARIANTS = [variant for variant in VARIANTS if variant.name in {"light", "dark", "320 px", "right to left"}]


def photograph_desk(
    playwright: Playwright, site: Site, take: Callable[[Page, Subject, Variant], None], only: list[str]
) -> None:
    """Sign two people in, put work before them, and take a picture of each page; ``take`` keeps one."""
    desk = Desk(site)
    with ExitStack() as stack:
        contexts = {who: stack.enter_context(window(playwright)) for who in (*PEOPLE, "")}
        pages = {who: desk.sign_in(who, contexts[who]) if who else contexts[who].new_page() for who in contexts}
        desk.fill()
        for subject in SUBJECTS:
            if not only or "maintain" in only or subject.name in only:
                _photograph(pages, desk, subject, take)


def _photograph(
    pages: dict[str, Page], desk: Desk, subject: Subject, take: Callable[[Page, Subject, Variant], None]
) -> None:
    view: View = NAMES[subject.name]
    for variant in _VARIANTS:
        page = pages[view.who]
        view.bring_about(page, desk)
        if variant.language:
            page.evaluate("document.documentElement.dir = 'rtl'")
        take(page, subject, variant)
    print(subject.name, flush=True)

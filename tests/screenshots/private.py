"""A signer's own page behind her private link: ``make screenshots ONLY="signature"``."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy

from harness.crawler import window
from harness.site import Site
from harness.waiting import wait_for
from playwright.sync_api import Page, Playwright
from subjects import VARIANTS, Subject, Variant

SIGN = "/campaigns/library-card-is-enough/sign/"
SUBJECTS = [Subject("signature to confirm", ""), Subject("signature confirmed", "")]
_VARIANTS = [variant for variant in VARIANTS if not variant.forced_colours]


def photograph_signature(playwright: Playwright, site: Site, take: Callable[[Page, Subject, Variant], None]) -> None:
    """Sign, open the link of the letter, and confirm; ``take`` keeps a picture."""
    with window(playwright) as context:
        page = context.new_page()
        address = _signed(page, site)
        _photograph(page, site, address, SUBJECTS[0], take)
        page.goto(f"{site.url}{address}")
        page.get_by_role("button", name="Yes, this is my signature").click()
        page.get_by_text("It counts.").wait_for()
        _photograph(page, site, address, SUBJECTS[1], take)


def _signed(page: Page, site: Site) -> str:
    """The path of her private page, from the letter that the form sends."""
    page.goto(f"{site.url}{SIGN}")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_label("By my full name.").check()
    page.get_by_label(re.compile("^Your name")).fill("Ann Example")
    page.get_by_label(re.compile("^Your town")).fill("Ghent")
    # No person fills a form in faster than three seconds.
    wait_for(lambda: bool(page.evaluate("performance.now() > 3100")), "three seconds on the page")
    page.get_by_role("button", name="Sign, and send me the letter").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    site.run("optout", "worker", "--once")
    [letter] = (site.folder / "outbox").glob("*.eml")
    body = message_from_bytes(letter.read_bytes(), policy=policy.default).get_body(("plain",))
    found = re.search(r"http://localhost:\d+(/\S*signature/\S+)", body.get_content() if body else "")
    if found is None:
        raise RuntimeError("The letter holds no link.")
    return found[1]


def _photograph(
    page: Page, site: Site, address: str, subject: Subject, take: Callable[[Page, Subject, Variant], None]
) -> None:
    for variant in _VARIANTS:
        prefix = f"/{variant.language}" if variant.language else ""
        page.goto(f"{site.url}{prefix}{address}")
        take(page, subject, variant)
    print(subject.name, flush=True)

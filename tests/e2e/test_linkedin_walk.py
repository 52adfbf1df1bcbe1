"""From an editor's passkey to a patron's warning: one change goes the whole way, with offline keys, and back again.

The requirement is made up for this test, in its own installation: in ``rules/`` it stays withdrawn, as it is.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.chromium import Chromium
from harness.crawler import window
from harness.desk import come_in, invite, page_with_device
from harness.site import ROOT, Site, free_port
from harness.waiting import wait_for
from playwright.sync_api import Page, Playwright, expect

LEARNING = "https://www.linkedin.com/learning/"
HOSTS = ["https://*.linkedin.com/*", "https://*.lynda.com/*"]
ASKED = "Asks for a public profile, your full name, and your e-mail address before you can use it."
SOURCE = {
    "Id of the source": "test-2026",
    "Published by": "A source of a test",
    "Address": "https://www.example.org/",
    "Date that it bears": "2026-11-01",
    "Read on": "2026-11-23",
    "What it states": "Made up for a test.",
}
SHOTS = os.environ.get("OPTOUT_WALK_PICTURES", "")


class Office:
    """Where the key holders sit: an installation whose root and lists are signed by two of three offline keys."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site = folder, Site(folder / "instance", free_port())
        self.site.environment["OPTOUT_PASSPHRASE"] = "correct horse battery staple"
        folder.mkdir()
        online, root = folder / "online.json", folder / "1.root.json"
        for command in (
            ("db", "upgrade"),
            ("rules", "import", ROOT / "rules"),
            ("keys", "online", "--out", online),
            ("keys", "init", "--folder", folder / "keys", "--online", online, "--out", root),
            ("keys", "upload", root),
            ("release", "draft", "--out", self.file),
        ):
            self.run(*command)
        self.sign()
        self.run("release", "upload", self.file)
        self.run("release", "publish")

    @property
    def file(self) -> Path:
        """The draft on its way to the key holders and back."""
        return self.folder / "release.json"

    def run(self, *command: object, token: str = "") -> str:
        """A command of ours, under the name of whoever's token it is."""
        self.site.environment["OPTOUT_TOKEN"] = token
        return self.site.run("optout", *(str(part) for part in command))

    def token(self, username: str) -> str:
        """A token with which a reviewer acts on the command line."""
        return self.run("token", "make", username, "--name", "walk", "--role", "reviewer", "--days", 1).strip()

    def sign(self) -> None:
        """Two of three key holders sign what the draft's file shows."""
        for number in (1, 3):
            self.run("release", "sign", self.file, "--key", self.folder / "keys" / f"targets-{number}.pem", "--yes")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    with office.site:
        yield office


def photograph(page: Page, name: str) -> None:
    """Keep a picture, if somebody wants to look."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def put_in_force(page: Page, site: Site) -> None:
    """In the form of the rule, as an editor does who found the demand in force again; then ask for a review."""
    page.goto(f"{site.url}/maintain/rules/linkedin-learning/change/")
    page.get_by_role("button", name="Another source").click()
    demand = page.get_by_role("group", name="Statement 1")
    demand.get_by_label("Where it stands").select_option("in_force")
    demand.get_by_label("Withdrawn on").fill("")
    evidence = demand.get_by_label("On what evidence")
    evidence.fill("test-2026\n" + evidence.input_value())
    source = page.get_by_role("group", name="Source 6")
    source.get_by_label("Who speaks").select_option("vendor")
    source.get_by_label("What was read").select_option("live")
    for label, text in SOURCE.items():
        source.get_by_label(re.compile(f"^{label}")).fill(text)
    page.get_by_label("Why this should be so").fill("Made up for a test: the page asks for a profile again.")
    photograph(page, "1-form")
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url("**/maintain/changes/1/")
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.locator(".state")).to_have_text("in review")


def approve(page: Page, site: Site) -> None:
    """Open every source that carries something new, then approve."""
    page.goto(f"{site.url}/maintain/")
    page.get_by_role("link", name="rule linkedin-learning").first.click()
    page.wait_for_url("**/maintain/changes/1/")
    while page.get_by_text("You have not opened it.").count():
        page.locator("li.row", has_text="You have not opened it.").first.get_by_role("button").click()
        page.get_by_role("link", name="Change 1").click()
        page.wait_for_url("**/maintain/changes/1/")
    photograph(page, "2-review")
    page.get_by_label("What you made sure of").fill("I opened each source.")
    page.get_by_role("button", name="Approve version 1").click()
    expect(page.locator(".state")).to_have_text("approved")


def publish(office: Office, tokens: dict[str, str], *draft: object) -> None:
    """A release from its draft to the patrons: reviewed by another, signed by two, uploaded, published."""
    office.run("release", *draft, "--out", office.file, token=tokens["ann"])
    on_its_way = json.loads(office.run("release", "status", "--json"))["draft"]
    number = on_its_way["release"]
    office.run("release", "request-review", number, token=tokens["ann"])
    office.run("release", "approve", number, "--sha256", on_its_way["sha256"], token=tokens["rita"])
    office.sign()
    office.run("release", "upload", office.file, token=tokens["rita"])
    office.run("release", "publish", token=tokens["rita"])


@pytest.mark.parametrize("launch", ["chromium"], indirect=True)
def test_a_requirement_goes_from_an_editors_passkey_to_a_patrons_warning_and_back(
    office: Office, launch, playwright: Playwright
) -> None:
    site, patron = office.site, launch(office.site)
    assert isinstance(patron, Chromium)
    patron.grant(HOSTS)
    patron.open(f"{LEARNING}before")
    patron.settle()
    assert not patron.popup_is_open()
    with window(playwright) as one, window(playwright) as other:
        ann, rita = page_with_device(one), page_with_device(other)
        come_in(ann, invite(site, "ann", "Ann Example", "editor", "reviewer"))
        come_in(rita, invite(site, "rita", "Rita Example", "reviewer"))
        put_in_force(ann, site)
        approve(rita, site)
    tokens = {name: office.token(name) for name in ("ann", "rita")}
    publish(office, tokens, "draft")
    assert patron.check_for_updates()
    patron.open(f"{LEARNING}under-way")
    wait_for(patron.popup_is_open, "the warning")
    assert patron.badge() == "!"
    patron.show_notice()
    assert ASKED in patron.notice()
    assert "A source of a test" in patron.notice()
    photograph(patron.own, "3-notice")
    patron.close_popup()
    publish(office, {"ann": tokens["rita"], "rita": tokens["ann"]}, "rollback", 1)
    assert patron.check_for_updates()
    patron.open(f"{LEARNING}after")
    wait_for(patron.lights_up, "a lit icon")
    assert patron.badge() == ""
    patron.show_notice()
    assert ASKED not in patron.notice()
    assert "withdrawn on 26 March 2020" in patron.notice()

"""A maintainers' desk with work on it: people who are signed in, and a change in every state."""

import json
import urllib.request
from typing import Any

from harness.site import ROOT, Site
from playwright.sync_api import BrowserContext, Page

from server.catalogue.folder import read_folder
from server.catalogue.model import entry_id

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NEW_SOURCE = {
    "id": "springfield-help-2026",
    "kind": "library",
    "publisher": "Springfield Public Library",
    "title": "Craft classes at home",
    "url": "https://library.example.org/help/crafts",
    "read_on": "2026-11-20",
    "copy": "live",
    "says": "Patrons of this library are asked to come to the desk first.",
}
PEOPLE = {"ann": ("Ann Example", ["editor"]), "rita": ("Rita Example", ["reviewer", "administrator"])}


def invite(site: Site, username: str, name: str, *roles: str) -> str:
    """The link of an invitation."""
    given = [part for role in roles for part in ("--role", role)]
    return site.run("optout", "maintainer", "invite", username, "--name", name, *given).strip()


def page_with_device(context: BrowserContext) -> Page:
    """A page whose browser has a device for passkeys that always agrees."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def come_in(page: Page, link: str) -> None:
    """Accept an invitation and make a passkey."""
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/maintain/account/")


class Desk:
    """An editor and a reviewer, and changes in every state.

    ``changes`` are their numbers by state, and ``taken out`` and ``new``.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.links = {who: invite(site, who, name, *roles) for who, (name, roles) in PEOPLE.items()}
        self.tokens: dict[str, str] = {}
        self.changes: dict[str, int] = {}
        entries = read_folder(ROOT / "rules").catalogue.entries()
        self._documents = {(str(kind), entry_id(entry)): entry.document() for kind, entry in entries}

    def sign_in(self, who: str, context: BrowserContext) -> Page:
        """Give a browser to one of them."""
        page = page_with_device(context)
        come_in(page, self.links[who])
        roles = [part for role in PEOPLE[who][1] for part in ("--role", role)]
        self.tokens[who] = self.site.run("optout", "token", "make", who, "--name", "desk", *roles).strip()
        return page

    def fill(self) -> None:
        """Do what leads to a change in each state; both must have signed in."""
        self._approved("released", "rule", "libby", advice=[{"en": "Ask at the desk for the app’s library settings."}])
        self.site.run("optout", "release", "publish", "--development-keys")
        self._approved("approved", "campaign", "linkedin", goal=10000)
        rule = self._documents["rule", "creativebug"]
        statement = {**rule["disclosures"][0], "evidence": [*rule["disclosures"][0]["evidence"], NEW_SOURCE["id"]]}
        news = {
            "evidence": [*rule["evidence"], NEW_SOURCE],
            "disclosures": [statement, *rule["disclosures"][1:]],
            "advice": [{"en": "Ask at the desk for a guest card: it needs no e-mail address."}],
        }
        self._asked("in review", "rule", "creativebug", **news)
        number = self._asked("changes requested", "proxy", "banq", library="BAnQ")
        self._step("rita", number, "change-request", remark="Whose page calls it so?\nPlease add that source.")
        self._call("ann", f"changes/{number}/comments", {"text": "The page of their network does; I am adding it."})
        wrong = [{**item, "data": ["no-such-term"]} for item in self._documents["rule", "hoopla"]["disclosures"]]
        self._proposed("draft", "rule", "hoopla", disclosures=wrong)
        number = self._proposed("withdrawn", "term", "email-address", label={"en": "your e-mail"})
        self._step("ann", number, "withdrawal", remark="The present words are clearer.")
        self.changes["taken out"] = self._propose("rule", "treehouse", None, "Nobody of us finds it with a library.")
        self._step("ann", self.changes["taken out"], "review-request")
        document = {"id": "shoe-size", "label": {"en": "your shoe size"}}
        self.changes["new"] = self._propose("term", "shoe-size", document, "A shop for libraries’ runners asks for it.")

    def edit_meanwhile(self, number: int) -> None:
        """What another editor does while somebody has the form of a change open."""
        present = self._call("ann", f"changes/{number}")
        document = {**present["document"], "advice": [{"en": f"Version {present['version']} of another editor."}]}
        body = {"document": document, "why": "A call to the desk.", "version": present["version"]}
        self._call("ann", f"changes/{number}", body, method="PUT")

    def _approved(self, state: str, kind: str, entry: str, **changed: Any) -> None:
        number = self._asked(state, kind, entry, **changed)
        for found in self._call("rita", f"changes/{number}")["evidence"]:
            self._call("rita", f"changes/{number}/evidence/{found['source']['id']}/opening", {})
        sha256 = self._call("rita", f"changes/{number}")["sha256"]
        self._step("rita", number, "approval", sha256=sha256, remark="I read the page, and called the desk.")

    def _asked(self, state: str, kind: str, entry: str, **changed: Any) -> int:
        number = self._proposed(state, kind, entry, **changed)
        self._step("ann", number, "review-request")
        return number

    def _proposed(self, state: str, kind: str, entry: str, **changed: Any) -> int:
        document = {**self._documents[kind, entry], **changed}
        self.changes[state] = self._propose(kind, entry, document, "A library told us, and its page says so.")
        return self.changes[state]

    def _propose(self, kind: str, entry: str, document: dict[str, Any] | None, why: str) -> int:
        body = {"kind": kind, "entry": entry, "document": document, "why": why}
        return int(self._call("ann", "changes", body)["number"])

    def _step(self, who: str, number: int, step: str, **more: Any) -> None:
        self._call(who, f"changes/{number}/{step}", {"version": 1, **more})

    def _call(self, who: str, path: str, body: dict[str, Any] | None = None, *, method: str = "") -> Any:
        request = urllib.request.Request(
            f"{self.site.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json"},
            method=method or ("GET" if body is None else "POST"),
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

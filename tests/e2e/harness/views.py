"""Every page of the maintainers as somebody comes to it, in each of its states."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.desk import NEW_SOURCE, Desk
from playwright.sync_api import Page


@dataclass(frozen=True)
class View:
    """One page as somebody comes to it: by its address, where ``{…}`` stands for a change; then by ``act``."""

    name: str
    who: str
    path: str
    act: Callable[[Page, Desk], None] | None = None

    def bring_about(self, page: Page, desk: Desk) -> None:
        """Lead the browser of ``who`` there."""
        page.goto(f"{desk.site.url}/maintain/{self.path.format_map(desk.changes)}")
        if self.act:
            self.act(page, desk)


def _look(page: Page, _desk: Desk) -> None:
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("heading", name="What it comes to").wait_for()


def _refused(page: Page, _desk: Desk) -> None:
    page.get_by_label("In English").first.fill("<b>Ask</b> at the desk.")
    page.get_by_label("Check again by").first.fill("tomorrow")
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("alert").wait_for()


def _without_reason(page: Page, _desk: Desk) -> None:
    page.get_by_role("button", name="Propose to take it out").click()
    page.get_by_role("alert").wait_for()


def _overtaken(page: Page, desk: Desk) -> None:
    page.get_by_label("In English").first.fill("My words about the desk.")
    desk.edit_meanwhile(desk.changes["draft"])
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="What others have changed meanwhile").wait_for()


def _tried(page: Page, desk: Desk) -> None:
    page.get_by_label("Addresses to try").fill("https://www-kanopy-com.res.banq.qc.ca/video/1\nhttps://www.banq.qc.ca/")
    _look(page, desk)


def _nothing_written(page: Page, _desk: Desk) -> None:
    page.get_by_label("Say something").fill(" ")
    page.get_by_role("button", name="Comment").click()
    page.get_by_role("heading", name="There is nothing written.").wait_for()


def _suspended(page: Page, desk: Desk) -> None:
    """What a reviewer does once; later looks find it done."""
    if page.get_by_text("No warning is suspended.").count():
        page.goto(f"{desk.site.url}/maintain/mutes/new/")
        page.get_by_label("The resource").select_option("kanopy")
        page.get_by_label("Why it is suspended").fill("We are checking what its sources say today.")
        page.get_by_label("Who has decided").fill("Editor on duty")
        page.get_by_role("button", name="Suspend it now").click()
        page.wait_for_url("**/maintain/mutes/")


def _to_bring_back(page: Page, desk: Desk) -> None:
    _suspended(page, desk)
    page.get_by_role("link", name="Bring it back").click()
    page.get_by_role("heading", level=1).wait_for()


def _drafted(page: Page, _desk: Desk) -> None:
    """Draft the next list, if nobody has yet."""
    if page.get_by_role("button", name="Draft the next list").count():
        page.get_by_role("button", name="Draft the next list").click()
    else:
        page.locator("#present a").click()
    page.wait_for_url("**/releases/drafts/*/")


def _effects(page: Page, desk: Desk) -> None:
    _drafted(page, desk)
    page.get_by_role("link", name="What browsers will see").first.click()
    page.wait_for_url("**/effects/")


VIEWS = [
    View("first page of an editor", "ann", ""),
    View("first page of a reviewer", "rita", ""),
    View("what is curated", "ann", "curated/"),
    View("rules", "ann", "rules/"),
    View("proxies", "rita", "proxies/"),
    View("organisations of 2019", "ann", "listed-2019/"),
    View("form of a rule", "ann", "rules/kanopy/change/"),
    View("form of a rule refused", "ann", "rules/kanopy/change/", _refused),
    View("form of a rule looked at", "ann", "rules/kanopy/change/", _look),
    View("form of a new rule", "ann", "rules/new/"),
    View("form of a campaign", "ann", "campaigns/linkedin/change/"),
    View("form of a campaign looked at", "ann", "campaigns/linkedin/change/", _look),
    View("form of a proxy", "ann", "proxies/banq/change/"),
    View("form of a proxy looked at", "ann", "proxies/banq/change/", _tried),
    View("form of a new rewrite", "ann", "rewrites/new/"),
    View("form of a kind of data", "ann", "terms/library-pin/change/"),
    View("form of a kind of data looked at", "ann", "terms/email-address/change/", _look),
    View("form of a step", "ann", "steps/personal-profile/change/"),
    View("form of an organisation", "ann", "listed-2019/darien-library/change/"),
    View("form of a change", "ann", "changes/{in review}/edit/"),
    View("two editors at once", "ann", "changes/{draft}/edit/", _overtaken),
    View("taking out", "ann", "rules/kanopy/take-out/"),
    View("taking out what others rest on", "ann", "campaigns/linkedin/take-out/"),
    View("taking out without a reason", "ann", "proxies/banq/take-out/", _without_reason),
    View("editing a taking out", "ann", "changes/{taken out}/edit/"),
    View("changes", "rita", "changes/"),
    View("change as a draft that the gates refuse", "ann", "changes/{draft}/"),
    View("change in review for its author", "ann", "changes/{in review}/"),
    View("change in review for a reviewer", "rita", "changes/{in review}/"),
    View("change sent back", "ann", "changes/{changes requested}/"),
    View("change approved", "rita", "changes/{approved}/"),
    View("change withdrawn", "rita", "changes/{withdrawn}/"),
    View("change released", "rita", "changes/{released}/"),
    View("change that takes out", "rita", "changes/{taken out}/"),
    View("change with something new", "ann", "changes/{new}/"),
    View("source", "rita", f"changes/{{in review}}/sources/{NEW_SOURCE['id']}/"),
    View("refused step", "rita", "changes/{in review}/", _nothing_written),
    View("suspend a warning", "rita", "mutes/new/"),
    View("suspended warnings", "rita", "mutes/", _suspended),
    View("bring a warning back", "rita", "mutes/", _to_bring_back),
    View("releases with changes that wait", "ann", "releases/"),
    View("back to an earlier list", "rita", "releases/roll-back/"),
    View("draft of a list", "ann", "releases/", _drafted),
    View("draft of a list for a reviewer", "rita", "releases/", _drafted),
    View("what browsers will see", "ann", "releases/", _effects),
    View("releases with a draft", "rita", "releases/"),
    View("log", "rita", "log/"),
    View("accounts", "rita", "accounts/"),
    View("invite", "rita", "accounts/new/"),
    View("one account", "rita", "accounts/1/"),
    View("your account", "ann", "account/"),
    View("password", "ann", "account/password/"),
    View("new passkey", "ann", "account/passkeys/new/"),
    View("again", "ann", "again/"),
    View("no such page", "ann", "changes/999/"),
    View("not allowed", "ann", "accounts/"),
    View("sign in", "", "log-in/"),
]

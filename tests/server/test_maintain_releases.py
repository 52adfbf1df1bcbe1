"""Releases and suspended warnings in the maintainers' pages: who sees which step, and what each step refuses."""

import io
import json
import re
import threading
from pathlib import Path

import pytest
import time_machine
from ceremony import PASSPHRASE, Ceremony, runner
from curating import RULE, Curation
from maintaining import form_token, known, post, sign_in
from people import maintainer
from publishing import unwritable

from server.accounts.roles import Role
from server.maintain.visit import COOKIE
from server.privacy.erasures import now_utc
from server.releases import mutes

WORDS = {"reason": "The company disagrees; we are checking.", "by": "Editor on duty"}
MARKUP = "<img src=x onerror=alert(1)>"


class Pages:
    """Browsers of people with one role each, on an installation with offline keys and one published list."""

    def __init__(self, ceremony: Ceremony, client) -> None:
        self.ceremony, self.context = ceremony, ceremony.context
        database = self.context.database
        self.curation = Curation(
            self.context,
            maintainer(database, "Ann Editor", Role.EDITOR),
            maintainer(database, "Rita Reviewer", Role.REVIEWER),
            maintainer(database, "Ed Both", Role.EDITOR, Role.REVIEWER),
        )
        self.browsers = {}
        people = {
            "editor": (Role.EDITOR,),
            "reviewer": (Role.REVIEWER,),
            "administrator": (Role.ADMINISTRATOR,),
            "reporter": (Role.REPORTER,),
            "both": (Role.EDITOR, Role.REVIEWER),
        }
        for name, roles in people.items():
            self.browsers[name] = client.application.test_client()
            sign_in(self.context, self.browsers[name], known(self.context, name, *roles))

    def get(self, name: str, path: str):
        return self.browsers[name].get(f"/maintain/{path}")

    def post(self, name: str, path: str, **fields):
        return post(self.context, self.browsers[name], f"/maintain/{path}", **fields)

    def draft(self, name: str = "editor", path: str = "releases/", **fields) -> int:
        answer = self.post(name, path, **{"replaces": "0", **fields})
        assert answer.status_code == 303, answer.text
        return int(re.search(r"/drafts/(\d+)/", answer.location)[1])

    def step(self, name: str, number: int, step: str, **fields):
        return self.post(name, f"releases/drafts/{number}/{step}/", **fields)

    def approved(self, **fields) -> int:
        number = self.draft(**fields)
        assert self.step("editor", number, "request-review").status_code == 303
        page = self.get("reviewer", f"releases/drafts/{number}/")
        seen = re.search(r'name="sha256" value="([0-9a-f]{64})"', page.text)[1]
        assert self.step("reviewer", number, "approve", sha256=seen).status_code == 303
        return number

    def signed_file(self, number: int, *keys: str) -> bytes:
        answer = self.get("editor", f"releases/drafts/{number}/bundle/")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="release-2.json"'
        file = self.ceremony.folder / "downloaded.json"
        file.write_bytes(answer.data)
        for key in keys:
            self.ceremony.run("release", "sign", file, "--key", self.ceremony.keys / f"{key}.pem", "--yes")
        return file.read_bytes()

    def upload(self, name: str, number: int, data: bytes):
        return self.step(name, number, "signatures", file=(io.BytesIO(data), "release-2.json"))

    def signed(self) -> int:
        number = self.approved()
        assert self.upload("reviewer", number, self.signed_file(number, "targets-1", "targets-2")).status_code == 303
        return number

    def state(self, number: int) -> str:
        return re.search(r'<span class="state">([^<]+)', self.get("editor", f"releases/drafts/{number}/").text)[1]


@pytest.fixture
def pages(context, client, rules: Path, tmp_path: Path, monkeypatch) -> Pages:
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    return Pages(Ceremony(runner(context), context, rules, tmp_path / "ceremony"), client)


def test_a_change_goes_from_its_approval_to_patrons_by_the_pages_alone(pages: Pages) -> None:
    pages.curation.approved()
    assert "Waits for you: draft it." in pages.get("editor", "").text
    assert f"Rule {RULE}" in pages.get("editor", "releases/").text
    number = pages.draft()
    assert "Ask for a review" in pages.get("editor", f"releases/drafts/{number}/").text
    assert "Ask for a review" not in pages.get("reporter", f"releases/drafts/{number}/").text
    pages.step("editor", number, "request-review")
    assert "Waits for you: review the whole list." in pages.get("reviewer", "").text
    seen = re.search(r'name="sha256" value="(\w+)"', pages.get("reviewer", f"releases/drafts/{number}/").text)[1]
    assert pages.step("reviewer", number, "approve", sha256=seen).status_code == 303
    assert pages.upload("administrator", number, pages.signed_file(number, "targets-1")).status_code == 303
    page = pages.get("administrator", f"releases/drafts/{number}/").text
    assert "<b>1 of 2 signatures</b>" in page
    assert pages.upload("administrator", number, pages.signed_file(number, "targets-3")).status_code == 303
    assert "Publish list 2" in pages.get("administrator", f"releases/drafts/{number}/").text
    assert "Publish list 2" not in pages.get("editor", f"releases/drafts/{number}/").text
    assert pages.step("administrator", number, "publish").status_code == 303
    assert pages.state(number) == "published"
    assert pages.ceremony.number() == 2
    assert "Browsers have list 2" in pages.get("reporter", "releases/").text


def test_the_page_of_effects_shows_each_rule_in_words_its_popup_and_every_line(pages: Pages) -> None:
    pages.curation.approved("Ask at the desk upstairs.")
    pages.post("reviewer", "mutes/new/", rule="libby", **WORDS)
    text = pages.get("reporter", f"releases/drafts/{pages.draft()}/effects/").text
    assert "The popup about Creativebug, with this list" in text
    assert "<p>Ask at the desk upstairs.</p>" in text
    assert "suspended warning libby" in text
    assert "What differs in the rule" in text
    assert "<b>advice</b>" in text
    assert text.count('class="list-lines"') == 2


def test_a_draft_that_changes_nothing_for_patrons_says_so(pages: Pages) -> None:
    number = pages.draft(kind="renewal")
    assert "Nothing differs" in pages.get("editor", f"releases/drafts/{number}/effects/").text


def test_whoever_had_a_hand_in_it_is_told_that_somebody_else_decides(pages: Pages) -> None:
    pages.curation.approved()
    number = pages.draft("both")
    pages.step("both", number, "request-review")
    page = pages.get("both", f"releases/drafts/{number}/").text
    assert "somebody else decides" in page
    assert 'name="sha256"' not in page
    seen = re.search(r'name="sha256" value="(\w+)"', pages.get("reviewer", f"releases/drafts/{number}/").text)[1]
    assert pages.step("both", number, "approve", sha256=seen).status_code == 403
    assert pages.step("reviewer", number, "approve", sha256="0" * 64).status_code == 409
    assert pages.state(number) == "in review"


def test_an_approval_is_not_played_again_on_the_next_draft(pages: Pages) -> None:
    pages.curation.approved()
    first = pages.approved()
    seen = re.search(
        r"whole hash: <code class=\"address\">(\w+)", pages.get("editor", f"releases/drafts/{first}/").text
    )[1]
    pages.step("reviewer", first, "request-changes", text="Which desk?")
    second = pages.draft()
    pages.step("editor", second, "request-review")
    answer = pages.step("reviewer", first, "approve", sha256=seen, page=f"/maintain/releases/drafts/{first}/")
    assert answer.status_code == 409
    assert f'href="/maintain/releases/drafts/{first}/">Back<' in answer.text
    assert pages.state(second) == "in review"
    assert "Which desk?" in pages.get("editor", f"releases/drafts/{first}/").text


@pytest.mark.parametrize("step", ["approve", "publish"])
def test_what_patrons_will_see_asks_for_freshness(pages: Pages, step: str) -> None:
    pages.curation.approved()
    number = pages.signed() if step == "publish" else pages.draft()
    if step == "approve":
        pages.step("editor", number, "request-review")
    path = f"/maintain/releases/drafts/{number}/"
    with time_machine.travel(now_utc().timestamp() + 16 * 60):
        assert "Show first that it is you" in pages.get("reviewer", f"releases/drafts/{number}/").text
        answer = pages.step("reviewer", number, step, sha256="0" * 64, page=path)
        assert answer.location == f"/maintain/again/?then={path}"
        for path in ("mutes/new/", "releases/roll-back/"):
            assert pages.post("reviewer", path, rule=RULE, **WORDS).location.startswith("/maintain/again/")
            assert (
                "Show first that it is you" in pages.get("reviewer", path).text
                or "already" in pages.get("reviewer", path).text
            )
    assert pages.ceremony.number() == 1


def test_a_second_draft_does_not_take_the_place_of_one_that_was_not_seen(pages: Pages) -> None:
    pages.curation.approved()
    first = pages.draft()
    assert pages.post("editor", "releases/", replaces="0").status_code == 409
    assert pages.post("editor", "releases/", replaces="99").status_code == 409
    assert pages.state(first) == "draft"
    assert pages.step("editor", first, "withdraw").status_code == 303
    assert pages.draft() != first


def test_of_two_who_press_publish_one_publishes_and_the_other_is_told(pages: Pages) -> None:
    pages.curation.approved()
    number, said = pages.signed(), []

    def press(name: str) -> None:
        said.append(pages.step(name, number, "publish"))

    threads = [threading.Thread(target=press, args=(name,)) for name in ("reviewer", "administrator")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in said) == [303, 409]
    assert "No release waits to be published." in "".join(answer.text for answer in said)
    assert pages.ceremony.number() == 2


def test_a_disk_that_cannot_be_written_is_the_servers_fault_and_names_no_folder(pages: Pages, caplog) -> None:
    pages.curation.approved()
    number, settings = pages.signed(), pages.curation.context.settings
    with unwritable(settings):
        answer = pages.step("reviewer", number, "publish")
    assert answer.status_code == 500
    assert "in its log" in answer.text
    assert str(settings.instance) not in answer.text
    assert str(settings.updates_folder) in caplog.text
    assert pages.step("reviewer", number, "publish").status_code == 303


def test_a_large_change_is_asked_about_once_more(pages: Pages) -> None:
    for name in ("creativebug", "libby", "hoopla", "kanopy", "freegal"):
        pages.curation.approved(name=name)
    answer = pages.post("editor", "releases/", replaces="0")
    assert answer.status_code == 422
    assert "would change 22% of the rules" in answer.text
    assert 'name="large"' in answer.text
    assert pages.draft(large="yes")


def test_a_warning_suspended_since_the_draft_is_said_before_anybody_signs(pages: Pages) -> None:
    pages.curation.approved()
    number = pages.approved()
    pages.post("reviewer", "mutes/new/", rule="libby", **WORDS)
    assert "It could not be published as it is" in pages.get("editor", f"releases/drafts/{number}/").text
    assert "Libby" not in pages.get("editor", f"releases/drafts/{number}/effects/").text


def test_going_back_needs_a_list_and_a_reason_and_takes_the_same_way(pages: Pages) -> None:
    pages.curation.approved()
    pages.step("reviewer", pages.signed(), "publish")
    assert pages.get("editor", "releases/roll-back/").status_code == 403
    assert "List 1 of" in pages.get("reviewer", "releases/roll-back/").text
    empty = pages.post("reviewer", "releases/roll-back/", replaces="0")
    assert empty.status_code == 422
    assert 'id="target-wrong"' in empty.text
    kept = pages.post("reviewer", "releases/roll-back/", replaces="0", target="77", why="It was wrong.")
    assert kept.status_code == 422
    number = pages.draft("reviewer", "releases/roll-back/", target="1", why="It was wrong.")
    page = pages.get("editor", f"releases/drafts/{number}/").text
    assert "back to an earlier list" in page
    assert "It was wrong." in page
    pages.step("editor", number, "request-review")
    assert "somebody else decides" in pages.get("reviewer", f"releases/drafts/{number}/").text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[" * 200_000,
        b"\xff\xfe\x00",
        b"<script>alert(1)</script>",
        b'{"format":"optout-draft/1"}',
        json.dumps({"format": "optout-draft/1", "list": MARKUP, "targets": MARKUP, "release": MARKUP}).encode(),
    ],
    ids=range(7),
)
def test_a_file_that_is_none_of_ours_is_refused_and_shown_to_nobody(pages: Pages, data: bytes) -> None:
    number = pages.draft(kind="renewal")
    pages.step("editor", number, "request-review")
    answer = pages.upload("reviewer", number, data)
    assert answer.status_code == 422
    assert "This is no file of a draft." in answer.text
    assert MARKUP not in answer.text
    assert "alert(1)" not in answer.text
    assert pages.state(number) == "in review"


def test_a_file_that_is_too_large_is_refused(pages: Pages) -> None:
    number, browser = pages.draft(kind="renewal"), pages.browsers["reviewer"]
    token = form_token(pages.context, browser.get_cookie(COOKIE).value)
    fields = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'
    body = (fields + head).encode() + b"a" * (20 * 1024 * 1024) + b"\r\n--x--\r\n"
    path = f"/maintain/releases/drafts/{number}/signatures/"
    assert browser.post(path, data=body, content_type="multipart/form-data; boundary=x").status_code == 413


STEPS = ["request-review", "approve", "request-changes", "withdraw", "signatures", "publish"]


@pytest.mark.parametrize("number", [999, 2**31, 99999999999999])
def test_a_draft_or_mute_that_is_not_there_is_said_so(pages: Pages, number: int) -> None:
    for path in ("", "effects/", "bundle/"):
        assert pages.get("both", f"releases/drafts/{number}/{path}").status_code == 404
    for step in STEPS:
        assert pages.step("both", number, step, text="Wait.", sha256="0" * 64).status_code == 404, step
    assert pages.get("both", f"mutes/{number}/").status_code == 404
    assert pages.post("both", f"mutes/{number}/", **WORDS).status_code == 404


def test_a_draft_that_has_moved_on_takes_no_step_any_more(pages: Pages) -> None:
    number = pages.draft(kind="renewal")
    pages.step("editor", number, "withdraw")
    data = pages.get("editor", f"releases/drafts/{number}/bundle/").data
    for step in STEPS:
        fields = {"file": (io.BytesIO(data), "a.json")} if step == "signatures" else {}
        assert pages.step("both", number, step, text="Wait.", sha256="0" * 64, **fields).status_code == 409, step
    page = pages.get("editor", f"releases/drafts/{number}/").text
    assert page.count("<form") == 1  # the one to sign out


def test_a_form_of_another_site_takes_no_step(pages: Pages) -> None:
    number = pages.draft(kind="renewal")
    browser = pages.browsers["both"]
    paths = [f"releases/drafts/{number}/{step}/" for step in STEPS]
    for path in [*paths, "releases/", "releases/roll-back/", "mutes/new/", "mutes/1/"]:
        token = form_token(pages.context, browser.get_cookie(COOKIE).value)
        others = form_token(pages.context, pages.browsers["editor"].get_cookie(COOKIE).value)
        for data, headers in (
            ({}, {}),
            ({"csrf": others}, {}),
            ({"csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
            ({"csrf": token}, {"Origin": "https://evil.example"}),
        ):
            assert browser.post(f"/maintain/{path}", data=data, headers=headers).status_code == 403, path
    assert pages.state(number) == "draft"


# Suspended warnings


def in_force(pages: Pages) -> list[str]:
    with pages.context.database.read() as session:
        return [row.rule for row in mutes.in_force(session)]


def test_a_warning_is_suspended_at_once_and_brought_back_with_the_next_list(pages: Pages) -> None:
    assert "No warning is suspended." in pages.get("reporter", "mutes/").text
    assert pages.post("administrator", "mutes/new/", rule=RULE, **WORDS).status_code == 303
    assert in_force(pages) == [RULE]
    page = pages.get("reviewer", "mutes/").text
    assert WORDS["reason"] in page
    assert "Bring it back" in page
    assert "Bring it back" not in pages.get("administrator", "mutes/").text
    path = re.search(r'href="/maintain/(mutes/\d+/)"', page)[1]
    assert pages.post("administrator", path, **WORDS).status_code == 403
    assert pages.post("reviewer", path, reason="Their page confirms it.", by="Two editors").status_code == 303
    assert "Comes back with the next list" in pages.get("reporter", "mutes/").text
    assert pages.post("reviewer", path, **WORDS).status_code == 409
    assert f"The warning about {RULE} comes back." in pages.get("editor", "releases/").text
    pages.step("reviewer", pages.signed(), "publish")
    assert in_force(pages) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("rule", ""), ("rule", "nothing"), ("reason", ""), ("reason", "x" * 301), ("by", ""), ("by", "a\u202eb")],
)
def test_a_wrong_field_is_named_and_nothing_that_was_typed_is_lost(pages: Pages, field: str, value: str) -> None:
    answer = pages.post("reviewer", "mutes/new/", **{"rule": RULE, **WORDS, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert f'aria-describedby="{field}-hint {field}-wrong" aria-invalid="true"' in answer.text
    for name, kept in WORDS.items():
        assert name == field or kept in answer.text
    assert field == "rule" or f'<option value="{RULE}" selected>' in answer.text
    assert in_force(pages) == []


def test_markup_in_what_is_public_stays_text(pages: Pages) -> None:
    pages.post("reviewer", "mutes/new/", rule=RULE, reason=MARKUP, by=MARKUP)
    page = pages.get("reviewer", "mutes/").text
    assert MARKUP not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 2

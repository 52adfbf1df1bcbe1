"""Changes of the list in the maintainers' pages: proposed, looked at, edited, approved, and refused."""

import io
import json
import re
from html import unescape

import pytest
import time_machine
from curating import RULE, Curation
from maintaining import form_of, form_token, open_sources, post, signed_in_people, state, step

from server.maintain.forms.rule import FORM
from server.maintain.visit import COOKIE
from server.privacy.erasures import now_utc

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def curation(context) -> Curation:
    return Curation.of(context)


@pytest.fixture
def people(context, curation, client):
    return signed_in_people(context, client)


def propose(context, client, why="The desk knows more.", **changed: str) -> int:
    path = f"/maintain/rules/{RULE}/change/"
    fields = {**form_of(client.get(path)), "why": why, "do": "save", "advice[0].en": "Ask at the desk.", **changed}
    answer = post(context, client, path, **fields)
    assert answer.status_code == 303, answer.text
    return int(re.search(r"/changes/(\d+)/", answer.location)[1])


def test_a_change_goes_from_the_form_to_its_approval_by_another(context, people) -> None:
    author, reviewer = people["author"], people["reviewer"]
    number = propose(context, author)
    page = author.get(f"/maintain/changes/{number}/")
    assert "advice" in page.text
    assert "Ask at the desk." in page.text
    assert "What a patron would read today" in page.text
    assert step(context, author, number, "request-review").status_code == 303
    assert "You had a hand in it" in author.get("/maintain/").text
    assert step(context, author, number, "approve").status_code == 403
    open_sources(context, reviewer, number)
    assert step(context, reviewer, number, "approve", text="I called the desk.").status_code == 303
    assert state(reviewer, number) == "approved"
    assert "I called the desk." in author.get(f"/maintain/changes/{number}/").text


def test_a_new_source_must_be_opened_before_approving(context, people) -> None:
    author, reviewer = people["author"], people["reviewer"]
    path = f"/maintain/rules/{RULE}/change/"
    before = form_of(author.get(path))
    count = FORM.counts_of(before)["evidence"]
    new = {
        "id": "new-page",
        "kind": "library",
        "publisher": "A Library",
        "url": "https://library.example/page",
        "read_on": "2026-11-20",
        "copy": "live",
        "says": "It asks for an address.",
    }
    fields = {f"evidence[{count}].{name}": value for name, value in new.items()}
    fields["disclosures[0].evidence"] = before["disclosures[0].evidence"] + "\nnew-page"
    number = propose(context, author, **fields)
    assert step(context, author, number, "request-review").status_code == 303
    refused = step(context, reviewer, number, "approve")
    assert refused.status_code == 422
    assert "new-page" in refused.text
    open_sources(context, reviewer, number)
    assert "https://library.example/page" in reviewer.get(f"/maintain/changes/{number}/sources/new-page/").text
    assert step(context, reviewer, number, "approve").status_code == 303


def test_approving_asks_for_freshness(context, people) -> None:
    number = propose(context, people["author"])
    step(context, people["author"], number, "request-review")
    with time_machine.travel(now_utc().timestamp() + 16 * 60):
        answer = step(context, people["reviewer"], number, "approve", page=f"/maintain/changes/{number}/")
    assert answer.location == f"/maintain/again/?then=/maintain/changes/{number}/"
    assert state(people["reviewer"], number) == "in review"


def test_an_edit_after_what_the_reviewer_saw_is_not_approved(context, people) -> None:
    author, reviewer = people["author"], people["reviewer"]
    number = propose(context, author)
    step(context, author, number, "request-review")
    open_sources(context, reviewer, number)
    seen = form_of(reviewer.get(f"/maintain/changes/{number}/"))
    path = f"/maintain/changes/{number}/edit/"
    fields = {**form_of(author.get(path)), "do": "save", "advice[0].en": "Ask somebody else."}
    assert post(context, author, path, **fields).status_code == 303
    step(context, author, number, "request-review")
    for replayed in (seen, {**seen, "version": "2"}):
        answer = post(context, reviewer, f"/maintain/changes/{number}/approve/", **replayed)
        assert answer.status_code == 409
    assert state(reviewer, number) == "in review"


def test_two_editors_do_not_overwrite_each_other_and_the_second_sees_both(context, people) -> None:
    author = people["author"]
    number = propose(context, author)
    path = f"/maintain/changes/{number}/edit/"
    before = form_of(author.get(path))
    first = {**before, "do": "save", "advice[0].en": "The first one’s words."}
    second = {**before, "do": "save", "advice[0].en": "The second one’s words.", "why": "Kept reason."}
    assert post(context, author, path, **first).status_code == 303
    answer = post(context, author, path, **second)
    assert answer.status_code == 409
    assert "The first one’s words." in answer.text
    merged = form_of(answer)
    assert merged["advice[0].en"] == "The second one’s words."
    assert (merged["why"], merged["version"]) == ("Kept reason.", "2")
    assert post(context, author, path, **merged, do="save").status_code == 303
    assert "The second one’s words." in author.get(f"/maintain/changes/{number}/").text


def test_a_rule_that_changed_since_the_form_was_opened_is_not_overwritten(context, people, curation) -> None:
    author, path = people["author"], f"/maintain/rules/{RULE}/change/"
    fields = {**form_of(author.get(path)), "do": "save", "why": "x", "advice[0].en": "Mine."}
    answer = post(context, author, path, **{**fields, "base": json.dumps({"id": RULE, "name": "Older"})})
    assert answer.status_code == 409
    assert form_of(answer)["advice[0].en"] == "Mine."
    assert post(context, author, path, **form_of(answer), do="save").status_code == 303


def test_looking_keeps_nothing_and_shows_gates_words_and_addresses(context, people) -> None:
    author, path = people["author"], f"/maintain/rules/{RULE}/change/"
    fields = {**form_of(author.get(path)), "do": "look", "try": "https://elsewhere.example/\nnonsense"}
    page = post(context, author, path, **fields)
    assert page.status_code == 200
    for text in ("What it comes to", "The gates find nothing wrong", "recognised (direct)", "not recognised"):
        assert text in page.text, text
    wrong = post(context, author, path, **{**fields, "disclosures[0].data": "no-such-term"})
    assert 'href="#disclosures[0].data"' in wrong.text
    assert "No change is under way." in author.get("/maintain/changes/").text


def test_a_wrong_field_is_named_and_nothing_that_was_typed_is_lost(context, people) -> None:
    author, path = people["author"], f"/maintain/rules/{RULE}/change/"
    fields = {**form_of(author.get(path)), "do": "save", "why": "Kept.", "disclosures[0].review_by": "tomorrow"}
    page = post(context, author, path, **fields)
    assert page.status_code == 422
    assert 'id="disclosures[0].review_by-wrong"' in page.text
    kept = form_of(page)
    assert (kept["why"], kept["disclosures[0].review_by"]) == ("Kept.", "tomorrow")


def test_another_record_can_be_added_and_one_taken_out(context, people) -> None:
    author, path = people["author"], f"/maintain/rules/{RULE}/change/"
    fields = form_of(author.get(path))
    count = FORM.counts_of(fields)["hosts"]
    more = form_of(post(context, author, path, **fields, more="hosts"))
    assert f"hosts[{count}].host" in more
    fields = {**more, f"hosts[{count}].host": "more.example", "hosts[0].remove": "yes", "do": "look"}
    shown = form_of(post(context, author, path, **fields))
    assert shown["hosts[0].host"] == "more.example"


def test_a_new_rule_is_proposed_with_the_same_form(context, people) -> None:
    author = people["author"]
    document = form_of(author.get(f"/maintain/rules/{RULE}/change/"))
    fields = {**document, "id": "brand-new", "name": "Brand New", "hosts[0].host": "brand-new.org", "why": "New."}
    fields.pop("base")
    answer = post(context, author, "/maintain/rules/new/", **fields, do="save")
    assert answer.status_code == 303
    assert "A new entry." in author.get(answer.location).text


def test_fields_that_the_form_does_not_know_are_not_taken_over(context, people) -> None:
    more = {"state": "approved", "draft": "1", "person": "x", "disclosures[0].standing": "required", "reviewed": "1"}
    number = propose(context, people["author"], **more)
    page = people["author"].get(f"/maintain/changes/{number}/").text
    assert state(people["author"], number) == "draft"
    assert "standing:" not in page


def test_a_reporter_edits_her_own_change_and_nobody_else_s(context, people) -> None:
    reporter = people["reporter"]
    own, other = propose(context, reporter), propose(context, people["author"], why="Another.")
    for number, status in ((own, 303), (other, 403)):
        path = f"/maintain/changes/{number}/edit/"
        fields = {**form_of(reporter.get(path)), "do": "save", "advice[0].en": "Changed."}
        assert post(context, reporter, path, **fields).status_code == status
    assert step(context, reporter, own, "request-review").status_code == 403


@pytest.mark.parametrize(
    "path", ["changes/999/", "changes/99999999999999/", "changes/1/sources/nothing/", "rules/nothing/change/"]
)
def test_what_is_not_there_is_said_so(people, path) -> None:
    assert people["author"].get(f"/maintain/{path}").status_code == 404


# Files


def source_of(client, number: int) -> str:
    return re.search(r"sources/([a-z0-9-]+)/open/", client.get(f"/maintain/changes/{number}/").text)[1]


def upload(context, client, number: int, data: bytes, name: str = "page.pdf"):
    path = f"/maintain/changes/{number}/sources/{source_of(client, number)}/"
    return post(context, client, path, file=(io.BytesIO(data), name))


def test_a_file_is_kept_and_handed_out_as_a_download_alone(context, people) -> None:
    author = people["author"]
    number = propose(context, author)
    assert upload(context, author, number, PDF).status_code == 303
    page = author.get(f"/maintain/changes/{number}/sources/{source_of(author, number)}/")
    path = re.search(r'href="(/maintain/changes/\d+/files/[0-9a-f]{64}/)"', page.text)[1]
    answer = people["reviewer"].get(path)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    other = propose(context, author, why="Another.")
    assert author.get(path.replace(f"/{number}/", f"/{other}/")).status_code == 404
    assert author.application.test_client().get(path).location.startswith("/maintain/log-in/")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
        PDF.replace(b"1 0", b"\xe2 1 0") + b"<script>alert(1)</script>",
        b"PK\x03\x04",
    ],
)
def test_a_file_that_is_not_what_we_keep_is_refused(context, people, data) -> None:
    number = propose(context, people["author"])
    assert upload(context, people["author"], number, data).status_code == 422


def test_a_file_that_is_too_large_is_refused(context, people) -> None:
    number = propose(context, people["author"])
    client = people["author"]
    path = f"/maintain/changes/{number}/sources/{source_of(client, number)}/"
    token = form_token(context, client.get_cookie(COOKIE).value)
    for length, status in ((6 * 1024 * 1024, 413), (4 * 1024 * 1024 + 1, 422)):
        fields = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'
        head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        body = (fields + head).encode() + b"a" * length + b"\r\n--x--\r\n"
        answer = client.post(path, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == status


def test_a_stranger_cannot_send_much(people) -> None:
    client = people["author"].application.test_client()
    client.get("/maintain/log-in/")
    assert client.get_cookie(COOKIE)
    answer = client.post("/maintain/rules/new/", data={"why": "x" * 20_000})
    assert answer.status_code == 413


def test_markup_in_a_remark_is_shown_as_text(context, people) -> None:
    number = propose(context, people["author"])
    markup = "<img src=x onerror=alert(1)>\"'&{{7*7}}"
    assert step(context, people["author"], number, "comment", text=markup).status_code == 303
    page = people["author"].get(f"/maintain/changes/{number}/").text
    assert markup not in page
    assert markup in unescape(page)

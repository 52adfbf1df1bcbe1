"""Attacks on curation that no other file tries; docs/for-maintainers/attacks.md lists every attack with its tests."""

import io
import re
from pathlib import Path

import pytest
from curating import RULE, Curation
from maintaining import known, post, sign_in
from people import token_of
from test_changes_command import run
from test_maintain_changes import form_of, open_sources, propose, state, step

from server.accounts.roles import Role
from server.curation.errors import UnseenError
from server.curation.states import State
from server.journal import chain

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "for-maintainers" / "attacks.md"
OTHER = "kanopy"


@pytest.fixture
def curation(context) -> Curation:
    return Curation.of(context)


@pytest.fixture
def browser(context, curation, client):
    """Makes a browser in which an account with these roles is signed in."""

    def make(name: str, *roles: Role, same_person_as: str = ""):
        made = client.application.test_client()
        sign_in(context, made, known(context, name, *roles, same_person_as=same_person_as))
        return made

    return make


def test_nobody_approves_her_own_in_the_browser_with_all_roles_or_a_second_account(context, browser) -> None:
    author = browser("ann", Role.EDITOR, Role.REVIEWER)
    twin = browser("anna", Role.REVIEWER, same_person_as="ann")
    number = propose(context, author)
    step(context, author, number, "request-review")
    for client in (author, twin):
        open_sources(context, client, number)
        answer = step(context, client, number, "approve", sha256="0" * 64)
        assert answer.status_code == 403
        assert "you had a hand in it yourself" in answer.text
        assert "Approve version" not in client.get(f"/maintain/changes/{number}/").text
    assert state(author, number) == "in review"


def test_an_approval_that_was_sent_once_cannot_be_sent_again(context, browser) -> None:
    author, reviewer = browser("ann", Role.EDITOR), browser("rita", Role.REVIEWER)
    number = propose(context, author)
    step(context, author, number, "request-review")
    open_sources(context, reviewer, number)
    page = reviewer.get(f"/maintain/changes/{number}/").text
    sent = {name: re.search(rf'name="{name}" value="([0-9a-f]+)"', page)[1] for name in ("version", "sha256")}
    path, edit = f"/maintain/changes/{number}/approve/", f"/maintain/changes/{number}/edit/"
    assert post(context, reviewer, path, **sent).status_code == 303
    assert post(context, reviewer, path, **sent).status_code == 409
    for words in ("Call the desk.", "Ask at the desk."):  # another content, and then the same one as before
        fields = {**form_of(author.get(edit)), "advice[0].en": words, "do": "save"}
        assert post(context, author, edit, **fields).status_code == 303
    step(context, author, number, "request-review")
    assert post(context, reviewer, path, **sent).status_code == 409
    assert state(reviewer, number) == "in review"


def test_what_was_opened_in_one_change_is_not_opened_in_another(curation: Curation) -> None:
    first, second = curation.propose(), curation.propose(words="Call the desk.")
    for number in (first, second):
        curation.ask(number)
    curation.open_all(first)
    with pytest.raises(UnseenError):
        curation.approve(second)
    assert curation.state(second) == State.IN_REVIEW


def test_what_belongs_to_one_change_is_not_reached_through_another(context, curation, client, browser) -> None:
    author, reviewer = browser("ann", Role.EDITOR), browser("rita", Role.REVIEWER)
    first, second = curation.propose(), curation.propose(name=OTHER, words="Ask at the desk.")
    source = curation.document()["evidence"][0]["id"]
    assert source not in {item["id"] for item in curation.document(OTHER)["evidence"]}
    here, there = (f"/maintain/changes/{number}/sources/{source}/" for number in (first, second))
    file = {"file": (io.BytesIO(b"What it said."), "page.txt")}
    assert post(context, author, here, **file).status_code == 303
    path = re.search(r'href="(/maintain/changes/\d+/files/[0-9a-f]{64}/)"', author.get(here).text)[1]
    token = {"Authorization": f"Bearer {token_of(context.database, curation.reviewer)}"}
    refused = [
        author.get(there),
        post(context, reviewer, f"{there}open/"),
        post(context, author, there, file=(io.BytesIO(b"What it said."), "page.txt")),
        author.get(path.replace(f"/changes/{first}/", f"/changes/{second}/")),
        client.post(f"/api/v1/changes/{second}/evidence/{source}/opening", headers=token),
    ]
    assert [answer.status_code for answer in refused] == [404] * 5
    assert client.post(f"/api/v1/changes/{first}/evidence/{source}/opening", headers=token).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:8000@evil.example"])
def test_a_forged_host_reaches_no_step_and_is_not_repeated(context, curation, client, host) -> None:
    number = curation.propose()
    sign = {"Authorization": f"Bearer {token_of(context.database, curation.editor)}"}
    answers = [
        client.post(f"/api/v1/changes/{number}/comments", json={"text": "a"}, headers={**sign, "Host": host}),
        client.get("/api/v1/changes", headers={**sign, "Host": host}),
        client.get("/maintain/log-in/", headers={"Host": host}),
    ]
    assert [answer.status_code for answer in answers] == [400] * 3
    for answer in answers:
        assert "evil" not in answer.text + str(answer.headers)
    assert client.get("/api/v1/changes", headers={**sign, "X-Forwarded-Host": host}).status_code == 200
    with context.database.read() as session:
        assert "comment" not in {event.action for event in chain.events(session)}


def test_nothing_that_somebody_typed_forges_a_line_on_a_terminal(context, curation) -> None:
    number = curation.propose()
    forged = f"Fine.\n{number}: rule forged, approved, version 1\n  2026-11-29T00:00:00Z  Rita Reviewer: approve"
    editor = token_of(context.database, curation.editor)
    run(curation, editor, "changes", "comment", number, forged)
    shown = run(curation, "", "changes", "show", number)
    for printed in (shown, run(curation, "", "changes", "list"), run(curation, "", "log", "list")):
        lines = [line.strip() for line in printed.splitlines()]
        assert not [line for line in lines if line.startswith((f"{number}: rule forged", "2026-11-29T00:00:00Z  Rita"))]
    assert "rule forged, approved" in shown  # it is shown, within a line that says whose it is


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
        (b"csrf=%ff%fe&file=a", "application/x-www-form-urlencoded"),
        (b'{"csrf":"x"}', "application/json"),
        (b"csrf=" + b"%00" * 1000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=" % number for number in range(3000)), "application/x-www-form-urlencoded"),
    ],
    ids=range(8),
)
def test_a_malformed_form_is_refused_and_breaks_nothing(context, curation, browser, body, kind) -> None:
    author, number = browser("ann", Role.EDITOR), curation.propose()
    source = curation.document()["evidence"][0]["id"]
    for path in ("rules/new/", f"changes/{number}/comment/", f"changes/{number}/sources/{source}/", "log-in/"):
        answer = author.post(f"/maintain/{path}", data=body, content_type=kind)
        assert 400 <= answer.status_code < 500, path
    assert author.get(f"/maintain/changes/{number}/").status_code == 200


def test_a_form_of_many_thousand_records_is_read_no_further_than_there_are_records(context, browser) -> None:
    author = browser("ann", Role.EDITOR)
    path = f"/maintain/rules/{RULE}/change/"
    more = {f"evidence[{number}].id": f"e{number}" for number in range(100, 900)}
    fields = {**form_of(author.get(path)), **more, "do": "look"}
    answer = post(context, author, path, **fields)
    assert answer.status_code < 500
    assert "e899" not in answer.text


def test_every_attack_of_the_table_has_tests_that_exist() -> None:
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`(tests/[\w/.]+\.py)`|`(test_\w+)`", row)
        assert any(test for _, test in named), row
        text = ""
        for path, test in named:
            if path:
                text = (ROOT / path).read_text(encoding="utf-8")
            else:
                assert f"def {test}(" in text, (test, row)

"""``/api/v1/changes``: the same services for programs, under the name of whoever's token it is."""

import json
import logging

import pytest
from curating import RULE, Curation
from people import maintainer, token_of

from server.accounts.policy import POLICY, Action
from server.accounts.roles import Role
from server.accounts.tables import AccountRow, ApiTokenRow
from server.api.changes import api
from server.curation import changes
from server.curation.states import State
from server.privacy.erasures import now_utc

JSON = "application/json"
SECRET = "optout_" + "s3cret" * 7 + "A"


@pytest.fixture
def curation(context) -> Curation:
    return Curation.of(context)


class Caller:
    """Calls the interface under the name of one of the three."""

    def __init__(self, curation: Curation, client) -> None:
        people = {"ann": curation.editor, "rita": curation.reviewer, "ed": curation.second}
        self.tokens = {name: token_of(curation.context.database, actor) for name, actor in people.items()}
        self.client = client

    def __call__(self, name: str, method: str, path: str, body: object = None, **headers: str):
        data = None if body is None else json.dumps(body)
        kind = {"Content-Type": JSON} if data is not None else {}
        sign = {"Authorization": f"Bearer {self.tokens[name]}"} if name in self.tokens else {}
        return self.client.open(f"/api/v1{path}", method=method, data=data, headers={**kind, **sign, **headers})


@pytest.fixture
def call(curation: Curation, client) -> Caller:
    return Caller(curation, client)


def proposal(curation: Curation, **more: object) -> dict[str, object]:
    return {"kind": "rule", "entry": RULE, "document": curation.changed(), "why": "A library told us.", **more}


def propose(call: Caller, curation: Curation, name: str = "ann") -> dict:
    answer = call(name, "POST", "/changes", proposal(curation))
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_change_goes_its_whole_way_by_programs(call: Caller, curation: Curation) -> None:
    change = propose(call, curation)
    number = change["number"]
    assert (change["state"], change["authors"], change["flaws"]) == ("draft", ["Ann Editor"], [])
    assert [field["field"] for field in change["fields"]] == ["advice"]
    assert call("ann", "POST", f"/changes/{number}/review-request", {"version": 1}).json["state"] == "in review"
    queue = call("rita", "GET", "/queue").json
    assert [(waiting["number"], waiting["own"]) for waiting in queue["to_review"]] == [(number, False)]
    approval = {"version": 1, "sha256": change["sha256"], "remark": "Right."}
    unseen = call("rita", "POST", f"/changes/{number}/approval", approval)
    assert unseen.status_code == 422
    assert {error["field"] for error in unseen.json["errors"]} == {
        f"evidence.{found['source']['id']}" for found in change["evidence"]
    }
    for found in change["evidence"]:
        opened = call("rita", "POST", f"/changes/{number}/evidence/{found['source']['id']}/opening")
        assert opened.json["source"]["url"] == found["source"]["url"]
    approved = call("rita", "POST", f"/changes/{number}/approval", approval)
    assert approved.json["state"] == "approved"
    assert [(said["by"], said["step"]) for said in approved.json["remarks"]] == [
        ("Ann Editor", "request review"),
        ("Rita Reviewer", "approve"),
    ]
    assert call("rita", "POST", f"/changes/{number}/approval", approval).status_code == 409
    assert call("ed", "GET", "/changes").json["changes"][0]["state"] == "approved"


def test_nobody_approves_her_own_by_program_with_none_of_her_tokens(call: Caller, curation: Curation) -> None:
    change = propose(call, curation, "ed")
    number = change["number"]
    call("ed", "POST", f"/changes/{number}/review-request", {"version": 1})
    curation.open_all(number, curation.second)
    database = curation.context.database
    twin = maintainer(database, "Edith B", Role.REVIEWER, person=curation.second.person)
    call.tokens["other"] = token_of(database, curation.second, Role.REVIEWER)
    call.tokens["twin"] = token_of(database, twin)
    for name in ("ed", "other", "twin"):
        answer = call(name, "POST", f"/changes/{number}/approval", {"version": 1, "sha256": change["sha256"]})
        assert answer.status_code == 403
        assert "had a hand in it yourself" in answer.json["detail"]
    assert curation.state(number) == State.IN_REVIEW


@pytest.mark.parametrize("operation", api.operations, ids=lambda operation: operation.id)
@pytest.mark.parametrize("authorization", ["", "Bearer", f"Bearer {SECRET}", "Basic YTpi", "Bearer \u00e9", "token"])
def test_without_a_token_that_works_every_route_is_closed(call: Caller, operation, authorization) -> None:
    path = operation.path.removeprefix("/api/v1").replace("{number}", "1").replace("{source}", "x")
    headers = {"Authorization": authorization} if authorization else {}
    answer = call("nobody", operation.method, path, {} if operation.body else None, **headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.mimetype == "application/problem+json"
    assert SECRET not in answer.text


# What each route needs, as the one table of policy says it.
NEEDS = {
    "list_changes": Action.READ,
    "get_change": Action.READ,
    "get_queue": Action.READ,
    "open_evidence": Action.READ,
    "propose_change": Action.PROPOSE,
    "edit_change": Action.EDIT,
    "request_review": Action.REQUEST_REVIEW,
    "approve_change": Action.APPROVE,
    "request_changes": Action.REQUEST_CHANGES,
    "withdraw_change": Action.WITHDRAW,
    "comment_on_change": Action.COMMENT,
}


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_policy_says_of_what_is_somebody_else_s(call: Caller, curation: Curation, role) -> None:
    assert set(NEEDS) == {operation.id for operation in api.operations}
    call.tokens["role"] = token_of(curation.context.database, maintainer(curation.context.database, "Ro Le", role))
    look = {"version": 1}
    bodies = {
        "propose_change": proposal(curation),
        "edit_change": {**look, "document": curation.changed("Call."), "why": "A call."},
        "request_review": look,
        "approve_change": {**look, "sha256": "0" * 64},
        "request_changes": {**look, "remark": "Which?"},
        "withdraw_change": {**look, "remark": "Gone."},
        "comment_on_change": {"text": "Well."},
    }
    for operation in api.operations:
        path = operation.path.removeprefix("/api/v1").replace("{number}", str(curation.propose()))
        path = path.replace("{source}", "custom-admin-portal")
        answer = call("role", operation.method, path, bodies.get(operation.id))
        refused = role not in POLICY[NEEDS[operation.id]].roles
        assert (answer.status_code == 403) == refused, (operation.id, answer.text)
        assert answer.status_code in {200, 201, 403, 409, 422}, operation.id


@pytest.mark.parametrize("cookie", ["session=x", "__Host-session=x"])
def test_a_cookie_opens_nothing_and_no_other_origin_is_let_in(call: Caller, cookie: str) -> None:
    answer = call("nobody", "GET", "/changes", Cookie=cookie, Origin="https://evil.example")
    assert answer.status_code == 401
    open_ = call("ann", "GET", "/changes", Origin="https://evil.example")
    assert open_.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in open_.headers
    assert not [name for name, _ in open_.headers if name.startswith("Access-Control")]


def test_a_closed_account_is_closed_at_once(call: Caller, curation: Curation) -> None:
    assert call("ann", "GET", "/changes").status_code == 200
    with curation.context.database.write() as session:
        session.get_one(AccountRow, curation.editor.account).active = False
    assert call("ann", "GET", "/changes").status_code == 401


@pytest.mark.parametrize("field", ["state", "sha256", "version", "authors", "approved", "draft", "release", "id"])
def test_nobody_sets_what_only_a_step_sets(call: Caller, curation: Curation, field: str) -> None:
    assert call("ann", "POST", "/changes", proposal(curation, **{field: "approved"})).status_code == 400
    document = {**curation.changed(), field: "approved"}
    answer = call("ann", "POST", "/changes", proposal(curation, document=document))
    assert answer.status_code == 422
    assert "approved" not in answer.text
    with curation.context.database.read() as session:
        assert changes.listed(session) == []


@pytest.mark.parametrize("number", [2, 999, 2**31 - 1, 2**31, 0, -1, "01", "x", "1%2f1", "1/../2"])
def test_a_change_that_is_not_there_is_a_404_whoever_asks(call: Caller, curation: Curation, number) -> None:
    propose(call, curation)
    assert call("rita", "GET", f"/changes/{number}").status_code == 404
    for path in ("review-request", "approval", "change-request", "withdrawal", "comments", "evidence/x/opening"):
        body = {"version": 1, "sha256": "0" * 64, "text": "a", "remark": "a"}
        wanted = {
            "review-request": ["version"],
            "approval": ["version", "sha256"],
            "comments": ["text"],
            "evidence/x/opening": [],
        }.get(path, ["version", "remark"])
        answer = call("ed", "POST", f"/changes/{number}/{path}", {name: body[name] for name in wanted} or None)
        assert answer.status_code == 404, path


def test_of_two_editors_the_slower_one_gets_what_she_needs_to_merge(call: Caller, curation: Curation) -> None:
    number = propose(call, curation)["number"]
    edit = {"version": 1, "document": curation.changed("Call the desk."), "why": "A call."}
    assert call("ed", "PUT", f"/changes/{number}", edit).json["version"] == 2
    answer = call("ann", "PUT", f"/changes/{number}", edit)
    assert answer.status_code == 409
    assert [form["advice"][0]["en"] for form in (answer.json["base"], answer.json["theirs"])] == [
        "Ask at the desk.",
        "Call the desk.",
    ]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b'{"why":"a","why":"b"}', 400),
        (b'{"version":NaN}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"entry":"a","why":"b","document":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}", 400),
        (b'{"entry":"a","why":"b","document":{"name":"\\ud800"}}', 400),
        (b'{"entry":"a\\u0000","why":"b","document":null}', 400),
        (b'{"entry":"a","why":"b\\u0000","document":null}', 422),
        (b'{"why":"' + b"a" * 500_000 + b'"}', 413),
    ],
    ids=range(12),
)
def test_a_body_that_is_malformed_or_too_large_is_refused_by_its_right_name(call: Caller, data, status) -> None:
    answer = call.client.post(
        "/api/v1/changes", data=data, content_type=JSON, headers={"Authorization": f"Bearer {call.tokens['ann']}"}
    )
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert "aaaa" not in answer.text


def test_what_is_sent_reaches_neither_the_problem_nor_any_log(call: Caller, curation: Curation, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    private = "mallory@example.org\n9 forged line"
    document = {**curation.changed(), "vendor": private, private: 1}
    said = [
        call("ann", "POST", "/changes", proposal(curation, document=document)),
        call("ann", "POST", "/changes", proposal(curation, why=private)),
        call("ann", "POST", "/changes", {**proposal(curation), private: 1}),
        call("ann", "PUT", "/changes/1", {"version": 1, "document": None, "why": private}),
        call("ann", "GET", f"/changes?{'mallory'}"),
    ]
    assert [answer.status_code for answer in said] == [422, 422, 400, 404, 400]
    for answer in said:
        assert "mallory" not in answer.text
    assert "mallory" not in caplog.text
    assert call.tokens["ann"] not in caplog.text


def test_reading_changes_nothing_and_a_use_is_noted_when_something_is_changed(call: Caller, curation: Curation) -> None:
    database = curation.context.database

    def used() -> object:
        with database.read() as session:
            return session.query(ApiTokenRow.used_on).order_by(ApiTokenRow.id).first()[0]

    call("ann", "GET", "/changes")
    call("ann", "GET", "/queue")
    assert used() is None
    propose(call, curation)
    assert used() == now_utc().date()


def test_a_reviewer_sends_back_an_editor_comments_and_withdraws(call: Caller, curation: Curation) -> None:
    number = propose(call, curation)["number"]
    call("ann", "POST", f"/changes/{number}/review-request", {"version": 1})
    assert call("rita", "POST", f"/changes/{number}/change-request", {"version": 1}).status_code == 422
    sent = call("rita", "POST", f"/changes/{number}/change-request", {"version": 1, "remark": "Which page?"})
    assert sent.json["state"] == "changes requested"
    said = call("ann", "POST", f"/changes/{number}/comments", {"text": "The second.\nSee there."})
    assert said.status_code == 201
    assert said.json["remarks"][-1]["text"] == "The second.\nSee there."
    assert call("rita", "POST", f"/changes/{number}/review-request", {"version": 1}).status_code == 403
    assert call("ann", "POST", f"/changes/{number}/withdrawal", {"version": 1}).json["state"] == "withdrawn"
    assert call("ann", "GET", "/changes").json["changes"] == []

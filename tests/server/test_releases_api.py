"""``/api/v1/releases/drafts`` and ``/api/v1/mutes``: the same services for programs, whoever's token it is."""

import logging
import threading
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, runner
from curating import RULE
from people import maintainer, token_of
from publishing import unwritable
from releasing import Programs

from server.accounts.policy import POLICY, Action
from server.accounts.roles import Role
from server.api.releases import LARGEST, api
from server.curation.states import State as ChangeState
from server.journal import chain

WORDS = {"reason": "The company disagrees; we are checking.", "by": "Editor on duty"}
PRIVATE = "mallory@example.org"


@pytest.fixture
def call(context, client, rules: Path, tmp_path: Path, monkeypatch) -> Programs:
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    return Programs(Ceremony(runner(context), context, rules, tmp_path / "ceremony"), client)


def test_a_release_goes_its_whole_way_by_programs(call: Programs) -> None:
    change = call.curation.approved()
    assert call("ann", "GET", "/releases/drafts").json["waiting_changes"] == [change]
    draft = call.draft()
    number = draft["number"]
    assert (draft["release"], draft["state"], draft["next"]) == (2, "draft", "request review")
    assert draft["changes"]["changed"] == [{"kind": "rule", "id": RULE}]
    assert draft["approved_changes"] == [change]
    assert call.step("ann", number, "review-request").json["state"] == "in review"
    approved = call.step("rita", number, "approval", {"sha256": draft["sha256"]}).json
    assert (approved["state"], approved["next"]) == ("approved", "sign")
    one = call.step("ada", number, "signatures", call.signed_bundle(number, "targets-1")).json
    assert (one["state"], one["signatures"]["needed"], len(one["signatures"]["signed_by"])) == ("approved", 2, 1)
    two = call.step("ada", number, "signatures", call.signed_bundle(number, "targets-3")).json
    assert (two["state"], len(two["signatures"]["signed_by"]), two["next"]) == ("signed", 2, "publish")
    out = call.step("ada", number, "publication").json
    assert (out["state"], out["next"]) == ("published", None)
    assert call.ceremony.number() == 2
    assert call.curation.state(change) == ChangeState.RELEASED
    assert [(step["by"], step["action"]) for step in out["steps"]] == [
        ("Ann Editor", "make"),
        ("Ann Editor", "request review"),
        ("Rita Reviewer", "approve"),
        ("Ada Administrator", "sign"),
        ("Ada Administrator", "publish"),
    ]
    now = call("ann", "GET", "/releases/drafts").json
    assert (now["published"]["release"], now["on_its_way"], now["waiting_changes"]) == (2, None, [])
    assert now["closed"][0]["number"] == number
    with call.ceremony.context.database.read() as session:
        assert chain.verify(session).problem == ""


def test_what_browsers_will_see_is_told_line_by_line_and_rule_by_rule(call: Programs) -> None:
    call.curation.approved("Ask at the desk.")
    assert call("rita", "POST", "/mutes", {"rule": "libby", **WORDS}).status_code == 201
    draft = call.draft()
    seen = call("rita", "GET", f"/releases/drafts/{draft['number']}/effects").json
    lines = {(line["kind"], line["id"]): line for line in seen["lines"]}
    assert set(lines) == {("rule", RULE), ("mute", "libby")}
    assert "Ask at the desk." in lines["rule", RULE]["after"]
    assert "Ask at the desk." not in lines["rule", RULE]["before"]
    assert (lines["mute", "libby"]["before"], draft["sha256"] != "") == (None, True)
    # Browsers have the mute already: for them the list that carries it changes nothing about that rule.
    [rule] = seen["rules"]
    assert rule["id"] == RULE
    assert rule["before"]["claims"] == rule["after"]["claims"]
    assert rule["after"]["claims"][0]["sentence"].endswith(".")


def test_the_effects_tell_that_a_warning_comes_back(call: Programs) -> None:
    [warned] = [r["id"] for r in call("ann", "GET", "/rules").json["rules"] if r["id"] == RULE]
    mute = call("rita", "POST", "/mutes", {"rule": warned, **WORDS}).json
    assert call("rita", "POST", f"/mutes/{mute['number']}/lift", WORDS).json["comes_back"]["by"] == WORDS["by"]
    assert call("ann", "GET", "/releases/drafts").json["waiting_lifts"] == [warned]
    draft = call.draft()
    [rule] = call("rita", "GET", f"/releases/drafts/{draft['number']}/effects").json["rules"]
    assert (rule["before"]["suspended"], rule["after"]["suspended"]) == (True, False)
    assert rule["before"]["claims"][0]["standing"] == "disputed"
    assert rule["before"]["warns"] is False


def test_a_mute_after_the_draft_is_named_as_what_stands_against_publishing(call: Programs) -> None:
    call.curation.approved()
    draft = call.signed()
    assert draft["obstacle"] is None
    call("rita", "POST", "/mutes", {"rule": "libby", **WORDS})
    assert (
        "muted after this release was drafted"
        in call("ann", "GET", f"/releases/drafts/{draft['number']}").json["obstacle"]
    )
    assert call.step("rita", draft["number"], "publication").status_code == 422
    assert call.ceremony.number() == 1
    # It is shown all the same, and does not look as if it brought that warning back.
    for number in (1, draft["number"]):
        seen = call("ann", "GET", f"/releases/drafts/{number}/effects")
        assert seen.status_code == 200
        assert {rule["id"] for rule in seen.json["rules"]} == ({RULE} if number > 1 else set())


def test_a_disk_that_cannot_be_written_is_the_servers_fault_and_names_no_folder(call: Programs, caplog) -> None:
    call.curation.approved()
    draft, settings = call.signed(), call.curation.context.settings
    with unwritable(settings):
        answer = call.step("rita", draft["number"], "publication")
    assert (answer.status_code, answer.json["errors"]) == (500, [])
    assert "in its log" in answer.json["detail"]
    assert str(settings.instance) not in answer.text
    assert str(settings.updates_folder) in caplog.text
    assert call.step("rita", draft["number"], "publication").status_code == 200


def at_once(*calls) -> None:
    threads = [threading.Thread(target=each) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_publishers_one_publishes_and_the_other_gets_a_clear_answer(call: Programs) -> None:
    call.curation.approved()
    number, said = call.signed()["number"], []

    def publish(name: str) -> None:
        client = call.client.application.test_client()
        said.append(call.step(name, number, "publication", client=client))

    at_once(lambda: publish("rita"), lambda: publish("ada"))
    first, second = sorted(said, key=lambda answer: answer.status_code)
    assert (first.status_code, first.json["state"]) == (200, "published")
    assert second.status_code == 409
    assert second.json["detail"].startswith("No release waits to be published.")
    assert [release["number"] for release in call("ann", "GET", "/releases").json["releases"]] == [2, 1]


def test_of_two_who_draft_at_once_one_drafts_and_no_draft_takes_another_s_place_unseen(call: Programs) -> None:
    call.curation.approved()
    said = []

    def draft(name: str) -> None:
        client = call.client.application.test_client()
        said.append(call(name, "POST", "/releases/drafts", {}, client=client).status_code)

    at_once(lambda: draft("ann"), lambda: draft("ed"))
    assert sorted(said) == [201, 409]
    first = call.open()
    assert call("ann", "POST", "/releases/drafts", {}).status_code == 409
    second = call.draft(replaces=first)["number"]
    assert call("ann", "GET", f"/releases/drafts/{first}").json["state"] == "withdrawn"
    assert call("ed", "POST", "/releases/drafts", {"replaces": first}).status_code == 409
    assert call.open() == second


def test_nobody_approves_her_own_release_with_none_of_her_tokens(call: Programs) -> None:
    call.curation.approved()
    draft = call.draft("ed")
    call.step("ann", draft["number"], "review-request")
    database = call.ceremony.context.database
    call.tokens["other"] = token_of(database, call.curation.second, Role.REVIEWER)
    twin = maintainer(database, "Anna E", Role.REVIEWER, person=call.curation.editor.person)
    call.tokens["twin"] = token_of(database, twin)
    for name in ("ed", "other", "twin"):
        answer = call.step(name, draft["number"], "approval", {"sha256": draft["sha256"]})
        assert answer.status_code == 403
        assert "had a hand in it yourself" in answer.json["detail"]
    assert call.step("rita", draft["number"], "approval", {"sha256": draft["sha256"]}).status_code == 200


def test_an_approval_cannot_be_played_again_on_another_draft_of_the_same_list(call: Programs) -> None:
    first = call.draft(kind="renewal")
    approval = {"sha256": first["sha256"]}
    call.step("ann", first["number"], "review-request")
    assert call.step("rita", first["number"], "approval", approval).status_code == 200
    assert call.step("rita", first["number"], "approval", approval).status_code == 409
    sent = call.step("rita", first["number"], "change-request", {"remark": "Wait for the new key."})
    assert sent.json["state"] == "changes requested"
    second = call.draft(kind="renewal")
    assert (second["sha256"], second["release"]) == (first["sha256"], first["release"])
    call.step("ann", second["number"], "review-request")
    assert call.step("rita", first["number"], "approval", approval).status_code == 409
    assert call("ann", "GET", f"/releases/drafts/{second['number']}").json["state"] == "in review"
    for sha256 in ("0" * 64, call.ceremony.context.settings.site):
        answer = call.step("rita", second["number"], "approval", {"sha256": sha256})
        assert answer.status_code == (409 if len(sha256) == 64 else 400)


def test_a_roll_back_names_a_release_says_why_and_goes_the_same_way(call: Programs) -> None:
    call.curation.approved()
    call.step("rita", call.signed()["number"], "publication")
    assert call("ann", "POST", "/releases/drafts", {"kind": "rollback", "target": 1}).status_code == 403
    for order, status in (
        ({"kind": "rollback"}, 422),
        ({"kind": "release", "target": 1}, 422),
        ({"kind": "renewal", "number": 9}, 422),
        ({"kind": "rollback", "target": 99}, 422),
        ({"kind": "rollback", "target": 2}, 422),
    ):
        assert call("rita", "POST", "/releases/drafts", order).status_code == status, order
    draft = call.draft("ed", kind="rollback", target=1, why="The desk was wrong.")
    assert (draft["release"], draft["kind"], draft["steps"][0]["remark"]) == (3, "rollback", "The desk was wrong.")
    call.step("ed", draft["number"], "review-request")
    assert call.step("ed", draft["number"], "approval", {"sha256": draft["sha256"]}).status_code == 403
    assert call.step("rita", draft["number"], "approval", {"sha256": draft["sha256"]}).status_code == 200


def test_nothing_new_is_no_draft_and_says_what_to_ask_for(call: Programs) -> None:
    answer = call("ann", "POST", "/releases/drafts", {})
    assert answer.status_code == 422
    assert "Nothing has changed" in answer.json["detail"]


# Signatures


def test_what_is_not_approved_takes_no_signature(call: Programs) -> None:
    call.curation.approved()
    number = call.draft()["number"]
    bundle = call.signed_bundle(number, "targets-1", "targets-2")
    for step in ("", "review-request"):
        if step:
            call.step("ann", number, step)
        answer = call.step("rita", number, "signatures", bundle)
        assert answer.status_code == 409
        assert "is not approved yet" in answer.json["detail"]


def _unsigned(bundle: dict) -> None:
    bundle["targets"]["signatures"] = []


def _broken(bundle: dict) -> None:
    for signature in bundle["targets"]["signatures"]:
        signature["sig"] = "00" * 64


def _not_hex(bundle: dict) -> None:
    for signature in bundle["targets"]["signatures"]:
        signature["sig"] = PRIVATE


def _twice(bundle: dict) -> None:
    bundle["targets"]["signatures"] *= 2


def _stranger(bundle: dict) -> None:
    for signature in bundle["targets"]["signatures"]:
        signature["keyid"] = "f" * 64


def _no_signatures(bundle: dict) -> None:
    del bundle["targets"]["signatures"]


def _wrong_type(bundle: dict) -> None:
    bundle["targets"]["signed"]["_type"] = PRIVATE


def _no_metadata(bundle: dict) -> None:
    bundle["targets"] = {PRIVATE: [PRIVATE]}


def _signed_is_text(bundle: dict) -> None:
    bundle["targets"]["signed"] = PRIVATE


def _other_list(bundle: dict) -> None:
    bundle["list"] = bundle["list"].replace("Libby", PRIVATE)


def _no_header(bundle: dict) -> None:
    bundle["list"] = "[]\n"


def _other_file(bundle: dict) -> None:
    targets = bundle["targets"]["signed"]["targets"]
    targets[PRIVATE] = targets["list.jsonl"]


def _later(bundle: dict) -> None:
    bundle["targets"]["signed"]["expires"] = "2099-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "harm",
    [
        _unsigned,
        _broken,
        _not_hex,
        _twice,
        _stranger,
        _no_signatures,
        _wrong_type,
        _no_metadata,
        _signed_is_text,
        _other_list,
        _no_header,
        _other_file,
        _later,
    ],
)
def test_signatures_that_are_not_in_order_are_refused_and_nothing_of_them_is_repeated(call: Programs, harm) -> None:
    call.curation.approved()
    number = call.approved()["number"]
    bundle = call.signed_bundle(number, "targets-1")
    harm(bundle)
    answer = call.step("rita", number, "signatures", bundle)
    assert answer.status_code in {409, 422}, answer.text
    assert PRIVATE not in answer.text
    draft = call("rita", "GET", f"/releases/drafts/{number}").json
    assert (draft["state"], draft["signatures"]["signed_by"]) == ("approved", [])


def test_a_damaged_signature_does_not_take_the_place_of_a_good_one(call: Programs) -> None:
    call.curation.approved()
    number = call.approved()["number"]
    first = call.step("rita", number, "signatures", call.signed_bundle(number, "targets-1")).json["signatures"]
    bundle = call.signed_bundle(number, "targets-2")
    for signature in bundle["targets"]["signatures"]:
        if signature["keyid"] in first["signed_by"]:
            signature["sig"] = "00" * 64
    done = call.step("rita", number, "signatures", bundle).json
    assert (done["state"], len(done["signatures"]["signed_by"])) == ("signed", 2)
    assert call.step("rita", number, "publication").status_code == 200


def test_a_file_of_another_draft_signs_nothing(call: Programs) -> None:
    call.curation.approved()
    first = call.approved()["number"]
    bundle = call.signed_bundle(first, "targets-1", "targets-2")
    call.step("ann", first, "withdrawal")
    call.curation.approved(name="libby")
    second = call.approved()["number"]
    for number in (first, second):
        assert call.step("rita", number, "signatures", bundle).status_code == 409
    assert call("ann", "GET", f"/releases/drafts/{second}").json["state"] == "approved"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"format":"optout-draft/1","release":2,"kind":"release","list":"","previous":null,"targets":{}}', 422),
        (
            b'{"format":"optout-draft/1","release":2,"kind":"release","list":"","previous":null,"targets":'
            + b'{"a":' * 3000
            + b"1"
            + b"}" * 3000
            + b"}",
            400,
        ),
        (b'{"format":"optout-draft/2","release":2,"kind":"release","list":"","previous":null,"targets":{}}', 400),
        (b'{"list":"' + b"a" * LARGEST + b'"}', 413),
    ],
    ids=range(9),
)
def test_an_upload_that_is_malformed_or_too_large_is_refused_by_its_right_name(call: Programs, body, status) -> None:
    call.curation.approved()
    number = call.approved()["number"]
    answer = call.step("rita", number, "signatures", body)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert "aaaa" not in answer.text


# Who may, and what is there


STEPS = {
    "review-request": None,
    "approval": {"sha256": "0" * 64},
    "change-request": {"remark": "Wait."},
    "withdrawal": None,
    "publication": None,
}


@pytest.mark.parametrize("number", [999, 2**31 - 1, 2**31, 0, -1, "01", "x", "1%2f1", "1/../2"])
def test_a_draft_or_mute_that_is_not_there_is_a_404(call: Programs, number) -> None:
    for path in ("", "/effects", "/bundle"):
        assert call("rita", "GET", f"/releases/drafts/{number}{path}").status_code == 404
    for step, body in STEPS.items():
        assert call.step("ed", number, step, body).status_code == 404, step
    assert call("ed", "POST", f"/mutes/{number}/lift", WORDS).status_code == 404


def test_a_draft_that_has_moved_on_takes_no_step_any_more(call: Programs) -> None:
    call.curation.approved()
    withdrawn = call.draft()["number"]
    call.step("ann", withdrawn, "withdrawal")
    published = call.signed()["number"]
    call.step("rita", published, "publication")
    third = call.draft(kind="renewal")
    for number in (withdrawn, published):
        for step, body in STEPS.items():
            assert call.step("ed", number, step, body).status_code == 409, step
        assert call.step("ed", number, "signatures", call.bundle(number)).status_code == 409
    assert call("ann", "GET", f"/releases/drafts/{third['number']}").json["state"] == "draft"


NEEDS = {
    "list_drafts": Action.READ,
    "draft_release": Action.DRAFT_RELEASE,
    "get_draft": Action.READ,
    "get_draft_effects": Action.READ,
    "get_draft_bundle": Action.READ,
    "request_release_review": Action.DRAFT_RELEASE,
    "approve_release": Action.APPROVE_RELEASE,
    "request_release_changes": Action.REQUEST_CHANGES,
    "withdraw_release": Action.DRAFT_RELEASE,
    "upload_signatures": Action.UPLOAD_SIGNATURES,
    "publish_release": Action.PUBLISH,
    "list_mutes": Action.READ,
    "suspend_warning": Action.MUTE,
    "bring_warning_back": Action.LIFT_MUTE,
}


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_policy_says(call: Programs, role) -> None:
    assert set(NEEDS) == {operation.id for operation in api.operations}
    database = call.ceremony.context.database
    call.tokens["role"] = token_of(database, maintainer(database, "Ro Le", role))
    mute = call("rita", "POST", "/mutes", {"rule": "libby", **WORDS}).json["number"]
    bundle = call.bundle(call.draft(kind="renewal")["number"])
    bodies = {
        "draft_release": {},
        "approve_release": {"sha256": "0" * 64},
        "request_release_changes": {"remark": "Wait."},
        "upload_signatures": bundle,
        "suspend_warning": {"rule": RULE, **WORDS},
        "bring_warning_back": WORDS,
    }
    for operation in api.operations:
        number = mute if "/mutes/" in operation.path else call.open() or call.draft(kind="renewal")["number"]
        path = operation.path.removeprefix("/api/v1").replace("{number}", str(number))
        answer = call("role", operation.method, path, bodies.get(operation.id))
        refused = role not in POLICY[NEEDS[operation.id]].roles
        assert (answer.status_code == 403) == refused, (operation.id, answer.text)
        assert answer.status_code in {200, 201, 403, 409, 422}, operation.id


@pytest.mark.parametrize("operation", api.operations, ids=lambda operation: operation.id)
def test_without_a_token_that_works_every_route_is_closed(client, context, operation) -> None:
    path = operation.path.replace("{number}", "1")
    for authorization in ("", "Bearer", "Bearer optout_" + "s3cret" * 7 + "A", "Basic YTpi", "token"):
        headers = {"Authorization": authorization, "Cookie": "__Host-optout=x", "Origin": "https://evil.example"}
        answer = client.open(path, method=operation.method, json={} if operation.body else None, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


# Mutes


def test_a_warning_is_suspended_at_once_and_comes_back_with_a_list(call: Programs) -> None:
    mute = call("ada", "POST", "/mutes", {"rule": RULE, **WORDS})
    assert mute.status_code == 201
    assert (mute.json["rule"], mute.json["comes_back"], mute.json["ended_with"]) == (RULE, None, None)
    [told] = call("ann", "GET", "/releases").json["mutes"]
    assert (told["rule"], told["change"], told["decided_by"]) == (RULE, "suspended", WORDS["by"])
    assert call("rita", "POST", "/mutes", {"rule": RULE, **WORDS}).status_code == 409
    number = mute.json["number"]
    assert call("ada", "POST", f"/mutes/{number}/lift", WORDS).status_code == 403
    assert call("rita", "POST", f"/mutes/{number}/lift", WORDS).json["comes_back"]["reason"] == WORDS["reason"]
    assert call("rita", "POST", f"/mutes/{number}/lift", WORDS).status_code == 409
    call.step("rita", call.signed()["number"], "publication")
    assert call("ann", "GET", "/mutes").json["mutes"] == []
    assert call("rita", "POST", f"/mutes/{number}/lift", WORDS).status_code == 409


def test_of_two_who_suspend_the_same_warning_at_once_one_does(call: Programs) -> None:
    said = []

    def suspend(name: str) -> None:
        client = call.client.application.test_client()
        said.append(call(name, "POST", "/mutes", {"rule": RULE, **WORDS}, client=client).status_code)

    at_once(lambda: suspend("rita"), lambda: suspend("ada"))
    assert sorted(said) == [201, 409]
    assert [mute["rule"] for mute in call("ann", "GET", "/mutes").json["mutes"]] == [RULE]


def test_a_mute_for_which_the_server_lacks_the_key_is_not_written_down(call: Programs) -> None:
    for path in (call.ceremony.context.settings.keys_folder / "online").glob("mute*"):
        path.unlink()
    assert call("rita", "POST", "/mutes", {"rule": RULE, **WORDS}).status_code == 422
    assert call("ann", "GET", "/mutes").json["mutes"] == []


def test_nothing_of_what_was_sent_is_repeated(call: Programs, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    said = [
        call("rita", "POST", "/mutes", {"rule": "mallory", **WORDS}),
        call("rita", "POST", "/mutes", {"rule": RULE, "reason": f"{PRIVATE}\u0007", "by": "Us"}),
        call("rita", "POST", "/mutes", {"rule": PRIVATE, **WORDS}),
        call("rita", "POST", "/mutes", {"rule": RULE, **WORDS, PRIVATE: 1}),
        call("rita", "POST", "/releases/drafts", {"why": f"{PRIVATE}\u0000"}),
        call("rita", "POST", "/releases/drafts", {"kind": PRIVATE}),
    ]
    assert [answer.status_code for answer in said] == [422, 422, 400, 400, 422, 400]
    assert said[0].json["errors"] == [{"field": "rule", "problem": "is not the id of a rule in the published list"}]
    for answer in said:
        assert "mallory" not in answer.text
    assert "mallory" not in caplog.text
    assert call.tokens["rita"] not in caplog.text

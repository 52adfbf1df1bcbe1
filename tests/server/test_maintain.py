"""The maintainers' pages: getting in, and what must not get one in."""

import json
import logging
import re
from base64 import b32decode
from datetime import timedelta

import pytest
import time_machine
from authenticator import Authenticator
from maintaining import (
    PASSWORD,
    add_passkey,
    code_now,
    form_token,
    hidden,
    invited,
    known,
    options,
    post,
    sign_in,
    use_passkey,
)
from sqlalchemy import select

from server.accounts import managing, sessions
from server.accounts.actor import Actor
from server.accounts.roles import Role
from server.accounts.tables import AccountRow, PasskeyRow, SessionRow
from server.journal import chain
from server.maintain.entering import FROM_ONE_NETWORK
from server.maintain.visit import COOKIE
from server.privacy.erasures import now_utc


@pytest.fixture
def browser(context, client_of):
    """Makes browsers of their own, each with its own cookie."""
    return client_of(context.settings).application.test_client


def events(context) -> list[str]:
    with context.database.read() as session:
        return [event.action for event in reversed(chain.events(session))]


def log_in(client, account, **changed: str):
    page = client.get("/maintain/log-in/")
    fields = {"username": account.username, "password": PASSWORD, "code": code_now(account.secret), **changed}
    return client.post("/maintain/log-in/", data={"csrf": hidden(page, "csrf"), **fields})


def is_in(client) -> bool:
    return client.get("/maintain/").status_code == 200


def cookie_of(answer) -> str:
    return next((value for value in answer.headers.getlist("Set-Cookie")), "")


# Getting in


def test_an_invitation_leads_to_a_passkey_and_the_passkey_leads_in(context, browser) -> None:
    account, device, client = invited(context, "ann", Role.EDITOR), Authenticator(), browser()
    link = f"/maintain/invitation/{account.invitation}/"
    page = client.get(link)
    assert "ann Example" in page.text
    assert client.post(link, data={"csrf": hidden(page, "csrf")}).location == "/maintain/account/"
    assert client.get("/maintain/").location == "/maintain/account/"
    assert client.get("/maintain/log/").location == "/maintain/account/"
    assert add_passkey(client, device).location == "/maintain/account/"
    assert is_in(client)
    assert browser().get(link).status_code == 404
    other = browser()
    assert use_passkey(other, device).location == "/maintain/"
    assert is_in(other)
    assert events(context) == ["invite", "sign in", "add a passkey", "sign in", "sign in"]


def test_an_invitation_leads_to_a_password_with_code_too(context, browser) -> None:
    account, client = invited(context, "ann"), browser()
    link = f"/maintain/invitation/{account.invitation}/"
    client.post(link, data={"csrf": hidden(client.get(link), "csrf")})
    page = client.get("/maintain/account/password/")
    fields = {"csrf": hidden(page, "csrf"), "state": hidden(page, "state"), "password": PASSWORD}
    assert client.post("/maintain/account/password/", data={**fields, "code": "000000"}).status_code == 422
    page = client.get("/maintain/account/password/")
    spelled = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.text)
    fields["state"] = hidden(page, "state")
    code = code_now(b32decode(spelled[1].replace(" ", "")).hex())
    sent = client.post("/maintain/account/password/", data={**fields, "code": code})
    assert sent.location == "/maintain/account/"
    assert is_in(client)


def test_opening_an_invitation_does_not_use_it_up(context, browser) -> None:
    account = invited(context, "ann")
    link = f"/maintain/invitation/{account.invitation}/"
    for _ in range(2):
        client = browser()
        client.head(link)
        assert client.post(link, data={"csrf": hidden(client.get(link), "csrf")}).status_code == 303


def test_who_completes_an_invitation_puts_every_other_browser_out_that_opened_it(context, browser) -> None:
    account = invited(context, "ann")
    link, thief, ann = f"/maintain/invitation/{account.invitation}/", browser(), browser()
    for client in (thief, ann):
        client.post(link, data={"csrf": hidden(client.get(link), "csrf")})
    add_passkey(ann, Authenticator())
    assert is_in(ann)
    assert thief.get("/maintain/account/").location.startswith("/maintain/log-in/")


def test_an_invitation_that_waits_cannot_be_accepted(context, browser) -> None:
    one = known(context, "one", Role.ADMINISTRATOR)
    with context.database.write() as session:
        who = Actor(one.number, "one", frozenset({Role.ADMINISTRATOR}), one.person, fresh=True)
        made = managing.invite(session, who, managing.Guest("new", "New", {Role.REVIEWER}))
    client, link = browser(), f"/maintain/invitation/{made.token}/"
    page = client.get(link)
    assert "waits for a second administrator" in page.text
    token = form_token(context, client.get_cookie(COOKIE).value)
    assert client.post(link, data={"csrf": token}).status_code == 404
    assert not is_in(client)


def test_name_password_and_code_lead_in(context, browser) -> None:
    account, client = known(context, "ann"), browser()
    assert log_in(client, account).location == "/maintain/"
    assert is_in(client)


@pytest.mark.parametrize("changed", [{"username": "nobody"}, {"password": "wrong"}, {"code": "000000"}])
def test_what_is_wrong_is_not_told(context, browser, changed) -> None:
    account, client = known(context, "ann"), browser()
    answer = log_in(client, account, **changed)
    assert answer.status_code == 422
    assert "These three do not belong together" in answer.text
    assert not is_in(client)


def test_signing_out_ends_the_session_on_the_server(context, browser) -> None:
    client = browser()
    token = sign_in(context, client, known(context, "ann"))
    assert post(context, client, "/maintain/log-out/").location == "/maintain/log-in/"
    client.set_cookie(COOKIE, token, secure=True)
    assert not is_in(client)


# The cookie


def test_the_cookie_is_for_this_host_secure_unreadable_and_never_sent_from_elsewhere(context, browser) -> None:
    cookie = cookie_of(browser().get("/maintain/log-in/"))
    assert cookie.startswith(f"{COOKIE}=")
    assert COOKIE.startswith("__Host-")
    assert set(cookie.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}


def test_signing_in_replaces_the_token_that_the_browser_brought(context, browser) -> None:
    account, client = known(context, "ann"), browser()
    planted = "A" * 43
    client.set_cookie(COOKIE, planted, secure=True)
    page = client.get("/maintain/log-in/")
    assert cookie_of(page) == ""
    log_in(client, account)
    assert client.get_cookie(COOKIE).value != planted
    attacker = browser()
    attacker.set_cookie(COOKIE, planted, secure=True)
    assert not is_in(attacker)


def test_signing_in_again_ends_the_session_before(context, browser) -> None:
    account, client = known(context, "ann"), browser()
    before = sign_in(context, client, account)
    page = client.get("/maintain/again/")
    fields = {"csrf": hidden(page, "csrf"), "password": PASSWORD, "code": code_now(account.secret)}
    assert client.post("/maintain/again/", data=fields).status_code == 303
    assert client.get_cookie(COOKIE).value != before
    other = browser()
    other.set_cookie(COOKIE, before, secure=True)
    assert not is_in(other)


def test_public_pages_set_no_cookie_and_look_at_none(context, browser) -> None:
    client = browser()
    token = sign_in(context, client, known(context, "ann"))
    for path in ("/", "/api/v1/", "/static/site.css", "/nothing/", "/maintain", "/updates/timestamp.json"):
        with client.get(path) as answer:
            assert "Set-Cookie" not in answer.headers, path
            assert "Cookie" not in answer.headers.get("Vary", ""), path
            assert token not in str(answer.headers)


def test_every_page_of_maintainers_is_kept_by_nobody(context, browser) -> None:
    client = browser()
    sign_in(context, client, known(context, "ann", *Role))
    for path in ("/maintain/", "/maintain/log-in/", "/maintain/account/", "/maintain/log/", "/maintain/accounts/"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


# Forms of other sites


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
def test_a_form_without_its_token_changes_nothing(context, browser, token) -> None:
    client = browser()
    sign_in(context, client, known(context, "ann"))
    data = {} if token is None else {"csrf": token}
    assert client.post("/maintain/log-out/", data=data).status_code == 403
    assert is_in(client)


def test_the_token_of_another_session_does_not_do(context, browser) -> None:
    mallory, ann = browser(), browser()
    other = sign_in(context, mallory, known(context, "mallory"))
    sign_in(context, ann, known(context, "ann"))
    assert ann.post("/maintain/log-out/", data={"csrf": form_token(context, other)}).status_code == 403
    assert is_in(ann)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_form_that_another_site_sends_changes_nothing_even_with_the_token(context, browser, headers) -> None:
    client = browser()
    token = sign_in(context, client, known(context, "ann"))
    data = {"csrf": form_token(context, token)}
    assert client.post("/maintain/log-out/", data=data, headers=headers).status_code == 403
    assert is_in(client)


def test_nobody_is_signed_in_by_another_site_s_form(context, browser) -> None:
    account, client = known(context, "mallory"), browser()
    fields = {"username": "mallory", "password": PASSWORD, "code": code_now(account.secret)}
    assert client.post("/maintain/log-in/", data=fields).status_code == 403
    assert not is_in(client)


def test_a_field_that_comes_twice_is_refused(context, browser) -> None:
    client = browser()
    token = form_token(context, sign_in(context, client, known(context, "ann")))
    assert client.post("/maintain/log-out/", data={"csrf": [token, token]}).status_code == 400
    assert is_in(client)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_there_are_no_other_methods(context, browser, method) -> None:
    client = browser()
    sign_in(context, client, known(context, "ann"))
    assert client.open("/maintain/account/", method=method).status_code == 405


# Where one is sent


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/maintain/../evil",
        "/maintain/x/..//evil.example/",
        "javascript:alert(1)",
        "/maintain/%2f%2fevil.example/",
        "/maintain//evil.example/",
        "\n//evil.example",
        "/updates/",
        "maintain/",
    ],
)
def test_signing_in_never_leads_elsewhere(context, browser, then) -> None:
    account, client = known(context, "ann"), browser()
    page = client.get("/maintain/log-in/", query_string={"then": then})
    assert "evil" not in page.text
    assert log_in(client, account, then=then).location == "/maintain/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(context, browser) -> None:
    account, client = known(context, "ann"), browser()
    asked = client.get("/maintain/log/")
    assert asked.location == "/maintain/log-in/?then=/maintain/log/"
    assert hidden(client.get(asked.location), "then") == "/maintain/log/"
    assert log_in(client, account, then="/maintain/log/").location == "/maintain/log/"


@pytest.mark.parametrize("path", ["/maintain/log-in/", "/maintain/", "/maintain/invitation/x/"])
def test_a_forged_host_is_refused_and_not_repeated(browser, path) -> None:
    answer = browser().get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text + str(answer.headers)


# Guessing


@pytest.mark.thorough
def test_guessing_from_one_network_is_slowed_down_whatever_the_name(context, browser) -> None:
    known(context, "ann")
    client = browser()
    page = client.get("/maintain/log-in/")
    fields = {"csrf": hidden(page, "csrf"), "password": "wrong", "code": "000000"}
    with time_machine.travel(now_utc().replace(minute=1) + timedelta(hours=1), tick=False):
        answers = [
            client.post("/maintain/log-in/", data={**fields, "username": f"guess{number}"}).text
            for number in range(FROM_ONE_NETWORK.limit + 1)
        ]
    assert "These three" in answers[-2]
    assert "too many attempts" in answers[-1]


def test_a_passkey_still_opens_an_account_whose_password_is_being_guessed(context, browser) -> None:
    account, device, client = known(context, "ann"), Authenticator(), browser()
    sign_in(context, client, account)
    add_passkey(client, device)
    for _ in range(6):
        answer = log_in(browser(), account, password="wrong")
    assert "too many attempts" in answer.text
    assert use_passkey(browser(), device).location == "/maintain/"


# Passkeys


@pytest.fixture
def device(context, browser):
    """The passkey of the account “ann”."""
    device, client = Authenticator(), browser()
    sign_in(context, client, known(context, "ann"))
    assert add_passkey(client, device).status_code == 303
    return device


def test_an_answer_of_a_passkey_works_once(context, browser, device) -> None:
    client = browser()
    page = client.get("/maintain/log-in/")
    fields = {"csrf": hidden(page, "csrf"), "state": hidden(page, "state"), "answer": device.sign(options(page))}
    planted = client.get_cookie(COOKIE).value
    assert client.post("/maintain/log-in/passkey/", data=fields).status_code == 303
    client.set_cookie(COOKIE, planted, secure=True)
    answer = client.post("/maintain/log-in/passkey/", data=fields)
    assert answer.status_code == 422
    assert "sent twice" in answer.text
    assert not is_in(client)


def test_an_answer_of_a_passkey_works_only_in_the_browser_that_asked(context, browser, device) -> None:
    victim, thief = browser(), browser()
    page = victim.get("/maintain/log-in/")
    fields = {"state": hidden(page, "state"), "answer": device.sign(options(page))}
    token = hidden(thief.get("/maintain/log-in/"), "csrf")
    assert thief.post("/maintain/log-in/passkey/", data={**fields, "csrf": token}).status_code == 422
    assert not is_in(thief)


def test_an_answer_of_a_passkey_does_not_work_later(browser, device) -> None:
    client = browser()
    page = client.get("/maintain/log-in/")
    fields = {"csrf": hidden(page, "csrf"), "state": hidden(page, "state"), "answer": device.sign(options(page))}
    with time_machine.travel(now_utc() + timedelta(minutes=11)):
        assert client.post("/maintain/log-in/passkey/", data=fields).status_code == 422


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:8001", "https://localhost:8000"])
def test_a_passkey_that_was_shown_to_another_site_does_not_open_ours(browser, device, origin) -> None:
    device.origin = origin
    assert use_passkey(browser(), device).status_code == 422


def test_a_passkey_that_did_not_make_sure_of_its_owner_opens_nothing(browser, device) -> None:
    device.verifies = False
    assert use_passkey(browser(), device).status_code == 422


def test_a_copy_of_a_passkey_is_noticed_by_its_count(browser, device) -> None:
    device.count = 10
    assert use_passkey(browser(), device).status_code == 303
    device.count = 5
    assert use_passkey(browser(), device).status_code == 422


def test_a_passkey_that_nobody_has_opens_nothing(browser, device) -> None:
    stranger = Authenticator()
    stranger.user = device.user
    assert use_passkey(browser(), stranger).status_code == 422


def test_a_passkey_with_another_s_handle_opens_nothing(context, browser, device) -> None:
    known(context, "bob")
    with context.database.read() as session:
        handle = session.scalars(select(AccountRow.passkey_user).where(AccountRow.username == "bob")).one()
    device.user = handle.encode()
    assert use_passkey(browser(), device).status_code == 422


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", '{"id": 1}', "x" * 9000, '{"rawId": "\\u0000"}'])
def test_an_answer_that_is_none_is_refused_with_a_sentence(context, browser, answer) -> None:
    client = browser()
    page = client.get("/maintain/log-in/")
    fields = {"csrf": hidden(page, "csrf"), "state": hidden(page, "state"), "answer": answer}
    assert client.post("/maintain/log-in/passkey/", data=fields).status_code == 422
    sign_in(context, client, known(context, "bob"))
    page = client.get("/maintain/account/passkeys/new/")
    fields = {"csrf": hidden(page, "csrf"), "state": hidden(page, "state"), "answer": answer, "name": "x"}
    assert client.post("/maintain/account/passkeys/new/", data=fields).status_code == 422


def test_a_challenge_for_signing_in_makes_no_passkey_and_the_other_way_round(context, browser, device) -> None:
    client = browser()
    sign_in(context, client, known(context, "bob"))
    state = hidden(client.get("/maintain/again/"), "state")
    page = client.get("/maintain/account/passkeys/new/")
    made = Authenticator().make(options(page))
    answer = post(context, client, "/maintain/account/passkeys/new/", state=state, answer=made, name="x")
    assert answer.status_code == 422


def test_a_disabled_account_s_passkey_opens_nothing(context, browser, device) -> None:
    with context.database.write() as session:
        session.scalars(select(AccountRow).where(AccountRow.username == "ann")).one().active = False
    assert use_passkey(browser(), device).status_code == 422


def test_the_last_way_in_cannot_be_removed(context, browser) -> None:
    account, client = invited(context, "ann"), browser()
    sign_in(context, client, account)
    add_passkey(client, Authenticator())
    with context.database.read() as session:
        number = session.scalars(select(PasskeyRow.id)).one()
    answer = post(context, client, f"/maintain/account/passkeys/{number}/remove/")
    assert answer.status_code == 422
    assert "only way in" in answer.text
    with context.database.read() as session:
        assert session.scalars(select(PasskeyRow.id)).all() == [number]


# Freshness


def test_after_a_quarter_of_an_hour_opening_an_account_asks_again(context, browser) -> None:
    client = browser()
    sign_in(context, client, known(context, "ann", Role.ADMINISTRATOR))
    paths = ["account/passkeys/new/", "account/password/", "account/password/remove/", "accounts/new/"]
    with time_machine.travel(now_utc() + timedelta(minutes=16)):
        for path in paths:
            answer = post(context, client, f"/maintain/{path}", page="/maintain/account/")
            assert answer.location == "/maintain/again/?then=/maintain/account/", path
        assert "show first that it is you" in client.get("/maintain/account/").text
    with context.database.read() as session:
        assert len(session.scalars(select(AccountRow)).all()) == 1


def test_a_passkey_of_somebody_else_does_not_make_a_session_fresh(context, browser, device) -> None:
    client = browser()
    sign_in(context, client, known(context, "bob", Role.ADMINISTRATOR))
    with time_machine.travel(now_utc() + timedelta(minutes=16)):
        answer = use_passkey(client, device, "again")
        assert answer.status_code == 422
        assert "another account" in answer.text
        assert post(context, client, "/maintain/accounts/new/").location.startswith("/maintain/again/")


def test_her_own_passkey_does(context, browser, device) -> None:
    client = browser()
    use_passkey(client, device)
    with time_machine.travel(now_utc() + timedelta(minutes=16)):
        answer = use_passkey(client, device, "again", then="/maintain/account/")
        assert answer.location == "/maintain/account/"
        assert add_passkey(client, Authenticator()).status_code == 303


# What belongs to others


def test_nobody_ends_another_s_session_or_removes_another_s_passkey(context, browser, device) -> None:
    mallory = browser()
    sign_in(context, mallory, known(context, "mallory", *Role))
    with context.database.read() as session:
        ann = session.scalars(select(AccountRow.id).where(AccountRow.username == "ann")).one()
        theirs = session.scalars(select(SessionRow.id).where(SessionRow.account_id == ann)).one()
        passkey = session.scalars(select(PasskeyRow.id)).one()
    for path in (f"sessions/{theirs}/end/", f"passkeys/{passkey}/remove/", "sessions/999/end/"):
        assert post(context, mallory, f"/maintain/account/{path}").status_code == 404, path
    with context.database.read() as session:
        assert session.get(SessionRow, theirs)
        assert session.get(PasskeyRow, passkey)


def test_one_s_own_session_elsewhere_can_be_ended(context, browser) -> None:
    account, here, there = known(context, "ann"), browser(), browser()
    sign_in(context, there, account)
    with context.database.read() as session:
        number = session.scalars(select(SessionRow.id)).one()
    sign_in(context, here, account)
    assert "End this one" in here.get("/maintain/account/").text
    assert post(context, here, f"/maintain/account/sessions/{number}/end/").status_code == 303
    assert is_in(here)
    assert not is_in(there)


def test_all_others_can_be_ended_at_once(context, browser) -> None:
    account, here, others = known(context, "ann"), browser(), [browser(), browser()]
    for client in (*others, here):
        sign_in(context, client, account)
    assert post(context, here, "/maintain/account/sessions/end-others/").status_code == 303
    assert is_in(here)
    assert not any(is_in(client) for client in others)


def test_what_a_form_adds_is_not_believed(context, browser) -> None:
    client = browser()
    account = known(context, "ann", Role.REPORTER)
    sign_in(context, client, account)
    more = {"role_names": "administrator", "role-administrator": "yes", "roles": "administrator", "active": "0"}
    post(context, client, "/maintain/account/sessions/end-others/", **more)
    add_passkey(client, Authenticator())
    with context.database.read() as session:
        assert session.get_one(AccountRow, account.number).has_roles == {Role.REPORTER}


# An administrator


def test_two_administrators_invite_somebody_who_gets_in(context, browser) -> None:
    one, two, new = browser(), browser(), browser()
    sign_in(context, one, known(context, "one", Role.ADMINISTRATOR))
    sign_in(context, two, known(context, "two", Role.ADMINISTRATOR))
    page = post(context, one, "/maintain/accounts/new/", username="new", name="New One", **{"role-editor": "yes"})
    link = re.search(r"http://localhost:8000(/maintain/invitation/[^<]+)", page.text)[1]
    assert 'action="/maintain/accounts/invitations/1/agree/"' not in one.get("/maintain/accounts/").text
    number = re.search(r"invitations/(\d+)/agree", two.get("/maintain/accounts/").text)[1]
    assert post(context, one, f"/maintain/accounts/invitations/{number}/agree/").status_code == 403
    assert post(context, two, f"/maintain/accounts/invitations/{number}/agree/").status_code == 303
    new.post(link, data={"csrf": hidden(new.get(link), "csrf")})
    add_passkey(new, Authenticator())
    assert is_in(new)
    assert new.get("/maintain/accounts/").status_code == 403


def test_a_wrong_invitation_keeps_what_was_typed(context, browser) -> None:
    client = browser()
    sign_in(context, client, known(context, "one", Role.ADMINISTRATOR))
    page = post(
        context, client, "/maintain/accounts/new/", username="no name!", name="Kept Name", **{"role-editor": "yes"}
    )
    assert page.status_code == 422
    assert 'value="Kept Name"' in page.text
    assert re.search(r'id="role-editor"[^>]* checked', page.text)
    assert "cannot be a user name" in page.text


def test_an_administrator_closes_an_account_at_once(context, browser) -> None:
    account, admin, ann = known(context, "ann"), browser(), browser()
    sign_in(context, admin, known(context, "one", Role.ADMINISTRATOR))
    sign_in(context, ann, account)
    assert post(context, admin, f"/maintain/accounts/{account.number}/", do="close").status_code == 303
    assert not is_in(ann)
    assert log_in(ann, account).status_code == 422


@pytest.mark.parametrize("wish", ["end-sessions", "roles", "invite-again"])
def test_an_administrator_s_other_buttons_work(context, browser, wish) -> None:
    account, admin, ann = known(context, "ann", Role.EDITOR, Role.REPORTER), browser(), browser()
    sign_in(context, admin, known(context, "one", Role.ADMINISTRATOR))
    sign_in(context, ann, account)
    more = {"role-reporter": "yes"} if wish == "roles" else {}
    assert post(context, admin, f"/maintain/accounts/{account.number}/", do=wish, **more).status_code in {200, 303}
    assert is_in(ann) == (wish == "roles")
    with context.database.read() as session:
        assert session.get_one(AccountRow, account.number).has_roles == (
            {Role.REPORTER} if wish == "roles" else {Role.EDITOR, Role.REPORTER}
        )


def test_an_unknown_button_and_an_unknown_account_are_refused(context, browser) -> None:
    client = browser()
    one = known(context, "one", Role.ADMINISTRATOR)
    sign_in(context, client, one)
    assert post(context, client, f"/maintain/accounts/{one.number}/", do="promote").status_code == 400
    assert client.get("/maintain/accounts/999/").status_code == 404


# The log


def test_the_log_is_shown_in_pages_and_exported_whole(context, browser) -> None:
    client = browser()
    sign_in(context, client, known(context, "ann", Role.REVIEWER))
    with context.database.write() as session:
        for number in range(150):
            chain.record(session, chain.SERVER, "do something", f"thing {number}", reason="because")
    page = client.get("/maintain/log/")
    assert "thing 149" in page.text
    assert "thing 10<" not in page.text
    older = re.search(r'href="(/maintain/log/\d+/)"', page.text)[1]
    assert "thing 10<" in client.get(older).text
    exported = client.get("/maintain/log/log.jsonl").text.splitlines()
    assert len(exported) == len(events(context))
    assert chain.verify_lines(exported).problem == ""
    assert json.loads(exported[-1])["object"] == "thing 149"


def test_markup_in_names_is_shown_as_text(context, browser) -> None:
    client, markup = browser(), "<script>alert(1)</script>"
    with context.database.write() as session:
        guest = managing.Guest("ann", markup, set(Role))
        managing.invite(session, chain.COMMAND_LINE, guest)
        row = session.scalars(select(AccountRow)).one()
        row.passkeys.append(passkey_named(markup))
        token = sessions.begin(session, row, sessions.Coming(sessions.PASSKEY, markup), now_utc())
        chain.record(session, chain.SERVER, markup, markup, **{markup: markup})
    client.set_cookie(COOKIE, token, secure=True)
    for path in ("", "account/", "accounts/", "accounts/1/", "log/"):
        page = client.get(f"/maintain/{path}")
        assert page.status_code == 200
        assert "&lt;script&gt;" in page.text, path
        assert markup not in page.text, path


def passkey_named(name: str) -> PasskeyRow:
    now = now_utc()
    facts = {"credential_id": b"x", "public_key": b"x", "backup_state": False, "device_type": "x", "usage": "first"}
    return PasskeyRow(name=name, transports=[], made_at=now, lastuse_datetime=now, **facts)


def test_no_log_line_of_the_program_holds_what_was_typed(context, browser, caplog) -> None:
    account, client = known(context, "ann"), browser()
    with caplog.at_level(logging.DEBUG):
        log_in(client, account, password="a password that is wrong", code="123456")
        log_in(client, account)
        client.get(f"/maintain/invitation/{account.invitation}/")
    for secret in ("a password that is wrong", "123456", PASSWORD, account.secret, account.invitation):
        assert secret not in caplog.text

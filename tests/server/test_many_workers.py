"""One server of several processes: what one of them has counted or written, all of them know, and nothing is lost."""

import json
import re
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from curating import Curation, starter_list
from maintaining import PASSWORD, code_now, known
from people import maintainer, token_of
from serving import served

from server.accounts import signing_in
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.curation import changes, reviewing
from server.curation.states import State
from server.journal import chain

pytestmark = pytest.mark.thorough

WORKERS = 3
WRITERS = 8


def ask(address: str, data: bytes | None = None, method: str | None = None, **headers: str) -> tuple[int, str, str]:
    """One request on a connection of its own, so that any worker may take it: status, body, the cookie it sets."""
    request = urllib.request.Request(address, data, headers, method=method)
    opener = urllib.request.build_opener(NoRedirects)
    try:
        answer = opener.open(request)
    except HTTPError as error:
        answer = error
    with answer:
        cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        return answer.status, answer.read().decode(), cookie


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


def log_in(site: str, username: str, password: str, code: str) -> tuple[int, str]:
    """Sign in as a browser does that has never been here: status and page."""
    _, page, cookie = ask(f"{site}/maintain/log-in/")
    found = re.search(r'name="csrf" value="([^"]*)"', page)
    assert found
    fields = {"csrf": unescape(found[1]), "username": username, "password": password, "code": code}
    status, said, _ = ask(f"{site}/maintain/log-in/", urlencode(fields).encode(), Cookie=cookie)
    return status, said


def all_at_once(call, number: int) -> list:
    """What ``call`` gives for 0, 1, …, each in a thread, none begun before all are ready."""
    ready = Barrier(number)

    def one(at: int):
        ready.wait()
        return call(at)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_guesses_at_a_password_or_a_code_are_counted_over_all_workers(context) -> None:
    account = known(context, "ann")
    with served(context.settings, workers=WORKERS) as site:
        wrong = [("wrong", code_now(account.secret)), (PASSWORD, "000000")]
        answers = all_at_once(lambda n: log_in(site, "ann", *wrong[n % 2]), 12)
        assert {status for status, _ in answers} == {422}
        assert sum("too many attempts" in page for _, page in answers) == 12 - signing_in.ATTEMPTS
        for _ in range(2 * WORKERS):
            status, page = log_in(site, "ann", PASSWORD, code_now(account.secret))
            assert status == 422
            assert "too many attempts" in page
    with context.database.read() as session:
        assert session.get_one(AccountRow, account.number).failures == signing_in.ATTEMPTS
        assert [event.action for event in chain.events(session)].count("slow down guessing") == 1


def test_a_code_opens_one_session_however_many_workers_get_it_at_once(context) -> None:
    account = known(context, "ann")
    with served(context.settings, workers=WORKERS) as site:
        code = code_now(account.secret)
        answers = all_at_once(lambda _: log_in(site, "ann", PASSWORD, code), signing_in.ATTEMPTS)
    assert Counter(status for status, _ in answers) == {303: 1, 422: signing_in.ATTEMPTS - 1}


class Team:
    """Eight editors who review as well, each with a rule of her own and a token, before a server of several workers."""

    def __init__(self, curation: Curation, site: str) -> None:
        self.site, self.curation = site, curation
        database = curation.context.database
        people = [maintainer(database, f"Writer {n}", Role.EDITOR, Role.REVIEWER) for n in range(WRITERS)]
        self.tokens = [token_of(database, person) for person in people]
        self.rules = [rule.id for rule in starter_list().rules if rule.id != "linkedin-learning"][:WRITERS]

    def call(self, who: int, method: str, path: str, body: object = None) -> tuple[int, dict]:
        data = None if body is None else json.dumps(body).encode()
        sign = {"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json"}
        status, text, _ = ask(f"{self.site}/api/v1{path}", data, method, **sign)
        return status, json.loads(text)

    def propose(self, who: int) -> dict:
        entry = self.rules[who]
        document = self.curation.changed(f"Ask at desk {who}.", entry)
        body = {"kind": "rule", "entry": entry, "document": document, "why": "A library told us."}
        status, change = self.call(who, "POST", "/changes", body)
        assert status == 201, change
        return change

    def say(self, who: int, number: int) -> int:
        return self.call(who, "POST", f"/changes/{number}/comments", {"text": f"Writer {who} on {number}."})[0]

    def ask_for_review(self, who: int, number: int) -> int:
        return self.call(who, "POST", f"/changes/{number}/review-request", {"version": 1})[0]

    def approve(self, who: int, change: dict) -> int:
        number = change["number"]
        for found in change["evidence"]:
            assert self.call(who, "POST", f"/changes/{number}/evidence/{found['source']['id']}/opening")[0] == 200
        body = {"version": 1, "sha256": change["sha256"], "remark": f"By {who}."}
        return self.call(who, "POST", f"/changes/{number}/approval", body)[0]


def test_eight_writers_at_once_lose_no_change_no_comment_and_no_approval(context) -> None:
    curation = Curation.of(context)
    with served(context.settings, workers=WORKERS) as site:
        team = Team(curation, site)
        proposed = all_at_once(team.propose, WRITERS)
        numbers = [change["number"] for change in proposed]
        assert sorted(numbers) == list(range(1, WRITERS + 1))
        said = all_at_once(lambda who: [team.say(who, number) for number in numbers], WRITERS)
        assert said == [[201] * WRITERS] * WRITERS
        assert all_at_once(lambda who: team.ask_for_review(who, numbers[who]), WRITERS) == [200] * WRITERS
        first, *others = proposed
        decided = Counter(all_at_once(lambda who: team.approve(who, first), WRITERS))
        assert decided == {200: 1, 403: 1, 409: WRITERS - 2}
        approved = all_at_once(lambda at: team.approve(at, others[at]), WRITERS - 1)
        assert approved == [200] * (WRITERS - 1)
    with context.database.read() as session:
        assert chain.verify(session).problem == ""
        steps = Counter(event.action for event in chain.events(session))
        wanted = {"propose": 8, "comment": 64, "request review": 8, "approve": 8}
        assert {name: steps[name] for name in wanted} == wanted
        for who, number in enumerate(numbers):
            assert changes.numbered(session, number).state == State.APPROVED
            assert [form.name for form in changes.revisions(session, number)] == [f"Writer {who}"]
            remarks = reviewing.remarks(session, number)
            assert {mark.text for mark in remarks if not mark.step} == {f"Writer {n} on {number}." for n in range(8)}
            assert [mark.step for mark in remarks if mark.step] == ["request review", "approve"]

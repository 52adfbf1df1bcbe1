"""The petition's pages: the same answer to everybody, nothing done by looking, no name that anybody keeps."""

import json
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from publishing import publish
from sqlalchemy import event, func, select

from server.cli import cli
from server.context import Context
from server.forms.automation import HONEYPOT, STAMP, make_stamp
from server.jobs import public_forms
from server.petition.signing_state import set_by_hand
from server.petition.tables import SignatureRow

HOME = "/campaigns/library-card-is-enough/"
SIGN = f"{HOME}sign/"


class Site:
    """The pages and the worker of an installation whose letters become files."""

    def __init__(self, context: Context, client: FlaskClient) -> None:
        self.context, self.client = context, client

    def form(self, age: int = 20, form: str = "sign", **fields: str) -> dict[str, str]:
        then = datetime.now(UTC) - timedelta(seconds=age)
        return {STAMP: make_stamp(self.context.secrets, form, then), HONEYPOT: "", "display": "none", **fields}

    def send(self, path: str = SIGN, **fields: str):
        return self.client.post(path, data=self.form(**fields))

    def work(self) -> None:
        public_forms.work_on_forms(self.context, datetime.now(UTC))
        public_forms.send_letters(self.context, datetime.now(UTC))

    def letters(self) -> list[str]:
        paths = sorted((self.context.settings.instance / "outbox").glob("*.eml"), key=lambda p: p.stat().st_mtime_ns)
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        return [mail.get_body(("plain",)).get_content() for mail in mails]

    def link(self, **fields: str) -> str:
        """Sign, let the worker work, and return the path in the newest letter."""
        self.send(**fields)
        self.work()
        return re.search(r"http://localhost:8000(/\S*signature/\S+)", self.letters()[-1]).group(1)


@pytest.fixture
def site(context, rules: Path, client) -> Site:
    publish(context, rules)
    return Site(context, client)


def test_signing_confirming_being_shown_and_withdrawing_needs_two_forms_and_one_letter(site) -> None:
    path = site.link(email="ann@example.org", display="full", name="Ann Example", place="Ghent")
    assert "<b>0</b> people have signed" in site.client.get(HOME).text
    assert "What would be public" in site.client.get(path).text
    assert site.client.post(path, data={"do": "confirm"}).status_code == 303
    assert "<b>1</b> person has signed" in site.client.get(HOME).text
    assert "Ann Example" in site.client.get(f"{HOME}signers/").text
    assert "Ann Example" in site.client.get(f"{HOME}signers/A/").text
    assert "Ann Example" not in site.client.get(HOME).text
    assert json.loads(site.client.get(f"{path}data.json").text)["shown_name"] == "Ann Example"
    site.client.post(path, data={"do": "show", "display": "initials", "name": "Ann Example"})
    assert "A. E." in site.client.get(f"{HOME}signers/").text
    assert site.client.post(path, data={"do": "withdraw"}).headers["Location"] == "/signature/withdrawn/"
    assert site.client.get(path).status_code == 404
    assert "<b>0</b> people have signed" in site.client.get(HOME).text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_only_opens_the_link_confirms_nothing(site, method) -> None:
    path = site.link(email="ann@example.org")
    for address in (path, f"{path}data.json"):
        assert site.client.open(address, method=method).status_code == 200
    with site.context.database.read() as session:
        assert session.scalar(select(func.count()).where(SignatureRow.confirmed_on.is_not(None))) == 0


def test_new_repeated_blocked_and_automated_forms_get_the_same_answer_with_the_same_statements(site) -> None:
    first = site.link(email="ann@example.org")
    site.client.post(first, data={"do": "confirm"})
    blocked = site.link(email="blocked@example.org")
    site.client.post(blocked, data={"do": "refuse"})
    statements: list[str] = []
    event.listen(
        site.client.application.extensions["optout"].database.engine,
        "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )
    answers = set()
    for fields in (
        {"email": "new@example.org"},
        {"email": "ann@example.org"},
        {"email": "blocked@example.org"},
        {"email": "robot@example.org", HONEYPOT: "x"},
        {"email": "fast@example.org", "age": 0},
        {"email": "forged@example.org", STAMP: "1.2.3"},
    ):
        statements.clear()
        answer = site.send(**fields)
        answers.add((answer.status_code, answer.text, str(answer.headers), tuple(statements)))
    assert len(answers) == 1
    before = len(site.letters())
    site.work()
    assert len(site.letters()) == before + 2  # to the new one, and the link to the one who had signed


def test_the_link_is_sent_again_only_to_who_signed_and_the_page_does_not_tell(site) -> None:
    site.client.post(site.link(email="ann@example.org"), data={"do": "confirm"})
    answers = {
        (answer.status_code, answer.text)
        for address in ("ann@example.org", "nobody@example.org")
        for answer in [site.send(f"{HOME}link/", form="link", email=address)]
    }
    assert len(answers) == 1
    before = len(site.letters())
    site.work()
    assert len(site.letters()) == before + 1


def test_a_form_with_mistakes_comes_back_with_everything_in_it_and_says_what_to_mend(site) -> None:
    answer = site.send(email="ann@", display="full", name="<b>Ann</b>", place="Ghent")
    assert answer.status_code == 422
    assert "This is not an e-mail address we can write to" in answer.text
    assert "Please use letters, spaces and simple punctuation only" in answer.text
    assert 'value="Ghent"' in answer.text
    assert "<b>Ann" not in answer.text
    assert site.send(email="ann@example.org", age=13 * 3600).status_code == 422
    assert site.send(email="ann@example.org", display="full", name="Ann", minor="yes").status_code == 422
    twice = site.client.post(SIGN, data={"email": ["a@example.org", "b@example.org"]})
    assert twice.status_code == 400
    assert site.client.post(SIGN, data={"name": "x" * 1_000_000}).status_code == 413


def test_a_form_that_another_site_sends_leads_to_no_letter(site) -> None:
    site.client.post(SIGN, data=site.form(email="ann@example.org"), headers={"Sec-Fetch-Site": "cross-site"})
    site.work()
    assert site.letters() == []


def test_every_page_with_a_form_or_a_name_is_kept_by_nobody(site) -> None:
    path = site.link(email="ann@example.org")
    for where in (SIGN, f"{SIGN}sent/", f"{HOME}link/", f"{HOME}signers/", path, f"{path}data.json", "/signature/x/"):
        answer = site.client.get(where)
        assert answer.headers["Cache-Control"] == "no-store", where
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers
    assert "no-store" not in site.client.get(HOME).headers["Cache-Control"]


def test_the_won_campaign_takes_no_signature_until_an_operator_opens_it(site) -> None:
    linkedin = "/campaigns/linkedin/sign/"
    assert "Signing is closed" in site.client.get(linkedin).text
    assert site.send(linkedin, email="ann@example.org").headers["Location"] == linkedin
    site.work()
    assert site.letters() == []
    with site.context.database.write() as session:
        set_by_hand(session, "linkedin", signing=True)
    assert "Your e-mail address" in site.client.get(linkedin).text


def test_the_letter_speaks_the_language_of_the_form_and_holds_nothing_that_was_typed(site) -> None:
    path = site.link(path=f"/es{SIGN}", email="ann@example.org", display="full", name="Compre Pastillas")
    assert path.startswith("/es/signature/")
    assert "Alguien, seguramente usted" in site.letters()[-1]
    assert "Pastillas" not in site.letters()[-1]


def test_news_are_ended_by_their_own_link_and_the_address_goes(site) -> None:
    site.client.post(site.link(email="ann@example.org", news="yes"), data={"do": "confirm"})
    text = site.context.settings.instance / "news.txt"
    text.write_text("We met them\n\nThey listened.\n", encoding="utf-8")
    run = CliRunner()
    run.invoke(cli, ["campaign", "news", "library-card-is-enough", str(text), "--send"], obj=site.context)
    site.work()
    assert "They listened." in site.letters()[-1]
    path = re.search(r"http://localhost:8000(/news/\S+)", site.letters()[-1]).group(1)
    site.client.get(path)
    with site.context.database.read() as session:
        assert session.scalar(select(SignatureRow.news_address))
    assert "no more news" in site.client.post(path, data={"List-Unsubscribe": "One-Click"}).text
    with site.context.database.read() as session:
        assert session.scalar(select(SignatureRow.news_address)) is None

"""Libraries join: by a letter to their own domain, a maintainer's look, and a question every year."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from publishing import publish
from sqlalchemy import func, select, update

from server.catalogue.folder import read_folder
from server.catalogue.store import import_catalogue, load_catalogue, participants
from server.cli import cli
from server.context import Context
from server.errors import OptOutError
from server.forms.automation import HONEYPOT, STAMP, make_stamp
from server.jobs import public_forms
from server.joining import cleaning, reviewing
from server.joining.form import read_application
from server.joining.reviewing import Look
from server.joining.sites import SiteProblemError, read_site
from server.joining.tables import ParticipationRow, State
from server.mail.tables import NeverAgainRow
from server.privacy.erasures import copy_erasures, erase_again, now_utc, read_erasures

CAMPAIGN = "library-card-is-enough"
FIELDS = {
    "library": "Example Public Library",
    "type": "public",
    "country": "US",
    "place": "Ohio",
    "site": "https://www.example-library.org/",
    "email": "ann@example-library.org",
    "role": "Librarian",
    "level": CAMPAIGN,
    "speaks": "yes",
}
A_MAINTAINER = Look("A. Maintainer")


class Joining:
    """The pages and the worker of an installation whose letters become files."""

    def __init__(self, context: Context, client: FlaskClient) -> None:
        self.context, self.client, self.database = context, client, context.database
        self._forms = 0

    def send(self, path: str = "/libraries/join/", form: str = "join", age: int = 20, **fields: str):
        self._forms += 1
        then = datetime.now(UTC) - timedelta(seconds=age + self._forms)
        hidden = {STAMP: make_stamp(self.context.secrets, form, then), HONEYPOT: ""}
        return self.client.post(path, data={**hidden, **FIELDS, **fields})

    def work(self) -> None:
        public_forms.work_on_forms(self.context, datetime.now(UTC))
        public_forms.send_letters(self.context, datetime.now(UTC))

    def letters(self) -> list[str]:
        paths = sorted((self.context.settings.instance / "outbox").glob("*.eml"), key=lambda p: p.stat().st_mtime_ns)
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        return [mail.get_body(("plain",)).get_content() for mail in mails]

    def link(self) -> str:
        """The path in the newest letter."""
        return re.search(r"http://localhost:8000(/\S*libraries/entry/\S+)", self.letters()[-1]).group(1)

    def applied(self, **fields: str) -> str:
        self.send(**fields)
        self.work()
        return self.link()

    def confirmed(self, **fields: str) -> int:
        self.client.post(self.applied(**fields), data={"do": "confirm"})
        with self.database.read() as session:
            return session.scalars(select(func.max(ParticipationRow.id))).one()

    def accept(self, number: int, look: Look = A_MAINTAINER):
        with self.database.write() as session:
            return reviewing.list_library(session, self.context.secrets, number, look, now_utc().date())

    def listed(self, **fields: str):
        return self.accept(self.confirmed(**fields))

    def row(self, number: int = 1) -> ParticipationRow | None:
        with self.database.read() as session:
            return session.get(ParticipationRow, number)


@pytest.fixture
def joining(context, rules: Path, client) -> Joining:
    publish(context, rules)
    return Joining(context, client)


def test_a_library_is_listed_after_a_letter_to_its_own_domain_and_a_look(joining) -> None:
    assert joining.send().headers["Location"] == "/libraries/join/sent/"
    assert joining.row() is None
    joining.work()
    path = joining.link()
    assert "Nothing has happened yet" in joining.client.get(path).text
    assert joining.row().state == State.UNCONFIRMED
    assert joining.client.post(path, data={"do": "confirm"}).status_code == 303
    assert "waits for a look" in joining.client.get(path).text
    assert "Example Public Library" not in joining.client.get("/libraries/").text
    entry = joining.accept(1)
    assert (entry.id, entry.proof, entry.signs) == ("example-public-library", "mail", CAMPAIGN)
    assert "Example Public Library" in joining.client.get("/libraries/").text
    assert "by mail at the library’s own domain" in joining.client.get("/libraries/example-public-library/").text
    assert "Example Public Library" in joining.client.get(f"/campaigns/{CAMPAIGN}/").text


def test_the_next_release_lists_it_beside_those_of_2019_and_an_import_takes_it_not_out(joining, rules) -> None:
    joining.listed()
    publish(joining.context, rules)
    joining.client.application.extensions["published"].current()
    answer = joining.client.get("/api/v1/libraries").json
    assert [entry["name"] for entry in answer["taking_part"]] == ["Example Public Library"]
    assert "Example Public Library" not in [entry["name"] for entry in answer["listed_in_2019"]["libraries"]]
    with joining.database.write() as session:
        import_catalogue(session, read_folder(rules).catalogue)
        assert [entry.id for entry in load_catalogue(session).participants] == ["example-public-library"]


def test_leaving_takes_it_out_at_once_and_nothing_of_the_person_stays(joining) -> None:
    joining.listed()
    joining.work()
    path = joining.link()
    assert "takes part" in joining.client.get(path).text
    assert joining.client.post(path, data={"do": "leave"}).status_code == 303
    assert "Example Public Library" not in joining.client.get("/libraries/").text
    assert joining.client.get("/libraries/example-public-library/").status_code == 404
    assert joining.row() is None
    assert joining.client.get(path).status_code == 404


def test_looking_at_the_private_page_changes_nothing(joining) -> None:
    path = joining.applied()
    for method in ("GET", "HEAD"):
        joining.client.open(path, method=method)
    assert joining.row().state == State.UNCONFIRMED


def test_who_has_not_asked_for_it_deletes_it_and_is_never_written_to_again(joining) -> None:
    joining.client.post(joining.applied(), data={"do": "refuse"})
    assert joining.row() is None
    letters = len(joining.letters())
    joining.send()
    joining.work()
    assert len(joining.letters()) == letters
    with joining.database.read() as session:
        assert session.scalar(select(func.count()).select_from(NeverAgainRow)) == 1


def test_no_letter_holds_what_a_stranger_typed_before_somebody_has_looked_at_it(joining) -> None:
    joining.applied(library="Win A Prize Library", place="Nowhere", role="Prince")
    letter = joining.letters()[-1]
    assert not any(word in letter for word in ("Prize", "Nowhere", "Prince"))


def test_the_answer_is_the_same_for_new_known_and_automated_ones(joining) -> None:
    new = joining.send()
    joining.work()
    joining.client.post(joining.link(), data={"do": "confirm"})
    again, robot = joining.send(), joining.send(**{HONEYPOT: "x"})
    answers = {(a.status_code, a.text, a.headers["Location"]) for a in (new, again, robot)}
    assert len(answers) == 1


def test_applying_again_brings_the_link_and_changes_nothing_that_is_listed(joining) -> None:
    joining.listed()
    joining.send(library="Another Name")
    joining.work()
    assert "new private link" in joining.letters()[-1]
    assert joining.row().name == "Example Public Library"


def test_an_address_elsewhere_is_no_proof_and_wants_a_maintainers_word(joining) -> None:
    number = joining.confirmed(email="ann@mail.example.net")
    assert joining.row(number).proof is None
    with pytest.raises(OptOutError, match="Nothing shows that this person speaks for"):
        joining.accept(number)
    entry = joining.accept(number, Look("A. Maintainer", "Called the desk on 3 March"))
    assert entry.proof == "by-hand"
    assert joining.row(number).note == "Called the desk on 3 March"


@pytest.mark.parametrize("site", ["https://library.town.example.org/", "https://town-example.org/library/"])
def test_mail_at_a_towns_domain_proves_employment_and_not_the_library(joining, site) -> None:
    domain = read_site(site).domain
    number = joining.confirmed(site=site, email=f"ann@{domain}")
    assert joining.row(number).proof == "mail"
    with pytest.raises(OptOutError, match=f"works for {domain}"):
        joining.accept(number)


def test_what_was_never_confirmed_goes_after_72_hours(joining) -> None:
    joining.applied()
    with joining.database.write() as session:
        cleaning.forget_unconfirmed(session, now_utc() + timedelta(hours=71))
    assert joining.row()
    with joining.database.write() as session:
        cleaning.forget_unconfirmed(session, now_utc() + timedelta(hours=73))
    assert joining.row() is None


def test_what_nobody_of_us_looks_at_in_90_days_is_deleted_with_a_letter(joining) -> None:
    joining.confirmed()
    today = now_utc().date()
    with joining.database.write() as session:
        assert cleaning.forget_unseen(session, joining.context.secrets, today + timedelta(days=89)) == 0
    assert joining.row().state == State.WAITING
    with joining.database.write() as session:
        assert cleaning.forget_unseen(session, joining.context.secrets, today + timedelta(days=90)) == 1
    assert joining.row() is None
    joining.work()
    assert "none of us came to look at it" in joining.letters()[-1]


def test_those_that_take_part_are_found_by_name_country_and_kind_on_the_page_alone(joining) -> None:
    assert "script-src" not in joining.client.get("/libraries/").headers["Content-Security-Policy"]
    joining.listed()
    page = joining.client.get("/libraries/")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert '<option value="US">United States (1)</option>' in page.text
    assert 'data-country="US" data-kind="public"' in page.text


def test_who_leaves_is_gone_from_the_feed_at_once(joining) -> None:
    joining.listed()
    assert "Example Public Library" in joining.client.get("/libraries.atom").text
    joining.work()
    joining.client.post(joining.link(), data={"do": "leave"})
    assert "Example Public Library" not in joining.client.get("/libraries.atom").text


def test_once_a_year_it_is_asked_and_stays_only_with_an_answer(joining) -> None:
    joining.listed()
    today = now_utc().date()
    asking = today + timedelta(days=365)

    def ask(day) -> tuple[int, int]:
        with joining.database.write() as session:
            return cleaning.ask_again(session, joining.context.secrets, day)

    assert ask(today) == (0, 0)
    assert ask(asking) == (1, 0)
    assert ask(asking + timedelta(days=59)) == (0, 0)
    joining.work()
    assert "Does the library still take part?" in joining.client.get(joining.link()).text
    joining.client.post(joining.link(), data={"do": "renew"})
    assert joining.row().asked_on is None
    with joining.database.write() as session:
        session.execute(update(ParticipationRow).values(ask_again_on=today))
    assert ask(today) == (1, 0)
    assert ask(today + timedelta(days=60)) == (0, 1)
    assert joining.row() is None
    with joining.database.read() as session:
        assert participants(session) == []


def test_turning_down_says_why_and_deletes(joining) -> None:
    joining.confirmed()
    arguments = ["libraries", "turn-down", "1", "--reason", "The desk does not know you."]
    result = CliRunner().invoke(cli, arguments, obj=joining.context)
    assert result.exit_code == 0, result.output
    joining.work()
    assert "The desk does not know you." in joining.letters()[-1]
    assert joining.row() is None


def test_a_maintainer_sees_accepts_and_lists_in_commands(joining) -> None:
    joining.confirmed(site="https://library.town.example.org/", email="ann@example.org")
    runner = CliRunner()
    seen = runner.invoke(cli, ["libraries", "list"], obj=joining.context).output
    assert "Example Public Library" in seen
    assert "only shows that this person works for example.org" in seen
    assert "ann@example.org" not in seen
    assert "ann@example.org" in runner.invoke(cli, ["libraries", "show", "1"], obj=joining.context).output
    accept = ["libraries", "accept", "1", "--by", "A. Admin", "--by-hand", "Called"]
    assert "/libraries/example-public-library/" in runner.invoke(cli, accept, obj=joining.context).output
    assert "No library waits" in runner.invoke(cli, ["libraries", "list"], obj=joining.context).output


def test_a_restored_backup_forgets_a_library_that_had_left(joining) -> None:
    joining.listed()
    joining.work()
    uid, entry = joining.row().uid, joining.row().entry
    joining.client.post(joining.link(), data={"do": "leave"})
    file = joining.context.settings.erasures_file
    with joining.database.write() as session:
        assert copy_erasures(session, file) == 1
    assert read_erasures(file)[0]["uid"] == uid
    joining.listed()
    with joining.database.write() as session:
        session.execute(update(ParticipationRow).values(uid=uid))
        erase_again(session, read_erasures(file), cleaning.ERASE_AGAIN)
    assert joining.row() is None
    assert entry not in joining.client.get("/libraries/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("library", ""),
        ("library", "<b>Bold</b> Library"),
        ("library", "Library \u202e evil"),
        ("library", "L" * 1_000_000),
        ("type", "bank"),
        ("country", "XX"),
        ("country", "EU"),
        ("site", ""),
        ("site", "https://gmail.com/"),
        ("site", "https://co.uk/"),
        ("site", "https://127.0.0.1/"),
        ("site", "javascript:alert(1)"),
        ("site", "https://user:secret@example.org/"),
        ("site", "https://example.org:8443/"),
        ("site", "https://ex\u0430mple.org/"),  # a Cyrillic letter among Latin ones
        ("email", "nobody"),
        ("email", "ann@example.org\r\nBcc: bob@example.org"),
        ("role", ""),
        ("level", "linkedin"),
        ("speaks", ""),
    ],
)
def test_what_is_wrong_in_the_form_is_named_with_its_field(field, value) -> None:
    application, problems = read_application({**FIELDS, field: value}, {CAMPAIGN})
    assert application is None
    assert list(problems) == [field]


def test_a_name_of_another_alphabet_is_shown_as_computers_write_it() -> None:
    assert read_site("https://библиотека.рф/").host == "xn--80abaqnbpf2a4b.xn--p1ai"
    assert read_site("example.org").url == "https://example.org/"
    with pytest.raises(SiteProblemError):
        read_site("https://github.io/")


def test_a_page_that_was_filled_in_wrongly_keeps_what_was_typed(joining) -> None:
    answer = joining.send(site="")
    assert answer.status_code == 422
    assert 'value="Example Public Library"' in answer.text
    assert 'value="US" selected' in answer.text
    assert "This is not the address of a library’s own site." in answer.text

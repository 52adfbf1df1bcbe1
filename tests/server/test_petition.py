"""Signatures: sealed in the queue, confirmed by mail, shown only if wanted, counted exactly, gone when withdrawn."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, event, func, select, text
from test_letters import MailServer, a_letter, a_sender

from server.campaigns.model import Campaign
from server.cli import cli
from server.config import MailSecurity
from server.context import Context
from server.errors import OptOutError
from server.forms.intake import Outcome, take_in, work_off
from server.forms.tables import IntakeRow
from server.mail.allowance import Allowance
from server.mail.delivery import transport_of
from server.mail.outbox import deliver, post
from server.mail.tables import OutboxRow
from server.petition import counting, invalidation, managing
from server.petition.cleaning import ERASE_AGAIN, forget_unconfirmed
from server.petition.export import as_csv, counts_by_day, public_signers
from server.petition.form import read_entry, read_showing
from server.petition.listing import initials_present, signers
from server.petition.signing import Signing
from server.petition.signing_state import is_open, set_by_hand
from server.petition.tables import SignatureRow
from server.privacy.cleaning import clean_log, rewrite_tables
from server.privacy.erasures import copy_erasures, erase_again, read_erasures

CAMPAIGN = "library-card-is-enough"
FIELDS = {"email": "ann@example.org", "display": "full", "name": "Ann Example", "place": "Ghent"}


class Petition:
    """What a test does: send forms, let the worker work, read the letters in the outbox."""

    def __init__(self, context: Context, letters_a_day: int = 1000) -> None:
        self.database, self.secrets = context.database, context.secrets
        self.now = datetime.now(UTC).replace(tzinfo=None)
        signing = Signing(self.secrets, Allowance(self.secrets, letters_a_day))
        self.handlers = {"sign": signing.sign, "link": signing.send_link}
        self._forms = 0

    def send(self, form: str = "sign", network: str = "192.0.2.0/24", *, automated: bool = False, **fields: str):
        entry, problems = read_entry({**FIELDS, **fields})
        assert entry, problems
        self._forms += 1
        more = {"campaign": CAMPAIGN, "language": "en", "network": network, "nonce": str(self._forms)}
        with self.database.write() as session:
            take_in(session, self.secrets, form, {**entry.data(), **more, "automated": automated})

    def work(self) -> dict[Outcome, int]:
        self.now = max(self.now, datetime.now(UTC).replace(tzinfo=None))
        return work_off(self.database, self.secrets, self.handlers, self.now)

    def letters(self) -> list[dict]:
        with self.database.read() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
            return [self.secrets.unseal(row.sealed) for row in rows]

    def signed(self, **fields: str) -> str:
        """Send, let the worker work, and return the newest letter's token."""
        self.send(**fields)
        self.work()
        return self.letters()[-1]["facts"]["token"]

    def confirmed(self, **fields: str) -> str:
        token = self.signed(**fields)
        with self.database.write() as session:
            assert managing.confirm(session, token, self.now)
        return token

    def count(self) -> int:
        with self.database.read() as session:
            return counting.count(session, CAMPAIGN)

    def names(self) -> list[str]:
        with self.database.read() as session:
            return [signer.name for signer in signers(session, CAMPAIGN).signers]

    def do(self, action, token: str, *rest) -> None:
        with self.database.write() as session:
            row = managing.find(session, token, self.now)
            assert row
            action(session, row, *rest)


@pytest.fixture
def petition(context) -> Petition:
    return Petition(context)


def test_a_signature_counts_once_it_is_confirmed_and_is_gone_when_withdrawn(petition) -> None:
    token = petition.signed()
    assert petition.count() == 0
    assert petition.names() == []
    with petition.database.write() as session:
        assert managing.confirm(session, token, petition.now)
    assert petition.count() == 1
    assert petition.names() == ["Ann Example"]
    petition.do(managing.withdraw, token)
    assert petition.count() == 0
    assert petition.names() == []
    with petition.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignatureRow)) == 0


def test_confirming_twice_counts_once(petition) -> None:
    token = petition.confirmed()
    with petition.database.write() as session:
        assert not managing.confirm(session, token, petition.now)
    assert petition.count() == 1


@pytest.mark.parametrize("address", ["ANN@example.org", "ann+again@example.org", "ann@EXAMPLE.org"])
def test_another_spelling_of_the_same_mailbox_signs_no_second_time(petition, address) -> None:
    old = petition.confirmed()
    new = petition.signed(email=address, name="Somebody Else")
    assert petition.count() == 1
    assert petition.names() == ["Ann Example"]
    assert petition.letters()[-1]["kind"] == "link"
    with petition.database.read() as session:
        assert managing.find(session, old, petition.now) is None
        assert managing.find(session, new, petition.now)


def test_no_address_is_kept_unless_news_was_asked_for_and_then_only_sealed(petition) -> None:
    petition.confirmed()
    petition.confirmed(email="bo@example.org", news="yes")
    with petition.database.read() as session:
        rows = session.scalars(select(SignatureRow).order_by(SignatureRow.id)).all()
        assert rows[0].news_address is None
        assert "bo@" not in rows[1].news_address
        assert managing.held(session, petition.secrets, rows[1]).news_address == "bo@example.org"
        ending = managing.unsubscribe_token(petition.secrets, rows[1])
    with petition.database.write() as session:
        assert managing.unsubscribe(session, petition.secrets, ending)
        assert not managing.unsubscribe(session, petition.secrets, ending[:-2] + "AA")
    with petition.database.read() as session:
        assert all(row.news_address is None for row in session.scalars(select(SignatureRow)))
    assert petition.count() == 2


def test_every_form_costs_the_web_process_one_statement_whatever_it_says(petition) -> None:
    petition.confirmed()
    statements: list[str] = []
    event.listen(petition.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    counts = []
    for fields in (
        {"email": "new@example.org"},
        {},
        {"automated": True},
        {"email": "blocked@example.org"},
        {"form": "link"},
        {"form": "link", "email": "nobody@example.org"},
    ):
        statements.clear()
        petition.send(**fields)
        counts.append(len([statement for statement in statements if not statement.startswith("BEGIN")]))
    assert counts == [1] * 6


def test_a_third_person_cannot_be_flooded_with_letters(petition) -> None:
    for number in range(12):
        petition.send(email=f"victim+{number}@example.org", network=f"198.51.{number}.0/24")
    petition.work()
    assert len(petition.letters()) == 3


def test_who_asked_never_to_be_written_to_is_never_written_to(petition) -> None:
    token = petition.signed()
    petition.do(managing.refuse, token, petition.now)
    before = len(petition.letters())
    petition.send()
    assert petition.work()[Outcome.DROPPED] == 1
    assert len(petition.letters()) == before


def test_one_network_can_send_only_so_many_forms(petition) -> None:
    for number in range(70):
        petition.send(email=f"signer{number}@school{number}.example.org")
    petition.work()
    assert len(petition.letters()) == 60


def test_robots_get_no_letter_and_leave_nothing(petition) -> None:
    petition.send(automated=True)
    assert petition.work()[Outcome.DROPPED] == 1
    assert petition.letters() == []


def test_when_all_letters_of_a_day_are_used_up_forms_wait_and_are_not_lost(context) -> None:
    petition = Petition(context, letters_a_day=1)
    petition.send()
    petition.send(email="bo@gmail.com")
    assert petition.work()[Outcome.LATER] == 1
    petition.now += timedelta(days=1)
    assert petition.work()[Outcome.DONE] == 1
    assert len(petition.letters()) == 2


def test_what_is_not_confirmed_in_72_hours_is_deleted(petition) -> None:
    token = petition.signed()
    later = petition.now + timedelta(hours=73)
    with petition.database.write() as session:
        assert managing.find(session, token, later) is None
        assert not managing.confirm(session, token, later)
        assert forget_unconfirmed(session, later) == 1


@pytest.mark.parametrize("token", ["", "x" * 43, "é" * 43, "../../etc", "x" * 5000])
def test_a_guessed_link_finds_nothing(petition, token) -> None:
    petition.confirmed()
    with petition.database.read() as session:
        assert managing.find(session, token, petition.now) is None


def test_a_name_is_kept_only_if_it_is_shown(petition) -> None:
    token = petition.confirmed(display="none")
    petition.confirmed(email="bo@example.org", display="initials", name="Bo Van Example")
    assert petition.names() == ["B. V. E."]
    showing, _ = read_showing({"display": "full", "name": "Élise Example"})
    petition.do(managing.show, token, showing)
    assert petition.names() == ["B. V. E.", "Élise Example"]
    with petition.database.read() as session:
        assert initials_present(session, CAMPAIGN) == ["B", "E"]
        assert [s.name for s in signers(session, CAMPAIGN, initial="E").signers] == ["Élise Example"]
    nothing, _ = read_showing({"display": "none"})
    petition.do(managing.show, token, nothing)
    assert petition.names() == ["B. V. E."]
    assert petition.count() == 2


def test_the_count_is_exact_before_and_after_adding_up_and_a_recount_mends_it(petition) -> None:
    tokens = [petition.confirmed(email=f"a{number}@example.org", network=f"10.0.{number}.0/24") for number in range(4)]
    with petition.database.write() as session:
        assert counting.add_up(session) == 4
    petition.do(managing.withdraw, tokens[0])
    assert petition.count() == 3
    with petition.database.write() as session:
        assert counting.recount(session, CAMPAIGN, petition.now) == 0
        counting.note_change(session, CAMPAIGN, 5)
        session.flush()
        assert counting.recount(session, CAMPAIGN, petition.now) == -5
    assert petition.count() == 3


def test_forged_signatures_are_taken_out_together_with_a_reason_and_put_back(petition) -> None:
    petition.confirmed()
    for number in range(3):
        petition.confirmed(email=f"x{number}@forged.example.net", name=f"Forged Name {number}")
    conditions = invalidation.Conditions(domain="Forged.example.net")
    with petition.database.write() as session:
        assert invalidation.matching(session, petition.secrets, CAMPAIGN, conditions) == 3
        decision = invalidation.Decision("One person’s domain", "an admin", petition.now)
        row = invalidation.invalidate(session, petition.secrets, CAMPAIGN, conditions, decision)
        assert "forged.example.net" not in row.conditions
        number = row.id
    assert (petition.count(), petition.names()) == (1, ["Ann Example"])
    with petition.database.write() as session:
        assert invalidation.undo(session, number, "an admin", petition.now) == 3
    assert petition.count() == 4
    with pytest.raises(OptOutError, match="could be undone"), petition.database.write() as session:
        invalidation.undo(session, number, "an admin", petition.now)
    with pytest.raises(OptOutError, match="no condition"), petition.database.write() as session:
        invalidation.invalidate(session, petition.secrets, CAMPAIGN, invalidation.Conditions(), decision)


def test_an_export_holds_counts_and_public_names_and_no_formula(petition) -> None:
    petition.confirmed(place="Ghent")
    petition.confirmed(email="bo@example.org", display="none")
    with petition.database.read() as session:
        days = counts_by_day(session, CAMPAIGN)
        people = list(public_signers(session, CAMPAIGN))
    assert [day["total"] for day in days] == [2]
    assert [person["name"] for person in people] == ["Ann Example"]
    for start in ("=", "+", "-", "@", "\t", "\r", "\0", "＝"):
        assert as_csv([{"name": f"{start}1+1"}], ["name"]).splitlines()[1].lstrip('"').startswith("'")


def test_a_restored_database_forgets_again_what_was_erased(petition, tmp_path: Path) -> None:
    token = petition.confirmed()
    with petition.database.read() as session:
        row = session.scalars(select(SignatureRow)).one()
        kept = {column.name: getattr(row, column.name) for column in SignatureRow.__table__.columns}
    petition.do(managing.withdraw, token)
    log = tmp_path / "erasures.jsonl"
    with petition.database.write() as session:
        assert copy_erasures(session, log) == 1
        assert copy_erasures(session, log) == 0
        session.add(SignatureRow(**kept))  # as an old backup would bring it back
    with petition.database.write() as session:
        assert erase_again(session, read_erasures(log), ERASE_AGAIN) == 1
    assert petition.names() == []


def test_signing_follows_the_campaign_unless_it_was_opened_or_closed_by_hand(petition) -> None:
    facts = {"id": "x", "title": {"en": "X"}, "summary": {"en": "X."}, "statement": [{"text": {"en": "X."}}]}
    won = Campaign.model_validate({**facts, "state": "won"})
    still = Campaign.model_validate({**facts, "state": "open"})
    with petition.database.write() as session:
        assert not is_open(session, won)
        assert is_open(session, still)
        set_by_hand(session, "x", signing=True)
        assert is_open(session, won)
        set_by_hand(session, "x", signing=None)
        assert not is_open(session, won)


def test_letters_leave_over_a_real_mail_server_and_are_then_gone(petition, context) -> None:
    with petition.database.write() as session:
        post(session, petition.secrets, "ann@example.org", "confirm", "en", token="t")
    with MailServer() as server:
        settings = context.settings.model_copy(
            update={"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": MailSecurity.NONE}
        )
        now = datetime.now(UTC).replace(tzinfo=None)
        result = deliver(
            petition.database, petition.secrets, transport_of(settings), a_sender(), lambda *_: a_letter(), now
        )
    assert (result.sent, result.later, result.given_up) == (1, 0, 0)
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [["ann@example.org"]]
    assert petition.letters() == []


def test_a_letter_that_cannot_leave_waits_and_is_tried_again(petition, context) -> None:
    with petition.database.write() as session:
        post(session, petition.secrets, "ann@example.org", "confirm", "en", token="t")
    nobody = context.settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": 1, "smtp_security": MailSecurity.NONE}
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    parts = petition.database, petition.secrets, transport_of(nobody), a_sender(), lambda *_: a_letter()
    assert deliver(*parts, now).later == 1
    assert deliver(*parts, now).later == 0
    assert deliver(*parts, now + timedelta(minutes=3)).later == 1
    assert deliver(*parts, now + timedelta(hours=80)).given_up == 1
    assert petition.letters() == []


def test_after_withdrawal_neither_name_nor_address_is_in_the_databases_files(petition, request, database_url) -> None:
    token = petition.confirmed(name="Findable Person", email="findable@example.org", news="yes")
    petition.confirmed(name="Staying Person", email="bo@example.org")
    petition.do(managing.withdraw, token)
    with petition.database.write() as session:
        session.execute(delete(OutboxRow))
    assert clean_log(petition.database)
    rewrite_tables(petition.database, [SignatureRow, OutboxRow, IntakeRow])
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        content = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    else:
        with petition.database.read() as session:
            files = session.scalars(text("SELECT pg_relation_filepath('signature')")).all()
            content = b"".join(session.scalar(text("SELECT pg_read_binary_file(:p)"), {"p": name}) for name in files)
    assert b"Staying Person" in content
    assert b"Findable" not in content
    assert b"findable@" not in content


def test_an_administrator_counts_exports_and_takes_forged_signatures_out_by_commands(petition, context) -> None:
    def run(*command: str):
        return CliRunner().invoke(cli, ["campaign", *command], obj=context)

    petition.confirmed()
    petition.confirmed(email="x@forged.example.net", name="Forged Name")
    assert run("count", CAMPAIGN, "--check").output == "2\n"
    assert "Ann Example,Ghent" in run("export", CAMPAIGN, "--what", "names").output
    assert '"total": 2' in run("export", CAMPAIGN, "--form", "json").output
    forged = ("invalidate", CAMPAIGN, "--domain", "forged.example.net")
    assert "1 signatures match" in run(*forged).output
    assert "Took 1 signatures out" in run(*forged, "--reason", "Forged", "--by", "A. Admin").output
    assert run("count", CAMPAIGN).output == "1\n"
    assert "Forged" in run("invalidations", CAMPAIGN).output
    assert "Put 1 signatures back" in run("restore", "1", "--by", "A. Admin").output
    assert run("count", CAMPAIGN).output == "2\n"
    assert "signing closed" in run("signing", CAMPAIGN, "closed").output
    with petition.database.write() as session:
        counting.note_change(session, CAMPAIGN, 1)
    assert run("count", CAMPAIGN, "--check").exit_code == 1

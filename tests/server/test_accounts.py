"""Accounts of maintainers: by invitation, made by two, closed at once; passwords and codes that cannot be guessed."""

import threading
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from maintaining import PASSWORD, actor, code_now, invited, known
from sqlalchemy import func, select

from server.accounts import codes, managing, names, passwords, sessions, signing_in
from server.accounts.policy import NotAllowedError, NotFreshError
from server.accounts.roles import Role
from server.accounts.tables import AccountRow, InvitationRow, SessionRow
from server.cli import cli
from server.context import Context
from server.errors import OptOutError
from server.journal import chain
from server.journal.chain import COMMAND_LINE
from server.privacy.erasures import now_utc
from server.privacy.tables import ErasureRow

ADMINISTRATOR, EDITOR, REPORTER, REVIEWER = Role.ADMINISTRATOR, Role.EDITOR, Role.REPORTER, Role.REVIEWER


def run(context: Context, *arguments: object):
    return CliRunner().invoke(cli, ["maintainer", *(str(argument) for argument in arguments)], obj=context)


def actions(context: Context) -> list[str]:
    with context.database.read() as session:
        return [event.action for event in reversed(chain.events(session))]


def attempt(context: Context, account, password=PASSWORD, code: str = "", at: datetime | None = None):
    tried = signing_in.Attempt(account.username, password, code or code_now(account.secret))
    return signing_in.try_password(context.database, context.secrets, tried, at or now_utc())


# The command line


def test_the_command_line_invites_lists_changes_and_closes_and_each_step_is_in_the_log(context: Context) -> None:
    made = run(context, "invite", "ann", "--name", "Ann Example", "--role", "editor", "--role", "reviewer")
    assert made.exit_code == 0
    assert made.stdout.startswith("http://localhost:8000/maintain/invitation/")
    assert "ann: Ann Example (editor, reviewer), has not signed in yet" in run(context, "list").stdout
    assert run(context, "role", "ann", "--role", "reporter").exit_code == 0
    assert run(context, "sign-out", "ann").exit_code == 0
    assert run(context, "re-invite", "ann").stdout != made.stdout
    assert run(context, "disable", "ann").exit_code == 0
    assert '"way": "closed"' in run(context, "list", "--json").stdout
    assert actions(context) == ["invite", "change roles", "end all sessions", "invite again", "close an account"]


def test_the_log_holds_no_link(context: Context) -> None:
    link = run(context, "invite", "ann", "--name", "Ann", "--role", "editor").stdout.strip()
    token = link.rstrip("/").rpartition("/")[2]
    with context.database.read() as session:
        assert not any(token in line for line in chain.lines(session))
        assert session.scalar(select(InvitationRow.token_hash)) != token


@pytest.mark.parametrize("name", ["a", "ab", "-ab", "a b", "ann@example.org", "ann-", "x" * 41, "<b>ann</b>", "änn"])
def test_a_user_name_that_cannot_be_is_refused_with_an_example(context: Context, name: str) -> None:
    answer = run(context, "invite", "--name", "Ann", "--role", "editor", "--", name)
    assert isinstance(answer.exception, OptOutError)
    assert "a.editor" in answer.exception.mend


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "Ann\x1b[31m", "Ann\u202egnp.exe"])
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(OptOutError, match="cannot be a name"):
        names.read_name(name)


def test_a_taken_user_name_is_refused(context: Context) -> None:
    run(context, "invite", "ann", "--name", "Ann", "--role", "editor")
    answer = run(context, "invite", "Ann", "--name", "Another", "--role", "editor")
    assert isinstance(answer.exception, OptOutError)
    assert "already" in answer.exception.problem


def test_accounts_of_one_person_count_as_one(context: Context) -> None:
    first, second = known(context, "ann", EDITOR), known(context, "ann.reviews", REVIEWER, same_person_as="ann")
    assert first.person == second.person
    assert known(context, "bob", EDITOR).person != first.person


# Made by two


def invite_as(context: Context, who, username="new", role=REPORTER) -> managing.Invited:
    with context.database.write() as session:
        return managing.invite(session, who, managing.Guest(username, "New One", {role}))


@pytest.mark.parametrize("role", Role)
def test_an_invitation_made_in_the_interface_waits_for_a_second_administrator(context: Context, role) -> None:
    one, two = known(context, "one", ADMINISTRATOR), known(context, "two", ADMINISTRATOR)
    made = invite_as(context, actor(one, ADMINISTRATOR), role=role)
    assert made.waits
    with context.database.write() as session:
        row = managing.invitation_of(session, made.token, now_utc())
        assert row
        assert row.agreed_by is None
        managing.agree(session, actor(two, ADMINISTRATOR), row.id)
        assert row.agreed_by == "two"
        with pytest.raises(OptOutError, match="does not wait"):
            managing.agree(session, actor(two, ADMINISTRATOR), row.id)


def test_nobody_agrees_to_her_own_invitation_not_even_with_a_second_account(context: Context) -> None:
    one = known(context, "one", ADMINISTRATOR)
    second = known(context, "one.again", ADMINISTRATOR, same_person_as="one")
    made = invite_as(context, actor(one, ADMINISTRATOR))
    for who in (actor(one, ADMINISTRATOR), actor(second, ADMINISTRATOR)):
        with context.database.write() as session:
            row = managing.invitation_of(session, made.token, now_utc())
            assert row
            with pytest.raises(NotAllowedError, match="may not agree"):
                managing.agree(session, who, row.id)


def test_nobody_agrees_to_an_invitation_that_opens_an_account_of_her_own(context: Context) -> None:
    one, two = known(context, "one", ADMINISTRATOR), known(context, "two", ADMINISTRATOR)
    with context.database.write() as session:
        row = managing.named(session, "two")
        made = managing.invite_again(session, actor(one, ADMINISTRATOR), row)
        waiting = managing.invitation_of(session, made.token, now_utc())
        assert waiting
        with pytest.raises(NotAllowedError):
            managing.agree(session, actor(two, ADMINISTRATOR), waiting.id)


def test_the_operator_can_be_the_second(context: Context) -> None:
    made = invite_as(context, actor(known(context, "one", ADMINISTRATOR), ADMINISTRATOR))
    assert "an invitation waits" in run(context, "list").stdout
    assert run(context, "agree", "new").exit_code == 0
    with context.database.read() as session:
        row = managing.invitation_of(session, made.token, now_utc())
        assert row
        assert row.agreed_by == COMMAND_LINE


@pytest.mark.parametrize("role", [EDITOR, REPORTER, REVIEWER])
def test_only_administrators_look_after_accounts(context: Context, role) -> None:
    who = actor(known(context, "ann", role), role)
    with pytest.raises(NotAllowedError, match="role of administrator"):
        invite_as(context, who)
    for act in (managing.disable, managing.invite_again, managing.end_sessions):
        with context.database.write() as session, pytest.raises(NotAllowedError):
            act(session, who, managing.named(session, "ann"))
    with context.database.write() as session, pytest.raises(NotAllowedError):
        managing.set_roles(session, who, managing.named(session, "ann"), {ADMINISTRATOR})


def test_looking_after_accounts_asks_for_freshness(context: Context) -> None:
    stale = actor(known(context, "one", ADMINISTRATOR), ADMINISTRATOR, fresh=False)
    with pytest.raises(NotFreshError):
        invite_as(context, stale)


def test_in_the_interface_roles_are_only_taken_away_and_never_from_oneself(context: Context) -> None:
    one, two = known(context, "one", ADMINISTRATOR), known(context, "two", EDITOR, REPORTER)
    who = actor(one, ADMINISTRATOR)
    with context.database.write() as session:
        row = managing.named(session, "two")
        managing.set_roles(session, who, row, {REPORTER})
        assert row.has_roles == {REPORTER}
        for roles in ({REPORTER, EDITOR}, {REVIEWER}):
            with pytest.raises(NotAllowedError, match="added by the operator"):
                managing.set_roles(session, who, row, roles)
        with pytest.raises(OptOutError, match="at least one role"):
            managing.set_roles(session, who, row, set())
        with pytest.raises(NotAllowedError, match="your own account"):
            managing.set_roles(session, who, managing.named(session, "one"), {REPORTER})
        with pytest.raises(NotAllowedError, match="your own account"):
            managing.disable(session, who, managing.named(session, "one"))
    assert two.number


# Ends


def test_closing_deletes_every_way_in_and_ends_every_session(context: Context) -> None:
    account = known(context, "ann")
    with context.database.write() as session:
        row = managing.named(session, "ann")
        token = sessions.begin(session, row, sessions.Coming(sessions.PASSWORD, "Firefox"), now_utc())
        managing.disable(session, COMMAND_LINE, row)
    with context.database.read() as session:
        row = managing.named(session, "ann")
        assert (row.active, row.password, row.totp_secret, row.can_sign_in) == (False, None, None, False)
        assert sessions.find(session, token, now_utc()) is None
    assert attempt(context, account).account is None


def test_inviting_again_ends_the_link_before_and_every_way_in(context: Context) -> None:
    account = known(context, "ann")
    with context.database.write() as session:
        row = managing.named(session, "ann")
        first = managing.invite_again(session, COMMAND_LINE, row)
        second = managing.invite_again(session, COMMAND_LINE, row)
        assert managing.invitation_of(session, first.token, now_utc()) is None
        assert managing.invitation_of(session, second.token, now_utc())
    assert attempt(context, account).account is None


def test_an_invitation_ends_after_three_days_and_with_its_use(context: Context) -> None:
    account = invited(context, "ann")
    with context.database.write() as session:
        assert managing.invitation_of(session, account.invitation, now_utc())
        later = now_utc() + timedelta(days=3, seconds=1)
        assert managing.invitation_of(session, account.invitation, later) is None
        managing.complete(session, managing.named(session, "ann"), now_utc())
        assert managing.invitation_of(session, account.invitation, now_utc()) is None
        managing.forget_old_invitations(session, now_utc())
        assert session.scalar(select(func.count()).select_from(InvitationRow)) == 0


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "' OR 1=1 --", "é" * 43])
def test_a_token_that_is_none_opens_nothing(context: Context, token: str) -> None:
    invited(context, "ann")
    with context.database.read() as session:
        assert managing.invitation_of(session, token, now_utc()) is None
        assert sessions.find(session, token, now_utc()) is None


def test_a_session_ends_by_itself(context: Context) -> None:
    known(context, "ann")
    start = now_utc()
    with context.database.write() as session:
        row = managing.named(session, "ann")
        token = sessions.begin(session, row, sessions.Coming(sessions.PASSKEY, "Firefox"), start)
        assert sessions.find(session, token, start + timedelta(minutes=59))
        assert sessions.find(session, token, start + timedelta(minutes=60)) is None
        number = sessions.of_account(session, row.id, start)[0].id
        for hours in range(12):
            sessions.note(session, number, start + timedelta(hours=hours, minutes=59))
        assert sessions.find(session, token, start + timedelta(hours=11, minutes=59, seconds=59))
        assert sessions.find(session, token, start + timedelta(hours=12)) is None
        sessions.forget_old_sessions(session, start + timedelta(hours=12, minutes=1))
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0


def test_the_database_holds_no_token_of_a_session(context: Context) -> None:
    known(context, "ann")
    with context.database.write() as session:
        row = managing.named(session, "ann")
        token = sessions.begin(session, row, sessions.Coming(sessions.PASSKEY, "Firefox"), now_utc())
        assert session.scalar(select(SessionRow.token_hash)) != token


# Password and code


def test_name_password_and_code_together_open_the_account(context: Context) -> None:
    account = known(context, "ann")
    assert attempt(context, account).account == account.number


def test_a_code_works_once(context: Context) -> None:
    account, code = known(context, "ann"), ""
    code = code_now(account.secret)
    assert attempt(context, account, code=code).account == account.number
    for again in (code, f" {code[:3]} {code[3:]} ", code + " "):
        assert attempt(context, account, code=again).account is None


@pytest.mark.parametrize("code", ["", "000000x", "１２３４５６", "-1", "0" * 400, "\x00"])  # noqa: RUF001
def test_what_is_no_code_is_refused(context: Context, code: str) -> None:
    account = known(context, "ann")
    assert codes.counter_of(account.secret, code, now_utc(), None) is None


def test_a_password_without_a_code_and_a_code_without_a_password_open_nothing(context: Context) -> None:
    account = known(context, "ann")
    assert attempt(context, account, code="no code").account is None
    assert attempt(context, account, password="wrong").account is None
    nobody = signing_in.Attempt("nobody", PASSWORD, code_now(account.secret))
    assert signing_in.try_password(context.database, context.secrets, nobody, now_utc()).account is None


def test_after_five_wrong_attempts_even_the_right_one_waits_a_quarter_of_an_hour(context: Context) -> None:
    account, now = known(context, "ann"), now_utc()
    for _ in range(5):
        assert attempt(context, account, password="wrong", at=now) == signing_in.Answer(None)
    assert attempt(context, account, at=now) == signing_in.Answer(None, too_many=True)
    assert "slow down guessing" in actions(context)
    later = now + timedelta(minutes=15)
    assert attempt(context, account, code=code_now(account.secret, 15 * 60), at=later).account == account.number


def test_guesses_that_come_at_the_same_time_are_counted_one_by_one(context: Context) -> None:
    account = known(context, "ann")
    answers: list[signing_in.Answer] = []

    def guess() -> None:
        answers.append(attempt(context, account, password="wrong", code="000000"))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer.too_many for answer in answers) == 7
    with context.database.read() as session:
        assert session.get_one(AccountRow, account.number).failures == 5


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaaaa", "ann.editor-2026!", "ababababababab"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(OptOutError):
        passwords.read_new_password(password, "ann.editor")


def test_the_code_s_secret_is_sealed(context: Context) -> None:
    account = known(context, "ann")
    with context.database.read() as session:
        held = session.get_one(AccountRow, account.number).totp_secret
    assert held
    assert account.secret not in held


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    secret = b"12345678901234567890".hex()
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)  # noqa: DTZ001
    assert codes.counter_of(secret, code, moment, None) == seconds // 30
    assert codes.counter_of(secret, code, moment, seconds // 30) is None


def test_a_restored_backup_closes_again_what_was_closed_since(context: Context) -> None:
    account = known(context, "ann")
    with context.database.write() as session:
        uid = managing.named(session, "ann").uid
        managing.disable(session, COMMAND_LINE, managing.named(session, "ann"))
        noted = session.scalars(select(ErasureRow).where(ErasureRow.what == managing.WAYS_IN)).one()
        assert noted.uid == uid
    other = known(context, "bob")
    with context.database.write() as session:
        managing.ERASE_AGAIN[managing.WAYS_IN](session, managing.named(session, "bob").uid)
        managing.ERASE_AGAIN[managing.WAYS_IN](session, "of nobody")
        assert not managing.named(session, "bob").active
    assert (attempt(context, account).account, attempt(context, other).account) == (None, None)

"""Tokens: of one account, for less than it may do, for a time, and nothing of them in the database or the log."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from people import maintainer, token_of
from sqlalchemy import MetaData, select

from server.accounts import tokens
from server.accounts.policy import NotAllowedError, NotFreshError
from server.accounts.roles import Role
from server.accounts.tables import AccountRow, ApiTokenRow
from server.cli import cli
from server.errors import OptOutError
from server.journal import chain
from server.privacy.erasures import now_utc


def order(*roles: Role, name: str = "laptop", days: int = 30) -> tokens.Order:
    return tokens.Order(name, roles or (Role.EDITOR,), days)


def actor_of(database, token: str, *, after: timedelta = timedelta(0)):
    with database.read() as session:
        return tokens.actor_of(session, token, now_utc() + after)


def test_a_token_acts_for_its_account_with_no_more_than_its_own_roles(database) -> None:
    owner = maintainer(database, "Ann", Role.EDITOR, Role.REVIEWER)
    found = actor_of(database, token_of(database, owner, Role.EDITOR))
    assert (found.account, found.name, found.person) == (owner.account, owner.name, owner.person)
    assert found.roles == {Role.EDITOR}


def test_a_role_that_the_account_loses_the_token_loses(database) -> None:
    owner = maintainer(database, "Ann", Role.EDITOR, Role.REVIEWER)
    token = token_of(database, owner)
    with database.write() as session:
        session.get_one(AccountRow, owner.account).role_names = "editor"
    assert actor_of(database, token).roles == {Role.EDITOR}
    with database.write() as session:
        session.get_one(AccountRow, owner.account).role_names = "administrator"
    with pytest.raises(tokens.NoTokenError):
        actor_of(database, token)


@pytest.mark.parametrize("how", ["over", "ended", "closed", "cut", "longer", "other", "bare", "empty"])
def test_what_is_no_token_that_works_is_told_nothing_more(database, how: str) -> None:
    owner = maintainer(database, "Ann", Role.EDITOR)
    token, after = token_of(database, owner), timedelta(0)
    with database.write() as session:
        if how == "ended":
            row = session.scalars(select(ApiTokenRow)).one()
            assert tokens.end(session, owner, owner.account, row.id)
        if how == "closed":
            session.get_one(AccountRow, owner.account).active = False
    if how == "over":
        after = timedelta(days=30, seconds=1)
    token = {
        "cut": token[:-1],
        "longer": token + "A",
        "other": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "bare": token.removeprefix(tokens.PREFIX),
        "empty": "",
    }.get(how, token)
    with pytest.raises(tokens.NoTokenError, match=r"^That token does not work\."):
        actor_of(database, token, after=after)


def test_neither_the_database_nor_the_log_holds_a_token(database) -> None:
    token = token_of(database, maintainer(database, "Ann", Role.EDITOR))
    tables = MetaData()
    tables.reflect(database.engine)
    with database.read() as session:
        held = str([session.execute(select(table)).all() for table in tables.sorted_tables])
    assert token not in held
    assert token.removeprefix(tokens.PREFIX) not in held


def test_nobody_makes_or_ends_a_token_of_somebody_else_nor_one_that_may_more_than_she(database) -> None:
    ann, bob = maintainer(database, "Ann", Role.EDITOR), maintainer(database, "Bob", Role.ADMINISTRATOR)
    token_of(database, ann)
    with database.write() as session:
        account = session.get_one(AccountRow, ann.account)
        with pytest.raises(NotAllowedError, match="somebody else"):
            tokens.make(session, bob, account, order(), now_utc())
        with pytest.raises(NotAllowedError):
            tokens.make(session, ann, account, order(Role.REVIEWER), now_utc())
        row = session.scalars(select(ApiTokenRow)).one()
        with pytest.raises(NotAllowedError):
            tokens.end(session, bob, ann.account, row.id)
        assert not tokens.end(session, bob, bob.account, row.id)
        assert tokens.make(session, ann, account, order(), now_utc())


def test_a_token_is_made_only_by_who_has_just_shown_that_it_is_she(database) -> None:
    ann = maintainer(database, "Ann", Role.EDITOR, fresh=False)
    with pytest.raises(NotFreshError), database.write() as session:
        tokens.make(session, ann, session.get_one(AccountRow, ann.account), order(), now_utc())


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 91}, {"name": ""}, {"name": "a\nb"}, {"name": "x" * 61}])
def test_an_order_that_makes_no_sense_is_refused(database, wrong) -> None:
    ann = maintainer(database, "Ann", Role.EDITOR)
    with pytest.raises(OptOutError), database.write() as session:
        tokens.make(session, ann, session.get_one(AccountRow, ann.account), order(**wrong), now_utc())


def test_an_account_has_ten_tokens_at_most(database) -> None:
    ann = maintainer(database, "Ann", Role.EDITOR)
    for _ in range(10):
        token_of(database, ann)
    with pytest.raises(OptOutError, match="There are 10 tokens"):
        token_of(database, ann)


def test_tokens_that_are_over_are_forgotten(database) -> None:
    token_of(database, maintainer(database, "Ann", Role.EDITOR))
    with database.write() as session:
        tokens.forget_old_tokens(session, now_utc() + timedelta(days=31))
        assert session.scalars(select(ApiTokenRow)).all() == []


def test_the_command_makes_lists_and_ends_a_token_and_the_log_says_who_did(context) -> None:
    maintainer(context.database, "Ann", Role.EDITOR)

    def run(*arguments: str):
        return CliRunner().invoke(cli, ["token", *arguments], obj=context)

    made = run("make", "ann", "--name", "laptop", "--role", "editor")
    token = made.stdout.strip()
    assert actor_of(context.database, token).name == "Ann"
    listed = run("list", "ann").stdout
    assert f"(…{token[-4:]}), editor" in listed
    assert token not in listed
    assert run("end", "ann", listed.split(":")[0]).exit_code == 0
    with pytest.raises(tokens.NoTokenError):
        actor_of(context.database, token)
    assert isinstance(run("end", "ann", "99").exception, OptOutError)
    assert isinstance(run("list", "nobody").exception, OptOutError)
    with context.database.read() as session:
        assert [(event.name, event.action) for event in chain.events(session)] == [
            (chain.COMMAND_LINE, "end a token"),
            (chain.COMMAND_LINE, "make a token"),
        ]

"""A mute begins at once and ends with a list, whatever is drafted, renewed or published in between."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, runner
from curating import RULE, Curation
from people import maintainer, token_of
from publishing import publish

from server.accounts.policy import NotAllowedError, NotFreshError
from server.accounts.roles import Role
from server.accounts.tokens import NoTokenError
from server.context import Context
from server.curation.errors import UnfitError, UnknownError
from server.journal import chain
from server.releases import mutes, muting
from server.releases.repository import Repository
from server.releases.states import MovedOnError

WORDS = ("--reason", "They disagree.", "--by", "Editor")


@pytest.fixture
def ceremony(context: Context, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ceremony:
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    return Ceremony(runner(context), context, rules, tmp_path / "offline")


@pytest.fixture
def muted(context: Context) -> Callable[[], list[str]]:
    def read() -> list[str]:
        with context.database.read() as session:
            return [row.rule for row in mutes.in_force(session)]

    return read


def test_a_lift_makes_a_list_even_if_nothing_else_changed(context, rules, muted) -> None:
    publish(context, rules, now=datetime.now(UTC))
    run = runner(context)
    run("mute", "add", "creativebug", *WORDS)
    run("mute", "lift", "creativebug", *WORDS)
    assert muted() == ["creativebug"]
    assert publish(context, rules, now=datetime.now(UTC)).release == 2
    assert muted() == []
    assert publish(context, rules, now=datetime.now(UTC)).release == 2


@pytest.mark.parametrize("lift", [False, True])
def test_a_renewal_neither_ends_a_mute_nor_is_stopped_by_one(ceremony, muted, lift) -> None:
    ceremony.run("mute", "add", "creativebug", *WORDS)
    if lift:
        ceremony.run("mute", "lift", "creativebug", *WORDS)
    assert ceremony.release("draft", "--renew") == 1
    assert muted() == ["creativebug"]
    assert json.loads(ceremony.run("release", "status", "--json").output)["mutes"] == 1


@pytest.fixture
def run_as(context: Context, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Runs a command under the name of somebody with these roles; of nobody if there are none."""
    curation = Curation.of(context, published=True)
    run = runner(curation.context)

    def invoke(roles: tuple[Role, ...], *arguments: str) -> object:
        name = " ".join(["Mo", *roles]) if roles else ""
        token = token_of(context.database, maintainer(context.database, name, *roles)) if roles else ""
        monkeypatch.setenv("OPTOUT_TOKEN", token)
        return run("mute", *arguments)

    return invoke


def logged(context: Context) -> list[tuple[str, str]]:
    with context.database.read() as session:
        assert chain.verify(session).problem == ""
        return [(event.name, event.action) for event in chain.events(session, thing=f"rule {RULE}")][::-1]


def test_once_there_are_people_a_mute_is_somebody_s_step_and_stands_in_the_log(context, run_as, muted) -> None:
    for roles in ((), (Role.EDITOR,), (Role.REPORTER,)):
        with pytest.raises(NotAllowedError if roles else NoTokenError):
            run_as(roles, "add", RULE, *WORDS)
    assert muted() == []
    run_as((Role.ADMINISTRATOR,), "add", RULE, *WORDS)
    assert muted() == [RULE]
    assert RULE in Repository(context.settings.updates_folder).read().mute_bytes.decode()
    for roles in ((), (Role.ADMINISTRATOR, Role.EDITOR)):
        with pytest.raises(NotAllowedError if roles else NoTokenError):
            run_as(roles, "lift", RULE, *WORDS)
    run_as((Role.REVIEWER,), "lift", RULE, *WORDS)
    assert logged(context) == [
        ("Mo administrator", "suspend the warning of"),
        ("Mo reviewer", "decide to bring back the warning of"),
    ]


def test_before_the_first_account_the_operator_mutes_alone_and_the_log_says_so(context, rules) -> None:
    publish(context, rules, now=datetime.now(UTC))
    runner(context)("mute", "add", RULE, *WORDS)
    assert logged(context) == [(chain.COMMAND_LINE, "suspend the warning of")]


def test_suspending_asks_for_freshness(context, muted) -> None:
    Curation.of(context, published=True)
    stale = maintainer(context.database, "Sam Stale", Role.REVIEWER, fresh=False)
    with pytest.raises(NotFreshError):
        muting.suspend(context.database, context.settings, stale, RULE, muting.Said("Why.", "Us"), datetime.now(UTC))
    assert muted() == []


def test_a_rule_that_is_not_in_the_list_is_said_without_repeating_what_was_typed(run_as) -> None:
    with pytest.raises(UnfitError, match="no such rule") as unknown:
        run_as((Role.REVIEWER,), "add", "mallory", *WORDS)
    assert "mallory" not in str(unknown.value)


@pytest.mark.parametrize("words", ["", " ", "x" * 301, "a\u0000b", "a\u202eb"])
def test_a_reason_is_plain_and_short_or_the_field_is_named(context, rules, words: str) -> None:
    publish(context, rules, now=datetime.now(UTC))
    who = chain.COMMAND_LINE
    with pytest.raises(UnfitError) as refused:
        muting.suspend(context.database, context.settings, who, RULE, muting.Said(words, "Us"), datetime.now(UTC))
    assert [flaw.field for flaw in refused.value.flaws] == ["reason"]


def test_a_rule_is_muted_once_and_brought_back_once(context, rules, muted) -> None:
    publish(context, rules, now=datetime.now(UTC))
    run = runner(context)
    with pytest.raises(UnknownError, match="is not suspended"):
        run("mute", "lift", RULE, *WORDS)
    run("mute", "add", RULE, *WORDS)
    with pytest.raises(MovedOnError, match="suspended already"):
        run("mute", "add", RULE, *WORDS)
    run("mute", "lift", RULE, *WORDS)
    with pytest.raises(MovedOnError, match="decided already"):
        run("mute", "lift", RULE, *WORDS)
    assert muted() == [RULE]

"""A mute begins at once and ends with a list, whatever is drafted, renewed or published in between."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, runner
from publishing import publish

from server.context import Context
from server.releases import mutes

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

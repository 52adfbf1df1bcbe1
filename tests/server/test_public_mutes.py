"""A suspended warning is public: on the history page, in the interface and in the feed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from publishing import publish

from server.cli import cli
from server.context import Context
from server.releases.mutes import mute_file
from server.releases.rule_list import fingerprint, sha256

REASON = "The company disagrees; we are checking."
LIFT_REASON = "Its own page confirms it."


@pytest.fixture
def run(context: Context) -> Callable[..., None]:
    def invoke(*arguments: str) -> None:
        result = CliRunner().invoke(cli, arguments, obj=context)
        if result.exception:
            raise result.exception

    return invoke


@pytest.fixture
def muted(context: Context, rules: Path, client: FlaskClient, run) -> FlaskClient:
    """Release 1, whose warning about Creativebug is then suspended."""
    publish(context, rules, now=datetime.now(UTC))
    run("mute", "add", "creativebug", "--reason", REASON, "--by", "Editor on duty")
    return client


@pytest.fixture
def lifted(muted: FlaskClient, context: Context, rules: Path, run) -> FlaskClient:
    """Release 2 carries the mute; release 3 brings the warning back."""
    path = rules / "vendors" / "hoopla.yaml"
    path.write_text(path.read_text().replace("vendor: Midwest Tape", "vendor: Midwest Tape, LLC"))
    publish(context, rules, now=datetime.now(UTC))
    run("mute", "lift", "creativebug", "--reason", LIFT_REASON, "--by", "Two editors")
    publish(context, rules, now=datetime.now(UTC))
    return muted


def test_before_any_mute_the_page_shows_the_check_number_that_every_extension_shows(context, rules, client) -> None:
    publish(context, rules)
    assert client.get("/api/v1/releases").json["mutes"] == []
    text = client.get("/releases/").text
    assert "0 warnings are on hold today." in text
    assert f"with the check number {fingerprint(sha256(mute_file([])))}." in text


def test_a_suspended_warning_is_told_with_reason_who_and_check_number(muted) -> None:
    [mute] = muted.get("/api/v1/releases").json["mutes"]
    assert (mute["rule"], mute["change"], mute["release"]) == ("creativebug", "suspended", None)
    assert (mute["reason"], mute["decided_by"]) == (REASON, "Editor on duty")
    assert mute["sha256"].startswith(mute["check_number"].replace(" ", ""))
    assert muted.get(f"/updates/targets/{mute['sha256']}.mute.jsonl").status_code == 200
    for page in ("/releases/", "/es/releases/"):
        text = muted.get(page).text
        assert REASON in text
        assert "Editor on duty" in text
        assert mute["check_number"] in text
        assert mute["sha256"] in text
    text = muted.get("/releases/").text
    assert "1 warning is on hold today." in text
    assert f"with the check number {mute['check_number']}." in text


def test_releases_that_carry_or_drop_a_mute_are_readable_everywhere(lifted) -> None:
    answer = lifted.get("/api/v1/releases").json
    back, suspended = answer["mutes"]
    assert (back["change"], back["release"], back["reason"]) == ("came_back", 3, LIFT_REASON)
    assert suspended["change"] == "suspended"
    third, second, _ = answer["releases"]
    assert {"kind": "mute", "id": "creativebug"} in second["changes"]["added"]
    assert third["changes"]["removed"] == [{"kind": "mute", "id": "creativebug"}]
    assert "The warning came back with list 3" in lifted.get("/releases/").text
    feed = feedparser.parse(lifted.get("/releases.atom").data)
    titles = [entry.title for entry in feed.entries]
    assert "The warning about creativebug came back with list 3" in titles
    assert "The warning about creativebug is suspended" in titles
    [content] = [entry.content[0].value for entry in feed.entries if entry.title.startswith("List 3")]
    assert "Removed: suspended warnings: creativebug." in content

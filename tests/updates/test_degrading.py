"""Whatever the network, the server, the clock or the disk does: there is a list, the last good one."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from publishing import publish

from server.releases import mutes
from server.releases.publishing import sign_dates_anew

pytestmark = pytest.mark.thorough

DAY = timedelta(days=1)


@pytest.fixture
def updated(context, rules: Path, network, extension):
    """A package with release 1, and release 2 on the server."""
    network.folder = context.settings.updates_folder
    publish(context, rules, now=datetime.now(UTC))
    extension.pack(network.folder)
    change(rules, "!")
    publish(context, rules, now=datetime.now(UTC))
    return extension


def change(rules: Path, text: str) -> None:
    path = rules / "vendors" / "libby.yaml"
    path.write_text(path.read_text().replace("name: Libby", f"name: Libby{text}", 1))


def test_a_newer_list_arrives_and_an_unchanged_poll_costs_little(updated, network, context) -> None:
    assert updated.run("look")["release"] == 1
    first = updated.run()
    assert (first["changed"], first["release"]) == (True, 2)
    sizes = []
    for days in range(1, 4):
        with context.database.write() as session:
            sign_dates_anew(session, context.settings, datetime.now(UTC) + days * DAY)
        network.requests.clear()
        assert updated.run()["changed"] is False
        assert [path.split("/")[-1].split(".", 1)[-1] for path, _ in network.requests] == [
            "root.json",
            "json",
            "snapshot.json",
            "mute.json",
        ]
        sizes.append(sum(size for _, size in network.requests))
    assert max(sizes) <= 2048
    assert max(sizes) - min(sizes) < 16  # signing anew does not make it grow


def redirect(request: BaseHTTPRequestHandler, _body: bytes | None) -> None:
    request.send_response(302)
    request.send_header("Location", "/timestamp.json")
    request.end_headers()


def captive_portal(request: BaseHTTPRequestHandler, _body: bytes | None) -> None:
    page = b"<!doctype html><title>Sign in to the network</title>"
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Content-Length", str(len(page)))
    request.end_headers()
    request.wfile.write(page)


def endless(request: BaseHTTPRequestHandler, _body: bytes | None) -> None:
    request.send_response(200)
    request.end_headers()
    try:
        while True:
            request.wfile.write(b" " * 65536)
    except OSError:
        pass  # the client had enough


def truncated(request: BaseHTTPRequestHandler, body: bytes | None) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(body or b"") or 100))
    request.end_headers()
    request.wfile.write((body or b"")[:-50])
    request.close_connection = True


def broken(request: BaseHTTPRequestHandler, _body: bytes | None) -> None:
    request.send_response(500)
    request.send_header("Content-Length", "0")
    request.end_headers()


def empty(request: BaseHTTPRequestHandler, _body: bytes | None) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "0")
    request.end_headers()


FILES = ["root", "timestamp", "snapshot", "targets.json", "mute.json", "list.jsonl"]
HARMS = [redirect, captive_portal, endless, truncated, broken, empty]


@pytest.mark.parametrize(
    ("harm", "only"), [*((harm, "timestamp") for harm in HARMS), *((truncated, name) for name in FILES)]
)
def test_a_harmed_download_leaves_the_list_and_is_made_up_for_later(updated, network, harm, only) -> None:
    network.harm, network.only = harm, only
    failed = updated.run()
    assert (failed["changed"], failed["release"], failed["rules"] > 0) == (False, 1, True)
    assert failed["schedule"]["failures"] == 1
    network.harm = None
    assert updated.run()["release"] == 2


def test_failures_are_counted_across_restarts_and_the_wait_grows(updated, network) -> None:
    network.harm = broken
    waits = []
    for _ in range(4):
        now = datetime.now(UTC)
        schedule = updated.run(now=now)["schedule"]
        waits.append(round((schedule["nextCheck"] / 1000 - now.timestamp()) / 60, 1))
    assert waits == [22.5, 45, 90, 180]
    assert updated.run("look")["due"] is False


@pytest.mark.parametrize("years", [-6, 6])
def test_a_clock_that_is_years_off_keeps_the_list_and_recovers(updated, years: int) -> None:
    off = updated.run(now=datetime.now(UTC) + years * 365 * DAY)
    if years > 0:
        assert (off["release"], off["schedule"]["failure"]) == (1, "expired")
    else:
        assert off["release"] == 2  # the list's own date is the floor of the clock
    right = updated.run("look")
    if years > 0:
        assert right["due"] is True  # a wait until years from now does not hold
    assert updated.run()["release"] == 2


def test_a_slow_clock_does_not_take_expired_metadata_for_fresh(updated, context) -> None:
    assert updated.run()["release"] == 2
    with context.database.write() as session:
        sign_dates_anew(session, context.settings, datetime.now(UTC) - 30 * DAY)
    assert updated.run(now=datetime.now(UTC) - 40 * DAY)["schedule"]["failure"] == "expired"


def test_a_full_disk_leaves_the_last_good_list(updated) -> None:
    assert updated.run()["release"] == 2
    full = updated.run(fault="full")
    assert (full["changed"], full["release"]) == (False, 2)


def test_a_profile_that_stores_nothing_uses_the_list_in_the_package_and_asks_nothing(updated) -> None:
    closed = updated.run("look", fault="throws")
    assert (closed["release"], closed["due"], closed["rules"] > 0) == (1, False, True)
    assert updated.run(fault="throws")["release"] == 1


@pytest.mark.parametrize(
    "key",
    ["listInUse", "index", "schedule", "metadata root", "metadata timestamp", "metadata snapshot", "metadata mute"],
)
@pytest.mark.parametrize("value", ["rubbish", None, {"x": 1}, "{}"])
def test_damaged_storage_does_not_block_updates_for_ever(updated, key: str, value: object) -> None:
    assert updated.run()["release"] == 2
    held = json.loads(updated.storage.read_text())
    held[key] = value
    updated.storage.write_text(json.dumps(held))
    assert updated.run("look")["rules"] > 0
    assert updated.run()["release"] == 2
    assert updated.run()["schedule"]["failures"] == 0


def test_a_list_that_was_not_stored_comes_though_the_timestamp_is_no_newer(updated) -> None:
    assert updated.run()["release"] == 2
    held = json.loads(updated.storage.read_text())
    package = updated.folder / "release" / "list.jsonl"
    held["listInUse"]["list"] = package.read_text()
    del held["index"]
    updated.storage.write_text(json.dumps(held))
    assert updated.run("look")["release"] == 1
    assert updated.run()["release"] == 2


def test_a_mute_arrives_without_a_release_and_no_online_key_takes_it_back(updated, context, rules) -> None:
    now = datetime.now(UTC)
    with context.database.write() as session:
        mutes.add(session, {"creativebug"}, "creativebug", reason="They disagree.", by="Editor", now=now)
        sign_dates_anew(session, context.settings, now)
    muted = updated.run()
    assert muted["muted"] == {"creativebug": "They disagree."}
    with context.database.write() as session:  # whoever has the server and its keys serves no mutes at all
        session.delete(mutes.in_force(session)[0])
        sign_dates_anew(session, context.settings, now)
    assert updated.run()["muted"] == {"creativebug": "They disagree."}
    change(rules, "?")
    publish(context, rules, now=now)  # a release, which offline keys sign, can
    lifted = updated.run()
    assert (lifted["release"], lifted["muted"]) == (3, {})

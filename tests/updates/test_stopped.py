"""Publishers and browsers' updates are killed at random moments: what is served is whole, and there is always a list.

``OPTOUT_SEED`` repeats a run whose seed was printed; ``OPTOUT_ROUNDS`` says how many moments.
"""

import json
import os
import random
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from publishing import publish

from server.context import Context
from server.doctor.checks import Level, run_checks
from server.releases.publishing import sign_dates_anew

SEED = int(os.environ.get("OPTOUT_SEED") or random.randrange(10**9))
ROUNDS = int(os.environ.get("OPTOUT_ROUNDS") or 50)
pytestmark = pytest.mark.soak


@pytest.fixture
def chance() -> random.Random:
    print(f"OPTOUT_SEED={SEED}")
    return random.Random(SEED)


def change(rules: Path, number: int) -> None:
    path = rules / "vendors" / "libby.yaml"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(f"name: Libby {number}\n" if line.startswith("name: ") else line for line in lines))


def work_until_killed(context: Context, rules: Path) -> None:
    """In a child: publish what changed, then sign anew without end."""
    own = Context(context.settings)
    publish(own, rules, now=datetime.now(UTC))
    for minutes in range(10**6):
        with own.database.write() as session:
            sign_dates_anew(session, own.settings, datetime.now(UTC) + timedelta(minutes=minutes))


def killed_after(seconds: float, context: Context, rules: Path) -> None:
    child = os.fork()
    if child == 0:
        try:
            work_until_killed(context, rules)
        finally:
            os._exit(1)  # reached only by an error of its own
    time.sleep(seconds)  # the random moment is what is tested
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the publisher ended by itself"


def test_a_publisher_that_is_killed_leaves_a_whole_repository(context, rules, chance) -> None:
    publish(context, rules, now=datetime.now(UTC))
    context.database.close()
    started = time.monotonic()
    change(rules, 0)
    publish(context, rules, now=datetime.now(UTC))
    context.database.close()
    length = time.monotonic() - started
    for number in range(1, ROUNDS + 1):
        change(rules, number)
        killed_after(chance.uniform(0, 1.5 * length), context, rules)
        found = [f for f in run_checks(context, datetime.now(UTC)) if f.check in {"repository", "database"}]
        assert {finding.level for finding in found} == {Level.OK}, (SEED, number, found)
        context.database.close()
    change(rules, ROUNDS + 1)
    publish(context, rules, now=datetime.now(UTC))
    assert {f.level for f in run_checks(context, datetime.now(UTC)) if f.check in {"repository", "mutes"}} == {Level.OK}


def test_an_update_that_is_killed_leaves_a_usable_list(context, rules, network, extension, chance) -> None:
    network.folder = context.settings.updates_folder
    publish(context, rules, now=datetime.now(UTC))
    extension.pack(network.folder)
    change(rules, 1)
    publish(context, rules, now=datetime.now(UTC))
    started = time.monotonic()
    assert extension.run()["release"] == 2
    length = time.monotonic() - started
    for number in range(ROUNDS):
        extension.storage.unlink(missing_ok=True)
        client = subprocess.Popen(extension.command("check"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            client.wait(chance.uniform(0.2 * length, length))
        except subprocess.TimeoutExpired:
            client.kill()
            client.wait()
        look = extension.run("look")
        assert look["release"] in {1, 2}, (SEED, number, json.dumps(look))
        assert look["rules"] > 0, (SEED, number)
    assert extension.run()["release"] == 2

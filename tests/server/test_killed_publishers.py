"""Publishers of approved changes are killed at random moments: database, log and served repository always agree.

``OPTOUT_SEED`` repeats a run whose seed was printed; ``OPTOUT_ROUNDS`` says how many moments.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, runner
from curating import Curation
from sqlalchemy import select
from test_governing import People

from server.context import Context
from server.curation.states import State
from server.doctor.checks import Level, run_checks
from server.journal import chain
from server.releases.alone import alone
from server.releases.bundles import read_bundle
from server.releases.drafts import open_draft
from server.releases.publishing import publish_signed, publish_with_development_keys, sign_dates_anew
from server.releases.repository import Repository
from server.releases.rule_list import read_header, sha256
from server.releases.tables import ReleaseRow
from server.signing.key_files import load_signer

SEED = int(os.environ.get("OPTOUT_SEED") or random.randrange(10**9))
ROUNDS = int(os.environ.get("OPTOUT_ROUNDS") or 25)
pytestmark = pytest.mark.soak
Publish = Callable[[Context], object]


@pytest.fixture
def chance() -> random.Random:
    print(f"OPTOUT_SEED={SEED}")
    return random.Random(SEED)


def in_child(context: Context, publish: Publish, killed_after: float | None = None) -> bool:
    """Publish in a process of its own, which may be killed after some seconds; whether that was before its end."""
    context.database.close()
    child = os.fork()
    if child == 0:
        try:
            publish(Context(context.settings))
        finally:
            os._exit(0)  # what went wrong, its parent sees by what it left behind
    if killed_after is not None:
        time.sleep(killed_after)  # the random moment is what is tested
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def timed(context: Context, publish: Publish) -> float:
    """How many seconds it takes in a child that nobody kills."""
    started = time.monotonic()
    assert not in_child(context, publish)
    return time.monotonic() - started


def begin_worker(context: Context) -> None:
    """What every worker begins with."""
    with context.database.write() as session:
        sign_dates_anew(session, context.settings)


def is_served(context: Context, words: str) -> bool:
    published = Repository(context.settings.updates_folder).read()
    assert published is not None
    return words in published.list_bytes.decode()


def require_agreement(curation: Curation, number: int, words: str, told: object) -> State:
    """What is served is whole, and database and log say of the change what is so; returns where it stands."""
    context, served = curation.context, is_served(curation.context, words)
    published = Repository(context.settings.updates_folder).read()
    assert published is not None
    with context.database.read() as session:
        assert chain.verify(session).problem == "", told
        newest = session.scalars(select(ReleaseRow).order_by(ReleaseRow.number.desc())).first()
        assert newest is not None
        steps = Counter(event.action for event in chain.events(session, thing=f"change {number}"))
        waits = open_draft(session) is not None
    present = (read_header(published.list_bytes)["release"], sha256(published.list_bytes))
    assert (newest.number, newest.sha256) == present, told
    row = curation.row(number)
    assert row.state == (State.RELEASED if served else State.APPROVED), told
    assert row.release == (newest.number if served else None), told
    assert (words in curation.entry().document) == served, told
    assert steps["put in force"] == int(served), told
    assert waits != served, told
    found = run_checks(context, datetime.now(UTC))
    checked = {finding.check: finding.level for finding in found if finding.check in {"repository", "database", "log"}}
    assert set(checked.values()) == {Level.OK}, (told, found)
    return State(row.state)


class Releases:
    """Releases by people with offline keys: a change for each, drafted, approved, and signed by two."""

    def __init__(self, people: People) -> None:
        self.curation, self.people = people.curation, people
        self.context, self.folder = people.ceremony.context, people.ceremony.folder
        self._signers = [load_signer(people.ceremony.keys / f"targets-{n}.pem", PASSPHRASE.encode()) for n in (1, 2)]

    def signed(self, words: str, release: int) -> int:
        """A change that waits for nothing but to be published; its number."""
        number, file = self.curation.approved(words), self.folder / "draft.json"
        self.people.run("ann", "release", "draft", "--out", file)
        self.people.run("ann", "release", "request-review", release)
        self.people.run("rita", "release", "approve", release, "--sha256", self.people.sha256())
        bundle = read_bundle(file.read_bytes())
        for signer in self._signers:
            bundle.sign(signer)
        file.write_bytes(bundle.to_bytes())
        self.people.run("rita", "release", "upload", file)
        return number

    def publish(self, own: Context) -> None:
        with alone(own.database, own.settings) as session:
            publish_signed(session, own.settings, who=self.curation.reviewer)


@pytest.fixture
def releases(context, rules: Path, tmp_path: Path, monkeypatch) -> Releases:
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    run = runner(context)
    return Releases(People(run, Ceremony(run, context, rules, tmp_path / "ceremony"), monkeypatch))


def test_after_a_killed_publisher_database_log_and_served_list_agree_and_nothing_is_lost(releases, chance) -> None:
    context, ends = releases.context, Counter()
    releases.signed("Ask at desk 0.", 2)
    length = timed(context, releases.publish)
    for number in range(1, ROUNDS + 1):
        words = f"Ask at desk {number}."
        change = releases.signed(words, number + 2)
        killed = in_child(context, releases.publish, chance.uniform(0, 1.2 * length))
        was_served = is_served(context, words)
        begin_worker(context)
        told = (SEED, number, killed, was_served)
        state = require_agreement(releases.curation, change, words, told)
        ends[killed, was_served, str(state)] += 1
        if state is State.APPROVED:
            assert not in_child(context, releases.publish)
            assert require_agreement(releases.curation, change, words, told) is State.RELEASED
    print(dict(ends))
    assert releases.people.ceremony.number() == ROUNDS + 2


def test_a_killed_publisher_with_development_keys_is_made_good_by_the_next(context, chance) -> None:
    curation, ends = Curation.of(context, published=True), Counter()

    def publish(own: Context) -> None:
        with own.database.write() as session:
            publish_with_development_keys(session, own.settings)

    curation.approved("Ask at desk 0.")
    length = timed(context, publish)
    for number in range(1, ROUNDS + 1):
        words = f"Ask at desk {number}."
        change = curation.approved(words)
        killed = in_child(context, publish, chance.uniform(0, 1.2 * length))
        ends[killed, is_served(context, words)] += 1
        begin_worker(context)
        publish(context)
        assert require_agreement(curation, change, words, (SEED, number, killed)) is State.RELEASED
    print(dict(ends))

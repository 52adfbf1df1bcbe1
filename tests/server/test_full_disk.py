"""A publisher on a disk that fills up at every possible moment: the served release stays whole, and nothing is lost."""

import os
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, runner
from serving import OPTOUT, environment_of
from test_governing import People

from server.config import Settings
from server.context import Context
from server.curation.states import State
from server.curation.tables import ChangeRow
from server.doctor.checks import Level, run_checks
from server.journal import chain
from server.releases.alone import alone
from server.releases.drafts import open_draft
from server.releases.publishing import publish_signed, sign_dates_anew
from server.releases.repository import Repository
from server.releases.rule_list import read_header

pytestmark = pytest.mark.thorough
STEP = 16  # KB
# In a namespace of its own: a disk with the installation on it and so many KB of room, the command, and what is left.
ON_A_FULL_DISK = """
mount -t tmpfs -o size=16m,mode=700 full "$DISK" && cp -a "$BEFORE/." "$DISK" || exit 99
free=$(df -k --output=avail "$DISK" | tail -n 1)
dd if=/dev/zero of="$DISK/rubbish" bs=1k count=$((free - ROOM)) status=none || exit 99
"$@"; code=$?
rm "$DISK/rubbish"
cp -a "$DISK/." "$AFTER"; exit $code
"""


@pytest.fixture
def people(context, rules: Path, tmp_path: Path, monkeypatch) -> People:
    """A release with a change in it that is signed by two and waits to be published."""
    if os.geteuid() != 0:
        pytest.skip("NOT RUN: a disk that is full needs a mount, which only root may do")
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    run = runner(context)
    people = People(run, Ceremony(run, context, rules, tmp_path / "ceremony"), monkeypatch)
    people.curation.approved("Ask at the first desk.")
    people.signed()
    return people


class FullDisk:
    """An installation, with its database if that is a file, on a disk with so much room beside it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.before, self.after, self.disk = folder / "before", folder / "after", folder / "disk"
        self.disk.mkdir()
        shutil.copytree(settings.instance, self.before)
        self._url, self._file = settings.database_url, "optout.sqlite" if settings.is_sqlite else ""
        if self._file:
            with closing(sqlite3.connect(self._url.removeprefix("sqlite:///"))) as whole:
                whole.execute("VACUUM INTO ?", (str(self.before / self._file),))

    def settings(self, instance: Path) -> Settings:
        url = f"sqlite:///{instance / self._file}" if self._file else self._url
        return Settings(instance=instance, database_url=url, _env_file=None)

    def run(self, room: int, token: str, *command: object) -> tuple[int, str]:
        """A command of ours with so many KB left: exit code and what was said. What is left stands in ``after``."""
        shutil.rmtree(self.after, ignore_errors=True)
        self.after.mkdir()
        places = {"BEFORE": str(self.before), "AFTER": str(self.after), "DISK": str(self.disk)}
        environment = environment_of(self.settings(self.disk), OPTOUT_TOKEN=token, ROOM=str(room))
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", ON_A_FULL_DISK, "sh", OPTOUT, *map(str, command)],
            env={**environment, **places},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 99, done.stderr
        return done.returncode, done.stdout + done.stderr


def served(context: Context) -> int:
    published = Repository(context.settings.updates_folder).read()
    assert published is not None
    return int(read_header(published.list_bytes)["release"])


def require_whole(context: Context, told: object) -> None:
    found = run_checks(context, datetime.now(UTC))
    levels = {finding.check: finding.level for finding in found if finding.check in {"repository", "database", "log"}}
    assert levels == dict.fromkeys(("repository", "database", "log"), Level.OK), (told, found)


def stands(context: Context) -> tuple[str, bool]:
    """Where the change stands, and whether its release is still on its way."""
    with context.database.read() as session:
        assert chain.verify(session).problem == ""
        return session.get_one(ChangeRow, 1).state, open_draft(session) is not None


def test_wherever_the_disk_is_full_the_served_release_is_whole_and_the_next_run_ends_what_was_begun(
    people, tmp_path
) -> None:
    original, ends = people.ceremony.context, Counter()
    disk = FullDisk(original.settings, tmp_path)
    for room in range(0, 2000, STEP):
        code, said = disk.run(room, people.tokens["rita"], "release", "publish")
        told, context = (room, code, said), Context(disk.settings(disk.after))
        require_whole(context, told)
        if code == 0:
            break
        assert any(words in said for words in ("No space left on device", "disk is full", "disk I/O error")), told
        assert "Traceback" not in said, told
        assert stands(context) == (State.APPROVED, True), told
        ends[served(context)] += 1
        if original.settings.is_sqlite:  # a database of its own, so that each can be brought to its end
            finish(context, people, told)
        context.database.close()
    else:
        pytest.fail("the disk was full to the end")
    print(dict(ends))
    assert ends[1] > 3, "the disk was never full"
    assert (served(context), stands(context)) == (2, (State.RELEASED, False))
    context.database.close()


def finish(context: Context, people: People, told: object) -> None:
    """Now there is room: the next run publishes, or notes what was published."""
    with context.database.write() as session:
        sign_dates_anew(session, context.settings)
    if served(context) == 1:
        with alone(context.database, context.settings) as session:
            publish_signed(session, context.settings, who=people.curation.reviewer)
    require_whole(context, told)
    assert (served(context), stands(context)) == (2, (State.RELEASED, False)), told


def test_a_new_root_for_which_there_is_no_room_leaves_the_last_one_in_force(people, tmp_path) -> None:
    ceremony, disk = people.ceremony, FullDisk(people.ceremony.context.settings, tmp_path)
    new = ceremony.root(2)
    people.run("", "keys", "rotate", "--folder", ceremony.keys, "--root", ceremony.root(1), "--out", new)
    code, said = disk.run(0, "", "keys", "upload", new)
    assert code == 1
    # Where the database is a file on that disk, it says so first.
    assert ("The root could not be written" if "sqlite" not in said else "disk is full") in said
    assert "Traceback" not in said
    context = Context(disk.settings(disk.after))
    require_whole(context, said)
    assert not (context.settings.keys_folder / "staged-root.json").exists()
    context.database.close()
    assert disk.run(500, "", "keys", "upload", new)[0] == 0

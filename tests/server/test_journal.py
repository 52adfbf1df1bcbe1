"""The log of what maintainers did: appended to, chained, and whole only if nobody has tampered with it."""

import json
import threading
from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from server.cli import cli
from server.context import Context
from server.database import Database
from server.journal import chain
from server.journal.tables import EventRow


@dataclass(frozen=True)
class Somebody:
    account: int = 7
    person: str = "p7"
    name: str = "Ann Example"


def write(database: Database, *things: str) -> None:
    for thing in things:
        with database.write() as session:
            chain.record(session, Somebody(), "propose a change", thing, reason="because")


def run(context: Context, *arguments: object):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], obj=context)


def drop_the_guard(session) -> None:
    postgresql = session.get_bind().dialect.name == "postgresql"
    for name in ("journal_append_only",) if postgresql else ("journal_no_update", "journal_no_delete"):
        session.execute(text(f"DROP TRIGGER {name}" + (" ON journal" if postgresql else "")))


def test_each_line_carries_the_hash_of_the_one_before(database: Database) -> None:
    write(database, "change 1", "change 2")
    with database.read() as session:
        second, first = chain.events(session)
        assert (first.before, second.before) == (chain.NOTHING, first.sha256)
        assert chain.verify(session) == chain.Verdict(2, second.sha256)
        assert first.facts == {"reason": "because"}


def test_a_change_that_is_rolled_back_leaves_no_line(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            chain.record(session, Somebody(), "publish", "release 1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert chain.events(session) == []


@pytest.mark.parametrize("statement", ["UPDATE journal SET name = 'Mallory'", "DELETE FROM journal"])
def test_the_database_refuses_to_change_or_remove_a_line(database: Database, statement: str) -> None:
    write(database, "change 1")
    with pytest.raises(DatabaseError, match="only ever appended"), database.write() as session:
        session.execute(text(statement))
    with database.read() as session:
        assert chain.verify(session).count == 1


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE journal SET name = 'Mallory' WHERE number = 2", "Line 2 was changed"),
        ("UPDATE journal SET facts = '{}' WHERE number = 3", "Line 3 was changed"),
        ("DELETE FROM journal WHERE number = 2", "Line 2 does not follow"),
        ("DELETE FROM journal WHERE number = 1", "Line 1 does not follow"),
    ],
)
def test_tampering_past_the_guard_is_found_by_the_doctor(context: Context, statement: str, says: str) -> None:
    write(context.database, "change 1", "change 2", "change 3")
    with context.database.write() as session:
        drop_the_guard(session)
        session.execute(text(statement))
    assert says in run(context, "doctor").output
    verified = run(context, "log", "verify")
    assert verified.exit_code == 1
    assert says in verified.stderr


def test_a_log_whose_end_was_cut_off_is_found_with_an_earlier_export(context: Context, tmp_path) -> None:
    write(context.database, "change 1", "change 2")
    file = tmp_path / "log.jsonl"
    assert "2 lines" in run(context, "log", "export", "--out", file).output
    write(context.database, "change 3")
    assert run(context, "log", "verify", file).exit_code == 0
    with context.database.write() as session:
        drop_the_guard(session)
        session.execute(text("DELETE FROM journal WHERE number >= 2"))
    assert run(context, "log", "verify").exit_code == 0
    verified = run(context, "log", "verify", file)
    assert verified.exit_code == 1
    assert "Line 2 of the export is not in the log any more" in verified.stderr


def test_an_exported_log_can_be_verified_by_anybody(database: Database) -> None:
    write(database, "change 1", "change 2")
    with database.read() as session:
        exported = list(chain.lines(session))
    assert chain.verify_lines(exported).problem == ""
    forged = json.loads(exported[0])
    forged["name"] = "Mallory"
    assert chain.verify_lines([json.dumps(forged), exported[1]]).problem.startswith("Line 1 was changed")
    assert chain.verify_lines(["nonsense"]).problem.startswith("Line 1 is not")


def test_eight_writers_at_once_lose_no_line(database: Database) -> None:
    threads = [threading.Thread(target=write, args=(database, *(f"change {n}" for _ in range(5)))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert chain.verify(session).count == 40
        assert chain.verify(session).problem == ""


def test_a_name_cannot_forge_a_line_of_what_is_shown(context: Context) -> None:
    with context.database.write() as session:
        chain.record(session, Somebody(name="Ann\n     9  2026 Bob\x1b[2J"), "comment", "change 1")
    listed = run(context, "log", "list").output
    assert len(listed.splitlines()) == 1
    assert "\x1b" not in listed
    exported = run(context, "log", "export").output
    assert len(exported.splitlines()) == 1


def test_what_the_server_does_by_itself_has_no_account(database: Database) -> None:
    with database.write() as session:
        chain.record(session, chain.SERVER, "publish", "release 1")
        assert session.get_one(EventRow, 1).account is None

"""A backup holds an installation but for its keys; restored, on either database, it forgets what was erased since."""

import json
import shutil
import tarfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from publishing import publish
from sqlalchemy import create_engine, func, make_url, select, text
from test_joining import Joining
from test_petition import CAMPAIGN, Petition

from server.cli import cli
from server.config import Settings
from server.context import Context
from server.mail.tables import OutboxRow
from server.petition import counting, managing
from server.petition.listing import signers
from server.petition.tables import SignatureRow
from server.privacy.erasures import copy_erasures
from server.releases.repository import Repository

pytestmark = pytest.mark.thorough


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Context]]:
    """Makes an installation in another folder and another, empty database."""
    contexts: list[Context] = []

    def make(kind: str) -> Context:
        url = f"sqlite:///{tmp_path / 'elsewhere' / 'optout.sqlite'}"
        if kind == "postgresql":
            server, name = request.getfixturevalue("postgresql"), f"test_{uuid.uuid4().hex}"
            admin = create_engine(server, isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            admin.dispose()
            url = make_url(server).set(database=name).render_as_string(hide_password=False)
        contexts.append(Context(Settings(instance=tmp_path / "elsewhere", database_url=url, _env_file=None)))
        return contexts[-1]

    yield make
    for context in contexts:
        context.database.close()


def run(context: Context, *arguments: str):
    return CliRunner().invoke(cli, [*map(str, arguments)], obj=context)


@pytest.fixture
def petition(context, rules: Path) -> Petition:
    publish(context, rules)
    petition = Petition(context)
    petition.confirmed()
    petition.confirmed(email="bob@example.org", name="Bob Example")
    petition.signed(email="cleo@example.org", name="Cleo Example")
    return petition


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_installation_has_everything_but_what_was_erased_since(
    petition, context, elsewhere, tmp_path, kind
) -> None:
    token = petition.confirmed(email="dora@example.org", name="Dora Gone")
    file, saved = tmp_path / "backup.tar.gz", tmp_path / "erasures.jsonl"
    made = run(context, "backup", file)
    assert made.exit_code == 0, made.output
    petition.do(managing.withdraw, token)
    with context.database.read() as session:
        copy_erasures(session, saved)
    there = elsewhere(kind)
    restored = run(there, "restore", file, "--erasures", saved)
    assert restored.exit_code == 0, restored.output
    assert "went through 1 erasures" in restored.output
    with there.database.read() as session:
        assert [signer.name for signer in signers(session, CAMPAIGN).signers] == ["Bob Example", "Ann Example"]
        assert counting.count(session, CAMPAIGN) == 2
        assert session.scalar(select(func.count()).select_from(SignatureRow)) == 3
    shutil.copytree(context.settings.keys_folder, there.settings.keys_folder)
    after = Petition(there)
    after.confirmed(email="eve@example.org", name="Eve Example")
    assert after.names() == ["Eve Example", "Bob Example", "Ann Example"]
    published = Repository(there.settings.updates_folder).read()
    assert published.timestamp == Repository(context.settings.updates_folder).read().timestamp


def test_a_backup_holds_no_key_no_letter_and_no_setting_and_is_its_owners_alone(petition, context, tmp_path) -> None:
    (context.settings.instance / "settings.env").write_text("OPTOUT_SMTP_PASSWORD=secret")
    file = tmp_path / "backup.tar.gz"
    run(context, "backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as archive:
        names = archive.getnames()
        rows = archive.extractfile("database.jsonl").read().decode().splitlines()
    assert names[:2] == ["manifest.json", "database.jsonl"]
    assert "files/public/updates/timestamp.json" in names
    assert not [name for name in names if "key" in name or "outbox" in name or "settings" in name or "sqlite" in name]
    assert {"outbox", "intake", "budget"} & {json.loads(row)[0] for row in rows} == set()
    with context.database.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow))


def test_restoring_asks_for_the_log_of_erasures(petition, context, elsewhere, tmp_path) -> None:
    file = tmp_path / "backup.tar.gz"
    run(context, "backup", file)
    assert "would come back" in run(elsewhere("sqlite"), "restore", file).exception.problem
    assert run(elsewhere("sqlite"), "restore", file, "--without-erasures").exit_code == 0


def test_nothing_is_restored_over_an_installation(petition, context, tmp_path) -> None:
    file = tmp_path / "backup.tar.gz"
    run(context, "backup", file)
    refused = run(context, "restore", file, "--without-erasures")
    assert "here already" in refused.exception.problem
    assert petition.count() == 2


def test_a_damaged_backup_leaves_nothing_behind(petition, context, elsewhere, tmp_path) -> None:
    file, damaged = tmp_path / "backup.tar.gz", tmp_path / "damaged.tar.gz"
    run(context, "backup", file)
    folder = tmp_path / "opened"
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    rows = (folder / "database.jsonl").read_text().replace("Bob Example", "Mallory Forged")
    (folder / "database.jsonl").write_text(rows)
    with tarfile.open(damaged, "w:gz") as archive:
        for name in ("manifest.json", "database.jsonl"):
            archive.add(folder / name, name)
    there = elsewhere("sqlite")
    assert "is damaged" in run(there, "restore", damaged, "--without-erasures").exception.problem
    with there.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignatureRow)) == 0
    (tmp_path / "half.tar.gz").write_bytes(file.read_bytes()[:2000])
    assert "cannot be read" in run(there, "restore", tmp_path / "half.tar.gz", "--without-erasures").exception.problem


def test_a_backup_is_never_written_over_another_file(petition, context, tmp_path) -> None:
    file = tmp_path / "backup.tar.gz"
    file.write_text("something of value")
    assert "is there already" in run(context, "backup", file).exception.problem
    assert file.read_text() == "something of value"


def test_libraries_come_back_and_those_that_left_do_not(context, rules, client, elsewhere, tmp_path) -> None:
    publish(context, rules)
    joining = Joining(context, client)
    joining.listed()
    joining.listed(library="Other Library", site="https://other-library.org/", email="bo@other-library.org")
    joining.work()
    file, saved = tmp_path / "backup.tar.gz", tmp_path / "erasures.jsonl"
    run(context, "backup", file)
    joining.client.post(joining.link(), data={"do": "leave"})
    with context.database.read() as session:
        copy_erasures(session, saved)
    there = elsewhere("sqlite")
    assert run(there, "restore", file, "--erasures", saved).exit_code == 0
    listed = run(there, "libraries", "list", "--all").output
    assert "Example Public Library" in listed
    assert "Other Library" not in listed


def test_after_a_restore_by_other_means_erasing_again_is_a_command_of_its_own(petition, context) -> None:
    token = petition.confirmed(email="dora@example.org", name="Dora Gone")
    with context.database.read() as session:
        uid = managing.find(session, token, petition.now).uid
    context.settings.erasures_file.write_text(
        json.dumps({"what": managing.SIGNATURE, "uid": uid, "at": "2026-11-25T12:00:00"}) + "\n"
    )
    assert "went through 1" in run(context, "erase-again").output.lower()
    assert "Dora Gone" not in petition.names()
    assert petition.count() == 2

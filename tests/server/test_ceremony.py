"""Keys that never touch the server: made, used, rotated, lost and stolen, as docs/for-maintainers/keys.md says."""

import json
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, Run, runner
from test_releases import read_with_python_tuf

from server.catalogue.tables import EntryRow
from server.config import Environment
from server.context import Context
from server.releases.history import history
from server.releases.repository import Repository
from server.signing.key_files import is_encrypted

pytestmark = pytest.mark.thorough


@pytest.fixture
def run(context: Context, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    return runner(context)


@pytest.fixture
def ceremony(run: Run, context: Context, rules: Path, tmp_path: Path) -> Ceremony:
    return Ceremony(run, context, rules, tmp_path / "offline")


def test_a_release_is_drafted_signed_elsewhere_uploaded_and_published(ceremony: Ceremony, run: Run) -> None:
    assert ceremony.number() == 1
    names = {path.name for path in ceremony.context.settings.keys_folder.rglob("*.pem")}
    assert names == {"snapshot-1.pem", "timestamp-1.pem", "mute-1.pem"}
    assert all(is_encrypted(path) for path in ceremony.keys.glob("*.pem"))
    assert len(list(ceremony.keys.glob("*.pem"))) == 6
    assert json.loads(run("release", "status", "--json").output)["development_keys"] is False


def test_python_tuf_reads_ten_releases_across_rotations_a_lost_key_and_a_roll_back(
    ceremony: Ceremony, run: Run
) -> None:
    seen = [ceremony.number()]

    def publish(*options: str, **signers: tuple[str, ...]) -> None:
        seen.append(ceremony.release(*options, **signers))

    for text in ("a", "b"):
        ceremony.change(text)
        publish()
    ceremony.rotate(2, "--replace", "root-1")  # the root rotates
    assert ceremony.number() == 3
    ceremony.change("c")
    publish()
    ceremony.rotate(3, "--replace", "targets-3")  # a targets key that did not sign: in force at once
    ceremony.change("d")
    publish(signers=("targets-1", "targets-4"))
    # Both targets keys that signed are replaced: the root waits for a list that is signed anew.
    ceremony.rotate(4, "--replace", "targets-1", "--replace", "targets-4")
    assert ceremony.number() == 5
    ceremony.change("e")
    publish(signers=("targets-5", "targets-6"))
    # The server's keys are lost: new ones, and a list that trusts the new mute key.
    for path in (ceremony.context.settings.keys_folder / "online").glob("*.pem"):
        path.unlink()
    run("keys", "online", "--out", ceremony.online)
    ceremony.rotate(5, "--online", ceremony.online)
    assert ceremony.release("draft", "--renew", signers=("targets-5", "targets-6")) == 6
    ceremony.change("f")
    publish(signers=("targets-5", "targets-6"))
    publish("rollback", "2", signers=("targets-5", "targets-6"))
    for text in ("g", "h"):
        ceremony.change(text)
        publish(signers=("targets-5", "targets-6"))
    assert seen == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    new = ceremony.folder / "new"
    listed, _ = read_with_python_tuf(ceremony.context.settings.updates_folder, new)
    assert json.loads(listed.splitlines()[0])["release"] == 10
    with ceremony.context.database.read() as session:
        by_number = {event.number: event for event in history(session)}
    assert by_number[8].changed == ("rule libby",)


def test_one_signature_is_not_enough_and_the_missing_one_may_come_later(ceremony: Ceremony, run: Run) -> None:
    ceremony.change("!")
    file = ceremony.draft()
    run("release", "sign", file, "--key", ceremony.keys / "targets-1.pem", "--yes")
    assert "1 signatures; 2 are needed" in run("release", "upload", file).output
    run("release", "publish", fails="No release waits to be published")
    run("release", "sign", file, "--key", ceremony.keys / "targets-1.pem", "--yes")  # the same key counts once
    assert "1 signatures; 2 are needed" in run("release", "upload", file).output
    run("release", "sign", file, "--key", ceremony.keys / "root-1.pem", "--yes")  # and a root key not at all
    assert "1 signatures; 2 are needed" in run("release", "upload", file).output
    run("release", "sign", file, "--key", ceremony.keys / "targets-3.pem", "--yes")
    assert "2 signatures; 2 are needed" in run("release", "upload", file).output
    run("release", "publish")
    assert ceremony.number() == 2


def test_who_signs_sees_the_change_and_is_warned_of_another_past(ceremony: Ceremony, run: Run) -> None:
    ceremony.change("!")
    file = ceremony.draft()
    said = run("release", "sign", file, "--key", ceremony.keys / "targets-1.pem", "--yes", "--show").output
    assert "Release 2 (release)" in said
    assert "1 changed: rule libby" in said
    assert '+ {"' in said
    assert "Libby!" in said
    assert "ask what happened in between" not in said
    document = json.loads(file.read_text())
    document["previous"] = document["list"].replace("Libby", "Another")
    (ceremony.keys / "last-signed.json").write_text(json.dumps({"release": 1, "sha256": "0" * 64}))
    file.write_text(json.dumps(document))
    said = run("release", "sign", file, "--key", ceremony.keys / "targets-2.pem", "--yes").output
    assert "ask what happened in between" in said


def _other_list(document: dict) -> None:
    document["list"] = document["list"].replace("Libby", "Lobby")


def _more_trust(document: dict) -> None:
    document["targets"]["signed"]["delegations"]["roles"][0]["paths"] = ["*"]


def _other_file(document: dict) -> None:
    document["targets"]["signed"]["targets"]["extra"] = document["targets"]["signed"]["targets"]["list.jsonl"]


def _for_ever(document: dict) -> None:
    document["targets"]["signed"]["expires"] = "2099-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_other_list, "another list than it shows"),
        (_more_trust, "more than mutes"),
        (_other_file, "other files than the list"),
        (_for_ever, "at most 180 days"),
    ],
)
def test_a_draft_that_is_not_what_it_shows_is_not_signed(ceremony: Ceremony, run: Run, harm, says) -> None:
    ceremony.change("!")
    file = ceremony.draft()
    document = json.loads(file.read_text())
    harm(document)
    file.write_text(json.dumps(document))
    run("release", "sign", file, "--key", ceremony.keys / "targets-1.pem", "--yes", fails=says)


def test_a_file_of_another_draft_is_refused(ceremony: Ceremony, run: Run) -> None:
    ceremony.change("!")
    old = ceremony.draft().read_bytes()
    ceremony.change("?")
    ceremony.draft()
    path = ceremony.folder / "old.json"
    path.write_bytes(old)
    run("release", "upload", path, fails="not of the draft that is open here")


def test_a_root_without_enough_signatures_of_the_last_one_is_refused(ceremony: Ceremony, run: Run, tmp_path) -> None:
    stranger = tmp_path / "stranger"
    run("keys", "init", "--folder", stranger, "--online", ceremony.online, "--out", tmp_path / "x.json")
    run("keys", "upload", tmp_path / "x.json", fails="version 2 comes next")
    document = json.loads((tmp_path / "x.json").read_text())
    document["signed"]["version"] = 2
    (tmp_path / "x.json").write_text(json.dumps(document))
    run("keys", "sign", tmp_path / "x.json", "--key", stranger / "root-1.pem")
    run("keys", "upload", tmp_path / "x.json", fails="0 of the 2 signatures that root 1 asks for")
    assert Repository(ceremony.context.settings.updates_folder).newest_root_version() == 1


def test_a_lost_root_key_is_replaced_by_the_others(ceremony: Ceremony, run: Run) -> None:
    (ceremony.keys / "root-2.pem").unlink()
    keyid = json.loads(ceremony.root(1).read_text())["signed"]["roles"]["root"]["keyids"]
    present = {key["keyid"] for key in json.loads(run("keys", "list", "--folder", ceremony.keys, "--json").output)}
    [lost] = set(keyid) - present
    ceremony.rotate(2, "--replace", lost[:12])
    ceremony.change("!")
    assert ceremony.release() == 2


def test_a_root_whose_keys_are_with_two_people_is_signed_by_both(ceremony: Ceremony, run: Run, tmp_path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("root-2", "root-3"):
        for end in (".pem", ".pub"):
            (ceremony.keys / f"{name}{end}").rename(other / f"{name}{end}")
    new = ceremony.root(2)
    run("keys", "rotate", "--folder", ceremony.keys, "--root", ceremony.root(1), "--out", new)
    run("keys", "upload", new, fails="1 of the 2 signatures")
    run("keys", "sign", new, "--key", other / "root-2.pem")
    run("keys", "upload", new)
    assert ceremony.number() == 1
    assert Repository(ceremony.context.settings.updates_folder).newest_root_version() == 2


def test_a_short_or_wrong_passphrase_is_said_plainly(ceremony: Ceremony, run: Run, monkeypatch) -> None:
    ceremony.change("!")
    file = ceremony.draft()
    monkeypatch.setenv("OPTOUT_PASSPHRASE", "wrong")
    run("release", "sign", file, "--key", ceremony.keys / "targets-1.pem", "--yes", fails="does not open")
    run(
        *("keys", "rotate", "--folder", ceremony.keys, "--root", ceremony.root(1), "--replace", "root-1"),
        *("--out", ceremony.root(2)),
        fails="shorter than 20",
    )


def test_production_refuses_one_key_alone_and_an_unreviewed_list(ceremony: Ceremony, run: Run, tmp_path) -> None:
    context = ceremony.context
    context.settings = context.settings.model_copy(update={"environment": Environment.PRODUCTION})
    run("release", "draft", "--renew", fails="two people have not reviewed")
    run("release", "publish", "--development-keys", fails="refuses development keys")
    run(
        *("keys", "rotate", "--folder", ceremony.keys, "--root", ceremony.root(1)),
        *("--targets-threshold", "1", "--out", ceremony.root(2)),
    )
    run("keys", "upload", ceremony.root(2), fails="One key alone could sign for targets")
    with context.database.write() as session:
        session.query(EntryRow).update({"reviewed": True})
    ceremony.change("")
    with context.database.write() as session:
        session.query(EntryRow).update({"reviewed": True})
    assert ceremony.release() == 2

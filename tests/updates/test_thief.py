"""What a thief of the server with all its online keys can do: freeze and silence. What she cannot: everything else.

She cannot add a warning, change one, bring one back, go back to an older list, or serve one library a list of its own
that has the check number of everybody's.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, runner
from thief import Thief
from tuf.api.metadata import Metadata, Root

from server.releases.history import history, mute_history
from server.releases.repository import Repository
from server.signing.key_files import list_keys, load_signer

pytestmark = pytest.mark.thorough

REASON = "The company disagrees."


@pytest.fixture
def ceremony(context, rules, tmp_path: Path, monkeypatch) -> Ceremony:
    """Release 3; the warning about Kanopy is suspended by it, that about Creativebug since."""
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    ceremony = Ceremony(runner(context), context, rules, tmp_path / "offline")
    ceremony.change(" 2")
    ceremony.release()
    ceremony.run("mute", "add", "kanopy", "--reason", REASON, "--by", "Editor")
    ceremony.change(" 3")
    ceremony.release()
    return ceremony


@pytest.fixture
def patron(ceremony, network, extension):
    """An extension that has seen all of it."""
    network.folder = ceremony.context.settings.updates_folder
    extension.pack(network.folder)
    ceremony.run("mute", "add", "creativebug", "--reason", REASON, "--by", "Editor")
    assert set(extension.run()["muted"]) == {"kanopy", "creativebug"}
    return extension


@pytest.fixture
def thief(ceremony, patron, network, tmp_path: Path) -> Thief:
    thief = Thief(ceremony.context.settings, tmp_path / "stolen")
    network.folder = thief.updates
    return thief


def said(answer: dict) -> dict:
    """All that a patron is told: which list, which warnings, which of them are suspended."""
    return {name: answer[name] for name in ("release", "sha256", "names", "warning", "muted")}


def test_what_she_stole_holds_no_key_that_signs_a_list(ceremony, thief) -> None:
    names = {path.name for path in thief.keys_folder.rglob("*.pem")}
    assert names == {"snapshot-1.pem", "timestamp-1.pem", "mute-1.pem"}
    offline = {file.public.keyid for file in list_keys(ceremony.keys)}
    assert not offline & {signer.public_key.keyid for signer in thief.signers}


def test_she_can_freeze_until_the_signed_list_expires_and_no_longer(patron, thief) -> None:
    ends = thief.published.targets.signed.expires
    lifetime = ends - datetime.now(UTC)
    assert timedelta(days=179) < lifetime <= timedelta(days=180)
    before = said(patron.run("look"))
    for ahead in (timedelta(days=90), lifetime - timedelta(hours=1)):
        thief.serve(ahead=ahead)
        frozen = patron.run(now=datetime.now(UTC) + ahead)
        assert (frozen["schedule"]["failures"], said(frozen)["sha256"]) == (0, before["sha256"])
    thief.serve(ahead=lifetime + timedelta(hours=1))
    thawed = patron.run(now=ends + timedelta(seconds=1))
    assert thawed["schedule"]["failure"] == "expired"  # from here on the popup says that looking fails
    assert thawed["sha256"] == before["sha256"]


def test_she_can_silence_every_warning(patron, thief) -> None:
    assert patron.run("look")["warning"]
    rules = [line for line in thief.published.list_bytes.decode().splitlines() if '"kind":"rule"' in line]
    mutes = [{"kind": "mute", "id": json.loads(line)["id"], "reason": "", "since": "2026-11-01"} for line in rules]
    thief.serve(mute=thief.mute("".join(json.dumps(mute) + "\n" for mute in mutes).encode()))
    assert patron.run()["warning"] == []


def accusing(data: bytes) -> bytes:
    """The list with one more rule."""
    lines = data.decode().splitlines()
    [libby] = [json.loads(line) for line in lines if '"id":"libby"' in line and '"kind":"rule"' in line]
    return "\n".join([*lines, json.dumps(libby | {"id": "victim", "name": "Victim"}), ""]).encode()


def adds_a_rule(thief: Thief) -> None:
    thief.serve(targets=thief.forged_targets(accusing(thief.published.list_bytes)))


def changes_a_rule(thief: Thief) -> None:
    thief.serve(targets=thief.forged_targets(thief.published.list_bytes.replace(b"Libby", b"Lobby")))


def drops_the_suspensions_of_the_list(thief: Thief) -> None:
    lines = thief.published.list_bytes.splitlines(keepends=True)
    thief.serve(targets=thief.forged_targets(b"".join(line for line in lines if b'"kind":"mute"' not in line)))


def trusts_itself_with_the_list(thief: Thief) -> None:
    metadata = Metadata.from_bytes(thief.forged_targets(thief.published.list_bytes))
    metadata.signed.delegations.roles["mute"].paths = ["*"]
    metadata.signatures.clear()
    for signer in thief.signers:
        metadata.sign(signer, append=True)
    thief.serve(targets=metadata.to_bytes())


def makes_a_root_of_its_own(thief: Thief) -> None:
    root: Metadata[Root] = Metadata.from_bytes(thief.repository.root_bytes(1))
    root.signed.version = 2
    for role in ("root", "targets"):
        for keyid in list(root.signed.roles[role].keyids):
            root.signed.revoke_key(keyid, role)
        root.signed.add_key(thief.signers[0].public_key, role)
        root.signed.roles[role].threshold = 1
    root.signatures.clear()
    root.sign(thief.signers[0])
    (thief.updates / "2.root.json").write_bytes(root.to_bytes())


@pytest.mark.parametrize(
    "forgery",
    [
        adds_a_rule,
        changes_a_rule,
        drops_the_suspensions_of_the_list,
        trusts_itself_with_the_list,
        makes_a_root_of_its_own,
    ],
)
def test_what_offline_keys_must_sign_she_cannot(patron, thief, forgery) -> None:
    before = said(patron.run("look"))
    forgery(thief)
    after = patron.run()
    assert after["schedule"]["failure"] == "signature"
    assert said(after) == before


def test_she_cannot_change_a_byte_of_the_signed_list(patron, thief) -> None:
    before = said(patron.run("look"))
    [path] = [p for p in thief.updates.glob("targets/*.list.jsonl") if p.name.startswith(before["sha256"])]
    path.write_bytes(path.read_bytes().replace(b"Libby", b"Lobby"))
    held = json.loads(patron.storage.read_text())
    held["listInUse"]["list"] += "\n"  # so that it has to be fetched
    patron.storage.write_text(json.dumps(held))
    assert patron.run()["schedule"]["failure"] == "mismatch"


def test_her_mute_role_cannot_speak_about_the_list(patron, thief) -> None:
    before = said(patron.run("look"))
    mute = thief.mute(thief.published.mute_bytes, extra={"list.jsonl": accusing(thief.published.list_bytes)})
    thief.serve(mute=mute)
    assert said(patron.run()) == before


def test_a_rule_among_the_mutes_is_none(patron, thief) -> None:
    before = said(patron.run("look"))
    rule = next(line for line in accusing(thief.published.list_bytes).splitlines() if b"Victim" in line)
    thief.serve(mute=thief.mute(thief.published.mute_bytes + rule + b"\n"))
    assert said(patron.run()) == before


@pytest.mark.parametrize("mutes", [b"", b'{"kind":"lift","id":"creativebug"}\n'])
def test_she_cannot_bring_a_suspended_warning_back(patron, thief, mutes: bytes) -> None:
    before = said(patron.run("look"))
    thief.serve(mute=thief.mute(mutes))
    assert said(patron.run()) == before
    thief.serve(forget_mutes=True)
    after = patron.run()
    assert (after["schedule"]["failure"], said(after)) == ("rollback", before)


def test_not_even_for_somebody_who_installs_now_once_a_list_carries_the_suspension(
    patron, thief, network, tmp_path: Path
) -> None:
    thief.serve(mute=thief.mute(b""))
    newcomer = type(patron)(tmp_path / "newcomer", network.url)
    newcomer.pack(thief.updates)
    assert set(newcomer.run()["muted"]) == {"kanopy"}  # Creativebug's is withheld from her: that is freezing


def test_she_cannot_go_back_to_an_older_list(patron, thief) -> None:
    before = said(patron.run("look"))
    older = (thief.updates / f"{thief.published.targets.signed.version - 1}.targets.json").read_bytes()
    thief.serve(targets=older)
    after = patron.run()
    assert (after["schedule"]["failure"], said(after)) == ("rollback", before)


def test_she_cannot_go_back_to_an_older_timestamp(patron, thief) -> None:
    older = (thief.updates / "timestamp.json").read_bytes()
    thief.serve()
    assert patron.run()["schedule"]["failures"] == 0
    (thief.updates / "timestamp.json").write_bytes(older)
    assert patron.run()["schedule"]["failure"] == "rollback"


def test_what_she_serves_to_one_library_alone_has_a_check_number_that_is_not_public(patron, ceremony, thief) -> None:
    with ceremony.context.database.read() as session:
        lists = {event.sha256 for event in history(session)}
        mutes = {event.sha256 for event in mute_history(session)}
    everybody = patron.run()
    assert everybody["sha256"] in lists
    assert everybody["mutesSha256"] in mutes
    one_more = b'{"id":"libby","kind":"mute","reason":"x","since":"2026-11-01"}\n'
    thief.serve(mute=thief.mute(thief.published.mute_bytes + one_more))
    alone = patron.run()
    assert alone["sha256"] == everybody["sha256"]  # a list of its own she cannot make at all
    assert "libby" in alone["muted"]
    assert alone["mutesSha256"] not in mutes


def test_with_two_targets_keys_too_she_can_accuse_until_they_are_replaced(patron, ceremony, thief, network) -> None:
    """The rehearsal of “Two targets keys were stolen”."""
    stolen = [load_signer(ceremony.keys / f"targets-{n}.pem", PASSPHRASE.encode()) for n in (1, 2)]
    data = accusing(thief.published.list_bytes).replace(b'"release":3', b'"release":1000', 1)
    thief.serve(targets=thief.forged_targets(data, *stolen, version=5000))
    assert (accused := patron.run())["release"] == 1000
    assert "Victim" in accused["names"]
    with ceremony.context.database.read() as session:
        assert accused["sha256"] not in {event.sha256 for event in history(session)}
    ceremony.run("keys", "online", "--out", ceremony.online)
    ceremony.rotate(2, "--replace", "targets-1", "--replace", "targets-2", "--online", ceremony.online)
    ceremony.run("release", "draft", "--number", 900, "--renew", fails="A renewal keeps the number")
    ceremony.run("release", "draft", "--number", 3, fails="List 3 was published already")
    assert ceremony.release("draft", "--number", "1001", signers=("targets-4", "targets-5")) == 1001
    network.folder = ceremony.context.settings.updates_folder
    freed = patron.run()
    assert (freed["release"], "Victim" in freed["names"]) == (1001, False)
    (thief.updates / "2.root.json").write_bytes((network.folder / "2.root.json").read_bytes())
    thief.serve(targets=thief.forged_targets(data, *stolen, version=9999))
    network.folder = thief.updates
    after = patron.run()
    assert (after["schedule"]["failure"], said(after)) == ("signature", said(freed))


def test_a_new_beginning_reaches_installed_extensions_by_a_package(patron, ceremony, network) -> None:
    """The rehearsal of “Two root keys were lost or stolen”."""
    settings = ceremony.context.settings
    settings.updates_folder.rename(settings.updates_folder.with_name("updates-before"))
    ceremony.keys = ceremony.folder / "new-keys"
    ceremony.run("keys", "online", "--out", ceremony.online)
    ceremony.run("keys", "init", "--folder", ceremony.keys, "--online", ceremony.online, "--out", ceremony.root(1))
    ceremony.run("keys", "upload", ceremony.root(1))
    ceremony.client = ceremony.folder / "new-client"
    assert ceremony.release() == 4  # numbers go on, or browsers would keep the list that they have
    old = patron.run()
    assert (old["release"], old["schedule"]["failures"]) == (3, 1)
    patron.pack(Repository(settings.updates_folder).folder)
    assert patron.run("look")["release"] == 4
    ceremony.change(" 5")
    assert ceremony.release() == 5
    new = patron.run()
    assert (new["release"], set(new["muted"])) == (5, {"kanopy", "creativebug"})

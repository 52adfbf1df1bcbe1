"""The client workflow of The Update Framework, step by step, and each attack that it is there to stop."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import MetaFile
from tuf_repository import Client, TufRepository

pytestmark = pytest.mark.thorough

PAST = (datetime.now(UTC) - timedelta(days=1)).replace(microsecond=0)


@pytest.fixture
def repository(tmp_path: Path, network) -> TufRepository:
    repository = TufRepository(tmp_path / "served")
    network.folder = repository.folder
    repository.publish()
    return repository


@pytest.fixture
def client(tmp_path: Path, repository: TufRepository, network) -> Client:
    client = Client(tmp_path / "client", network.url)
    client.init(repository.folder / "1.root.json")
    return client


def test_a_first_refresh_trusts_every_role_and_a_second_one_changes_nothing(client, repository) -> None:
    assert client.refresh() == ""
    before = {path.name: path.read_bytes() for path in client.folder.glob("*.json")}
    assert set(before) == {"root.json", "timestamp.json", "snapshot.json", "targets.json"}
    assert client.refresh() == ""
    assert {path.name: path.read_bytes() for path in client.folder.glob("*.json")} == before


def test_the_roots_are_walked_one_by_one_even_if_some_have_expired(client, repository) -> None:
    good = repository.root.expires
    for expires in (PAST, PAST, good):
        repository.root.expires = expires
        repository.next_root()
    assert client.refresh() == ""
    assert client.version("root") == 4


def test_a_last_root_that_has_expired_ends_the_update(client, repository) -> None:
    repository.root.expires = PAST
    repository.next_root()
    assert client.refresh() == "expired"
    repository.root.expires = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    repository.next_root()
    assert client.refresh() == ""


def test_a_new_root_must_be_signed_by_the_old_keys_and_by_its_own(client, repository) -> None:
    old = repository.replace_keys("root")
    repository.next_root()
    assert client.refresh() == "signature"
    repository.write_root(signers=old)
    assert client.refresh() == "signature"
    repository.write_root(*old)
    assert client.refresh() == ""
    assert client.version("root") == 2


def test_a_root_that_leaves_a_version_out_or_repeats_one_is_refused(client, repository) -> None:
    for version in (1, 3):
        repository.root.version = version
        repository.write_root()
        data = (repository.folder / f"{version}.root.json").read_bytes()
        repository.write("2.root.json", data)
        assert client.refresh() == "rollback"
        assert client.version("root") == 1


def test_a_threshold_counts_each_key_once(client, repository) -> None:
    second = repository.add_key("targets")
    repository.root.roles["targets"].threshold = 2
    repository.next_root()
    repository.serve_role("targets", repository.targets, [repository.keys["targets"][0]])
    repository.serve_snapshot()
    assert client.refresh() == "signature"
    repository.serve_role("targets", repository.targets, [repository.keys["targets"][0], second])
    repository.snapshot.version += 1
    repository.timestamp.version += 1
    repository.serve_snapshot()
    assert client.refresh() == ""


def test_one_key_under_two_ids_counts_once(client, repository) -> None:
    signer = repository.keys["timestamp"][0]
    key = signer.public_key.to_dict()
    repository.root.roles["timestamp"].threshold = 2
    repository.next_root()

    def add_twin(document: dict) -> None:
        document["signed"]["keys"]["twin"] = key
        document["signed"]["roles"]["timestamp"]["keyids"].append("twin")

    repository.edit("2.root.json", add_twin)
    resign(repository, "2.root.json", repository.keys["root"])
    repository.edit("timestamp.json", lambda document: document["signatures"].append(twin_of(document)))
    assert client.refresh() == "signature"


def twin_of(document: dict) -> dict:
    return {"keyid": "twin", "sig": document["signatures"][0]["sig"]}


def resign(repository: TufRepository, name: str, signers: list[CryptoSigner]) -> None:
    """Sign what an edit changed, over the canonical form."""
    document = json.loads((repository.folder / name).read_bytes())
    canonical = json.dumps(document["signed"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    # ASCII without escapes but line ends in PEM: canonical JSON keeps those raw.
    canonical = canonical.replace(b"\\n", b"\n")
    document["signatures"] = [
        {"keyid": signer.public_key.keyid, "sig": signer.sign(canonical).signature} for signer in signers
    ]
    repository.write(name, json.dumps(document).encode())


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "mute"])
def test_what_a_stranger_signed_is_refused(client, repository, role: str) -> None:
    stranger = [CryptoSigner.generate_ed25519()]
    if role == "mute":
        repository.mute_signer = stranger[0]
    else:
        repository.keys[role] = stranger
    repository.publish()
    assert client.download("mute.jsonl") == "signature"


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "mute"])
def test_expired_metadata_is_refused_and_what_was_trusted_stays(client, repository, role: str) -> None:
    assert client.download("mute.jsonl") == ""
    getattr(repository, role).expires = PAST
    repository.publish()
    assert client.download("mute.jsonl") == "expired"
    assert client.version(role) == 2


def test_an_older_timestamp_is_refused(client, repository) -> None:
    old = (repository.folder / "timestamp.json").read_bytes()
    repository.publish()
    assert client.refresh() == ""
    repository.write("timestamp.json", old)
    assert client.refresh() == "rollback"
    assert client.version("timestamp") == 3


@pytest.mark.parametrize("role", ["snapshot", "targets", "mute"])
def test_a_new_timestamp_does_not_bring_an_older_role(client, repository, role: str) -> None:
    repository.publish()
    assert client.download("mute.jsonl") == ""
    getattr(repository, role).version = 1
    repository.timestamp.version += 1
    if role != "snapshot":
        repository.snapshot.version += 1
    repository.serve()
    assert client.download("mute.jsonl") == "rollback"
    assert client.version(role) == 3


def test_a_role_must_not_vanish_from_the_snapshot(client, repository) -> None:
    assert client.refresh() == ""
    del repository.snapshot.meta["mute.json"]
    repository.snapshot.version += 1
    repository.timestamp.version += 1
    repository.serve_snapshot()
    assert client.refresh() == "rollback"


@pytest.mark.parametrize("role", ["timestamp", "snapshot"])
def test_after_a_fast_forward_new_keys_let_the_owner_back_in(client, repository, role: str) -> None:
    original = getattr(repository, role).version
    getattr(repository, role).version = 1_000_000
    repository.timestamp.version += 1
    repository.serve()
    assert client.refresh() == ""
    getattr(repository, role).version = original + 1
    repository.replace_keys(role)
    repository.next_root()
    repository.serve()
    assert client.refresh() == ""
    assert client.version(role) == original + 1


def test_parts_of_two_states_are_not_mixed(client, repository) -> None:
    old = (repository.folder / "2.targets.json").read_bytes()
    repository.set_target(repository.targets, "list.jsonl", b"content 2\n")
    repository.publish()
    repository.write("3.targets.json", old)
    assert client.refresh() == "mismatch"


@pytest.mark.parametrize("role", ["snapshot", "targets", "mute"])
def test_another_version_than_the_announced_one_is_refused(client, repository, role: str) -> None:
    repository.publish()
    described = repository.timestamp.snapshot_meta if role == "snapshot" else repository.snapshot.meta[f"{role}.json"]
    described.version += 1
    described.length = described.hashes = None
    data = (repository.folder / f"{described.version - 1}.{role}.json").read_bytes()
    repository.write(f"{described.version}.{role}.json", data)
    if role == "snapshot":
        repository.serve_timestamp()
    else:
        repository.serve_snapshot()
    assert client.download("mute.jsonl") == "mismatch"


@pytest.mark.parametrize("name", ["timestamp.json", "2.root.json"])
def test_endless_metadata_is_cut_off(client, repository, name: str) -> None:
    repository.write(name, b" " * 600_000)
    assert client.refresh() == "too-long"


@pytest.mark.parametrize(
    ("data", "code"), [(b"content 1\nmore", "too-long"), (b"c0ntent 1\n", "mismatch"), (b"", "mismatch")]
)
def test_a_target_of_another_length_or_hash_is_refused_and_the_held_one_stays(client, repository, data, code) -> None:
    assert client.download("list.jsonl") == ""
    new = b"content 2\n"
    repository.set_target(repository.targets, "list.jsonl", new)
    repository.publish()
    repository.write(f"targets/{hashlib.sha256(new).hexdigest()}.list.jsonl", data)
    assert client.download("list.jsonl") == code
    assert client.file("list.jsonl") == b"content 1\n"


def test_the_mute_role_cannot_speak_about_the_list(client, repository) -> None:
    repository.set_target(repository.mute, "list.jsonl", b"accusation\n")
    repository.set_target(repository.mute, "other.jsonl", b"accusation\n")
    repository.publish()
    assert client.download("list.jsonl", "mute.jsonl") == ""
    assert client.file("list.jsonl") == b"content 1\n"
    assert client.download("other.jsonl") == "no-such-target"
    del repository.targets.targets["list.jsonl"]
    repository.publish()
    assert client.download("list.jsonl") == "no-such-target"


def test_an_equal_timestamp_still_brings_what_is_missing(client, repository) -> None:
    assert client.refresh() == ""
    for role in ("snapshot", "targets"):
        (client.folder / f"{role}.json").unlink()
    assert client.refresh() == ""
    assert client.has("targets")


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_a_role_whose_stored_file_was_damaged_is_fetched_anew(client, repository, role: str) -> None:
    assert client.refresh() == ""
    (client.folder / f"{role}.json").write_text("{")
    assert client.refresh() == ""
    assert client.version(role) == 2


def test_a_signature_does_not_hold_for_a_changed_byte(client, repository) -> None:
    repository.edit("timestamp.json", lambda document: document["signed"].update(expires="2099-01-01T00:00:00Z"))
    assert client.refresh() == "signature"


def test_metadata_of_another_type_is_not_taken_for_the_wanted_one(client, repository) -> None:
    snapshot = (repository.folder / "2.snapshot.json").read_bytes()
    repository.write("timestamp.json", snapshot)
    assert client.refresh() == "malformed"


def test_lengths_and_hashes_may_be_left_out_of_the_metadata(client, repository) -> None:
    repository.snapshot.meta["targets.json"] = MetaFile(2)
    repository.snapshot.version += 1
    repository.timestamp.version += 1
    repository.serve_snapshot()
    assert client.refresh() == ""

"""A small TUF repository that a test can make wrong in every way: python-tuf builds it, our client reads it."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

CLIENT = Path(__file__).parents[1] / "conformance" / "tuf-client.mjs"
SOON = timedelta(days=1)


def expires() -> datetime:
    return (datetime.now(UTC) + SOON).replace(microsecond=0)


@dataclass
class TufRepository:
    """Roles as python-tuf objects, to be changed; ``publish`` signs and writes them to ``folder``."""

    folder: Path
    keys: dict[str, list[CryptoSigner]] = field(default_factory=dict)
    content: bytes = b"content 1\n"

    def __post_init__(self) -> None:
        (self.folder / "targets").mkdir(parents=True)
        self.root = Root(expires=expires(), consistent_snapshot=True)
        for role in ("root", "targets", "snapshot", "timestamp"):
            self.add_key(role)
        self.targets = Targets(expires=expires())
        self.snapshot = Snapshot(expires=expires())
        self.timestamp = Timestamp(expires=expires())
        self.mute = Targets(expires=expires())
        self.mute_signer = CryptoSigner.generate_ed25519()
        key = self.mute_signer.public_key
        role = DelegatedRole("mute", [key.keyid], 1, terminating=True, paths=["mute.jsonl"])
        self.targets.delegations = Delegations({key.keyid: key}, {"mute": role})
        self.set_target(self.targets, "list.jsonl", self.content)
        self.set_target(self.mute, "mute.jsonl", b"mutes\n")
        self.write_root()

    def add_key(self, role: str) -> CryptoSigner:
        signer = CryptoSigner.generate_ed25519()
        self.keys.setdefault(role, []).append(signer)
        self.root.add_key(signer.public_key, role)
        return signer

    def replace_keys(self, role: str) -> list[CryptoSigner]:
        old = self.keys.pop(role)
        for signer in old:
            self.root.revoke_key(signer.public_key.keyid, role)
        self.add_key(role)
        return old

    def set_target(self, role: Targets, path: str, data: bytes) -> None:
        role.targets[path] = TargetFile.from_data(path, data, ["sha256"])
        digest = role.targets[path].hashes["sha256"]
        (self.folder / "targets" / f"{digest}.{path}").write_bytes(data)

    def write_root(self, *extra: CryptoSigner, signers: list[CryptoSigner] | None = None) -> None:
        signed = self._signed(self.root, [*(signers if signers is not None else self.keys["root"]), *extra])
        self.write(f"{self.root.version}.root.json", signed)

    def next_root(self, *extra: CryptoSigner, signers: list[CryptoSigner] | None = None) -> None:
        self.root.version += 1
        self.write_root(*extra, signers=signers)

    def publish(self) -> None:
        """Sign everything as it stands, with versions one higher, and serve it."""
        for role in (self.targets, self.mute, self.snapshot, self.timestamp):
            role.version += 1
        self.serve()

    def serve(self) -> None:
        """Sign everything as it stands, versions too."""
        self.serve_role("targets", self.targets, self.keys["targets"])
        self.serve_role("mute", self.mute, [self.mute_signer])
        self.serve_snapshot()

    def serve_role(self, name: str, role: Targets, signers: list[CryptoSigner]) -> None:
        data = self._signed(role, signers)
        self.write(f"{role.version}.{name}.json", data)
        self.snapshot.meta[f"{name}.json"] = MetaFile.from_data(role.version, data, ["sha256"])

    def serve_snapshot(self) -> None:
        data = self._signed(self.snapshot, self.keys["snapshot"])
        self.write(f"{self.snapshot.version}.snapshot.json", data)
        self.timestamp.snapshot_meta = MetaFile.from_data(self.snapshot.version, data, ["sha256"])
        self.serve_timestamp()

    def serve_timestamp(self) -> None:
        self.write("timestamp.json", self._signed(self.timestamp, self.keys["timestamp"]))

    def write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def edit(self, name: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change served metadata without signing it anew."""
        document = json.loads((self.folder / name).read_bytes())
        change(document)
        self.write(name, json.dumps(document).encode())

    @staticmethod
    def _signed(role: Root | Targets | Snapshot | Timestamp, signers: list[CryptoSigner]) -> bytes:
        metadata: Metadata[Any] = Metadata(role)
        for signer in signers:
            metadata.sign(signer, append=True)
        return metadata.to_bytes()


class Client:
    """Our client behind the command line of the public suite."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def init(self, root: Path) -> None:
        assert self._run("init", str(root)).returncode == 0

    def refresh(self) -> str:
        """Empty if it went well, else the code of the error."""
        return self._code(self._run("refresh"))

    def download(self, *names: str) -> str:
        options = [part for name in names for part in ("--target-name", name)]
        targets = ["--target-base-url", f"{self.url}targets", "--target-dir", str(self.folder / "files")]
        return self._code(self._run(*options, *targets, "download"))

    def version(self, role: str) -> int:
        return int(json.loads((self.folder / f"{role}.json").read_bytes())["signed"]["version"])

    def has(self, role: str) -> bool:
        return (self.folder / f"{role}.json").exists()

    def file(self, name: str) -> bytes:
        return (self.folder / "files" / name).read_bytes()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        common = ["--metadata-dir", str(self.folder), "--metadata-url", self.url]
        return subprocess.run(
            ["node", "--no-warnings", str(CLIENT), *common, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @staticmethod
    def _code(done: subprocess.CompletedProcess[str]) -> str:
        if done.returncode == 0:
            return ""
        assert "UpdateError" in done.stderr, done.stderr
        return done.stderr.split("UpdateError: ", 1)[1].split(":", 1)[0]

"""Who has broken into the server: she has its whole folder, the online keys in it, and what browsers are answered."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from securesystemslib.signer import Signer
from tuf.api.metadata import Metadata, TargetFile, Targets

from server.config import Settings
from server.releases.repository import Published, Repository
from server.signing import roles
from server.signing.key_files import KeyRing, online_keys


class Thief:
    """Signs whatever her keys sign. ``updates`` is what she serves; it begins as a copy of the published state."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        shutil.copytree(settings.instance, folder)
        own = settings.model_copy(update={"instance": folder})
        self.updates, self.keys_folder = own.updates_folder, own.keys_folder
        self.repository = Repository(self.updates)
        self.keys: KeyRing = online_keys(own.keys_folder)

    @property
    def published(self) -> Published:
        published = self.repository.read()
        assert published is not None
        return published

    @property
    def signers(self) -> list[Signer]:
        """Every key that she has."""
        return [self.keys.newest(role) for role in ("snapshot", "timestamp", "mute")]

    def serve(  # what she may choose
        self,
        *,
        targets: bytes | None = None,
        mute: Metadata[Targets] | None = None,
        forget_mutes: bool = False,
        ahead: timedelta = timedelta(),
    ) -> None:
        """Sign snapshot and timestamp around these parts, or around what was served last, and serve them."""
        now, published = datetime.now(UTC) + ahead, self.published
        targets = targets or published.targets_bytes
        mute = mute or self.mute(published.mute_bytes, ahead=ahead)
        described = Metadata[Targets].from_bytes(targets), mute.to_bytes()
        snapshot = roles.snapshot(
            self.repository.next_version("snapshot", published.snapshot.signed.version),
            (described[0].signed.version, targets),
            (mute.signed.version, described[1]),
            now,
        )
        if forget_mutes:
            del snapshot.signed.meta["mute.json"]
        snapshot_bytes = roles.signed_bytes(snapshot, self.keys.newest("snapshot"))
        timestamp = roles.timestamp(
            published.timestamp.signed.version + 1, (snapshot.signed.version, snapshot_bytes), now
        )
        self.repository.write(
            {
                f"{described[0].signed.version}.targets.json": targets,
                f"{mute.signed.version}.mute.json": described[1],
                f"{snapshot.signed.version}.snapshot.json": snapshot_bytes,
            },
            roles.signed_bytes(timestamp, self.keys.newest("timestamp")),
        )

    def mute(self, data: bytes, *, extra: dict[str, bytes] | None = None, ahead: timedelta = timedelta()) -> Metadata:
        """Mute metadata for ``data``, and for files that the role may not speak about."""
        version = self.repository.next_version("mute", self.published.mute.signed.version)
        metadata = roles.mute(version, data, datetime.now(UTC) + ahead)
        self._put("mute.jsonl", data)
        for name, content in (extra or {}).items():
            metadata.signed.targets[name] = self._put(name, content)
        metadata.sign(self.keys.newest("mute"))
        return metadata

    def forged_targets(self, list_bytes: bytes, *signers: Signer, version: int = 0) -> bytes:
        """Targets metadata that names another list, signed by every key of hers and by ``signers``."""
        metadata: Metadata[Targets] = Metadata.from_bytes(self.published.targets_bytes)
        metadata.signatures.clear()
        metadata.signed.version = version or metadata.signed.version + 1
        metadata.signed.targets["list.jsonl"] = self._put("list.jsonl", list_bytes)
        for signer in [*self.signers, *signers]:
            metadata.sign(signer, append=True)
        return metadata.to_bytes()

    def _put(self, name: str, data: bytes) -> TargetFile:
        file = TargetFile.from_data(name, data, ["sha256"])
        (self.updates / "targets" / f"{file.hashes['sha256']}.{name}").write_bytes(data)
        return file

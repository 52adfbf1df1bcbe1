"""The published list as the public pages show it: nothing unpublished is ever on them."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from server.catalogue.model import MODELS, Catalogue, Kind, catalogue_of
from server.releases.repository import Repository
from server.releases.rule_list import fingerprint, read_header, sha256
from server.rules.model import Disclosure, Rule
from server.rules.standing import Standing, standings
from server.signing.roots import is_development


@dataclass(frozen=True)
class PublishedList:
    """One release, read back from its signed files."""

    release: int
    date: dt.date
    starter: bool
    digest: str
    development_keys: bool
    catalogue: Catalogue
    muted: dict[str, str]
    mutes_digest: str

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.catalogue.rules}

    @property
    def fingerprint(self) -> str:
        """The short form of the list's hash."""
        return fingerprint(self.digest)

    @property
    def mutes_fingerprint(self) -> str:
        """The short form of the hash of ``mute.jsonl``, which the extension shows too."""
        return fingerprint(self.mutes_digest)

    def today(self) -> dt.date:
        """Today in UTC, but never before the list's own date."""
        return max(dt.datetime.now(dt.UTC).date(), self.date)

    def standings(self, rule: Rule) -> list[tuple[Disclosure, Standing]]:
        """A rule's disclosures with what they come to today, the deciding one first."""
        return standings(rule, self.catalogue.terms_by_id, self.today(), muted=rule.id in self.muted)


@dataclass(frozen=True)
class Listed:
    """What a list says: its records, and which warnings are suspended and why."""

    catalogue: Catalogue
    muted: dict[str, str]


def read_list(list_bytes: bytes, mute_bytes: bytes) -> Listed:
    """A list and the mutes beside it as records."""
    lines = [json.loads(line) for line in list_bytes.splitlines()[1:]]
    entries = [(Kind(line["kind"]), line) for line in lines if line["kind"] != "mute"]
    served = [json.loads(line) for line in mute_bytes.splitlines()[1:]]
    mutes = [*(line for line in lines if line["kind"] == "mute"), *served]
    catalogue = catalogue_of(
        [(kind, MODELS[kind].model_validate({k: v for k, v in line.items() if k != "kind"})) for kind, line in entries]
    )
    return Listed(catalogue, {line["id"]: line["reason"] for line in mutes})


class PublishedReader:
    """Reads the published list, again only when ``timestamp.json`` has changed."""

    def __init__(self, folder: Path) -> None:
        self._repository = Repository(folder)
        self._stamp: tuple[int, int] | None = None
        self._list: PublishedList | None = None

    def current(self) -> PublishedList | None:
        """The published list, or ``None`` before the first release."""
        stamp = self.stamp()
        if stamp != self._stamp or stamp is None:
            self._list = self._read()
            self._stamp = stamp
        return self._list

    def stamp(self) -> tuple[int, int] | None:
        """Another one after each signing; ``None`` before the first release."""
        try:
            stat = (self._repository.folder / "timestamp.json").stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def _read(self) -> PublishedList | None:
        published = self._repository.read()
        if published is None:
            return None
        header = read_header(published.list_bytes)
        listed = read_list(published.list_bytes, published.mute_bytes)
        return PublishedList(
            release=header["release"],
            date=dt.date.fromisoformat(header["date"]),
            starter=header["starter"],
            digest=sha256(published.list_bytes),
            development_keys=is_development(published.root),
            catalogue=listed.catalogue,
            muted=listed.muted,
            mutes_digest=sha256(published.mute_bytes),
        )

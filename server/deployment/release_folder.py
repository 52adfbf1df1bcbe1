"""What a package takes from a published release."""

import json
from dataclasses import dataclass
from pathlib import Path

from server.errors import OptOutError
from server.releases.reading import PublishedReader
from server.releases.repository import Repository
from server.rules.model import Host, Rule
from server.rules.standing import may_warn


@dataclass(frozen=True)
class Release:
    """What a package takes from a published release.

    Attributes:
        number: of the release.
        build: grows with every state that was published, so with every mute too.
        site: the origin of the campaign's pages.
        rules: all of the list.
        warning: those that may warn on the list's own day. Mutes do not count: a warning that is suspended for a week
            must not cost the permission, which Firefox would not give back.
        files: path in the package -> bytes.

    """

    number: int
    build: int
    site: str
    rules: tuple[Rule, ...]
    warning: tuple[Rule, ...]
    files: dict[str, bytes]

    @property
    def hosts(self) -> tuple[Host, ...]:
        """Those of all rules."""
        return tuple(host for rule in self.rules for host in rule.hosts)

    @property
    def warning_hosts(self) -> tuple[Host, ...]:
        """Those of the rules that may warn."""
        return tuple(host for rule in self.warning for host in rule.hosts)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rules."""
        return frozenset(rule.id for rule in self.rules)


def read_release(folder: Path) -> Release:
    """Read the release that lies in ``folder``, as the server publishes it.

    Raises:
        OptOutError: there is no complete release.

    """
    repository = Repository(folder)
    published, listed = repository.read(), PublishedReader(folder).current()
    if published is None or listed is None:
        raise OptOutError(f"There is no release in {folder}.", "Publish one: optout release publish --development-keys")
    header = json.loads(published.list_bytes.split(b"\n", 1)[0])
    files = {
        "root.json": repository.root_bytes(published.root.signed.version),
        "timestamp.json": (folder / "timestamp.json").read_bytes(),
        "snapshot.json": (folder / f"{published.snapshot.signed.version}.snapshot.json").read_bytes(),
        "targets.json": published.targets_bytes,
        "mute.json": published.mute_metadata_bytes,
        "list.jsonl": published.list_bytes,
        "mute.jsonl": published.mute_bytes,
    }
    catalogue = listed.catalogue
    return Release(
        number=header["release"],
        build=published.snapshot.signed.version,
        site=header["site"],
        rules=catalogue.rules,
        warning=tuple(rule for rule in catalogue.rules if may_warn(rule, catalogue.terms_by_id, listed.date)),
        files={f"release/{name}": data for name, data in files.items()},
    )

"""A draft as one file, which travels to the computers of the key holders and back with their signatures.

JSON: ``format``, ``release``, ``kind``, ``list`` and ``previous`` (the texts of the lists), ``targets`` (the metadata
that is signed). The computer that signs needs nothing else, and believes nothing but these texts and its own memory:
what it shows is worked out from the lists themselves.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Targets

from server.curation.errors import UnfitError
from server.errors import OptOutError
from server.releases.rule_list import ListChange, compare, read_header, sha256
from server.releases.writing import mute_keyids
from server.signing.roles import LIFETIME, LIST, MUTE

FORMAT = "optout-draft/1"


@dataclass(frozen=True)
class Bundle:
    """A draft with the signatures that it has so far."""

    release: int
    kind: str
    list_bytes: bytes
    previous: bytes | None
    targets: Metadata[Targets]

    @property
    def change(self) -> ListChange:
        """What differs from the list before."""
        return compare(self.previous, self.list_bytes)

    @property
    def digest(self) -> str:
        """The hash of the list, in hex."""
        return sha256(self.list_bytes)

    def sign(self, signer: Signer) -> None:
        """Add a signature; a key that signed before signs again in its place."""
        self.targets.sign(signer, append=True)

    def to_bytes(self) -> bytes:
        """The file."""
        document = {
            "format": FORMAT,
            "release": self.release,
            "kind": self.kind,
            "targets": self.targets.to_dict(),
            "list": self.list_bytes.decode(),
            "previous": None if self.previous is None else self.previous.decode(),
        }
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read_bundle(data: bytes) -> Bundle:
    """A draft from its file, checked in itself: what is signed is this list, and grants nothing else.

    Raises:
        UnfitError: it is no draft, or what would be signed is not what it shows.

    """
    try:
        document = json.loads(data)
        if document["format"] != FORMAT:
            raise ValueError(document["format"])  # noqa: TRY301 - the same answer as for any other wrong file
        previous = document["previous"]
        bundle = Bundle(
            release=int(document["release"]),
            kind=str(document["kind"]),
            list_bytes=str(document["list"]).encode(),
            previous=None if previous is None else str(previous).encode(),
            targets=Metadata.from_dict(document["targets"]),
        )
        header = read_header(bundle.list_bytes)
        _require_consistent(bundle, header["release"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RepositoryError):
        # Without what it holds: the words of another file would stand in answers and logs.
        raise UnfitError(
            "This is no file of a draft.", mend="Take the one that was drafted here, as the key holders gave it back."
        ) from None
    return bundle


def require_lifetime(bundle: Bundle, now: datetime) -> None:
    """Check that the signature would not hold for longer than the design allows.

    Raises:
        OptOutError: it would, or it has expired.

    """
    left = bundle.targets.signed.expires - now
    if left > LIFETIME["targets"] or left.days < 0:
        raise OptOutError(
            f"This draft would hold until {bundle.targets.signed.expires:%Y-%m-%d}; at most "
            f"{LIFETIME['targets'].days} days from now are signed.",
            "See that this computer's clock is right, or draft it anew.",
        )


def _require_consistent(bundle: Bundle, header_release: int) -> None:
    signed = bundle.targets.signed
    problems = {
        "its number is not that of its list": header_release != bundle.release,
        "it signs other files than the list": set(signed.targets) != {LIST},
        "it signs another list than it shows": set(signed.targets) == {LIST}
        and signed.targets[LIST].hashes != {"sha256": bundle.digest},
        "it trusts somebody with more than mutes": not _delegates_mutes_alone(bundle.targets),
    }
    for problem, found in problems.items():
        if found:
            raise UnfitError(f"This draft is not what it seems: {problem}.", mend="Do not sign it; ask who made it.")


def _delegates_mutes_alone(targets: Metadata[Targets]) -> bool:
    delegations = targets.signed.delegations
    if delegations is None or delegations.succinct_roles or list(delegations.roles or {}) != ["mute"]:
        return False
    role = (delegations.roles or {})["mute"]
    return (role.paths, role.terminating, role.threshold) == ([MUTE], True, 1) and len(mute_keyids(targets)) == 1

"""The key ceremony on a computer that is not the server: the first root, and every next one. Needs no database."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tuf.api.metadata import Key, Metadata, Root

from server.errors import OptOutError
from server.signing import roots
from server.signing.key_files import (
    OFFLINE_ROLES,
    ONLINE_ROLES,
    KeyFile,
    list_keys,
    load_signer,
    make_key,
    next_number,
)
from server.signing.roots import RoleKeys


def write_public(path: Path, keys: Mapping[str, Key]) -> None:
    """Write public keys by role, as JSON, for the way to another computer."""
    document = {role: {"keyid": key.keyid, **key.to_dict()} for role, key in keys.items()}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def read_public(path: Path) -> dict[str, Key]:
    """Public keys by role, from the file of ``write_public``.

    Raises:
        OptOutError: the file is no such one, or a role is missing.

    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        keys = {role: Key.from_dict(document[role].pop("keyid"), document[role]) for role in ONLINE_ROLES}
    except (ValueError, KeyError, AttributeError):
        raise OptOutError(f"{path} holds no public keys of a server.", "Name what optout keys online wrote.") from None
    return keys


def first(
    folder: Path,
    plan: Mapping[str, tuple[int, int]],
    online: Mapping[str, Key],
    passphrase: Callable[[str], bytes],
) -> Metadata[Root]:
    """Make the offline keys and the first root, signed by all root keys.

    Args:
        folder: for the keys; made if it is not there.
        plan: role -> (number of keys, threshold).
        online: the server's public keys by role.
        passphrase: asked for each key by its name.

    Raises:
        OptOutError: a threshold cannot be met, the folder has keys already, or a passphrase is too short.

    """
    for role, (count, threshold) in plan.items():
        if not 1 <= threshold <= count:
            raise OptOutError(
                f"{threshold} of {count} {role} keys cannot be asked to sign.",
                f"Choose --{role}-threshold between 1 and --{role}-keys.",
            )
    if folder.is_dir() and list_keys(folder):
        raise OptOutError(f"There are keys in {folder} already.", "Use optout keys rotate, or an empty folder.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secrets: dict[str, bytes] = {}
    for role, (count, _) in plan.items():
        for _number in range(count):
            _make(folder, role, passphrase, secrets)
    described = {role: RoleKeys(_public(folder, role), threshold) for role, (_, threshold) in plan.items()}
    described |= {role: RoleKeys([online[role]], 1) for role in ("snapshot", "timestamp")}
    root = roots.first_root(described, datetime.now(UTC), development=False)
    for file in list_keys(folder):
        if file.role == "root":
            roots.sign_root(root, [load_signer(file.path, secrets[file.name])])
    return root


def following(  # noqa: PLR0913 - what a rotation may change
    folder: Path,
    last: Metadata[Root],
    *,
    replace: Sequence[str],
    online: Mapping[str, Key],
    thresholds: Mapping[str, int | None],
    passphrase: Callable[[str, bool], bytes],
) -> Metadata[Root]:
    """The root after ``last``, signed by every root key of this folder that the last or the new root names.

    Args:
        folder: of the offline keys that are at hand; a lost one is simply not there.
        last: the root in force.
        replace: names or key ids of offline keys that shall no longer count; each gets a successor.
        online: new public keys of the server by role; empty to keep the old ones.
        thresholds: role -> new threshold, or ``None`` to keep it.
        passphrase: asked for each key by its name, and whether it is new.

    Raises:
        OptOutError: a name to replace is unknown, or a passphrase is wrong.

    """
    present = list_keys(folder)
    gone = [_resolve(name, present, last) for name in replace]
    secrets: dict[str, bytes] = {}
    described: dict[str, RoleKeys] = {}
    for role in OFFLINE_ROLES:
        before = roots.role_keys(last, role)
        kept = [key for key in before.keys if key.keyid not in gone]
        made = [
            _make(folder, role, lambda name: passphrase(name, True), secrets)  # noqa: FBT003 - a callback
            for _ in range(len(before.keys) - len(kept))
        ]
        described[role] = RoleKeys([*kept, *made], thresholds.get(role) or before.threshold)
    described |= {role: RoleKeys([online[role]], 1) for role in ("snapshot", "timestamp") if role in online}
    root = roots.next_root(last, described, datetime.now(UTC))
    wanted = {*last.signed.roles["root"].keyids, *root.signed.roles["root"].keyids}
    for file in list_keys(folder):
        if file.role == "root" and file.public.keyid in wanted:
            secret = secrets.get(file.name) or passphrase(file.name, False)  # noqa: FBT003 - a callback
            roots.sign_root(root, [load_signer(file.path, secret)])
    return root


def _make(folder: Path, role: str, passphrase: Callable[[str], bytes], secrets: dict[str, bytes]) -> Key:
    name = f"{role}-{next_number(folder, role)}"
    secrets[name] = passphrase(name)
    return make_key(folder / f"{name}.pem", secrets[name])


def _public(folder: Path, role: str) -> list[Key]:
    return [file.public for file in list_keys(folder) if file.role == role]


def _resolve(name: str, present: Sequence[KeyFile], last: Metadata[Root]) -> str:
    """The key id that is meant by a file's name or by the beginning of an id."""
    ids = [file.public.keyid for file in present if file.name == name]
    offline = {keyid for role in OFFLINE_ROLES for keyid in last.signed.roles[role].keyids}
    ids += [keyid for keyid in sorted(offline) if len(name) >= 8 and keyid.startswith(name)]
    if len(ids) != 1 or ids[0] not in offline:
        raise OptOutError(
            f"No offline key of this root is called {name!r}.",
            "Give a name that optout keys list --folder shows, or for a lost file eight or more characters of its id.",
        )
    return ids[0]

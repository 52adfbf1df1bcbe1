"""``optout keys``: make, list, rotate and upload the keys behind the list."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from tuf.api.metadata import Key, Metadata, Root

from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.releases import mutes
from server.releases.publishing import settle
from server.releases.repository import Repository
from server.releases.staging import published_root, ready, stage, unstage
from server.releases.writing import switch
from server.signing import ceremony, roots
from server.signing.key_files import KeyFile, add_online_keys, is_encrypted, list_keys, load_signer, online_keys
from server.signing.packaging import make_packaging_key
from server.signing.passphrases import passphrase_for, passphrase_option

_OFFLINE = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the offline keys, on a computer that is not the server.",
)
_ONLINE = click.Path(path_type=Path, exists=True, dir_okay=False)
_OUT = click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")


@click.group("keys")
def keys_group() -> None:
    """Make, list and rotate the keys behind the list. The whole ceremony: docs/for-maintainers/keys.md.

    Example: optout keys list
    """


@keys_group.command()
@_OUT
@pass_context
def online(context: Context, out: Path) -> None:
    """Make new keys for the server itself (snapshot, timestamp, mute) and write their public halves to a file.

    They come into use with a root that names them. Older ones stay until then.

    Example: optout keys online --out online-keys.json
    """
    made = add_online_keys(context.settings.keys_folder)
    ceremony.write_public(out, {file.role: file.public for file in made})
    click.echo(f"Made {', '.join(file.name for file in made)} in {made[0].path.parent}.")
    click.echo(f"Take {out} to the computer of the offline keys; it holds nothing secret.")


@keys_group.command()
@pass_context
def packaging(context: Context) -> None:
    """Make the key that signs the packages which libraries install by policy. It is made once and kept for ever.

    Example: optout keys packaging
    """
    file = context.settings.packaging_key_file
    make_packaging_key(file)
    click.echo(f"Made {file}.")
    click.echo("Keep a copy in another building: with another key the packages are another extension.")


@keys_group.command()
@_OFFLINE
@click.option("--online", "online_file", type=_ONLINE, required=True, help="What optout keys online wrote.")
@click.option("--root-keys", default=3, show_default=True, help="How many root keys to make.")
@click.option("--root-threshold", default=2, show_default=True, help="How many of them must sign.")
@click.option("--targets-keys", default=3, show_default=True, help="How many targets keys to make.")
@click.option("--targets-threshold", default=2, show_default=True, help="How many of them must sign a release.")
@passphrase_option
@_OUT
def init(  # noqa: PLR0913, PLR0917 - one parameter an option
    folder: Path,
    online_file: Path,
    root_keys: int,
    root_threshold: int,
    targets_keys: int,
    targets_threshold: int,
    passphrase_file: Path | None,
    out: Path,
) -> None:
    """Make the offline keys, each encrypted with its own passphrase, and the first root.

    Example: optout keys init --folder /media/keys --online online-keys.json --out 1.root.json
    """
    plan = {"root": (root_keys, root_threshold), "targets": (targets_keys, targets_threshold)}
    root = ceremony.first(
        folder, plan, ceremony.read_public(online_file), lambda name: passphrase_for(name, passphrase_file, new=True)
    )
    _write(out, root)
    click.echo(f"Keys in {folder}: {', '.join(file.name for file in list_keys(folder))}.")
    click.echo("Keep a copy of each in another building, and its passphrase apart from it.")
    _next_upload(out)


@keys_group.command()
@_OFFLINE
@click.option("--root", "root_file", type=_ONLINE, required=True, help="The root that is in force now.")
@click.option("--replace", multiple=True, metavar="KEY", help="Name or key id of a key to replace; may be repeated.")
@click.option("--online", "online_file", type=_ONLINE, help="New keys of the server, from optout keys online.")
@click.option("--root-threshold", type=int, help="Change how many root keys must sign.")
@click.option("--targets-threshold", type=int, help="Change how many targets keys must sign.")
@passphrase_option
@_OUT
def rotate(  # noqa: PLR0913, PLR0917 - one parameter an option
    folder: Path,
    root_file: Path,
    replace: tuple[str, ...],
    online_file: Path | None,
    root_threshold: int | None,
    targets_threshold: int | None,
    passphrase_file: Path | None,
    out: Path,
) -> None:
    """Make the next root: keys replaced, or (without any option) its date renewed.

    Example: optout keys rotate --folder /media/keys --root 1.root.json --replace targets-2 --out 2.root.json
    """
    root = ceremony.following(
        folder,
        roots.read_root(root_file.read_bytes()),
        replace=replace,
        online=ceremony.read_public(online_file) if online_file else {},
        thresholds={"root": root_threshold, "targets": targets_threshold},
        passphrase=lambda name, new: passphrase_for(name, passphrase_file, new=new),
    )
    _write(out, root)
    _say_signatures(root)
    _next_upload(out)


@keys_group.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", type=click.Path(path_type=Path), required=True, help="Key file to sign with.")
@passphrase_option
def sign(file: Path, key: Path, passphrase_file: Path | None) -> None:
    """Add a root key's signature to a root FILE that another key holder made.

    Example: optout keys sign 2.root.json --key /media/keys/root-2.pem
    """
    root = roots.read_root(file.read_bytes())
    secret = passphrase_for(key.stem, passphrase_file) if key.exists() and is_encrypted(key) else None
    roots.sign_root(root, [load_signer(key, secret)])
    _write(file, root)
    _say_signatures(root)


@keys_group.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_context
def upload(context: Context, file: Path) -> None:
    """Put the root FILE in force, after checking that enough keys of the last root and of itself have signed.

    Example: optout keys upload 2.root.json
    """
    settings, now = context.settings, datetime.now(UTC)
    repository = Repository(settings.updates_folder)
    with explained(settings.database), repository.lock(), context.database.write() as session:
        published = settle(session, repository, now)
        root = stage(repository, settings, file.read_bytes())
        change = ready(settings, published)
        if change:
            mute_bytes = mutes.mute_file(mutes.in_force(session))
            switch(repository, change, mute_bytes, online_keys(settings.keys_folder), now)
            unstage(settings)
    if change:
        click.echo(f"Root {root.signed.version} is in force; everything the server signs was signed anew under it.")
    elif published:
        click.echo(f"Root {root.signed.version} is good. It comes into force with a list that is signed anew.")
        click.echo("Next: optout release draft --renew --out renewal.json, then sign, upload and publish it.")
    else:
        click.echo(f"Root {root.signed.version} is good. It comes into force with the first release.")
        click.echo("Next: optout release draft --out release.json")


@keys_group.command("list")
@click.option("--folder", type=click.Path(path_type=Path, exists=True), help="Left out: the server's own keys.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def list_(context: Context, folder: Path | None, *, as_json: bool) -> None:
    """List the keys of a folder, and whether the published root knows them.

    Example: optout keys list --folder /media/keys
    """
    root = published_root(Repository(context.settings.updates_folder))
    folders = [folder] if folder else [context.settings.keys_folder / kind for kind in ("online", "development")]
    found = [_described(file, root) for each in folders if each.is_dir() for file in list_keys(each)]
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for key in found:
        lock = "encrypted" if key["encrypted"] else "not encrypted"
        known = "in the published root" if key["in_root"] else "not in the published root"
        click.echo(f"{key['name']:<14} {str(key['keyid'])[:12]}  {lock}, {known}")
    if not found:
        click.echo("No keys here yet. Next: optout keys online --out online-keys.json")


def _described(file: KeyFile, root: Metadata[Root] | None) -> dict[str, object]:
    known: dict[str, Key] = root.signed.keys if root else {}
    return {
        "name": file.name,
        "role": file.role,
        "keyid": file.public.keyid,
        "encrypted": is_encrypted(file.path),
        "in_root": file.public.keyid in known,
        "path": str(file.path),
    }


def _say_signatures(root: Metadata[Root]) -> None:
    click.echo(f"Root {root.signed.version} has {len(root.signatures)} signatures.")


def _write(path: Path, root: Metadata[Root]) -> None:
    try:
        path.write_bytes(root.to_bytes())
    except OSError as error:
        raise OptOutError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from None


def _next_upload(out: Path) -> None:
    click.echo(f"Next, on the server: optout keys upload {out.name}")

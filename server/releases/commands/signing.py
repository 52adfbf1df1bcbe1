"""``optout release sign``: on the computer of a key holder, without a database and without a network."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from server.errors import OptOutError
from server.releases.bundles import Bundle, read_bundle, require_lifetime
from server.releases.rule_list import fingerprint, sha256
from server.signing.key_files import is_encrypted, load_signer
from server.signing.passphrases import passphrase_for, passphrase_option

_SHOWN = 40


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", type=click.Path(path_type=Path), required=True, help="Targets key to sign with.")
@passphrase_option
@click.option("--show", is_flag=True, help="Print the changed entries whole.")
@click.option("--yes", is_flag=True, help="Do not ask; for a key holder who has looked already.")
def sign(file: Path, key: Path, passphrase_file: Path | None, *, show: bool, yes: bool) -> None:
    """Show what a draft's FILE would publish, and add a signature to it. Works on a computer without a network.

    Example: optout release sign release.json --key /media/keys/targets-1.pem
    """
    bundle = read_bundle(file.read_bytes())
    require_lifetime(bundle, datetime.now(UTC))
    memory = key.parent / "last-signed.json"
    _show(bundle, memory, whole=show)
    if not key.exists():
        raise OptOutError(f"There is no key {key}.", "Name a key file: optout keys list --folder FOLDER")
    if not yes and not click.confirm("Sign this?", err=True):
        raise OptOutError("Nothing was signed.")
    secret = passphrase_for(key.stem, passphrase_file) if is_encrypted(key) else None
    bundle.sign(load_signer(key, secret))
    file.write_bytes(bundle.to_bytes())
    memory.write_text(json.dumps({"release": bundle.release, "sha256": bundle.digest}) + "\n", encoding="utf-8")
    click.echo(f"Signed with {key.stem}; the file has {len(bundle.targets.signatures)} signatures.")
    click.echo(f"Next: another key holder signs {file.name}, or on the server: optout release upload {file.name}")


def _show(bundle: Bundle, memory: Path, *, whole: bool) -> None:
    click.echo(f"Release {bundle.release} ({bundle.kind}), holds until {bundle.targets.signed.expires:%Y-%m-%d}")
    click.echo(f"List   {bundle.digest}  ({fingerprint(bundle.digest)})")
    if bundle.previous is not None:
        click.echo(f"Before {sha256(bundle.previous)}  ({fingerprint(sha256(bundle.previous))})")
    _warn_of_another_past(bundle, memory)
    for word in ("added", "changed", "removed"):
        names = getattr(bundle.change, word)
        click.echo(f"{len(names)} {word}" + (f": {', '.join(names[:_SHOWN])}" if names else ""))
        if len(names) > _SHOWN:
            click.echo(f"  and {len(names) - _SHOWN} more; --show prints all")
    if whole:
        before = set((bundle.previous or b"").decode().splitlines())
        after = bundle.list_bytes.decode().splitlines()
        for line in sorted(before - set(after)):
            click.echo(f"- {line}")
        for line in after:
            if line not in before:
                click.echo(f"+ {line}")


def _warn_of_another_past(bundle: Bundle, memory: Path) -> None:
    """The list before is the server's word; what this computer signed last is not."""
    if not memory.exists():
        return
    last = json.loads(memory.read_text(encoding="utf-8"))
    if last["sha256"] in {bundle.digest, sha256(bundle.previous or b"")}:
        return
    click.secho(
        f"This computer last signed release {last['release']}, list {fingerprint(last['sha256'])}. This draft shows "
        "its changes against another list: ask what happened in between before you sign.",
        fg="yellow",
        bold=True,
    )

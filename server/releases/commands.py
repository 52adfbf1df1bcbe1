"""``optout release``: publish a release and say where it stands."""

import json

import click

from server.context import Context, pass_context
from server.database import explained
from server.releases.publishing import publish_with_development_keys, uses_development_keys
from server.releases.repository import Repository
from server.releases.rule_list import fingerprint, read_header, sha256

DEVELOPMENT_WARNING = "SIGNED WITH DEVELOPMENT KEYS: for trying out, never for patrons."


@click.group("release")
def release_group() -> None:
    """Publish the rule list as a signed release.

    Example: optout release publish --development-keys
    """


@release_group.command()
@click.option("--development-keys", is_flag=True, required=True, help="Sign with keys made on this computer.")
@click.option("--allow-large-change", is_flag=True, help="Publish though more than 20 % of the rules change.")
@pass_context
def publish(context: Context, *, development_keys: bool, allow_large_change: bool) -> None:
    """Publish what the database holds as the next release.

    Example: optout release publish --development-keys
    """
    del development_keys  # required so that nobody uses them without having said so
    with explained(context.settings.database), context.database.write() as session:
        outcome = publish_with_development_keys(session, context.settings, allow_large_change=allow_large_change)
    if outcome.change:
        click.echo(
            f"Published release {outcome.release}: {len(outcome.change.added)} added, "
            f"{len(outcome.change.changed)} changed, {len(outcome.change.removed)} removed."
        )
    else:
        click.echo(f"Nothing changed since release {outcome.release}; its dates were signed anew.")
    click.echo(f"List {fingerprint(outcome.digest)} in {context.settings.updates_folder}")
    click.secho(DEVELOPMENT_WARNING, fg="yellow", bold=True)


@release_group.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def status(context: Context, *, as_json: bool) -> None:
    """Say which release is published, and until when its signatures hold.

    Example: optout release status --json
    """
    published = Repository(context.settings.updates_folder).read()
    if published is None:
        click.echo("null" if as_json else "Nothing is published yet. Next: optout release publish --development-keys")
        return
    header, digest = read_header(published.list_bytes), sha256(published.list_bytes)
    facts = {
        "release": header["release"],
        "date": header["date"],
        "starter": header["starter"],
        "sha256": digest,
        "development_keys": uses_development_keys(published.root),
        "expires": {
            role: getattr(published, role).signed.expires.isoformat()
            for role in ("root", "targets", "snapshot", "timestamp", "mute")
        },
    }
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    click.echo(f"Release {header['release']} of {header['date']}, list {fingerprint(digest)}")
    for role, until in facts["expires"].items():
        click.echo(f"  {role:<10} until {until}")
    if facts["development_keys"]:
        click.secho(DEVELOPMENT_WARNING, fg="yellow", bold=True)

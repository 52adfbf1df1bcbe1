"""``optout release``: draft, sign, publish, roll back, and say where things stand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from server.accounts.acting import acting
from server.accounts.actor import Actor
from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.journal.commands import plain
from server.releases import drafting, governing, showing, signatures
from server.releases.alone import alone
from server.releases.bundles import read_bundle
from server.releases.commands.signing import sign
from server.releases.commands.who import who_acts
from server.releases.drafting import Order
from server.releases.drafts import DraftKind, bundle_of, open_draft, rollback_content
from server.releases.history import history
from server.releases.publishing import (
    Outcome,
    publish_signed,
    publish_with_development_keys,
)
from server.releases.repository import Repository
from server.releases.rule_list import fingerprint, read_header, sha256
from server.signing.roots import is_development

DEVELOPMENT_WARNING = "SIGNED WITH DEVELOPMENT KEYS: for trying out, never for patrons."
_LARGE = click.option("--allow-large-change", is_flag=True, help="Allow a change of more than 20 % of the rules.")
_OUT = click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write for the key holders.")
_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group("release")
def release_group() -> None:
    """Publish the rule list as a signed release: draft, sign elsewhere, upload, publish.

    Example: optout release publish --development-keys
    """


release_group.add_command(sign)


@release_group.command()
@click.option("--development-keys", is_flag=True, help="Draft, sign and publish in one step, to try things out.")
@_LARGE
@pass_context
def publish(context: Context, *, development_keys: bool, allow_large_change: bool) -> None:
    """Publish the signed draft; with --development-keys, what the database holds.

    Example: optout release publish --development-keys
    """
    if development_keys:
        with explained(context.settings.database), context.database.write() as session:
            outcome = publish_with_development_keys(session, context.settings, allow_large_change=allow_large_change)
    else:
        who = who_acts(context)
        with _alone(context) as session:
            outcome = publish_signed(session, context.settings, who=who)
    _say_published(context, outcome)


@release_group.command()
@click.option("--renew", is_flag=True, help="The published list again, for new dates or new keys around it.")
@click.option("--number", type=int, help="A higher number than the next one: above that of a list that a thief signed.")
@_LARGE
@_OUT
@pass_context
def draft(context: Context, *, renew: bool, number: int | None, allow_large_change: bool, out: Path | None) -> None:
    """Write the next release to a file, for the key holders to sign. A draft that was open before is withdrawn.

    Example: optout release draft --out release.json
    """
    kind = DraftKind.RENEWAL if renew else DraftKind.RELEASE
    _draft(context, Order(kind, number=number, allow_large_change=allow_large_change), out)


@release_group.command("request-review")
@click.argument("number", type=int)
@pass_context
def request_review(context: Context, number: int) -> None:
    """Ask another maintainer to look at the draft of release NUMBER.

    Example: optout release request-review 4
    """
    with _acting(context) as (session, actor):
        governing.request_review(session, actor, governing.on_its_way(session, number), _now())
    click.echo("Next, by somebody who had no hand in it: optout release status, optout release approve")


@release_group.command()
@click.argument("number", type=int)
@click.option("--sha256", "digest", required=True, help="The hash of the list that you saw.")
@pass_context
def approve(context: Context, number: int, digest: str) -> None:
    """Approve the draft of release NUMBER: then it can be signed. Nobody approves what she drafted or had a hand in.

    Example: optout release approve 4 --sha256 5feceb66…
    """
    with _acting(context) as (session, actor):
        governing.approve(session, actor, governing.on_its_way(session, number), digest, _now())
    click.echo("Next, on each key holder's computer: optout release sign FILE --key targets-1.pem")


@release_group.command("request-changes")
@click.argument("number", type=int)
@click.option("--remark", required=True, help="What has to be different.")
@pass_context
def request_changes(context: Context, number: int, remark: str) -> None:
    """Send the draft of release NUMBER back: its changes can be edited again, and then drafted anew.

    Example: optout release request-changes 4 --remark "Leave Libby for the next one."
    """
    with _acting(context) as (session, actor):
        governing.request_changes(session, actor, governing.on_its_way(session, number), remark, _now())
    click.echo("Edit the changes, or have them withdrawn; then: optout release draft")


@release_group.command()
@click.argument("number", type=int)
@pass_context
def withdraw(context: Context, number: int) -> None:
    """Take the draft of release NUMBER out of the way; what is approved stays approved.

    Example: optout release withdraw 4
    """
    who = who_acts(context)
    with _alone(context) as session:
        drafting.withdraw(session, context.settings, who, governing.on_its_way(session, number), _now())
    click.echo("It is not on its way any more.")


@release_group.command()
@click.argument("number", type=int)
@click.option("--development-keys", is_flag=True, help="Sign and publish at once, to try things out.")
@click.option("--why", default="", help="Why, for the other maintainers.")
@_LARGE
@_OUT
@pass_context
def rollback(  # noqa: PLR0913 - one parameter an option
    context: Context, number: int, *, development_keys: bool, why: str, allow_large_change: bool, out: Path | None
) -> None:
    """Go back to the content of release NUMBER, as a new release with a higher number.

    Example: optout release rollback 3 --out release.json
    """
    if not development_keys:
        order = Order(DraftKind.ROLLBACK, target=number, why=why, allow_large_change=allow_large_change)
        _draft(context, order, out)
        return
    with explained(context.settings.database), context.database.write() as session:
        outcome = publish_with_development_keys(
            session,
            context.settings,
            allow_large_change=allow_large_change,
            choose=lambda published: rollback_content(session, context.settings, published, number, _now()),
        )
    _say_published(context, outcome)
    click.echo("The database still holds the later rules: the next release from it would bring them back.")


@release_group.command()
@_FILE
@pass_context
def upload(context: Context, file: Path) -> None:
    """Take in the signatures that key holders added to a draft's FILE.

    Example: optout release upload release.json
    """
    bundle = read_bundle(file.read_bytes())
    who = who_acts(context)
    with _alone(context) as session:
        _row, found = signatures.take_in(session, context.settings, who, bundle, _now())
    click.echo(f"Release {bundle.release} has {len(found.signed)} signatures; {found.needed} are needed.")
    click.echo("Next: optout release publish" if found.complete else "Let another key holder sign, and upload again.")


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
        "mutes": len(published.mute_bytes.splitlines()) - 1,
        "mutes_sha256": sha256(published.mute_bytes),
        "development_keys": is_development(published.root),
        "expires": {
            role: getattr(published, role).signed.expires.isoformat()
            for role in ("root", "targets", "snapshot", "timestamp", "mute")
        },
        "draft": _open_draft(context),
    }
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    click.echo(f"Release {header['release']} of {header['date']}, list {fingerprint(digest)}")
    for role, until in facts["expires"].items():
        click.echo(f"  {role:<10} until {until}")
    if facts["draft"]:
        _say_on_its_way(facts["draft"])
    if facts["development_keys"]:
        click.secho(DEVELOPMENT_WARNING, fg="yellow", bold=True)


@release_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def list_(context: Context, *, as_json: bool) -> None:
    """List what was published, newest first.

    Example: optout release list
    """
    with explained(context.settings.database), context.database.read() as session:
        events = history(session)
    if as_json:
        click.echo(json.dumps([vars(event) for event in events], indent=2, default=str))
        return
    for event in events:
        click.echo(f"Release {event.number} of {event.published_on}, list {event.fingerprint}: {_counts(event)}")
    if not events:
        click.echo("Nothing is published yet.")


def _draft(context: Context, order: Order, out: Path | None) -> None:
    who = who_acts(context)
    with _alone(context) as session:
        row = drafting.draft(session, context.settings, who, order, _now())
        if row is None:
            click.echo("Nothing has changed since the last release. For new dates or keys: --renew")
            return
        file = out or Path(f"release-{row.release}.json")
        bundle = bundle_of(row, Repository(context.settings.updates_folder).read())
        try:
            file.write_bytes(bundle.to_bytes())
        except OSError as error:
            raise OptOutError(f"{file} cannot be written: {error.strerror}.", "Name another file: --out") from None
    click.echo(
        f"Release {bundle.release} ({bundle.kind}), list {fingerprint(bundle.digest)}: {_counts(bundle.change)}."
    )
    if isinstance(who, Actor):
        click.echo(f"Next: optout release request-review {bundle.release}")
    else:
        click.echo(f"Next, on each key holder's computer: optout release sign {file} --key targets-1.pem")


@contextmanager
def _alone(context: Context) -> Iterator[Session]:
    with explained(context.settings.database), alone(context.database, context.settings) as session:
        yield session


@contextmanager
def _acting(context: Context) -> Iterator[tuple[Session, Actor]]:
    with explained(context.settings.database), context.database.write() as session:
        yield session, acting(session)


def _open_draft(context: Context) -> dict[str, object] | None:
    with explained(context.settings.database), context.database.read() as session:
        row = open_draft(session)
        if row is None:
            return None
        return showing.whole(session, context.settings, row)


def _say_on_its_way(draft: dict[str, Any]) -> None:
    click.echo(f"Release {draft['release']} is on its way: {draft['state']}, list {draft['sha256']}")
    for word in ("added", "changed", "removed"):
        if draft["changes"][word]:
            click.echo(f"  {word}: {', '.join(draft['changes'][word])}")
    found = draft["signatures"]
    click.echo(f"  {len(found['signed_by'])} signatures; {found['needed']} are needed")
    if draft["obstacle"]:
        click.echo(f"  It could not be published as it is: {draft['obstacle']}")
    for step in draft["steps"]:
        remark = f": {step['remark']}" if step["remark"] else ""
        click.echo(plain(f"  {step['at']}  {step['by'] or 'operator'}: {step['action']}{remark}"))


def _say_published(context: Context, outcome: Outcome) -> None:
    if outcome.change:
        click.echo(f"Published release {outcome.release}: {_counts(outcome.change)}.")
    else:
        click.echo(f"Nothing changed since release {outcome.release}; its dates were signed anew.")
    click.echo(f"List {fingerprint(outcome.digest)} in {context.settings.updates_folder}")
    if outcome.development_keys:
        click.secho(DEVELOPMENT_WARNING, fg="yellow", bold=True)


def _counts(change: object) -> str:
    words = ("added", "changed", "removed")
    return ", ".join(f"{len(getattr(change, word))} {word}" for word in words)


def _now() -> datetime:
    return datetime.now(UTC)

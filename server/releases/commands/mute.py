"""``optout mute``: suspend a warning at once; let the next release bring it back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.releases import mutes
from server.releases.publishing import keys_for, settle
from server.releases.repository import Published, Repository
from server.releases.rule_list import fingerprint, rules_in
from server.releases.writing import Change, switch

_REASON = click.option("--reason", required=True, help="Why, as a sentence that patrons and the company may read.")
_BY = click.option(
    "--by", required=True, help="Who decided, as it becomes public: a role, or a name whose bearer agreed."
)


@click.group("mute")
def mute_group() -> None:
    """Suspend the warning of a contested rule at once, without the offline keys; bring it back with a release.

    Example: optout mute add creativebug --reason "The company disagrees; we are checking." --by "Editor on duty"
    """


@mute_group.command()
@click.argument("rule")
@_REASON
@_BY
@pass_context
def add(context: Context, rule: str, reason: str, by: str) -> None:
    """Suspend the warning of RULE: browsers show it as disputed, with the reason, from their next look on.

    Example: optout mute add creativebug --reason "The company disagrees; we are checking." --by "Editor on duty"
    """
    now = datetime.now(UTC)
    with _publishing(context) as (session, published):
        row = mutes.add(session, rules_in(published.list_bytes), rule, reason=reason, by=by, now=now)
        digest = row.sha256
    # The database first: if this process is stopped here, the worker's next signing publishes the mute.
    publish_mutes(context, now)
    click.echo(f"{rule} is muted. Mute list {fingerprint(digest)}.")


@mute_group.command()
@click.argument("rule")
@_REASON
@_BY
@pass_context
def lift(context: Context, rule: str, reason: str, by: str) -> None:
    """Decide that the warning of RULE comes back, with the next release that the offline keys sign.

    Example: optout mute lift creativebug --reason "Confirmed by the company's own page." --by "Editor on duty"
    """
    with _publishing(context) as (session, _published):
        mutes.decide_lift(session, rule, reason=reason, by=by, now=datetime.now(UTC))
    click.echo(f"The warning of {rule} comes back with the next release: no online key can do that.")
    click.echo("Next: optout release draft, or to try things out: optout release publish --development-keys")


@mute_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def list_(context: Context, *, as_json: bool) -> None:
    """List the mutes in force, and which of them end with the next release.

    Example: optout mute list --json
    """
    with explained(context.settings.database), context.database.read() as session:
        rows = mutes.in_force(session)
        described = [
            {
                "rule": row.rule,
                "reason": row.reason,
                "by": row.decided_by,
                "since": row.added_at.date().isoformat(),
                "lift_reason": row.lift_reason,
                "lift_by": row.lifted_by,
            }
            for row in rows
        ]
    if as_json:
        click.echo(json.dumps(described, indent=2, ensure_ascii=False))
        return
    for mute in described:
        click.echo(f"{mute['rule']}: since {mute['since']} by {mute['by']}: {mute['reason']}")
        if mute["lift_reason"]:
            click.echo(f"  ends with the next release, by {mute['lift_by']}: {mute['lift_reason']}")
    if not described:
        click.echo("No rule is muted.")


def publish_mutes(context: Context, now: datetime) -> None:
    """Serve the mutes that the database holds."""
    with _publishing(context) as (session, published):
        keys = keys_for(context.settings, published.root)
        switch(
            Repository(context.settings.updates_folder), Change(), mutes.mute_file(mutes.in_force(session)), keys, now
        )


@contextmanager
def _publishing(context: Context) -> Iterator[tuple[Session, Published]]:
    repository = Repository(context.settings.updates_folder)
    with explained(context.settings.database), repository.lock(), context.database.write() as session:
        published = settle(session, repository, datetime.now(UTC))
        if published is None:
            raise OptOutError("There is no release yet.", "Publish one: optout release publish")
        yield session, published

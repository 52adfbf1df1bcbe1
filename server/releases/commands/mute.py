"""``optout mute``: suspend a warning at once; let the next release bring it back."""

import json
from datetime import UTC, datetime

import click

from server.context import Context, pass_context
from server.database import explained
from server.releases import mutes, muting
from server.releases.alone import alone
from server.releases.commands.who import who_acts
from server.releases.muting import Said
from server.releases.rule_list import fingerprint

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
    who = who_acts(context)
    with explained(context.settings.database):
        muted = muting.suspend(context.database, context.settings, who, rule, Said(reason, by), datetime.now(UTC))
    click.echo(f"{rule} is muted. Mute list {fingerprint(muted.sha256)}.")


@mute_group.command()
@click.argument("rule")
@_REASON
@_BY
@pass_context
def lift(context: Context, rule: str, reason: str, by: str) -> None:
    """Decide that the warning of RULE comes back, with the next release that the offline keys sign.

    Example: optout mute lift creativebug --reason "Confirmed by the company's own page." --by "Editor on duty"
    """
    who, settings = who_acts(context), context.settings
    with explained(settings.database), alone(context.database, settings) as session:
        muting.bring_back(session, settings, who, mutes.of_rule(session, rule), Said(reason, by), datetime.now(UTC))
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

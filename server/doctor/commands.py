"""``optout doctor``."""

import json
import sys
from datetime import UTC, datetime

import click

from server.context import Context, pass_context
from server.database import explained
from server.doctor.checks import Level, run_checks
from server.privacy.retention import held_now

_MARKS = {Level.OK: ("ok      ", "green"), Level.WARNING: ("warning ", "yellow"), Level.PROBLEM: ("problem ", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--privacy", is_flag=True, help="Say which personal data is held, how much of it, why, and until when.")
@pass_context
def doctor(context: Context, *, as_json: bool, privacy: bool) -> None:
    """Check this installation: database, repository, dates, keys, mutes, jobs, privacy.

    Exit code 1 if anything needs a hand.

    Example: optout doctor --json
    """
    if privacy:
        sys.exit(_report_privacy(context, as_json=as_json))
    findings = run_checks(context, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            word, colour = _MARKS[finding.level]
            click.secho(word, fg=colour, nl=False)
            click.echo(f"{finding.says} {finding.mend}".strip())
    sys.exit(0 if all(finding.level is Level.OK for finding in findings) else 1)


def _report_privacy(context: Context, *, as_json: bool) -> int:
    with explained(context.settings.database), context.database.read() as session:
        found = held_now(session, datetime.now(UTC))
    if as_json:
        facts = [
            {
                "what": held.holding.what,
                "why": held.holding.why,
                "until": held.holding.until,
                "table": held.holding.table,
                "rows": held.rows,
                "held_too_long": held.overdue,
            }
            for held in found
        ]
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        for held in found:
            click.secho(f"{held.rows:>8}  {held.holding.what}", bold=True)
            click.echo(f"{'':10}{held.holding.why} {held.holding.until}")
            if held.overdue:
                click.secho(f"{'':10}{held.overdue} of them should be gone. See that optout worker runs.", fg="red")
    return 1 if any(held.overdue for held in found) else 0

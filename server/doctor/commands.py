"""``optout doctor``."""

import json
import sys
from datetime import UTC, datetime

import click

from server.context import Context, pass_context
from server.doctor.checks import Level, run_checks

_MARKS = {Level.OK: ("ok      ", "green"), Level.WARNING: ("warning ", "yellow"), Level.PROBLEM: ("problem ", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def doctor(context: Context, *, as_json: bool) -> None:
    """Check this installation: database, repository, dates, keys, mutes, jobs. Exit code 1 if anything needs a hand.

    Example: optout doctor --json
    """
    findings = run_checks(context, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            word, colour = _MARKS[finding.level]
            click.secho(word, fg=colour, nl=False)
            click.echo(f"{finding.says} {finding.mend}".strip())
    sys.exit(0 if all(finding.level is Level.OK for finding in findings) else 1)

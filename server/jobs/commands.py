"""``optout worker``."""

import sys

import click

from server.context import Context, pass_context
from server.database import explained
from server.jobs.registry import JOBS
from server.jobs.worker import Worker
from server.migrations import require_current


@click.command()
@click.option("--once", is_flag=True, help="Run every job once and end, for a timer; exit code 1 if one failed.")
@pass_context
def worker(context: Context, *, once: bool) -> None:
    """Do what has to be done regularly: sign the list's dates anew every day. Ends on SIGTERM after the job at hand.

    Example: optout worker --once
    """
    with explained(context.settings.database):
        require_current(context.database)
        running = Worker(context, JOBS)
        if not once:
            click.echo(f"Working: {', '.join(job.name for job in JOBS)}. Stop with Ctrl+C.")
            running.run_forever()
            return
        failed = running.run_all()
    sys.exit(1 if failed else 0)

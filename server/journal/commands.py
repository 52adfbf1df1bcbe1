"""``optout log``: what maintainers did, and whether the log of it is whole."""

import sys
from pathlib import Path

import click

from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.journal import chain


@click.group("log")
def log_group() -> None:
    """Read, export and verify the log of what maintainers did.

    Example: optout log list
    """


@log_group.command("list")
@click.option("--of", "thing", default="", help="Only what was done to this, such as “change 12”.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many lines.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document a line.")
@pass_context
def list_(context: Context, thing: str, limit: int, *, as_json: bool) -> None:
    """Show the newest lines.

    Example: optout log list --of "change 12"
    """
    with explained(context.settings.database), context.database.read() as session:
        found = chain.events(session, thing=thing, limit=limit)
    for event in found:
        click.echo(event.line if as_json else _sentence(event))
    if not found and not as_json:
        click.echo("Nothing is written there yet.")


@log_group.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; standard output if none.")
@pass_context
def export(context: Context, out: Path | None) -> None:
    """Write the whole log, oldest first, one JSON document a line. Keep it elsewhere: see optout log verify.

    Example: optout log export --out log-2026-11.jsonl
    """
    with explained(context.settings.database), context.database.read() as session:
        exported = "".join(line + "\n" for line in chain.lines(session))
    if out is None:
        click.echo(exported, nl=False)
        return
    try:
        out.write_text(exported, encoding="utf-8")
    except OSError as error:
        raise OptOutError(f"{out} cannot be written: {error.strerror}.", "Name another file: --out") from None
    click.echo(f"{len(exported.splitlines())} lines in {out}.")


@log_group.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@pass_context
def verify(context: Context, file: Path | None) -> None:
    """See whether the log is whole; with FILE, whether it still holds all that was exported then. Exit code 1 if not.

    Example: optout log verify log-2026-11.jsonl
    """
    with explained(context.settings.database), context.database.read() as session:
        verdict = chain.compare(session, file.read_text(encoding="utf-8").splitlines()) if file else None
        verdict = verdict or chain.verify(session)
    if verdict.problem:
        click.secho(verdict.problem, fg="red", err=True)
        click.echo(
            "Somebody with access to the database did this. Compare with a backup: docs/for-maintainers/", err=True
        )
        sys.exit(1)
    click.echo(f"{verdict.count} lines, each in its place. The last one has the hash {verdict.head}.")


def _sentence(event: chain.Event) -> str:
    return f"{event.number:>6}  {event.at}  {plain(event.name)}: {event.action}, {event.object}"


def plain(words: str) -> str:
    """Words that somebody typed, so that they cannot move a terminal's cursor or begin a line of their own."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in words)

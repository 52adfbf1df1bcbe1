"""``optout campaign``: signatures as an administrator sees them. There is no address anywhere to see."""

import json
from datetime import datetime
from typing import TextIO

import click

from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.petition import counting, export, invalidation, news
from server.petition.signing_state import set_by_hand
from server.petition.tables import InvalidationRow, TallyRow
from server.privacy.erasures import now_utc

_CAMPAIGN = click.argument("campaign")
_DAY = click.DateTime(["%Y-%m-%d"])
_SIGNING = {"open": True, "closed": False, "as-published": None}


@click.group("campaign")
def campaign_group() -> None:
    """Look after signatures: count, export, take forged ones out, open or close signing.

    Example: optout campaign count library-card-is-enough
    """


@campaign_group.command("count")
@_CAMPAIGN
@click.option("--check", is_flag=True, help="Count the signatures themselves, and correct the sum if it was wrong.")
@pass_context
def count_command(context: Context, campaign: str, *, check: bool) -> None:
    """Say how many have signed CAMPAIGN. With --check, exit code 1 if the sum was wrong.

    Example: optout campaign count library-card-is-enough --check
    """
    with explained(context.settings.database), context.database.write() as session:
        wrong_by = counting.recount(session, campaign, now_utc()) if check else 0
        click.echo(str(counting.count(session, campaign)))
    if wrong_by:
        click.echo(f"The sum was wrong by {-wrong_by}; it is corrected.", err=True)
        click.get_current_context().exit(1)


@campaign_group.command("export")
@_CAMPAIGN
@click.option(
    "--what", type=click.Choice(["counts", "names"]), default="counts", help="Counts by day, or public names."
)
@click.option("--form", type=click.Choice(["csv", "json"]), default="csv", help="The form of the output.")
@pass_context
def export_command(context: Context, campaign: str, what: str, form: str) -> None:
    """Print the counts by day of CAMPAIGN, or the signers who chose to be shown.

    Example: optout campaign export library-card-is-enough --what names --form csv > names.csv
    """
    with explained(context.settings.database), context.database.read() as session:
        if what == "counts":
            rows, columns = export.counts_by_day(session, campaign), ["day", "signatures", "total"]
        else:
            rows, columns = list(export.public_signers(session, campaign)), ["name", "place", "role", "confirmed_on"]
    click.echo(export.as_csv(rows, columns) if form == "csv" else export.as_json(rows), nl=False)


@campaign_group.command("signing")
@_CAMPAIGN
@click.argument("state", type=click.Choice(list(_SIGNING)))
@pass_context
def signing_command(context: Context, campaign: str, state: str) -> None:
    """Open or close signing of CAMPAIGN at once; as-published leaves it to the campaign's own data.

    Example: optout campaign signing linkedin closed
    """
    with explained(context.settings.database), context.database.write() as session:
        set_by_hand(session, campaign, signing=_SIGNING[state])
        row = session.get(TallyRow, campaign)
        click.echo(f"{campaign}: signing {'as its data says' if row is None or row.signing is None else state}.")


@campaign_group.command("news")
@_CAMPAIGN
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--send", is_flag=True, help="Put the letters into the outbox; without it, they are only counted.")
@pass_context
def news_command(context: Context, campaign: str, file: TextIO, *, send: bool) -> None:
    """Write to the signers of CAMPAIGN who asked for news. FILE: the subject, an empty line, then paragraphs.

    Example: optout campaign news library-card-is-enough news.txt --send
    """
    subject, *paragraphs = [" ".join(part.split()) for part in file.read().strip().split("\n\n")]
    if not subject or not paragraphs:
        raise OptOutError("The file has no subject or no text.", "Write the subject, an empty line, then paragraphs.")
    with explained(context.settings.database), context.database.write() as session:
        readers = news.readers(session, campaign)
        if send:
            news.send(session, context.secrets, readers, subject, paragraphs)
    click.echo(f"{len(readers)} letters {'are in the outbox' if send else 'would go out: give --send'}.")


@campaign_group.command("invalidate")
@_CAMPAIGN
@click.option("--since", type=_DAY, help="Confirmed on this day or later (2026-11-25).")
@click.option("--until", type=_DAY, help="Confirmed on this day or earlier.")
@click.option("--name", "name_contains", default="", help="Part of the shown name.")
@click.option("--domain", default="", help="Domain of the e-mail address.")
@click.option("--reason", default="", help="Why; the signers can read it. Without it, the signatures are only counted.")
@click.option("--by", default="", help="Who decides; wanted with --reason.")
@pass_context
def invalidate_command(  # noqa: PLR0913 - one for each option
    context: Context,
    campaign: str,
    *,
    since: datetime | None,
    until: datetime | None,
    name_contains: str,
    domain: str,
    reason: str,
    by: str,
) -> None:
    """Take signatures of CAMPAIGN out of the count and the list. All conditions must hold.

    Example: optout campaign invalidate library-card-is-enough --domain forged.example --reason "One person’s domain"
    --by "A. Admin"
    """
    conditions = invalidation.Conditions(since and since.date(), until and until.date(), name_contains, domain)
    with explained(context.settings.database), context.database.write() as session:
        if not reason:
            found = invalidation.matching(session, context.secrets, campaign, conditions)
            click.echo(f"{found} signatures match. Nothing was changed: give --reason and --by to take them out.")
            return
        if not by:
            raise OptOutError("Nobody is named as deciding.", "Give --by with a name.")
        decision = invalidation.Decision(reason, by, now_utc())
        row = invalidation.invalidate(session, context.secrets, campaign, conditions, decision)
        click.echo(f"Took {row.signatures} signatures out. To put them back: optout campaign restore {row.id} --by …")


@campaign_group.command("restore")
@click.argument("number", type=int)
@click.option("--by", required=True, help="Who decides.")
@pass_context
def restore_command(context: Context, number: int, by: str) -> None:
    """Put the signatures of an invalidation back.

    Example: optout campaign restore 3 --by "A. Admin"
    """
    with explained(context.settings.database), context.database.write() as session:
        back = invalidation.undo(session, number, by, now_utc())
    click.echo(f"Put {back} signatures back.")


@campaign_group.command("invalidations")
@_CAMPAIGN
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def invalidations_command(context: Context, campaign: str, *, as_json: bool) -> None:
    """List what was taken out of CAMPAIGN, by whom and why.

    Example: optout campaign invalidations library-card-is-enough
    """
    with explained(context.settings.database), context.database.read() as session:
        rows = session.query(InvalidationRow).filter_by(campaign=campaign).order_by(InvalidationRow.id).all()
        facts = [_facts(row) for row in rows]
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    for fact in facts:
        undone = f", undone by {fact['undone_by']}" if fact["undone_by"] else ""
        click.echo(f"{fact['number']}: {fact['signatures']} by {fact['done_by']}{undone}: {fact['reason']}")
    if not facts:
        click.echo("Nothing was taken out.")


def _facts(row: InvalidationRow) -> dict[str, object]:
    return {
        "number": row.id,
        "signatures": row.signatures,
        "conditions": json.loads(row.conditions),
        "reason": row.reason,
        "done_by": row.done_by,
        "done_at": row.done_at.isoformat(timespec="seconds"),
        "undone_by": row.undone_by,
        "undone_at": row.undone_at.isoformat(timespec="seconds") if row.undone_at else None,
    }

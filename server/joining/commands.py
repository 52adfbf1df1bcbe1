"""``optout libraries``: a maintainer's look at the libraries that want to take part."""

import json

import click

from server.context import Context, pass_context
from server.database import explained
from server.joining import managing, reviewing
from server.joining.proofs import Internet, proof_found
from server.joining.sites import read_site
from server.joining.tables import ParticipationRow, State
from server.libraries.model import Proof
from server.privacy.erasures import now_utc

PROOFS = {
    Proof.DNS: "the record of the domain is there.",
    Proof.FILE: "the file on the site is there.",
    None: "neither the record nor the file is there.",
}
_NUMBER = click.argument("number", type=int)


@click.group("libraries")
def libraries_group() -> None:
    """Look at libraries that want to take part, list them, or turn them down.

    Example: optout libraries list
    """


@libraries_group.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are listed already.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def list_command(context: Context, *, everything: bool, as_json: bool) -> None:
    """Say which libraries wait for a look, and what speaks against listing them.

    Example: optout libraries list --all
    """
    states = [State.WAITING, *([State.LISTED] if everything else [])]
    with explained(context.settings.database), context.database.read() as session:
        found = [facts_of(row) for state in states for row in reviewing.in_state(session, state)]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for facts in found:
        click.echo(f"{facts['number']}: {facts['name']} ({facts['type']}, {facts['country']}), {facts['state']}")
        click.echo(f"   {facts['site']}, proof: {facts['proof'] or 'none'}")
        if facts["doubt"]:
            click.secho(f"   {facts['doubt']}", fg="yellow")
    if not found:
        click.echo("No library waits.")


@libraries_group.command("show")
@_NUMBER
@pass_context
def show_command(context: Context, number: int) -> None:
    """Say everything about one library, with the person who speaks for it, to make sure by a call or a letter.

    Example: optout libraries show 3
    """
    with explained(context.settings.database), context.database.read() as session:
        row = reviewing.numbered(session, number)
        held = context.secrets.unseal(row.address) or {}
        same = [entry.id for entry in reviewing.namesakes(session, row)]
        facts = facts_of(row) | {"role": row.role, "address": held.get("to"), "note": row.note, "namesakes": same}
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):18} {', '.join(value) if isinstance(value, list) else value or '-'}")


@libraries_group.command("verify")
@click.argument("number", type=int, required=False)
@pass_context
def verify_command(context: Context, number: int | None) -> None:
    """Look whether libraries that wait have set the record of their domain, or put the file on their site.

    Asks the domain’s name servers and the site. Exit code 1 if nothing was found.

    Example: optout libraries verify 3
    """
    looking, found = Internet(), 0
    with explained(context.settings.database), context.database.read() as session:
        rows = [reviewing.numbered(session, number)] if number else reviewing.in_state(session, State.WAITING)
        wanted = {row.id: managing.proof_text(context.secrets, row) for row in rows}
    for row in rows:
        proof = proof_found(row, wanted[row.id], looking)
        click.echo(f"{row.id}: {row.name}: {PROOFS[proof]}")
        found += proof is not None
        if proof:
            with context.database.write() as session:
                reviewing.note_proof(session, row.id, proof)
    if not found:
        click.get_current_context().exit(1)


@libraries_group.command("accept")
@_NUMBER
@click.option("--by", required=True, help="Who decides.")
@click.option(
    "--by-hand", default="", help="How you made sure yourself, such as by a call, where the proof is not enough."
)
@pass_context
def accept_command(context: Context, number: int, by: str, by_hand: str) -> None:
    """List a library: at once on the site, and in the signed list with the next release.

    Example: optout libraries accept 3 --by "A. Admin" --by-hand "Called the desk on 3 March"
    """
    with explained(context.settings.database), context.database.write() as session:
        look = reviewing.Look(by, by_hand)
        entry = reviewing.list_library(session, context.secrets, number, look, now_utc().date())
    click.echo(f"{entry.name} takes part: {context.settings.site}/libraries/{entry.id}/")


@libraries_group.command("turn-down")
@_NUMBER
@click.option("--reason", required=True, help="Why; it is written to the person.")
@pass_context
def turn_down_command(context: Context, number: int, reason: str) -> None:
    """Do not list a library, or take a listed one out. What is held about the person is deleted.

    Example: optout libraries turn-down 3 --reason "The library told us that it does not know you."
    """
    with explained(context.settings.database), context.database.write() as session:
        reviewing.turn_down(session, context.secrets, number, reason, now_utc().date())
    click.echo("It is not listed, and the person is told why.")


def facts_of(row: ParticipationRow) -> dict[str, object]:
    """What is known of a library, but for the person."""
    doubt = reviewing.doubt(row)
    return {
        "number": row.id,
        "state": row.state,
        "name": row.name,
        "type": row.type,
        "country": row.country,
        "place": row.place,
        "site": row.site,
        "domain": row.domain,
        "whole_domain": "yes" if read_site(row.site).is_whole_domain else "no",
        "supports": row.signs or "the principle",
        "proof": row.proof,
        "confirmed_on": row.confirmed_on.isoformat() if row.confirmed_on else None,
        "entry": row.entry,
        "listed_by": row.listed_by,
        "doubt": doubt.says if doubt and row.state == State.WAITING else None,
    }

"""``optout token``: tokens with which programs, and people on the command line, act under an account's name."""

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts import tokens
from server.accounts.acting import VARIABLE
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.journal.chain import COMMAND_LINE
from server.privacy.erasures import now_utc

_USERNAME = click.argument("username")


@click.group("token")
def token_group() -> None:
    """Make, list and end the tokens of an account.

    Example: optout token make a.editor --name laptop --role editor
    """


@token_group.command()
@_USERNAME
@click.option("--name", required=True, help="What it is for, such as laptop.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What it may do: roles of the account. May be given repeatedly.",
)
@click.option(
    "--days", type=int, default=30, show_default=True, help=f"How long it works, at most {tokens.LONGEST_DAYS}."
)
@pass_context
def make(context: Context, username: str, name: str, roles: tuple[str, ...], days: int) -> None:
    """Make a token for an account and print it, this once. The log says that you did.

    Example: optout token make a.editor --name laptop --role editor --days 30
    """
    with explained(context.settings.database), context.database.write() as session:
        account = _named(session, username)
        order = tokens.Order(name, [Role(role) for role in roles], days)
        token = tokens.make(session, COMMAND_LINE, account, order, now_utc())
    click.echo(token)
    click.echo(f"Give it to its owner alone, over a way you trust. It is used as {VARIABLE}.", err=True)


@token_group.command("list")
@_USERNAME
@pass_context
def list_(context: Context, username: str) -> None:
    """List the tokens of an account that work.

    Example: optout token list a.editor
    """
    with explained(context.settings.database), context.database.read() as session:
        found = tokens.of_account(session, _named(session, username).id, now_utc())
        for row in found:
            used = f"last used on {row.used_on}" if row.used_on else "not used yet"
            roles = ", ".join(row.role_names.split())
            click.echo(f"{row.id}: {row.name} (…{row.ending}), {roles}, until {row.expires_at:%Y-%m-%d}, {used}")
    if not found:
        click.echo("There is none.")


@token_group.command()
@_USERNAME
@click.argument("number", type=int)
@pass_context
def end(context: Context, username: str, number: int) -> None:
    """End a token at once.

    Example: optout token end a.editor 3
    """
    with explained(context.settings.database), context.database.write() as session:
        if not tokens.end(session, COMMAND_LINE, _named(session, username).id, number):
            raise OptOutError("This account has no such token.", "See: optout token list")
    click.echo("It does not work any more.")


def _named(session: Session, username: str) -> AccountRow:
    row = session.scalars(select(AccountRow).where(AccountRow.username == username.strip().lower())).first()
    if row is None:
        raise OptOutError("There is no account of that name.", "Look at how it is written.")
    return row

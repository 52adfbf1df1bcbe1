"""``optout maintainer``: who may change the list. Nobody signs herself up, and no letter resets a password."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.orm import Session

from server.accounts import managing
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.journal.chain import COMMAND_LINE
from server.journal.commands import plain
from server.privacy.erasures import now_utc

_USERNAME = click.argument("username")


def _roles(*, required: bool = True) -> Callable[..., Any]:
    return click.option(
        "--role",
        "roles",
        multiple=True,
        required=required,
        type=click.Choice([role.value for role in Role]),
        help="May be given repeatedly.",
    )


@click.group("maintainer")
def maintainer_group() -> None:
    """Invite the people who look after the list, and close their accounts.

    Example: optout maintainer invite a.editor --name "A. Editor" --role editor
    """


@maintainer_group.command()
@_USERNAME
@click.option("--name", required=True, help="The name that other maintainers see, and that stays in the log.")
@_roles()
@click.option("--same-person-as", default="", help="User name of another account of this person: counts as one.")
@pass_context
def invite(context: Context, username: str, name: str, roles: tuple[str, ...], same_person_as: str) -> None:
    """Make an account and print the link with which its owner sets up her passkey. It works once, for three days.

    Example: optout maintainer invite a.editor --name "A. Editor" --role editor --role reviewer
    """
    with _writing(context) as session:
        invited = managing.invite(session, COMMAND_LINE, managing.Guest(username, name, _read(roles), same_person_as))
    _print_link(context, invited)


@maintainer_group.command("re-invite")
@_USERNAME
@pass_context
def invite_again(context: Context, username: str) -> None:
    """Take every way in from an account, end its sessions and tokens, and print a new link.

    For who has lost her passkey. Make sure first that it is she, by a call.

    Example: optout maintainer re-invite a.editor
    """
    with _writing(context) as session:
        invited = managing.invite_again(session, COMMAND_LINE, managing.named(session, username))
    _print_link(context, invited)


@maintainer_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def list_(context: Context, *, as_json: bool) -> None:
    """Say who may do what, and how each gets in.

    Example: optout maintainer list
    """
    with explained(context.settings.database), context.database.read() as session:
        found = [facts_of(account) for account in managing.all_accounts(session)]
        waiting = {row.account.username for row in managing.waiting(session, now_utc()) if row.agreed_by is None}
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for facts in found:
        wait = ", an invitation waits: optout maintainer agree" if facts["username"] in waiting else ""
        click.echo(f"{facts['username']}: {plain(facts['name'])} ({', '.join(facts['roles'])}), {facts['way']}{wait}")
    if not found:
        click.echo("There is no account yet: optout maintainer invite")


@maintainer_group.command()
@_USERNAME
@pass_context
def agree(context: Context, username: str) -> None:
    """Let an invitation work that an administrator has made in the interface.

    Example: optout maintainer agree a.editor
    """
    with _writing(context) as session:
        account = managing.named(session, username)
        rows = [row for row in managing.waiting(session, now_utc()) if row.account_id == account.id]
        if not rows:
            raise OptOutError("No invitation to that account waits.", "See: optout maintainer list")
        managing.agree(session, COMMAND_LINE, rows[0].id)
    click.echo(f"The invitation of {account.username} works now.")


@maintainer_group.command()
@_USERNAME
@_roles()
@pass_context
def role(context: Context, username: str, roles: tuple[str, ...]) -> None:
    """Give an account these roles, and no others.

    Example: optout maintainer role a.editor --role editor --role reviewer
    """
    with _writing(context) as session:
        account = managing.named(session, username)
        managing.set_roles(session, COMMAND_LINE, account, _read(roles))
        click.echo(f"{account.username}: {', '.join(account.has_roles)}")


@maintainer_group.command()
@_USERNAME
@pass_context
def disable(context: Context, username: str) -> None:
    """Close an account at once: its passkeys, password, sessions and tokens are deleted. Its name stays in the log.

    Example: optout maintainer disable a.editor
    """
    with _writing(context) as session:
        account = managing.named(session, username)
        managing.disable(session, COMMAND_LINE, account)
    click.echo(f"{account.username} is closed. To open it: optout maintainer re-invite {account.username}")


@maintainer_group.command("sign-out")
@_USERNAME
@pass_context
def sign_out(context: Context, username: str) -> None:
    """End all sessions of an account; its passkeys and password stay.

    Example: optout maintainer sign-out a.editor
    """
    with _writing(context) as session:
        account = managing.named(session, username)
        managing.end_sessions(session, COMMAND_LINE, account)
    click.echo(f"{account.username} is signed out everywhere.")


def facts_of(account: AccountRow) -> dict[str, Any]:
    """What is said about an account; nothing that opens it."""
    ways = [f"{len(account.passkeys)} passkeys"] if account.passkeys else []
    ways += ["password and code"] if account.password and account.totp_secret else []
    way = " and ".join(ways) or "has not signed in yet"
    return {
        "username": account.username,
        "name": account.name,
        "roles": [role.value for role in Role if role in account.has_roles],
        "active": account.active,
        "way": way if account.active else "closed",
    }


@contextmanager
def _writing(context: Context) -> Iterator[Session]:
    with explained(context.settings.database), context.database.write() as session:
        session.expire_on_commit = False
        yield session


def _read(roles: tuple[str, ...]) -> set[Role]:
    return {Role(role) for role in roles}


def _print_link(context: Context, invited: managing.Invited) -> None:
    click.echo(f"{context.settings.site}/maintain/invitation/{invited.token}/")
    click.echo("Give it to its owner alone, over a way you trust. It works once, for three days.", err=True)

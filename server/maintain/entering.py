"""Signing in and out, opening an invitation, and showing once more that it is you."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.accounts import managing, passkeys, sessions, signing_in
from server.accounts.actor import Actor
from server.accounts.tables import AccountRow
from server.errors import OptOutError
from server.forms.automation import network_of
from server.journal import chain
from server.mail.budgets import Budget, charge
from server.maintain import ceremonies, visit
from server.maintain.guard import blueprint, page_with_script, safe, see, trouble
from server.privacy.erasures import now_utc
from server.privacy.tokens import new_token
from server.web.forms import plain_fields
from server.web.reading import installation

# Guessing at many accounts from one place; each account has a limit of its own.
FROM_ONE_NETWORK = Budget("log-in", 40, signing_in.PAUSE)
_WRONG = "These three do not belong together, or the code was used already."
_SLOW = "There were too many attempts. Password and code work again in a quarter of an hour; a passkey works at once."
_OVER = "That took too long, or was sent twice. Please try again."


@blueprint.get("/log-in/")
def log_in() -> AnyResponse:
    """How to get in."""
    if visit.current().actor is not None:
        return see("home")
    return _form("log_in", {})


@blueprint.post("/log-in/")
def log_in_with_password() -> AnyResponse:
    """Sign in with user name, password and code."""
    fields = plain_fields()
    answer = _try(fields.get("username", ""), fields)
    if answer.account is None:
        return _form("log_in", fields, _SLOW if answer.too_many else _WRONG)
    return _signed_in(answer.account, sessions.PASSWORD, fields)


@blueprint.post("/log-in/passkey/")
def log_in_with_passkey() -> AnyResponse:
    """Sign in with a passkey."""
    fields = plain_fields()
    try:
        account = _owner("log_in", fields)
    except passkeys.PasskeyError as error:
        return _form("log_in", fields, error.problem)
    return _signed_in(account, sessions.PASSKEY, fields)


@blueprint.post("/log-out/")
def log_out() -> AnyResponse:
    """Sign out; the token of the cookie stands for nobody then, and is replaced."""
    with installation().database.write() as session:
        sessions.sign_out(session, visit.actor(), visit.current().token)
    visit.give(new_token())
    return see("log_in")


@blueprint.get("/invitation/<token>/")
def invitation(token: str) -> AnyResponse:
    """What the link of an invitation leads to. Looking at it uses nothing up."""
    with installation().database.read() as session:
        row = managing.invitation_of(session, token, now_utc())
        if row is None:
            return _no_invitation()
        facts = {"name": row.account.name, "username": row.account.username, "waits": row.agreed_by is None}
    return Response(render_template("maintain/invitation.html", token=token, **facts), mimetype="text/html")


@blueprint.post("/invitation/<token>/")
def accept_invitation(token: str) -> AnyResponse:
    """Open an account, so that a way in can be set up. The link lasts until there is one."""
    context, now = installation(), now_utc()
    with context.database.write() as session:
        row = managing.invitation_of(session, token, now)
        if row is None or row.agreed_by is None:
            return _no_invitation()
        new = _begin(session, row.account, sessions.INVITATION)
    visit.give(new)
    return see("account")


@blueprint.get("/again/")
def again() -> AnyResponse:
    """Asks whether it is still she."""
    return _form("again", {})


@blueprint.post("/again/")
def again_with_password() -> AnyResponse:
    """Show with password and code that it is you."""
    fields = plain_fields()
    with installation().database.read() as session:
        account = session.get_one(AccountRow, visit.actor().account)
        username = account.username
    answer = _try(username, fields)
    if answer.account is None:
        return _form("again", fields, _SLOW if answer.too_many else _WRONG)
    return _signed_in(answer.account, sessions.PASSWORD, fields)


@blueprint.post("/again/passkey/")
def again_with_passkey() -> AnyResponse:
    """Show with a passkey that it is you: one of your own, not just any."""
    fields = plain_fields()
    try:
        account = _owner("again", fields)
    except passkeys.PasskeyError as error:
        return _form("again", fields, error.problem)
    if account != visit.actor().account:
        return _form("again", fields, "That passkey belongs to another account.")
    return _signed_in(account, sessions.PASSKEY, fields)


def begin_complete(session: Session, account: AccountRow, way: str) -> str:
    """The first way in is there: a session that can do everything, and no other of that account."""
    sessions.end_all(session, account.id, but=visit.current().token)
    managing.complete(session, account, now_utc())
    return _begin(session, account, way)


def _begin(session: Session, account: AccountRow, way: str) -> str:
    browser = sessions.browser_of(request.headers.get("User-Agent", ""))
    actor = Actor(account.id, account.name, account.has_roles, account.person)
    chain.record(session, actor, "sign in", f"account {account.id}", way=way)
    return sessions.begin(session, account, sessions.Coming(way, browser, visit.current().token), now_utc())


def _try(username: str, fields: dict[str, str]) -> signing_in.Answer:
    context, now = installation(), now_utc()
    with context.database.write() as session:
        network = network_of(request.remote_addr)
        if not charge(session, context.secrets, FROM_ONE_NETWORK, network, now):
            return signing_in.Answer(None, too_many=True)
    attempt = signing_in.Attempt(username, fields.get("password", ""), fields.get("code", ""))
    return signing_in.try_password(context.database, context.secrets, attempt, now)


def _owner(purpose: str, fields: dict[str, str]) -> int:
    state = ceremonies.opened(purpose, fields.get("state", ""))
    if state is None:
        raise passkeys.PasskeyError(_OVER)
    context = installation()
    place = passkeys.place_of(context.settings.site)
    with context.database.write() as session:
        challenge = bytes.fromhex(state["challenge"])
        return passkeys.owner(session, place, fields.get("answer", ""), challenge).id


def _signed_in(number: int, way: str, fields: dict[str, str]) -> AnyResponse:
    with installation().database.write() as session:
        account = session.get_one(AccountRow, number)
        token = _begin(session, account, way)
    visit.give(token)
    return redirect(safe(fields.get("then", "")) or url_for("maintain.home"), 303)


def _form(page: str, fields: dict[str, str], problem: str = "") -> AnyResponse:
    challenge = ceremonies.new_challenge()
    facts: dict[str, Any] = {
        "state": ceremonies.sealed(page, challenge=challenge.hex()),
        "options": passkeys.request_options(passkeys.place_of(installation().settings.site), challenge),
        "then": safe(fields.get("then", "") or request.args.get("then", "")),
        "username": fields.get("username", "")[:40],
        "problem": problem,
    }
    response = page_with_script(f"maintain/{page}.html", **facts)
    response.status_code = 422 if problem else 200
    return response


def _no_invitation() -> AnyResponse:
    gone = OptOutError(
        "This invitation cannot be used.",
        "It may be over, used already, or wait for a second administrator. Ask who invited you.",
    )
    page, status = trouble(gone, 404)
    return Response(page, status, mimetype="text/html")

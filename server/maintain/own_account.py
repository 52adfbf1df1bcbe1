"""A maintainer's own account: her passkeys, her password with its codes, and where she is signed in."""

from io import BytesIO

import segno
from flask import Response, abort, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.accounts import codes, names, passkeys, passwords, sessions
from server.accounts.tables import AccountRow
from server.errors import OptOutError
from server.journal import chain
from server.maintain import ceremonies, visit
from server.maintain.entering import begin_complete
from server.maintain.guard import blueprint, page_with_script, see
from server.privacy.erasures import now_utc
from server.web.forms import plain_fields
from server.web.reading import installation

_OVER = OptOutError("That page was open too long, or was sent twice.", "Here it is anew.")
_NO_CODE = OptOutError("That code does not fit.", "Wait for the next one in your app, and see that its clock is right.")
_ONLY = OptOutError("That is your only way in.", "Add another one first.")


@blueprint.get("/account/")
def account() -> Response:
    """What opens the account, and where it is open."""
    with installation().database.read() as session:
        row = _mine(session)
        facts = {
            "account": row,
            "passkeys": list(row.passkeys),
            "has_password": bool(row.password and row.totp_secret),
            "only": len(row.passkeys) + bool(row.password and row.totp_secret) == 1,
            "sessions": sessions.of_account(session, row.id, now_utc()),
        }
        return Response(render_template("maintain/account.html", **facts), mimetype="text/html")


@blueprint.get("/account/passkeys/new/")
def new_passkey() -> Response:
    """Lets the browser make a passkey."""
    return _passkey_form()


@blueprint.post("/account/passkeys/new/")
def add_passkey() -> AnyResponse:
    """Keep the passkey that the browser has made."""
    fields, context = plain_fields(), installation()
    state = ceremonies.opened("passkey", fields.get("state", ""))
    if state is None:
        return _passkey_form(fields, _OVER)
    place, token = passkeys.place_of(context.settings.site), ""
    try:
        name = names.read_name(fields.get("name", ""))[:64]
        with context.database.write() as session:
            row = _mine(session)
            passkeys.add(
                session, row, place, passkeys.Answer(fields.get("answer", ""), bytes.fromhex(state["challenge"]), name)
            )
            chain.record(session, visit.actor(), "add a passkey", f"account {row.id}")
            token = _completed(session, row, sessions.PASSKEY)
    except OptOutError as error:
        return _passkey_form(fields, error)
    return _done(token)


@blueprint.post("/account/passkeys/<int:number>/remove/")
def remove_passkey(number: int) -> AnyResponse:
    """Remove one of her own passkeys."""
    with installation().database.write() as session:
        row = _mine(session)
        passkey = next((passkey for passkey in row.passkeys if passkey.id == number), None)
        if passkey is None:
            abort(404)
        row.passkeys.remove(passkey)
        _require_way_in(row)
        chain.record(session, visit.actor(), "remove a passkey", f"account {row.id}")
    return see("account")


@blueprint.get("/account/password/")
def password() -> Response:
    """Asks for a password, and gives the secret for an app."""
    return _password_form(codes.new_secret())


@blueprint.post("/account/password/")
def set_password() -> AnyResponse:
    """Set both, or neither: a password alone opens nothing."""
    fields, context = plain_fields(), installation()
    state = ceremonies.opened("password", fields.get("state", ""))
    if state is None:
        return _password_form(codes.new_secret(), _OVER)
    secret = state["totp"]
    counter = codes.counter_of(secret, fields.get("code", ""), now_utc(), None)
    try:
        with context.database.read() as session:
            hashed = _hashed(fields.get("password", ""), _mine(session).username)
        if counter is None:
            return _password_form(secret, _NO_CODE)
    except OptOutError as error:
        return _password_form(secret, error)
    with context.database.write() as session:
        row = _mine(session)
        row.password, row.totp_counter = hashed, counter
        row.totp_secret = context.secrets.seal({"totp": secret})
        sessions.end_all(session, row.id, but=visit.current().token)
        chain.record(session, visit.actor(), "set a password", f"account {row.id}")
        token = _completed(session, row, sessions.PASSWORD)
    return _done(token)


@blueprint.post("/account/password/remove/")
def remove_password() -> AnyResponse:
    """Remove password and codes."""
    with installation().database.write() as session:
        row = _mine(session)
        row.password = row.totp_secret = row.totp_counter = None
        _require_way_in(row)
        chain.record(session, visit.actor(), "remove the password", f"account {row.id}")
    return see("account")


@blueprint.post("/account/sessions/<int:number>/end/")
def end_session(number: int) -> AnyResponse:
    """Sign out in one other browser."""
    with installation().database.write() as session:
        if not sessions.end(session, visit.actor(), number):
            abort(404)
    return see("account")


@blueprint.post("/account/sessions/end-others/")
def end_other_sessions() -> AnyResponse:
    """Sign out everywhere but here."""
    present = visit.current()
    with installation().database.write() as session:
        sessions.end_all(session, visit.actor().account, but=present.token)
        chain.record(session, visit.actor(), "end other sessions", f"account {visit.actor().account}")
    return see("account")


def _mine(session: Session) -> AccountRow:
    return session.get_one(AccountRow, visit.actor().account)


def _require_way_in(row: AccountRow) -> None:
    if not row.can_sign_in:
        raise _ONLY


def _hashed(text: str, username: str) -> str:
    return passwords.hash_password(passwords.read_new_password(text, username))


def _completed(session: Session, row: AccountRow, way: str) -> str:
    return "" if visit.current().complete else begin_complete(session, row, way)


def _done(token: str) -> AnyResponse:
    if token:
        visit.give(token)
    return see("account")


def _passkey_form(fields: dict[str, str] | None = None, problem: OptOutError | None = None) -> Response:
    challenge, place = ceremonies.new_challenge(), passkeys.place_of(installation().settings.site)
    with installation().database.read() as session:
        options = passkeys.creation_options(place, _mine(session), challenge)
    state = ceremonies.sealed("passkey", challenge=challenge.hex())
    name = (fields or {}).get("name", "")[:64] or sessions.browser_of(request.headers.get("User-Agent", ""))
    facts = {"options": options, "state": state, "name": name, "problem": problem}
    response = page_with_script("maintain/new_passkey.html", **facts)
    response.status_code = 422 if problem else 200
    return response


def _password_form(secret: str, problem: OptOutError | None = None) -> Response:
    with installation().database.read() as session:
        username = _mine(session).username
    drawing = BytesIO()
    code = segno.make(codes.address(secret, username), error="m", micro=False)
    code.save(drawing, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False, svgns=False)
    facts = {
        "state": ceremonies.sealed("password", totp=secret),
        "spelled": codes.spelled(secret),
        "drawing": Markup(drawing.getvalue().decode()),  # noqa: S704 - drawn by us, holds no text
        "username": username,
        "shortest": passwords.SHORTEST,
        "problem": problem,
    }
    page = render_template("maintain/password.html", **facts)
    return Response(page, 422 if problem else 200, mimetype="text/html")

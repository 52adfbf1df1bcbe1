"""Accounts, as an administrator sees them."""

from collections.abc import Mapping

from flask import Response, abort, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.accounts import managing, sessions
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.errors import OptOutError
from server.maintain import visit
from server.maintain.guard import blueprint, see
from server.privacy.erasures import now_utc
from server.web.forms import plain_fields
from server.web.reading import installation


@blueprint.get("/accounts/")
def accounts() -> Response:
    """Every account, and invitations that wait."""
    with installation().database.read() as session:
        waiting = [row for row in managing.waiting(session, now_utc()) if row.agreed_by is None]
        facts = {"accounts": managing.all_accounts(session), "waiting": waiting, "person": visit.actor().person}
        return _page("accounts", facts)


@blueprint.get("/accounts/new/")
def invite() -> Response:
    """Asks whom to invite."""
    return _page("invite", {"values": {}, "problem": None, "roles": list(Role)})


@blueprint.post("/accounts/new/")
def send_invitation() -> Response:
    """Make the account, and show the link once."""
    fields = plain_fields()
    try:
        with installation().database.write() as session:
            guest = managing.Guest(fields.get("username", ""), fields.get("name", ""), _roles(fields))
            invited = managing.invite(session, visit.actor(), guest)
    except OptOutError as error:
        return _page("invite", {"values": fields, "problem": error, "roles": list(Role)}, 422)
    return _link(invited)


@blueprint.get("/accounts/<int:number>/")
def one_account(number: int) -> Response:
    """One account, and what can be done about it."""
    with installation().database.read() as session:
        row = _numbered(session, number)
        facts = {
            "account": row,
            "roles": [role for role in Role if role in row.has_roles],
            "sessions": sessions.of_account(session, row.id, now_utc()),
            "own": row.id == visit.actor().account,
        }
        return _page("one_account", facts)


@blueprint.post("/accounts/<int:number>/")
def change_account(number: int) -> AnyResponse:
    """Do what the pressed button says."""
    fields, actor = plain_fields(), visit.actor()
    with installation().database.write() as session:
        row = _numbered(session, number)
        wish = fields.get("do", "")
        if wish == "invite-again":
            return _link(managing.invite_again(session, actor, row))
        if wish == "roles":
            managing.set_roles(session, actor, row, _roles(fields))
        elif wish == "end-sessions":
            managing.end_sessions(session, actor, row)
        elif wish == "close":
            managing.disable(session, actor, row)
        else:
            abort(400)
    return see("one_account", number=number)


@blueprint.post("/accounts/invitations/<int:number>/agree/")
def agree(number: int) -> AnyResponse:
    """Let an invitation work that another administrator has made."""
    with installation().database.write() as session:
        managing.agree(session, visit.actor(), number)
    return see("accounts")


def _numbered(session: Session, number: int) -> AccountRow:
    row = session.get(AccountRow, number)
    if row is None:
        abort(404)
    return row


def _roles(fields: Mapping[str, str]) -> set[Role]:
    return {role for role in Role if fields.get(f"role-{role}") == "yes"}


def _link(invited: managing.Invited) -> Response:
    address = f"{installation().settings.site}/maintain/invitation/{invited.token}/"
    return _page("invited", {"address": address, "waits": invited.waits})


def _page(name: str, facts: Mapping[str, object], status: int = 200) -> Response:
    return Response(render_template(f"maintain/{name}.html", **facts), status, mimetype="text/html")

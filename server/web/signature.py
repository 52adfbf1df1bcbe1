"""A signer's own page, behind her private link. Looking changes nothing: mail scanners open every link."""

import json
from collections.abc import Mapping

from flask import Response, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.petition import managing
from server.petition.form import read_showing
from server.petition.tables import SignatureRow
from server.privacy.erasures import now_utc
from server.web.forms import comes_from_us, plain_fields, see
from server.web.reading import blueprint, installation, private, published_list


@blueprint.get("/signature/<token>/")
def signature(token: str) -> Response:
    """What is held, and what can be done about it."""
    return _page(token, {}, {})


@blueprint.post("/signature/<token>/")
def change_signature(token: str) -> AnyResponse:
    """Do what the pressed button says."""
    fields, context = plain_fields(), installation()
    if not comes_from_us():
        return see("signature", token=token)
    wish = fields.get("do", "")
    if wish == "confirm":
        with context.database.write() as session:
            managing.confirm(session, token, now_utc())
        return see("signature", token=token)
    if wish == "show":
        return _show(token, fields)
    return _end(token, wish)


@blueprint.get("/signature/<token>/data.json")
def signature_data(token: str) -> Response:
    """Everything that is held, to keep or to take elsewhere."""
    context = installation()
    with context.database.read() as session:
        row = managing.find(session, token, now_utc())
        if row is None:
            return _gone()
        document = managing.held(session, context.secrets, row).document()
    response = private(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="my-signature.json"'
    return response


@blueprint.get("/signature/withdrawn/")
def withdrawn() -> Response:
    """What is said when a signature is gone."""
    return private(render_template("withdrawn.html", never=False))


@blueprint.get("/signature/never-again/")
def never_again() -> Response:
    """What is said when somebody asked never to hear from us."""
    return private(render_template("withdrawn.html", never=True))


@blueprint.get("/news/<token>/")
def news(token: str) -> Response:
    """Asks whether the news should end. The link lies in each of them."""
    return private(render_template("news.html", token=token, ended=False))


@blueprint.post("/news/<token>/")
def end_news(token: str) -> Response:
    """End them; mail programs with a button of their own come here without having seen the page."""
    context = installation()
    with context.database.write() as session:
        managing.unsubscribe(session, context.secrets, token)
    return private(render_template("news.html", token=token, ended=True))


def _show(token: str, fields: dict[str, str]) -> AnyResponse:
    showing, problems = read_showing(fields)
    if problems:
        return _page(token, fields, problems, 422)
    with installation().database.write() as session:
        row = managing.find(session, token, now_utc())
        if row is not None:
            managing.show(session, row, showing)
    return see("signature", token=token)


def _end(token: str, wish: str) -> AnyResponse:
    with installation().database.write() as session:
        row = managing.find(session, token, now_utc())
        if row is None:
            return _gone()
        return _ended(session, row, token, wish)


def _ended(session: Session, row: SignatureRow, token: str, wish: str) -> AnyResponse:
    if wish == "stop-news":
        managing.stop_news(session, row)
    elif wish == "withdraw":
        managing.withdraw(session, row)
        return see("withdrawn")
    elif wish == "refuse" and row.confirmed_on is None:
        managing.refuse(session, row, now_utc())
        return see("never_again")
    return see("signature", token=token)


def _page(token: str, values: Mapping[str, str], problems: Mapping[str, str], status: int = 200) -> Response:
    context = installation()
    with context.database.read() as session:
        row = managing.find(session, token, now_utc())
        if row is None:
            return _gone()
        held = managing.held(session, context.secrets, row)
    campaign = next((c for c in published_list().catalogue.campaigns if c.id == held.campaign), None)
    facts = {"token": token, "held": held, "campaign": campaign, "values": values, "problems": problems}
    return private(render_template("signature.html", **facts), status)


def _gone() -> Response:
    campaigns = published_list().catalogue.campaigns
    return private(render_template("no_signature.html", campaigns=campaigns), 404)

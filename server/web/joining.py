"""The libraries that take part, how one joins, and its own private page."""

from collections.abc import Mapping

from flask import Response, abort, make_response, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.campaigns.model import Campaign, CampaignState
from server.catalogue.store import participants
from server.forms.addresses import clean_address
from server.joining import managing
from server.joining.form import COUNTRIES, NO_ADDRESS, read_application
from server.joining.tables import ParticipationRow
from server.libraries.model import ParticipatingLibrary
from server.privacy.erasures import now_utc
from server.web import headers
from server.web.forms import TOO_OLD, blank, comes_from_us, plain_fields, queue, see, sent
from server.web.reading import blueprint, installation, private, published_list
from server.web.rendering import current_language


def taking_part() -> list[ParticipatingLibrary]:
    """The libraries that take part at this moment."""
    with installation().database.read() as session:
        return participants(session)


@blueprint.get("/libraries/")
def libraries() -> Response:
    """Who was listed in 2019, and who takes part today; those are searched on the page."""
    listed, present = published_list().catalogue.listed, taking_part()
    page = _of_this_moment(render_template("libraries.html", listed=listed, participants=present))
    if present:
        page.headers["Content-Security-Policy"] = headers.CSP_WITH_SCRIPT
    return page


@blueprint.get("/libraries/<name>/")
def library(name: str) -> Response:
    """One library that takes part."""
    found = next((entry for entry in taking_part() if entry.id == name), None)
    if found is None:
        abort(404)
    campaign = next((c for c in published_list().catalogue.campaigns if c.id == found.signs), None)
    return _of_this_moment(render_template("library.html", library=found, campaign=campaign))


@blueprint.get("/libraries/join/")
def join() -> Response:
    """The form."""
    return _form({}, {})


@blueprint.post("/libraries/join/")
def send_application() -> AnyResponse:
    """Take a filled form in. Whether the library is known already is not looked at here."""
    answer = sent("join")
    application, problems = read_application(answer.fields, {campaign.id for campaign in _to_sign()})
    if answer.too_old:
        problems = {"page": TOO_OLD, **problems}
    if application is None or problems:
        return _form(answer.fields, problems, 422)
    queue("join", answer, application.data())
    return see("application_sent")


@blueprint.get("/libraries/join/sent/")
def application_sent() -> Response:
    """The same page for everybody: look into your mail."""
    return private(render_template("join_sent.html", again=False))


@blueprint.get("/libraries/link/")
def library_link() -> Response:
    """Ask for the private link again."""
    return _link_form({}, {})


@blueprint.post("/libraries/link/")
def send_library_link() -> AnyResponse:
    """Take the wish in; whether there is such a library, the letter alone tells."""
    answer = sent("join-link")
    address = clean_address(answer.fields.get("email", ""))
    problems = {"page": TOO_OLD} if answer.too_old else {}
    if address is None:
        problems["email"] = NO_ADDRESS
    if problems:
        return _link_form(answer.fields, problems, 422)
    queue("join-link", answer, {"address": address})
    return see("library_link_sent")


@blueprint.get("/libraries/link/sent/")
def library_link_sent() -> Response:
    """The same page for everybody."""
    return private(render_template("join_sent.html", again=True))


@blueprint.get("/libraries/entry/<token>/")
def library_entry(token: str) -> Response:
    """How far a library has come, and what can be done about it. Looking changes nothing."""
    context = installation()
    with context.database.read() as session:
        row = managing.find(session, token, now_utc())
        if row is None:
            return _gone()
        held = context.secrets.unseal(row.address) or {}
        facts = {"row": row, "token": token, "address": held.get("to", "")}
        campaign = next((c for c in published_list().catalogue.campaigns if c.id == row.signs), None)
        proof = managing.proof_text(context.secrets, row)
        return private(render_template("library_entry.html", campaign=campaign, proof=proof, **facts))


@blueprint.post("/libraries/entry/<token>/")
def change_library_entry(token: str) -> AnyResponse:
    """Do what the pressed button says."""
    fields = plain_fields()
    if not comes_from_us():
        return see("library_entry", token=token)
    with installation().database.write() as session:
        row = managing.find(session, token, now_utc())
        if row is None:
            return _gone()
        return see(_changed(session, row, fields.get("do", "")), token=token)


@blueprint.get("/libraries/entry/<token>/left/")
def library_left(token: str) -> Response:  # noqa: ARG001 - it stands in the address alone
    """What is said when a library has left."""
    return private(render_template("library_left.html"))


def _of_this_moment(page: str) -> Response:
    """A page that a library leaves at once: nobody shows a copy of it without asking."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _changed(session: Session, row: ParticipationRow, wish: str) -> str:
    """Change what is wished; the page to go on to."""
    today = now_utc().date()
    if wish == "confirm":
        managing.confirm(row, today)
    elif wish == "renew":
        managing.renew(row, today)
    elif wish == "leave":
        managing.leave(session, row, today)
        return "library_left"
    elif wish == "refuse" and row.confirmed_on is None:
        managing.refuse(session, row, now_utc())
        return "library_left"
    return "library_entry"


def _to_sign() -> list[Campaign]:
    return [campaign for campaign in published_list().catalogue.campaigns if campaign.state is CampaignState.OPEN]


def _form(values: Mapping[str, str], problems: Mapping[str, str], status: int = 200) -> Response:
    names = current_language().locale.territories
    countries = sorted(((names.get(code, code), code) for code in COUNTRIES), key=lambda item: str(item[0]).casefold())
    form = blank("join", values, problems)
    return private(render_template("join.html", form=form, countries=countries, campaigns=_to_sign()), status)


def _link_form(values: Mapping[str, str], problems: Mapping[str, str], status: int = 200) -> Response:
    return private(render_template("library_link.html", form=blank("join-link", values, problems)), status)


def _gone() -> Response:
    return private(render_template("no_library_entry.html"), 404)

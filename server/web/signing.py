"""Signing a campaign, and the list of who signed."""

from collections.abc import Mapping

from flask import Response, abort, render_template
from werkzeug.wrappers import Response as AnyResponse

from server.campaigns.model import Campaign
from server.forms.addresses import clean_address
from server.petition.form import NO_ADDRESS, read_entry
from server.petition.listing import initials_present, signers
from server.petition.signing_state import PetitionState, petition_state
from server.web.forms import TOO_OLD, blank, queue, see, sent
from server.web.reading import blueprint, campaign_named, installation, private

EVERYBODY = "all"


def petition_of(campaign: Campaign) -> PetitionState:
    """How a campaign's petition stands."""
    with installation().database.read() as session:
        return petition_state(session, campaign)


@blueprint.get("/campaigns/<name>/sign/")
def sign(name: str) -> Response:
    """The form, or that signing is closed."""
    return _form(campaign_named(name), {}, {})


@blueprint.post("/campaigns/<name>/sign/")
def send_signature(name: str) -> AnyResponse:
    """Take a filled form in. Who sent it, and whether she had signed before, is not looked at here."""
    campaign = campaign_named(name)
    if not petition_of(campaign).open:
        return see("sign", name=name)
    answer = sent("sign")
    entry, problems = read_entry(answer.fields)
    if answer.too_old:
        problems = {"page": TOO_OLD, **problems}
    if entry is None or problems:
        return _form(campaign, answer.fields, problems, 422)
    queue("sign", answer, {**entry.data(), "campaign": name})
    return see("signature_sent", name=name)


@blueprint.get("/campaigns/<name>/sign/sent/")
def signature_sent(name: str) -> Response:
    """The same page for everybody: look into your mail."""
    return private(render_template("sent.html", campaign=campaign_named(name), again=False))


@blueprint.get("/campaigns/<name>/link/")
def link(name: str) -> Response:
    """Ask for one's private link again."""
    return _link_form(campaign_named(name), {}, {})


@blueprint.post("/campaigns/<name>/link/")
def send_link(name: str) -> AnyResponse:
    """Take the wish in; whether there is such a signature, the letter alone tells."""
    campaign, answer = campaign_named(name), sent("link")
    address = clean_address(answer.fields.get("email", ""))
    problems = {"page": TOO_OLD} if answer.too_old else {}
    if address is None:
        problems["email"] = NO_ADDRESS
    if problems:
        return _link_form(campaign, answer.fields, problems, 422)
    queue("link", answer, {"address": address, "campaign": name})
    return see("link_sent", name=name)


@blueprint.get("/campaigns/<name>/link/sent/")
def link_sent(name: str) -> Response:
    """The same page for everybody."""
    return private(render_template("sent.html", campaign=campaign_named(name), again=True))


@blueprint.get("/campaigns/<name>/signers/")
@blueprint.get("/campaigns/<name>/signers/<initial>/")
@blueprint.get("/campaigns/<name>/signers/<initial>/<int:before>/")
def signers_list(name: str, initial: str = EVERYBODY, before: int | None = None) -> Response:
    """Who signed and wants to be seen, the newest first."""
    campaign = campaign_named(name)
    wanted = None if initial == EVERYBODY else initial
    with installation().database.read() as session:
        letters = initials_present(session, name)
        if wanted is not None and wanted not in letters:
            abort(404)
        page = signers(session, name, initial=wanted, before=before)
        state = petition_state(session, campaign)
    facts = {"campaign": campaign, "page": page, "letters": letters, "initial": initial, "petition": state}
    return private(render_template("signers.html", everybody=EVERYBODY, first=before is None, **facts))


def _form(campaign: Campaign, values: Mapping[str, str], problems: Mapping[str, str], status: int = 200) -> Response:
    state = petition_of(campaign)
    form = blank("sign", values, problems)
    return private(render_template("sign.html", campaign=campaign, petition=state, form=form), status)


def _link_form(
    campaign: Campaign, values: Mapping[str, str], problems: Mapping[str, str], status: int = 200
) -> Response:
    return private(render_template("link.html", campaign=campaign, form=blank("link", values, problems)), status)

"""The public pages, the same in every language. They read the published list and change nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

import segno
from flask import Blueprint, Flask, Response, abort, current_app, make_response, render_template

from server.campaigns.model import Campaign
from server.releases.history import MuteEvent, ReleaseEvent, history, mute_history
from server.releases.reading import PublishedList
from server.rules.model import Rule
from server.rules.standing import StandingName
from server.web import headers
from server.web.kept import Kept
from server.web.languages import Language
from server.web.rendering import current_language, current_list, current_words, full_address, href
from server.web.words import Summary, summaries

T = TypeVar("T")
blueprint = Blueprint("pages", __name__)

_WARNING = {StandingName.REQUIRED, StandingName.AVOIDABLE}
# Pages that hardly need data: template -> address.
_PLAIN = {
    "get": "/get/",
    "check": "/get/check/",
    "privacy": "/privacy/",
    "what_we_list": "/what-we-list/",
    "accessibility": "/accessibility/",
    "corrections": "/corrections/",
}


def init_app(app: Flask, languages: tuple[Language, ...]) -> None:
    """Register the pages once for each language: English without a prefix, every other under its tag."""
    app.extensions["kept"] = Kept()
    for language in languages:
        app.register_blueprint(blueprint, name=language.blueprint, url_prefix=language.prefix or None)


@blueprint.get("/")
def home() -> str:
    """What this is, for four kinds of reader, and which resources ask for more than a card."""
    published = _published()
    return _kept("home", lambda: _home(published))


def _home(published: PublishedList) -> str:
    lines = _summaries(published)
    return render_template(
        "home.html",
        warning=[line for line in lines if line.standing in _WARNING],
        total=len(lines),
        campaigns=published.catalogue.campaigns,
        listed=len(published.catalogue.listed),
    )


@blueprint.get("/resources/")
def resources() -> Response:
    """Every resource that the list knows. The only page with a script: what is searched stays on it."""
    published = _published()
    page = _kept("resources", lambda: render_template("resources.html", summaries=_summaries(published)))
    response = make_response(page)
    response.headers["Content-Security-Policy"] = headers.CSP_WITH_SCRIPT
    return response


@blueprint.get("/resources/<name>/")
def resource(name: str) -> str:
    """One resource: what it asks for, who says so, since when, what to do instead."""
    published = _published()
    rule = _rule(published, name)
    return render_template(
        "resource.html",
        rule=rule,
        claims=published.standings(rule),
        campaign=next((c for c in published.catalogue.campaigns if c.id == rule.campaign), None),
        changes=[event for event in _history(published) if f"rule {name}" in (*event.added, *event.changed)],
    )


@blueprint.get("/resources/<name>/label/")
def label(name: str) -> str:
    """A label to print. It states nothing about the resource, so that it cannot become untrue on a desk."""
    return render_template("label.html", rule=_rule(_published(), name))


@blueprint.get("/resources/<name>/code.svg")
def code(name: str) -> Response:
    """The address of a resource's page as a QR code."""
    _rule(_published(), name)
    drawing = BytesIO()
    segno.make(full_address(href("resource", name=name)), error="m").save(
        drawing, kind="svg", border=4, dark="#000", light="#fff", omitsize=True
    )
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


@blueprint.get("/campaigns/")
def campaigns() -> str:
    """The campaigns."""
    return render_template("campaigns.html", campaigns=_published().catalogue.campaigns)


@blueprint.get("/campaigns/<name>/")
def campaign(name: str) -> str:
    """One campaign: statement, timeline, sources, and the resources that it is about."""
    published = _published()
    found = _campaign(published, name)
    return _kept(f"campaign {name}", lambda: _about(published, found))


def _about(published: PublishedList, found: Campaign) -> str:
    lines = [line for line in _summaries(published) if line.rule.campaign == found.id]
    return render_template("campaign.html", campaign=found, summaries=lines)


@blueprint.get("/libraries/")
def libraries() -> str:
    """Who was listed in 2019, and who takes part today."""
    catalogue = _published().catalogue
    return render_template("libraries.html", listed=catalogue.listed, participants=catalogue.participants)


@blueprint.get("/releases/")
def releases() -> str:
    """Every list that was published, with its hash: a list made for one library alone would be visible."""
    published = _published()
    return render_template(
        "releases.html", events=_history(published), mutes=_mutes(published), names=_names(published)
    )


@blueprint.get("/corrections/<name>/")
def correction(name: str) -> str:
    """How to have something corrected about one resource."""
    return render_template("corrections.html", rule=_rule(_published(), name))


def _plain(template: str) -> Callable[[], str]:
    def page() -> str:
        published = current_list()
        return render_template(f"{template}.html", example=_example(published) if published else None)

    return page


for _name, _address in _PLAIN.items():
    blueprint.add_url_rule(_address, _name, _plain(_name))


def _published() -> PublishedList:
    published = current_list()
    if published is None:
        abort(503)
    return published


def _rule(published: PublishedList, name: str) -> Rule:
    rule = published.rules.get(name)
    if rule is None:
        abort(404)
    return rule


def _campaign(published: PublishedList, name: str) -> Campaign:
    found = next((c for c in published.catalogue.campaigns if c.id == name), None)
    if found is None:
        abort(404)
    return found


def _summaries(published: PublishedList) -> list[Summary]:
    return _kept("summaries", lambda: summaries(current_words(published), published))


def _kept(name: str, make: Callable[[], T]) -> T:
    kept: Kept = current_app.extensions["kept"]
    return kept.of(_published(), f"{name} {current_language().tag}", make)


def _history(published: PublishedList) -> list[ReleaseEvent]:
    """What was published, without what the database may already hold beyond it."""
    with current_app.extensions["optout"].database.read() as session:
        return [event for event in history(session) if event.number <= published.release]


def _mutes(published: PublishedList) -> list[MuteEvent]:
    with current_app.extensions["optout"].database.read() as session:
        return [event for event in mute_history(session) if (event.release or 0) <= published.release]


@dataclass(frozen=True)
class _Link:
    address: str
    title: str


def _names(published: PublishedList) -> dict[str, _Link]:
    """Where the pages of resources and campaigns are, by ``kind id`` as the history names them."""
    words = current_words(published)
    folder = href("resources")  # asking for a thousand addresses one by one takes longer than the page
    rules = {f"rule {rule.id}": _Link(f"{folder}{rule.id}/", rule.name) for rule in published.catalogue.rules}
    campaigns = {
        f"campaign {entry.id}": _Link(href("campaign", name=entry.id), words.text(entry.title))
        for entry in published.catalogue.campaigns
    }
    return rules | campaigns


def _example(published: PublishedList) -> Rule | None:
    """A resource on which the extension speaks up today, to try it out: one that lives on whole hosts, not on paths."""
    return next(
        (
            summary.rule
            for summary in _summaries(published)
            if summary.standing in _WARNING and summary.rule.hosts and not summary.rule.hosts[0].paths
        ),
        None,
    )

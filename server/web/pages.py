"""The public pages, the same in every language. They read the published list and change nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, abort, current_app, make_response, render_template

from server.languages import Language
from server.privacy.retention import HOLDINGS
from server.releases.history import MuteEvent, ReleaseEvent, history, mute_history
from server.releases.reading import PublishedList
from server.rules.model import Rule
from server.rules.standing import StandingName
from server.web import donating, headers, joining, kits, signature  # noqa: F401 - the imports register pages
from server.web.kept import Kept
from server.web.reading import blueprint, campaign_named, installation, kept_page, published_list
from server.web.rendering import current_list, current_words, full_address, href
from server.web.sharing import code_of
from server.web.signing import petition_of
from server.web.words import Summary, summaries

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
    published = published_list()
    return kept_page("home", lambda: _home(published))


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
    """Every resource that the list knows. Its script searches on the page: what is searched is not sent."""
    published = published_list()
    page = kept_page("resources", lambda: render_template("resources.html", summaries=_summaries(published)))
    response = make_response(page)
    response.headers["Content-Security-Policy"] = headers.CSP_WITH_SCRIPT
    return response


@blueprint.get("/resources/<name>/")
def resource(name: str) -> str:
    """One resource: what it asks for, who says so, since when, what to do instead."""
    published = published_list()
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
    return render_template("label.html", rule=_rule(published_list(), name))


@blueprint.get("/resources/<name>/code.svg")
def code(name: str) -> Response:
    """The address of a resource's page as a QR code."""
    _rule(published_list(), name)
    return code_of(full_address(href("resource", name=name)))


@blueprint.get("/campaigns/")
def campaigns() -> str:
    """The campaigns."""
    return render_template("campaigns.html", campaigns=published_list().catalogue.campaigns)


@blueprint.get("/campaigns/<name>/")
def campaign(name: str) -> Response:
    """One campaign: statement, timeline, sources, the resources that it is about, and how many have signed."""
    published, found = published_list(), campaign_named(name)
    lines = [line for line in _summaries(published) if line.rule.campaign == found.id]
    signing = [library for library in joining.taking_part() if library.signs == name]
    facts = {"summaries": lines, "petition": petition_of(found), "libraries": signing}
    page = render_template("campaign.html", campaign=found, **facts)
    response = make_response(page)
    response.headers["Cache-Control"] = "public, max-age=30"  # the count moves
    return response


@blueprint.get("/releases/")
def releases() -> str:
    """Every list that was published, with its hash: a list made for one library alone would be visible."""
    published = published_list()
    return render_template(
        "releases.html",
        shown=published,
        events=_history(published),
        mutes=_mutes(published),
        names=_names(published),
    )


@blueprint.get("/privacy/what-we-keep/")
def held() -> str:
    """Which personal data is held, why, and until when."""
    on_sqlite = installation().database.engine.dialect.name == "sqlite"
    campaigns = published_list().catalogue.campaigns
    return render_template("held.html", holdings=HOLDINGS, on_sqlite=on_sqlite, campaigns=campaigns)


@blueprint.get("/corrections/<name>/")
def correction(name: str) -> str:
    """How to have something corrected about one resource."""
    return render_template("corrections.html", rule=_rule(published_list(), name))


def _plain(template: str) -> Callable[[], str]:
    def page() -> str:
        published = current_list()
        return render_template(f"{template}.html", example=_example(published) if published else None)

    return page


for _name, _address in _PLAIN.items():
    blueprint.add_url_rule(_address, _name, _plain(_name))


def _rule(published: PublishedList, name: str) -> Rule:
    rule = published.rules.get(name)
    if rule is None:
        abort(404)
    return rule


def _summaries(published: PublishedList) -> list[Summary]:
    return kept_page("summaries", lambda: summaries(current_words(published), published))


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

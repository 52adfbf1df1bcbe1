"""The public pages."""

from babel import Locale
from flask import Blueprint, abort, current_app, render_template

from server.releases.reading import PublishedList
from server.rules.standing import StandingName
from server.web.words import BADGES, Summary, Words, summarise

blueprint = Blueprint("pages", __name__)

_WARNING = {StandingName.REQUIRED, StandingName.AVOIDABLE}


@blueprint.app_context_processor
def _for_every_page() -> dict[str, object]:
    published = current_app.extensions["published"].current()
    words = Words(published.catalogue, Locale("en")) if published else None
    return {"published": published, "words": words, "badges": BADGES}


@blueprint.get("/")
def home() -> str:
    """What this is, and which resources ask for more than a card."""
    published = _published()
    summaries = _summaries(published)
    return render_template(
        "home.html",
        warning=[s for s in summaries if s.standing in _WARNING],
        others=sum(s.standing not in _WARNING for s in summaries),
        campaigns=published.catalogue.campaigns,
        listed=len(published.catalogue.listed),
    )


@blueprint.get("/resources/")
def resources() -> str:
    """Every resource that the list knows."""
    return render_template("resources.html", summaries=_summaries(_published()))


@blueprint.get("/resources/<name>/")
def resource(name: str) -> str:
    """One resource: what it asks for, who says so, since when, what to do instead."""
    published = _published()
    rule = published.rules.get(name)
    if rule is None:
        abort(404)
    campaign = next((c for c in published.catalogue.campaigns if c.id == rule.campaign), None)
    return render_template("resource.html", rule=rule, claims=published.standings(rule), campaign=campaign)


@blueprint.get("/campaigns/")
def campaigns() -> str:
    """The campaigns."""
    return render_template("campaigns.html", campaigns=_published().catalogue.campaigns)


@blueprint.get("/campaigns/<name>/")
def campaign(name: str) -> str:
    """One campaign: statement, timeline, sources, and the resources that it is about."""
    published = _published()
    found = next((c for c in published.catalogue.campaigns if c.id == name), None)
    if found is None:
        abort(404)
    about = [s for s in _summaries(published) if s.rule.campaign == name]
    return render_template("campaign.html", campaign=found, summaries=about)


@blueprint.get("/libraries/")
def libraries() -> str:
    """Who was listed in 2019, and who takes part today."""
    catalogue = _published().catalogue
    return render_template("libraries.html", listed=catalogue.listed, participants=catalogue.participants)


def _published() -> PublishedList:
    published: PublishedList | None = current_app.extensions["published"].current()
    if published is None:
        abort(503)
    return published


def _summaries(published: PublishedList) -> list[Summary]:
    words = Words(published.catalogue, Locale("en"))
    order = list(StandingName)
    summaries = [summarise(words, rule, published.standings(rule)[0]) for rule in published.catalogue.rules]
    return sorted(summaries, key=lambda s: (order.index(s.standing), s.rule.name.casefold()))

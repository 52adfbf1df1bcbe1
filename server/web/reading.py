"""What every page of ours shares: the blueprint they are registered on, and how they read the published list."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, make_response

from server.campaigns.model import Campaign
from server.context import Context
from server.releases.reading import PublishedList
from server.web.rendering import current_language, current_list

T = TypeVar("T")
blueprint = Blueprint("pages", __name__)


def installation() -> Context:
    """Settings, database and keys of this installation."""
    context: Context = current_app.extensions["optout"]
    return context


def published_list() -> PublishedList:
    """The published list; before the first one, the page that says so (503)."""
    published = current_list()
    if published is None:
        abort(503)
    return published


def campaign_named(name: str) -> Campaign:
    """A published campaign, or the page that says that there is none (404)."""
    found = next((c for c in published_list().catalogue.campaigns if c.id == name), None)
    if found is None:
        abort(404)
    return found


def kept_page(name: str, make: Callable[[], T]) -> T:
    """What ``make`` makes of the published list in this language, made once for each list and day."""
    made: T = current_app.extensions["kept"].of(published_list(), f"{name} {current_language().tag}", make)
    return made


def private(page: str, status: int = 200) -> Response:
    """A page with a form or a name on it: nobody between us and the reader keeps it, and no search engine lists it."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

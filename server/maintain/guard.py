"""Before every page of the maintainers: may she, is the form ours, is it she. After it: the headers."""

import json
import re
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from server.accounts.policy import POLICY, NotAllowedError, NotFreshError, allowed, require
from server.curation.errors import Flaw, UnfitError, UnknownError
from server.curation.states import NotPossibleError
from server.errors import InstallationError, OptOutError
from server.maintain import visit
from server.maintain.routes import LARGE, ROUTES, Need
from server.releases.states import MovedOnError
from server.web import headers
from server.web.forms import comes_from_us, plain_fields

PREFIX = "/maintain"
_OURS = re.compile(r"/maintain/(?:[A-Za-z0-9._-]+/)*")

blueprint = Blueprint("maintain", __name__, url_prefix=PREFIX, template_folder="templates", static_folder="static")


@blueprint.before_request
def _guard() -> AnyResponse | None:
    need = ROUTES[request.endpoint or ""]
    if request.endpoint == "maintain.static":
        return None
    g.visit = visit.begin()
    if (most := LARGE.get(request.endpoint or "")) and visit.current().actor is not None:
        request.max_content_length = most
    if (request.content_length or 0) > (request.max_content_length or 0):
        abort(413)  # before any of it is read
    if request.method == "POST" and not (comes_from_us() and visit.has_form_token(plain_fields().get("csrf", ""))):
        return _form_refused()
    return _may(need) if need.action is not None else None


def _may(need: Need) -> AnyResponse | None:
    present = visit.current()
    if present.actor is None:
        return _to("log_in")
    if not (present.complete or need.unfinished):
        return _to("account")
    assert need.action is not None  # noqa: S101 - _guard looked
    grant = POLICY[need.action]
    if not present.actor.roles & (grant.roles | grant.own):
        require(present.actor, need.action)
    # What may be done only to one's own, or only to others', the services know.
    if request.method == "POST" and (need.fresh or grant.fresh) and not present.actor.fresh:
        raise NotFreshError("Please show that it is you once more.")
    return None


@blueprint.after_request
def _private(response: Response) -> Response:
    if request.endpoint == "maintain.static":
        return response
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    visit.set_cookie(response)
    return response


@blueprint.errorhandler(NotFreshError)
def _not_fresh(_error: NotFreshError) -> AnyResponse:
    return _to("again")


@blueprint.errorhandler(NotAllowedError)
def _not_allowed(error: NotAllowedError) -> tuple[str, int]:
    return trouble(error, 403)


@blueprint.errorhandler(UnknownError)
def _unknown(error: UnknownError) -> tuple[str, int]:
    return trouble(error, 404)


@blueprint.errorhandler(UnfitError)
def _unfit(error: UnfitError) -> tuple[str, int]:
    return trouble(error, 422, error.flaws)


@blueprint.errorhandler(NotPossibleError)
@blueprint.errorhandler(MovedOnError)
def _moved_on(error: OptOutError) -> tuple[str, int]:
    return trouble(error, 409)


@blueprint.errorhandler(OptOutError)
def _trouble(error: OptOutError) -> tuple[str, int]:
    return trouble(error, 422)


@blueprint.errorhandler(InstallationError)
def _for_the_log(error: InstallationError) -> tuple[str, int]:
    current_app.logger.error(str(error))
    return trouble(error.for_others(), 500)


def trouble(error: OptOutError, status: int, flaws: tuple[Flaw, ...] = ()) -> tuple[str, int]:
    """A page that says what is wrong and what mends it, and leads back to where the form stands that was sent."""
    back = _page_of_form() if request.method == "POST" else ""
    facts = {"problem": error.problem, "mend": error.mend, "flaws": flaws, "back": back}
    return render_template("maintain/trouble.html", **facts), status


@blueprint.errorhandler(HTTPException)
def _http(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    words = {404: ("There is no such page.", "It may have been taken away, or is not yours.")}
    problem, mend = words.get(code, ("That was not understood.", "Go back, load the page anew, and try again."))
    return render_template("maintain/trouble.html", problem=problem, mend=mend), code


def _form_refused() -> AnyResponse:
    problem = OptOutError(
        "That form does not belong to your session, so nothing was changed.",
        "Go back, load the page anew, and send it again. Cookies must be allowed for this site.",
    )
    page, status = trouble(problem, 403)
    return Response(page, status, mimetype="text/html")


def _to(page: str) -> AnyResponse:
    """Send her to where she signs in, or shows that it is she; from there she comes back."""
    back = request.path if request.method == "GET" else _page_of_form()
    wanted = None if page == "account" or back == url_for("maintain.home") else back or None
    return redirect(url_for(f"maintain.{page}", then=wanted), 303)


def _page_of_form() -> str:
    """The page on which the refused form stands; forms that come from another page name it."""
    return safe(plain_fields().get("page", "") or request.path)


def safe(path: str) -> str:
    """An address to go to after signing in, if it is one of ours; else none."""
    return path if _OURS.fullmatch(path) and ".." not in path else ""


def see(page: str, **values: Any) -> AnyResponse:  # noqa: ANN401 - as url_for
    """Send the browser on to a page of ours, so that reloading it sends nothing twice."""
    return redirect(url_for(f"maintain.{page}", **values), 303)


def page_with_script(template: str, **facts: object) -> Response:
    """A page on which the one script for passkeys runs."""
    response = Response(render_template(template, **facts), mimetype="text/html")
    response.headers["Content-Security-Policy"] = headers.CSP_WITH_SCRIPT
    return response


@blueprint.app_template_filter("as_text")
def _as_text(value: object) -> str:
    """A field’s value as a reviewer reads it: a list one thing a line, a record one field a line."""
    if isinstance(value, list):
        apart = "\n\n" if any(isinstance(item, dict) for item in value) else "\n"
        return apart.join(_as_text(item) for item in value)
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_as_text(inner)}" for name, inner in value.items())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@blueprint.context_processor
def _for_every_page() -> dict[str, object]:
    present: visit.Visit | None = g.get("visit")
    return {"visit": present, "may": _may_do, "csrf": present.form_token if present else ""}


def _may_do(page: str) -> bool:
    """Whether a link to this page is of use to her."""
    present: visit.Visit | None = g.get("visit")
    action = ROUTES[f"maintain.{page}"].action
    return bool(present and present.actor and action and allowed(present.actor, action))

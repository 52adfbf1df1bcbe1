"""Errors as problem documents (RFC 9457). Nothing that was sent is ever repeated in one."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, SecurityError, Unauthorized
from werkzeug.routing import RequestRedirect

PREFIX = "/api/v1/"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class ProblemKind:
    """What is always the same about one kind of problem. ``anchor`` names it on the reference page."""

    anchor: str
    title: str
    detail: str


KINDS = {
    400: ProblemKind(
        "not-understood",
        "The request was not understood",
        "Something in it is not what this address takes; `errors` names the fields, where there are any.",
    ),
    401: ProblemKind("who-are-you", "You are not signed in", "Send a token that is still valid."),
    403: ProblemKind("not-allowed", "You may not do this", "Ask an administrator for the role that may."),
    404: ProblemKind(
        "not-found", "There is no such thing", "Look the id up in the list of its kind; removed ids never come back."
    ),
    405: ProblemKind("wrong-method", "This address does not do that", "The header Allow names what it does."),
    409: ProblemKind("conflict", "Somebody else was faster", "Fetch the newest state and apply your change to it."),
    413: ProblemKind("too-large", "That is too much at once", "Send a smaller body; reading needs none at all."),
    422: ProblemKind(
        "cannot-be-taken",
        "That cannot be taken as it is",
        "It can be read, but does not hold what it has to; `errors` names the fields.",
    ),
    415: ProblemKind("not-json", "The body is not JSON", "Send it with Content-Type: application/json."),
    500: ProblemKind("our-fault", "Something went wrong on our side", "Please try again in a while."),
    503: ProblemKind(
        "nothing-published", "There is nothing to show yet", "The first list has not been published. Come back later."
    ),
}


NO_QUERY = (
    "This address takes no query. Fetch the document whole and search in it, so that what you look for stays with you."
)
OTHER_HOST = "This server does not answer under that name."


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    field: str
    """The field's name, with dots and positions for nested ones; empty for the whole."""
    problem: str
    """What is wrong with it."""


class Problem(BaseModel):
    """A problem document. Programs should look at `status` and `type`; the words may change."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=True)

    type: str
    """An address that names the kind of problem and explains it."""
    title: str
    """The kind of problem in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What to do about it."""
    errors: tuple[FieldProblem, ...] = ()
    """Which fields are wrong; empty where no single field is."""


class InvalidInputError(Exception):
    """A query or body that does not fit.

    Args:
        place: ``query`` or ``body``.
        error: what pydantic found; ``None`` if it could not be read at all.
        detail: what to do about it; empty for the usual words.

    """

    def __init__(self, place: str, error: ValidationError | None = None, detail: str = "") -> None:
        super().__init__(place)
        self.detail = detail
        found = error.errors(include_input=False, include_url=False, include_context=False) if error else []
        self.errors = tuple(
            FieldProblem(field=_field(place, item["type"], item["loc"]), problem=item["msg"]) for item in found
        )


def _field(place: str, kind: str, location: tuple[int | str, ...]) -> str:
    # The name of an unknown field is the caller's own words: the problem says only where it stood.
    known = location[:-1] if kind == "extra_forbidden" else location
    return ".".join([place, *map(str, known)])


def problem(status: int, errors: tuple[FieldProblem, ...] = (), detail: str = "") -> Response:
    """The problem document of a status; of 500 for one that we have no words for.

    Args:
        status: the HTTP status.
        errors: which fields are wrong.
        detail: what to do about it, where the kind's own words are too general.

    """
    status = status if status in KINDS else 500
    kind = KINDS[status]
    site = current_app.extensions["optout"].settings.site
    content = Problem(
        type=f"{site}/api/#{kind.anchor}", title=kind.title, status=status, detail=detail or kind.detail, errors=errors
    )
    return Response(content.model_dump_json(), status, mimetype=MEDIA_TYPE)


def conflict(base: dict[str, Any] | None, theirs: dict[str, Any] | None) -> Response:
    """The problem document of a 409 that helps to merge: what the caller began with, and what is there now."""
    content = json.loads(problem(409).get_data())
    return Response(json.dumps({**content, "base": base, "theirs": theirs}), 409, mimetype=MEDIA_TYPE)


def init_blueprint(blueprint: Blueprint, *, largest: int | None = None) -> None:
    """Answer every error of ``blueprint``, and of paths under its prefix that lead nowhere, by problem documents.

    Args:
        blueprint: of the routes.
        largest: bytes of a body, if they may be more than those of a form.

    """

    def size() -> None:
        if largest is not None:
            request.max_content_length = largest
        if (request.content_length or 0) > (largest or current_app.config["MAX_CONTENT_LENGTH"]):
            raise RequestEntityTooLarge

    blueprint.before_app_request(_routing)
    blueprint.before_request(size)
    blueprint.register_error_handler(InvalidInputError, _invalid)
    blueprint.register_error_handler(HTTPException, _http)


def _routing() -> Response | None:
    # Flask looks for a blueprint's handlers only once a route of it was found.
    error = request.routing_exception
    if error is None or not request.path.startswith(PREFIX):
        return None
    return problem(404) if isinstance(error, RequestRedirect) else _http(error)


def _invalid(error: InvalidInputError) -> Response:
    return problem(400, error.errors, error.detail)


def _http(error: HTTPException) -> Response:
    response = problem(error.code or 500, detail=OTHER_HOST if isinstance(error, SecurityError) else "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, Unauthorized):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response

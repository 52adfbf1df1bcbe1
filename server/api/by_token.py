"""What all routes for maintainers' programs share: a bearer token says who acts; no cookie ever does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from flask import Blueprint, Response, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from server.accounts import tokens
from server.accounts.actor import Actor
from server.accounts.policy import NotAllowedError
from server.api import problems
from server.api.routing import Operation
from server.context import Context
from server.curation.errors import OvertakenError, UnfitError, UnknownError, UnseenError
from server.curation.states import NotPossibleError
from server.errors import InstallationError, OptOutError
from server.privacy.erasures import now_utc
from server.releases.alone import alone
from server.releases.states import MovedOnError

SCHEME = "token"
SECURITY_SCHEMES = {
    SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of a maintainer's account, as `optout token make` prints it.",
    }
}
BY_TOKEN = (SCHEME,)
REFUSALS = (404, 409, 422)


def require_token(_operation: Operation) -> None:
    """Find out whose token was sent.

    Raises:
        Unauthorized: nobody's.

    """
    sent = request.authorization
    token = sent.token if sent is not None and sent.type == "bearer" and sent.token else ""
    with installation().database.read() as session:
        try:
            g.actor, g.token = tokens.actor_of(session, token, now_utc()), token
        except tokens.NoTokenError:
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer")) from None


def init_blueprint(blueprint: Blueprint, *, largest: int) -> None:
    """Answer every refusal of the services by its problem document, and let nothing be kept on the way.

    Args:
        blueprint: of the routes.
        largest: bytes of a body.

    """
    problems.init_blueprint(blueprint, largest=largest)
    blueprint.after_request(_private)
    blueprint.register_error_handler(NotAllowedError, lambda error: problems.problem(403, detail=str(error)))
    blueprint.register_error_handler(UnknownError, lambda _error: problems.problem(404))
    for moved_on in (NotPossibleError, MovedOnError):
        blueprint.register_error_handler(moved_on, lambda error: problems.problem(409, detail=str(error)))
    blueprint.register_error_handler(OvertakenError, lambda error: problems.conflict(error.base, error.theirs))
    blueprint.register_error_handler(UnfitError, _unfit)
    blueprint.register_error_handler(UnseenError, _unseen)
    blueprint.register_error_handler(OptOutError, lambda error: problems.problem(422, detail=str(error)))
    blueprint.register_error_handler(InstallationError, _for_the_log)


@contextmanager
def reading() -> Iterator[tuple[Session, Actor]]:
    """A transaction that changes nothing, and who asks."""
    with installation().database.read() as session:
        yield session, g.actor


@contextmanager
def writing() -> Iterator[tuple[Session, Actor]]:
    """A transaction, and who acts; the token's use is noted."""
    with installation().database.write() as session:
        yield session, g.actor
        tokens.note_use(session, g.token, now_utc())


@contextmanager
def releasing() -> Iterator[tuple[Session, Actor]]:
    """The same for what changes what browsers see, or what is on its way there: one after the other."""
    with alone(installation().database, installation().settings) as session:
        yield session, g.actor
        tokens.note_use(session, g.token, now_utc())


def installation() -> Context:
    """Settings and database of this installation."""
    context: Context = current_app.extensions["optout"]
    return context


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _for_the_log(error: InstallationError) -> Response:
    current_app.logger.error(str(error))
    return problems.problem(500, detail=str(error.for_others()))


def _unfit(error: UnfitError) -> Response:
    flaws = tuple(problems.FieldProblem(field=flaw.known_field, problem=flaw.message) for flaw in error.flaws)
    return problems.problem(422, flaws, str(error))


def _unseen(error: UnseenError) -> Response:
    left = tuple(problems.FieldProblem(field=f"evidence.{name}", problem="not opened yet") for name in error.sources)
    return problems.problem(422, left, error.mend)

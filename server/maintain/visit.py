"""Who visits: the cookie, the session behind it, and the token that each form must bring back.

One random token lies in the cookie. Before signing in it stands for nobody; signing in replaces it. The token of a form
is a keyed hash of it, so that a form of another site, or of another session, is refused.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, request
from werkzeug.wrappers import Response

from server.accounts import sessions
from server.accounts.actor import Actor
from server.privacy.erasures import now_utc
from server.privacy.tokens import looks_like_token, new_token
from server.web.reading import installation

COOKIE = "__Host-optout"
# A button is shown only if there is time left to press it.
_TIME_TO_PRESS = timedelta(minutes=5)


@dataclass(frozen=True)
class Visit:
    """One request's visitor.

    Attributes:
        token: what the cookie holds, or will hold.
        new: whether the cookie has still to be set.
        actor: who is signed in.
        session: the number of her session.
        complete: whether she has a way in of her own.
        since: when she last showed that it is she.

    """

    token: str
    new: bool = False
    actor: Actor | None = None
    session: int = 0
    complete: bool = False
    since: datetime = datetime(1970, 1, 1)  # noqa: DTZ001 - as all tables hold it

    @property
    def form_token(self) -> str:
        """What a form of this visitor brings back."""
        return installation().secrets.key("maintainers’ form", self.token)

    @property
    def has_time(self) -> bool:
        """Whether she need not show that it is she before a button is shown that asks for it."""
        return now_utc() - self.since < sessions.FRESH - _TIME_TO_PRESS


def begin() -> Visit:
    """Read the cookie; a visitor without one gets a token that stands for nobody."""
    context, token, now = installation(), request.cookies.get(COOKIE, ""), now_utc()
    if not looks_like_token(token):
        return Visit(new_token(), new=True)
    with context.database.read() as session:
        found = sessions.find(session, token, now)
        if found is None:
            return Visit(token)
        row, account = found
        late = sessions.is_to_be_noted(row, now)
        fresh = now - row.made_at < sessions.FRESH
        actor = Actor(account.id, account.name, account.has_roles, account.person, fresh=fresh)
        visit = Visit(token, actor=actor, session=row.id, complete=row.way != sessions.INVITATION, since=row.made_at)
    if late:
        with context.database.write() as session:
            sessions.note(session, visit.session, now)
    return visit


def current() -> Visit:
    """This request's visitor."""
    visit: Visit = g.visit
    return visit


def actor() -> Actor:
    """Who is signed in; only where the route asks for somebody."""
    somebody = current().actor
    if somebody is None:
        raise RuntimeError("A route without a need has no actor.")
    return somebody


def has_form_token(given: str) -> bool:
    """Whether a form brings back what it was given."""
    return hmac.compare_digest(current().form_token.encode(), given.encode())


def give(token: str) -> None:
    """Put a new token into the cookie: somebody has signed in, or out."""
    g.visit = Visit(token, new=True)


def set_cookie(response: Response) -> None:
    """Send the cookie, if the browser has not got it. It goes with the browser’s window."""
    visit: Visit | None = g.get("visit")
    if visit is not None and visit.new:
        response.set_cookie(COOKIE, visit.token, secure=True, httponly=True, samesite="Strict", path="/")

"""Error pages that help."""

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException, SecurityError

_WORDS = {
    400: ("That request was not understood", "Go back and try the link again."),
    404: ("There is no such page", "It may have moved. Start at the home page, or look the resource up by its name."),
    405: ("That is not possible here", "Go back and use the page’s own buttons."),
    413: ("That is too much at once", "Send less, or several smaller pieces."),
    503: ("There is nothing to show yet", "The first list has not been published. Please come back later."),
}


def init_app(app: Flask) -> None:
    """Show a page of ours for every HTTP error, without echoing what was asked."""
    app.register_error_handler(HTTPException, _page)


def _page(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    if isinstance(error, SecurityError):
        # A forged Host: no page of ours can be built for it, for its links would carry that host.
        return "This server does not answer under that name.\n", code
    title, advice = _WORDS.get(code, ("Something went wrong on our side", "Please try again in a while."))
    return render_template("error.html", code=code, title=title, advice=advice), code

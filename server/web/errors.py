"""Error pages that help."""

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException, SecurityError

from server.languages import N_
from server.web.rendering import current_language

_WORDS = {
    400: (N_("That request was not understood"), N_("Go back and try the link again.")),
    404: (
        N_("There is no such page"),
        N_("It may have moved, or a letter is missing in the address. These lead on from here:"),
    ),
    405: (N_("That is not possible here"), N_("Go back and use the page’s own buttons.")),
    413: (N_("That is too much at once"), N_("Send less, or several smaller pieces.")),
    503: (
        N_("There is nothing to show yet"),
        N_("The first list has not been published. Please come back later."),
    ),
}
_OURS = (N_("Something went wrong on our side"), N_("It is not your fault. Please try again in a while."))


def init_app(app: Flask) -> None:
    """Show a page of ours for every HTTP error, without echoing what was asked."""
    app.register_error_handler(HTTPException, _page)


def _page(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    if isinstance(error, SecurityError):
        # A forged Host: no page of ours can be built for it, for its links would carry that host.
        return "This server does not answer under that name.\n", code
    title, advice = map(current_language().text, _WORDS.get(code, _OURS))
    return render_template("error.html", code=code, title=title, advice=advice), code

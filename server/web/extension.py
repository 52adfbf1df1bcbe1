"""``/extension/``: the packages that libraries' policies install, as static files."""

import re

from flask import Blueprint, Response, abort, current_app

from server.deployment.places import KINDS

blueprint = Blueprint("extension", __name__, url_prefix="/extension")

_NAME = re.compile(
    r"(own/[a-z0-9-]+/)?"
    r"(chromium/(updates\.xml|libraries-optout-[0-9.]+\.crx)|firefox/(updates\.json|libraries-optout(-[0-9.]+)?\.xpi))"
)
_VERSIONED = re.compile(r".*-[0-9.]+\.(crx|xpi)")
_IMMUTABLE = "public, max-age=31536000, immutable"
_NEWEST = "public, max-age=300"


@blueprint.get("/<path:name>")
def file(name: str) -> Response:
    """One file, whatever stands behind a question mark: browsers tell there who asks, and nobody wants to know."""
    data = current_app.extensions["packages"].file(name) if _NAME.fullmatch(name) else None
    if data is None:
        abort(404)
    response = Response(data, mimetype=KINDS[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = _IMMUTABLE if _VERSIONED.fullmatch(name) else _NEWEST
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.errorhandler(404)
def missing(_error: Exception) -> Response:
    """A small answer, which may become another one with the next list."""
    response = Response("not there\n", status=404, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response

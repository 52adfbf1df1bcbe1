"""``/updates/``: the signed list as static files, readable from any extension."""

import re

from flask import Blueprint, Response, abort, current_app
from flask_cors import CORS

blueprint = Blueprint("updates", __name__, url_prefix="/updates")
# A constant "*": echoing the origin would write Firefox's per-installation id into caches and logs.
CORS(blueprint, origins="*", send_wildcard=True, methods=["GET", "HEAD"])

_NAME = re.compile(r"timestamp\.json|\d+\.(root|snapshot|targets|mute)\.json|targets/[0-9a-f]{64}\.(list|mute)\.jsonl")
_IMMUTABLE = "public, max-age=31536000, immutable"
_POINTER = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"


@blueprint.get("/<path:name>")
def file(name: str) -> Response:
    """One file of the repository, always whole: no conditional answers, which could tell clients apart."""
    path = current_app.extensions["optout"].settings.updates_folder / name
    if not _NAME.fullmatch(name) or not path.is_file():
        abort(404)
    response = Response(path.read_bytes(), mimetype="application/json")
    response.headers["Cache-Control"] = _POINTER if name == "timestamp.json" else _IMMUTABLE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.errorhandler(404)
def missing(_error: Exception) -> Response:
    """Every healthy poll begins by asking for a root that is not there yet: keep the answer small and cacheable."""
    response = Response("not there\n", status=404, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

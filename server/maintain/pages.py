"""The log."""

from flask import Response, render_template

from server.journal import chain
from server.maintain.guard import blueprint
from server.web.reading import installation

LINES = 100


@blueprint.get("/log/", defaults={"before": None})
@blueprint.get("/log/<int:before>/")
def log(before: int | None) -> str:
    """What maintainers did, the newest first; ``before``: only lines with a lower number."""
    with installation().database.read() as session:
        events = chain.events(session, before=before, limit=LINES + 1)
    older = events[LINES - 1].number if len(events) > LINES else None
    return render_template("maintain/log.html", events=events[:LINES], before=before, older=older)


@blueprint.get("/log/log.jsonl")
def export_log() -> Response:
    """The whole log, to keep elsewhere."""
    with installation().database.read() as session:
        text = "".join(line + "\n" for line in chain.lines(session))
    response = Response(text, mimetype="application/jsonl")
    response.headers["Content-Disposition"] = 'attachment; filename="log.jsonl"'
    return response

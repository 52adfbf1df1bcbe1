"""``/libraries.atom``: the libraries that take part, the newest first, as an Atom feed (RFC 4287)."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, current_app, request
from flask_cors import CORS

from server.api import atom
from server.catalogue.store import participants
from server.libraries.model import ParticipatingLibrary
from server.privacy.erasures import now_utc

blueprint = Blueprint("library_feed", __name__)
CORS(blueprint, origins="*", send_wildcard=True, methods=["GET", "HEAD"], allow_headers=["Accept"], max_age=86400)

ENTRIES = 100


@blueprint.get("/libraries.atom")
def feed() -> Response:
    """Who has joined. A library that leaves is gone from it at once: nobody shows a copy without asking."""
    if request.query_string:
        abort(400)
    context = current_app.extensions["optout"]
    with context.database.read() as session:
        present = participants(session)
    answer = atom.answer(build_feed(present, context.settings.site))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def build_feed(libraries: Sequence[ParticipatingLibrary], site: str) -> bytes:
    """The feed's bytes. No person's name is in it: libraries alone, and what each supports."""
    newest = sorted(libraries, key=lambda library: (library.since, library.id), reverse=True)[:ENTRIES]
    root = atom.start(
        site,
        "libraries",
        title="Libraries OptOut: libraries that take part",
        subtitle="Each joined here, and it was made sure that whoever wrote speaks for it.",
        updated=newest[0].since if newest else now_utc().date(),
    )
    for library in newest:
        entry = atom.add(root, "entry")
        atom.add(entry, "id", f"{atom.tag(site)}:libraries/{library.id}")
        atom.add(entry, "title", library.name)
        atom.add(entry, "updated", atom.midnight(library.since))
        atom.add(entry, "link", rel="alternate", type="text/html", href=f"{site}/libraries/{library.id}/")
        atom.add(entry, "content", _sentence(library), type="text")
    return atom.finished(root)


def _sentence(library: ParticipatingLibrary) -> str:
    where = ", ".join(part for part in (library.place, library.country) if part)
    what = f"signs the statement of the campaign {library.signs}" if library.signs else "supports the principle"
    return f"{library.name}{f' ({where})' if where else ''} takes part since {library.since.isoformat()} and {what}."

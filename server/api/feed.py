"""``/releases.atom``: published lists and suspended warnings as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, abort, current_app, request
from flask_cors import CORS

from server.api import atom
from server.api.building import cautions
from server.api.public import mutes, published_releases
from server.releases.history import MuteEvent, ReleaseEvent

blueprint = Blueprint("feed", __name__)
CORS(blueprint, origins="*", send_wildcard=True, methods=["GET", "HEAD"], allow_headers=["Accept"], max_age=86400)

ENTRIES = 50
_KINDS = {
    "campaign": "campaigns",
    "library": "libraries taking part",
    "listed-2019": "organisations listed in 2019",
    "mute": "suspended warnings",
    "rule": "resources",
    "step": "words for steps",
    "term": "words for data",
}


@blueprint.get("/releases.atom")
def feed() -> Response:
    """The newest releases and mutes, newest first: what each added, changed and removed."""
    if request.query_string:
        abort(400)
    if current_app.extensions["published"].current() is None:
        abort(503)
    text = build_feed(published_releases(), mutes(), current_app.extensions["optout"].settings.site)
    return atom.answer(text)


def build_feed(events: Sequence[ReleaseEvent], mutes: Sequence[MuteEvent], site: str) -> bytes:
    """The feed's bytes.

    Args:
        events: newest first, at least one.
        mutes: newest first; only the newest of both together are in the feed.
        site: the public origin.

    """
    # Sorting keeps the order within a day: a mute stands above the release that it may have hurried past.
    newest: list[ReleaseEvent | MuteEvent] = sorted([*mutes, *events], key=_day, reverse=True)
    root = atom.start(
        site,
        "releases",
        title="Libraries OptOut: releases of the list",
        subtitle="What each published list of what online resources ask patrons for has changed.",
        updated=_day(newest[0]),
    )
    for event in newest[:ENTRIES]:
        if isinstance(event, MuteEvent):
            _mute_entry(root, event, site)
        else:
            _entry(root, event, site)
    return atom.finished(root)


def _entry(root: Element, event: ReleaseEvent, site: str) -> None:
    entry = atom.add(root, "entry")
    atom.add(entry, "id", f"{atom.tag(site)}:releases/{event.number}")
    atom.add(entry, "title", f"List {event.number}, check number {event.fingerprint}")
    atom.add(entry, "updated", atom.midnight(event.published_on))
    atom.add(entry, "published", atom.midnight(event.published_on))
    atom.add(entry, "link", rel="alternate", type="text/html", href=f"{site}/releases/#list-{event.number}")
    atom.add(entry, "link", rel="related", type="application/json", href=f"{site}/api/v1/releases/{event.number}")
    atom.add(entry, "content", "\n".join(_sentences(event)), type="text")


def _mute_entry(root: Element, event: MuteEvent, site: str) -> None:
    entry = atom.add(root, "entry")
    what = f"came back with list {event.release}" if event.lifted else "is suspended"
    atom.add(entry, "id", f"{atom.tag(site)}:mutes/{event.number}{'/lifted' if event.lifted else ''}")
    atom.add(entry, "title", f"The warning about {event.rule} {what}")
    atom.add(entry, "updated", atom.midnight(event.happened_on))
    atom.add(entry, "published", atom.midnight(event.happened_on))
    atom.add(entry, "link", rel="alternate", type="text/html", href=f"{site}/releases/#suspended")
    decided = f" Decided by: {event.decided_by}." if event.decided_by else ""
    atom.add(entry, "content", f"{event.reason}{decided}\nSHA-256 of the mutes {event.sha256}.", type="text")


def _day(event: ReleaseEvent | MuteEvent) -> date:
    return event.happened_on if isinstance(event, MuteEvent) else event.published_on


def _sentences(event: ReleaseEvent) -> list[str]:
    lines = [
        *cautions(starter=event.starter, development_keys=event.development_keys),
        f"List {event.number} of {event.published_on}, {event.rules} resources, SHA-256 {event.sha256}.",
    ]
    for title, names in (("Added", event.added), ("Changed", event.changed), ("Removed", event.removed)):
        lines += [f"{title}: {kind}: {', '.join(ids)}." for kind, ids in _by_kind(names).items()]
    return lines


def _by_kind(names: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        kind, _, entry = name.partition(" ")
        found.setdefault(_KINDS.get(kind, kind), []).append(entry)
    return found

"""``/releases.atom``: published lists and suspended warnings as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, current_app, request
from flask_cors import CORS

from server.api.building import cautions
from server.api.public import mutes, releases
from server.releases.history import MuteEvent, ReleaseEvent

blueprint = Blueprint("feed", __name__)
CORS(blueprint, origins="*", send_wildcard=True, methods=["GET", "HEAD"], allow_headers=["Accept"], max_age=86400)

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
# What XML 1.0 cannot hold at all, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
    text = build_feed(releases(), mutes(), current_app.extensions["optout"].settings.site)
    response = Response(text, mimetype="application/atom+xml")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def build_feed(events: Sequence[ReleaseEvent], mutes: Sequence[MuteEvent], site: str) -> bytes:
    """The feed's bytes.

    Args:
        events: newest first, at least one.
        mutes: newest first; only the newest of both together are in the feed.
        site: the public origin.

    """
    ET.register_namespace("", ATOM)
    # Sorting keeps the order within a day: a mute stands above the release that it may have hurried past.
    newest: list[ReleaseEvent | MuteEvent] = sorted([*mutes, *events], key=_day, reverse=True)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _add(root, "id", f"{_tag(site)}:releases")
    _add(root, "title", "Libraries OptOut: releases of the list")
    _add(root, "subtitle", "What each published list of what online resources ask patrons for has changed.")
    _add(root, "updated", _midnight(_day(newest[0])))
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{site}/releases.atom")
    _add(root, "link", rel="alternate", type="text/html", href=f"{site}/releases/")
    _add(root, "rights", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/")
    _add(_add(root, "author"), "name", "Libraries OptOut")
    for event in newest[:ENTRIES]:
        if isinstance(event, MuteEvent):
            _mute_entry(root, event, site)
        else:
            _entry(root, event, site)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _entry(root: ET.Element, event: ReleaseEvent, site: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", f"{_tag(site)}:releases/{event.number}")
    _add(entry, "title", f"List {event.number}, check number {event.fingerprint}")
    _add(entry, "updated", _midnight(event.published_on))
    _add(entry, "published", _midnight(event.published_on))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{site}/releases/#list-{event.number}")
    _add(entry, "link", rel="related", type="application/json", href=f"{site}/api/v1/releases/{event.number}")
    _add(entry, "content", "\n".join(_sentences(event)), type="text")


def _mute_entry(root: ET.Element, event: MuteEvent, site: str) -> None:
    entry = _add(root, "entry")
    what = f"came back with list {event.release}" if event.lifted else "is suspended"
    _add(entry, "id", f"{_tag(site)}:mutes/{event.number}{'/lifted' if event.lifted else ''}")
    _add(entry, "title", f"The warning about {event.rule} {what}")
    _add(entry, "updated", _midnight(event.happened_on))
    _add(entry, "published", _midnight(event.happened_on))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{site}/releases/#suspended")
    decided = f" Decided by: {event.decided_by}." if event.decided_by else ""
    _add(entry, "content", f"{event.reason}{decided}\nSHA-256 of the mutes {event.sha256}.", type="text")


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


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        element.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return element


def _tag(site: str) -> str:
    # RFC 4151: an id that stays the same wherever the feed is moved to on this host.
    return f"tag:{urlsplit(site).hostname},2026"


def _midnight(day: date) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()

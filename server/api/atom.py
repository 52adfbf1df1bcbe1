"""What our Atom feeds (RFC 4287) share."""

import re
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import Response

ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold at all, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def start(site: str, name: str, *, title: str, subtitle: str, updated: date) -> ET.Element:
    """A feed without entries: ``/name.atom`` beside the page ``/name/`` of ``site``."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    add(root, "id", f"{tag(site)}:{name}")
    add(root, "title", title)
    add(root, "subtitle", subtitle)
    add(root, "updated", midnight(updated))
    add(root, "link", rel="self", type="application/atom+xml", href=f"{site}/{name}.atom")
    add(root, "link", rel="alternate", type="text/html", href=f"{site}/{name}/")
    add(root, "rights", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/")
    add(add(root, "author"), "name", "Libraries OptOut")
    return root


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element of Atom's; what XML cannot hold becomes the replacement character."""
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        element.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return element


def tag(site: str) -> str:
    """The beginning of an id that stays the same wherever the feed is moved to on this host (RFC 4151)."""
    return f"tag:{urlsplit(site).hostname},2026"


def midnight(day: date) -> str:
    """A day as the time that Atom wants."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()


def finished(root: ET.Element) -> bytes:
    """The feed's bytes."""
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def answer(text: bytes) -> Response:
    """The feed as an answer that any site's reader may fetch."""
    response = Response(text, mimetype="application/atom+xml")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

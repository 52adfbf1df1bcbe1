"""Passing a campaign on: plain links, a QR code, and a poster to print. Nothing is loaded from anybody."""

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote

import segno
from flask import Response, render_template

from server.web.reading import blueprint, campaign_named, published_list
from server.web.rendering import current_words, full_address, href


@dataclass(frozen=True)
class Place:
    """Where a campaign can be passed on to. ``address`` opens that place's own page, when it is clicked."""

    name: str
    address: str


@blueprint.get("/campaigns/<name>/share/")
def share(name: str) -> str:
    """Links to pass it on, its code, and a poster that is printed alone."""
    campaign = campaign_named(name)
    address = full_address(href("campaign", name=name))
    title = current_words(published_list()).text(campaign.title)
    return render_template("share.html", campaign=campaign, address=address, places=_places(title, address))


@blueprint.get("/campaigns/<name>/code.svg")
def campaign_code(name: str) -> Response:
    """The address of a campaign's page as a QR code."""
    campaign_named(name)
    return code_of(full_address(href("campaign", name=name)))


def code_of(address: str) -> Response:
    """An address as a QR code."""
    drawing = BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", border=4, dark="#000", light="#fff", omitsize=True)
    return Response(drawing.getvalue(), mimetype="image/svg+xml")


def _places(title: str, address: str) -> list[Place]:
    both, text, link = quote(f"{title} {address}", safe=""), quote(title, safe=""), quote(address, safe="")
    return [
        Place("Mastodon", f"https://share.joinmastodon.org/#text={both}"),
        Place("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
        Place("Reddit", f"https://www.reddit.com/submit?url={link}&title={text}"),
        Place("WhatsApp", f"https://wa.me/?text={both}"),
        Place("Telegram", f"https://t.me/share/url?url={link}&text={text}"),
    ]

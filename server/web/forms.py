"""How the pages take forms: without cookie and script, and with the same answer to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from server.forms.automation import HONEYPOT, STAMP, make_stamp, network_of, read_form, same_site
from server.forms.intake import take_in
from server.languages import N_
from server.web.reading import installation
from server.web.rendering import current_language, href

TOO_OLD = N_("This page was open for more than twelve hours. Please look at what you wrote, and send it again.")


@dataclass(frozen=True)
class Sent:
    """A form as it came: its fields, and what its hidden fields tell."""

    fields: dict[str, str]
    automated: bool
    too_old: bool
    nonce: str


@dataclass(frozen=True)
class Blank:
    """What a template needs to draw a form: what was typed already, what is wrong with it, and the hidden fields."""

    values: Mapping[str, str]
    problems: Mapping[str, str]
    stamp: str
    stamp_name: str = STAMP
    trap_name: str = HONEYPOT


def blank(form: str, values: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None) -> Blank:
    """A form to be filled in, or to be mended."""
    stamp = make_stamp(installation().secrets, form, datetime.now(UTC))
    return Blank(values or {}, problems or {}, stamp)


def plain_fields() -> dict[str, str]:
    """The fields that were sent; a field that comes twice is no form of ours (400)."""
    if any(len(values) > 1 for values in request.form.listvalues()):
        abort(400)
    return request.form.to_dict()


def comes_from_us() -> bool:
    """Whether the request was sent from a page of ours, as far as the browser says."""
    return same_site(dict(request.headers), installation().settings.site)


def sent(form: str) -> Sent:
    """The form that was sent."""
    fields, context = plain_fields(), installation()
    reading = read_form(context.secrets, form, fields, datetime.now(UTC))
    return Sent(fields, reading.automated or not comes_from_us(), reading.too_old, reading.nonce)


def queue(form: str, answer: Sent, data: Mapping[str, Any]) -> None:
    """Put a form that is in order into the queue; the worker decides on it."""
    context = installation()
    more = {
        "language": current_language().tag,
        "network": network_of(request.remote_addr),
        "nonce": answer.nonce,
        "automated": answer.automated,
    }
    with context.database.write() as session:
        take_in(session, context.secrets, form, {**data, **more})


def see(page: str, **values: str) -> Response:
    """Send the browser on to a page of ours, so that reloading it sends nothing twice."""
    response = redirect(href(page, None, **values), 303)
    response.headers["Cache-Control"] = "no-store"
    return response

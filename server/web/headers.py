"""Security and cache headers of every answer, and one address for each page, in one place."""

from flask import Flask, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)
# For the one page whose search runs on it.
CSP_WITH_SCRIPT = CSP.replace("style-src", "script-src 'self'; style-src")
SECURITY = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}

# The first list is published by a person: asking again after a few minutes is soon enough.
RETRY_AFTER_SECONDS = 300


def init_app(app: Flask) -> None:
    """Put the headers on every answer of ``app``, and send addresses with a query to those without."""
    app.before_request(_without_query)
    app.after_request(_add_headers)


def _without_query() -> AnyResponse | None:
    """No page has a query: a made-up one would fill caches with copies, and carry what somebody adds to links."""
    blueprint = request.blueprint or ""
    ours = request.endpoint == "static" or blueprint == "pages" or blueprint.startswith("pages-")
    if not ours or not request.query_string or request.endpoint is None:
        return None
    return redirect(url_for(request.endpoint, **(request.view_args or {})), 308)


def _add_headers(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if not request.is_secure:
        # Browsers ignore it over http; leaving it out keeps a test server's answers honest.
        del response.headers["Strict-Transport-Security"]
    if response.status_code == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    if "Cache-Control" not in response.headers:
        fresh = request.method in {"GET", "HEAD"} and response.status_code == 200
        response.headers["Cache-Control"] = "public, max-age=300" if fresh else "no-store"
    return response

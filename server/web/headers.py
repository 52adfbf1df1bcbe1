"""Security and cache headers of every answer, in one place."""

from flask import Flask, Response, request

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)
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
    """Put the headers on every answer of ``app``."""
    app.after_request(_add_headers)


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

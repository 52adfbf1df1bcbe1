"""Headers of the interface and the feed: one golden file a kind of route, and what must never be in any."""

import json
import os
from pathlib import Path

import pytest
from publishing import publish

GOLDEN = Path(__file__).parent / "golden" / "api-headers.json"
ORIGIN = {"Origin": "https://catalogue.example"}
PREFLIGHT = {**ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-secret"}
KINDS = {
    "document": ("GET", "/api/v1/rules", ORIGIN),
    "one entry": ("GET", "/api/v1/rules/creativebug", ORIGIN),
    "head": ("HEAD", "/api/v1/rules/creativebug", ORIGIN),
    "OpenAPI document": ("GET", "/api/v1/openapi.json", ORIGIN),
    "problem: a query": ("GET", "/api/v1/rules?x=1", ORIGIN),
    "problem: no such entry": ("GET", "/api/v1/rules/nothing", ORIGIN),
    "problem: no such address": ("GET", "/api/v1/nothing", ORIGIN),
    "problem: wrong method": ("POST", "/api/v1/rules", ORIGIN),
    "preflight": ("OPTIONS", "/api/v1/rules", PREFLIGHT),
    "for maintainers: no token": ("GET", "/api/v1/releases/drafts", ORIGIN),
    "for maintainers: preflight": (
        "OPTIONS",
        "/api/v1/releases/drafts",
        {**PREFLIGHT, "Access-Control-Request-Method": "POST"},
    ),
    "reference page": ("GET", "/api/", ORIGIN),
    "feed": ("GET", "/releases.atom", ORIGIN),
}


@pytest.fixture
def published(context, rules: Path, client):
    publish(context, rules)
    return client


def test_the_headers_of_each_kind_of_route_are_those_of_the_golden_file(published) -> None:
    """Written anew with ``OPTOUT_WRITE_GOLDEN=1``."""
    found = {}
    for kind, (method, address, headers) in KINDS.items():
        answer = published.open(address, method=method, headers=headers)
        shown = {name: value for name, value in sorted(answer.headers.items()) if name != "Content-Length"}
        if "Allow" in shown:  # Flask gives it in any order
            shown["Allow"] = ", ".join(sorted(shown["Allow"].split(", ")))
        found[kind] = {"request": f"{method} {address}", "status": answer.status_code, "headers": shown}
    if os.environ.get("OPTOUT_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(found, indent=2) + "\n")
    assert found == json.loads(GOLDEN.read_text())


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_an_answer_can_tell_clients_apart(published, kind) -> None:
    method, address, headers = KINDS[kind]
    asked = {**headers, "If-None-Match": '"x"', "If-Modified-Since": "Mon, 23 Nov 2026 12:00:00 GMT", "Cookie": "a=b"}
    answer = published.open(address, method=method, headers=asked)
    assert answer.status_code == published.open(address, method=method, headers=headers).status_code
    for name in ("ETag", "Last-Modified", "Set-Cookie", "Vary", "Access-Control-Allow-Credentials"):
        assert name not in answer.headers
    assert "catalogue.example" not in str(answer.headers)
    assert "x-secret" not in str(answer.headers)


def test_only_the_reading_routes_are_open_to_other_origins(published) -> None:
    opened = {
        kind
        for kind, (method, address, headers) in KINDS.items()
        if "Access-Control-Allow-Origin" in published.open(address, method=method, headers=headers).headers
    }
    assert opened == {
        "document",
        "one entry",
        "head",
        "OpenAPI document",
        "problem: a query",
        "problem: no such entry",
        "preflight",
        "feed",
    }

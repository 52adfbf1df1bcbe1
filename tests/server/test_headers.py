"""The headers of each kind of page, held by a golden file; and one address for each page.

To change the file on purpose: OPTOUT_WRITE_GOLDEN=1 pytest tests/server/test_headers.py
"""

import json
import os
from itertools import product
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from publishing import publish
from werkzeug.test import TestResponse

from server.web.headers import CSP, CSP_WITH_SCRIPT

GOLDEN = Path(__file__).parent / "golden" / "headers.json"
ORIGIN = "https://optout.example"
# Kind -> path, with a method before it if it is not GET.
KINDS = {
    "home": "/",
    "directory": "/resources/",
    "resource": "/resources/hoopla/",
    "label": "/resources/hoopla/label/",
    "code": "/resources/hoopla/code.svg",
    "campaign": "/campaigns/linkedin/",
    "form to sign": "/campaigns/library-card-is-enough/sign/",
    "after signing": "/campaigns/library-card-is-enough/sign/sent/",
    "signers": "/campaigns/library-card-is-enough/signers/",
    "pass it on": "/campaigns/linkedin/share/",
    "private link that is none": "/signature/x/",
    "what is kept": "/privacy/what-we-keep/",
    "libraries": "/libraries/",
    "form to join": "/libraries/join/",
    "a library’s private link that is none": "/libraries/entry/x/",
    "link for a library": "/libraries/link/",
    "for a library’s computers": "/for-libraries/kit/",
    "package": "/extension/firefox/libraries-optout.xpi",
    "newest package": "/extension/chromium/updates.xml",
    "history of the list": "/releases/",
    "plain page": "/privacy/",
    "page in Spanish": "/es/resources/hoopla/",
    "stylesheet": "/static/site.css",
    "script": "/static/directory.js",
    "without the slash": "/get",
    "unknown query": "/resources/?utm_source=x",
    "unknown query of a file": "/static/site.css?x=1",
    "no such page": "/nothing/",
    "not allowed": "POST /resources/",
}
# What differs from build to build, or is the body's own.
CHANGING = {"Content-Length", "Date", "ETag", "Expires", "Last-Modified"}


@pytest.fixture
def published(context, rules: Path, client_of):
    """The pages at an https address, where every header counts."""
    publish(context, rules)
    settings = context.settings.model_copy(update={"public_url": ORIGIN})
    return client_of(settings)


def asked(client: FlaskClient, wanted: str) -> TestResponse:
    method, _, path = wanted.rpartition(" ")
    with client.open(path, method=method or "GET", base_url=ORIGIN) as answer:
        return answer


def test_each_kind_of_page_has_the_headers_of_the_golden_file(published) -> None:
    found = {}
    for kind, wanted in KINDS.items():
        answer = asked(published, wanted)
        headers = {name: value for name, value in sorted(answer.headers.items()) if name not in CHANGING}
        found[kind] = {"status": answer.status_code, **headers}
    if os.environ.get("OPTOUT_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("policy", [CSP, CSP_WITH_SCRIPT])
def test_no_policy_allows_what_is_not_ours(policy) -> None:
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy


def test_only_the_directory_may_run_a_script(published) -> None:
    for wanted in KINDS.values():
        policy = asked(published, wanted).headers["Content-Security-Policy"]
        assert ("script-src" in policy) == (wanted == "/resources/"), wanted


def test_an_unknown_query_leads_to_the_page_s_one_address_and_is_not_kept(published) -> None:
    paths = ["/", "/es/resources/hoopla/", "/resources/hoopla/code.svg", "/static/site.css"]
    for path, query in product(paths, ["utm_source=x", "a=1&a=2", "%00", "q=https://evil.example/"]):
        answer = published.get(f"{path}?{query}", base_url=ORIGIN)
        assert answer.status_code == 308
        assert answer.headers["Location"] == path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "evil" not in answer.text


def test_a_forged_host_is_refused_and_not_repeated(published) -> None:
    paths = ["/", "/es/", "/resources/hoopla/", "/releases/", "/nothing/", "/get", "/?x=1"]
    for path, host in product(paths, ["evil.example", "optout.example.evil.example", "optout.example@evil.example"]):
        answer = published.get(path, base_url=ORIGIN, headers={"Host": host})
        assert answer.status_code == 400, (path, host)
        assert "evil" not in answer.text + str(answer.headers)


def test_a_forwarded_host_changes_nothing(published) -> None:
    answer = published.get("/resources/hoopla/", base_url=ORIGIN, headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil" not in answer.text

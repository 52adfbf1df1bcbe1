"""The public pages: true, sourced, quiet."""

import re
from pathlib import Path

import pytest
from publishing import publish

from server.app import create_app
from server.catalogue.folder import read_folder
from server.catalogue.store import import_catalogue
from server.web.headers import CSP

PAGES = [
    "/",
    "/resources/",
    "/resources/creativebug/",
    "/resources/linkedin-learning/",
    "/campaigns/",
    "/campaigns/linkedin/",
    "/campaigns/library-card-is-enough/",
    "/libraries/",
]


@pytest.fixture
def published(context, rules: Path, client):
    publish(context, rules)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_page_sets_no_cookie_runs_no_script_and_loads_nothing_from_elsewhere(published, page) -> None:
    answer = published.get(page)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers
    assert "<script" not in answer.text
    loaded = re.findall(r'<(?:link|img|source|iframe)[^>]*(?:href|src)="([^"]+)"', answer.text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


@pytest.mark.parametrize("page", [*PAGES, "/nothing-here", "/updates/nothing"])
def test_every_answer_carries_the_security_headers(published, page) -> None:
    headers = published.get(page).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_policy_allows_nothing_that_is_not_ours() -> None:
    assert CSP.startswith("default-src 'none'")
    assert "unsafe" not in CSP
    assert "*" not in CSP


def test_every_rule_has_a_page_with_its_sources_and_their_dates(published, context, rules) -> None:
    for path in (rules / "vendors").glob("*.yaml"):
        text = published.get(f"/resources/{path.stem}/").text
        claims = re.findall(r'<article class="claim.*?</article>', text, re.DOTALL)
        assert claims, path.stem
        for claim in claims:
            assert 'class="cited"' in claim
            assert "Read on November 23, 2026" in claim
            assert "Dated " in claim or "The page bears no date." in claim


def test_the_starter_list_and_the_development_keys_are_said_on_every_page(published) -> None:
    for page in PAGES:
        text = published.get(page).text
        assert "Starter list:" in text
        assert "not yet reviewed by two people" in text
        assert "signed with development keys" in text


def test_linkedin_learning_is_told_as_history_and_never_as_in_force(published) -> None:
    text = published.get("/resources/linkedin-learning/").text
    assert "June 28, 2019" in text
    assert "was withdrawn on March 26, 2020" in text
    assert "What helps today" in text
    assert ">Asks for" not in text


def test_the_won_campaign_tells_the_record_in_the_past(published) -> None:
    text = published.get("/campaigns/linkedin/").text
    assert "Libraries said no. The plan was withdrawn." in text
    assert "43 organisations" in text
    assert "not known to us" in text
    assert text.index("2019-06-28") < text.index("2020-03-26")


def test_the_libraries_of_2019_are_a_record_and_nobody_takes_part_yet(published) -> None:
    text = published.get("/libraries/").text
    assert "their position today is not known to us" in text
    assert "None yet." in text
    assert text.count("<li>") >= 43
    assert "San José Public Library" in text


def test_only_what_is_published_is_shown(published, context, rules) -> None:
    path = rules / "vendors" / "creativebug.yaml"
    path.write_text(path.read_text().replace("name: Creativebug\n", "name: Creativebug Unpublished\n", 1))
    with context.database.write() as session:
        import_catalogue(session, read_folder(rules).catalogue)
    assert "Unpublished" not in published.get("/resources/creativebug/").text
    publish(context, rules)
    assert "Creativebug Unpublished" in published.get("/resources/creativebug/").text


def test_before_the_first_release_the_pages_say_so(client) -> None:
    answer = client.get("/")
    assert answer.status_code == 503
    assert "The first list has not been published" in answer.text


def test_a_missing_page_helps_and_echoes_nothing(published) -> None:
    answer = published.get("/<b>secret</b>")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_forged_host_is_refused_and_not_repeated(published) -> None:
    answer = published.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_an_https_site_asks_to_stay_on_https(context) -> None:
    settings = context.settings.model_copy(update={"public_url": "https://optout.example"})
    client = create_app(settings).test_client()
    answer = client.get("/nothing", base_url="https://optout.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"

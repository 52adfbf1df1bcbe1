"""The public pages: true, sourced, quiet."""

import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
import segno
from publishing import publish

from server.catalogue.folder import read_folder
from server.catalogue.store import import_catalogue
from server.config import load_settings
from server.database import Base
from server.errors import OptOutError
from server.releases.history import history
from server.releases.tables import ReleaseRow

sys.path.insert(0, str(Path(__file__).parents[2]))
from server.deployment.manifests import MINIMUM

ENGLISH = [
    "/",
    "/resources/",
    "/resources/creativebug/",
    "/resources/linkedin-learning/",
    "/resources/hoopla/label/",
    "/campaigns/",
    "/campaigns/linkedin/",
    "/campaigns/library-card-is-enough/",
    "/libraries/",
    "/releases/",
    "/get/",
    "/get/check/",
    "/privacy/",
    "/what-we-list/",
    "/accessibility/",
    "/corrections/",
    "/corrections/hoopla/",
]
PAGES = [prefix + path for prefix in ("", "/es") for path in ENGLISH]
STATIC = r'<(?:link rel="(?!alternate)|img|source|iframe|script)[^>]*(?:href|src)="([^"]+)"'


@pytest.fixture
def published(context, rules: Path, client):
    publish(context, rules)
    return client


def test_no_page_sets_a_cookie_or_loads_anything_from_elsewhere(published) -> None:
    for page in PAGES:
        answer = published.get(page)
        assert answer.status_code == 200, page
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers
        assert ("<script" in answer.text) == page.endswith("/resources/"), page
        loaded = re.findall(STATIC, answer.text)
        assert loaded
        assert all(re.match(r"/static/|(/es)?/resources/hoopla/code\.svg$", address) for address in loaded), page


def test_looking_changes_nothing(published, context) -> None:
    def everything() -> list[object]:
        with context.database.read() as session:
            rows = [session.execute(table.select()).all() for table in Base.metadata.sorted_tables]
        files = sorted(p for p in context.settings.instance.rglob("*") if p.is_file() and "sqlite" not in p.name)
        return [rows, [(path, path.read_bytes()) for path in files]]

    before = everything()
    for page in [*PAGES, "/resources/hoopla/code.svg", "/nothing/"]:
        whole, head = published.get(page), published.head(page)
        assert (head.status_code, head.data) == (whole.status_code, b"")
        assert published.post(page).status_code in {404, 405}
    assert everything() == before


def test_every_rule_has_a_page_with_its_sources_and_their_dates(published, context, rules) -> None:
    for path in (rules / "vendors").glob("*.yaml"):
        text = published.get(f"/resources/{path.stem}/").text
        claims = re.findall(r'<article class="claim.*?</article>', text, re.DOTALL)
        assert claims, path.stem
        for claim in claims:
            assert 'class="cited"' in claim
            assert "Read on 23 November 2026" in claim
            assert "Dated " in claim or "The page bears no date." in claim


def test_the_starter_list_and_the_development_keys_are_said_on_every_page(published) -> None:
    for page in PAGES:
        text = published.get(page).text
        spanish = page.startswith("/es/")
        assert ("Lista inicial:" if spanish else "Starter list:") in text
        assert ("aún no revisada por dos personas" if spanish else "not yet reviewed by two people") in text
        assert ("claves de desarrollo" if spanish else "signed with development keys") in text


def test_linkedin_learning_is_told_as_history_and_never_as_in_force(published) -> None:
    text = published.get("/resources/linkedin-learning/").text
    assert "28 June 2019" in text
    assert "was withdrawn on 26 March 2020" in text
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


def test_an_https_site_asks_to_stay_on_https(context, client_of) -> None:
    settings = context.settings.model_copy(update={"public_url": "https://optout.example"})
    client = client_of(settings)
    answer = client.get("/nothing", base_url="https://optout.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_history_names_every_list_with_its_check_number_and_what_it_changed(published, context, rules) -> None:
    path = rules / "vendors" / "hoopla.yaml"
    path.write_text(path.read_text().replace("vendor: Midwest Tape", "vendor: Midwest Tape, LLC"))
    publish(context, rules)
    text = published.get("/releases/").text
    assert text.index("List 2 of") < text.index("List 1 of")
    with context.database.read() as session:
        for event in history(session):
            assert event.sha256 in text
            assert event.fingerprint in text
    second = re.search(r'id="list-2".*?</article>', text, re.DOTALL)
    assert second
    assert "Changed: 1 entry" in second.group()
    assert '<a href="/resources/hoopla/">hoopla</a>' in second.group()
    entry = published.get("/resources/hoopla/").text
    assert "Added with list 1 on 23 November 2026." in entry
    assert "Changed with list 2 on 23 November 2026." in entry


def test_the_history_shows_no_list_that_is_not_published_yet(published, context) -> None:
    with context.database.write() as session:
        row = session.get_one(ReleaseRow, 1)
        ahead = {column.key: getattr(row, column.key) for column in ReleaseRow.__table__.columns}
        session.add(ReleaseRow(**{**ahead, "number": 2}))
    assert "List 1 of" in published.get("/releases/").text
    assert "List 2 of" not in published.get("/releases/").text


def test_a_resource_leads_to_a_correction_with_nothing_but_its_id(published) -> None:
    assert 'href="/corrections/hoopla/"' in published.get("/resources/hoopla/").text
    text = published.get("/corrections/hoopla/").text
    assert '<code dir="ltr">hoopla</code>' in text
    assert "no address for corrections yet" in text
    assert "<form" not in text
    assert published.get("/corrections/unknown/").status_code == 404


def test_settings_name_the_stores_the_operator_and_the_address_for_corrections(context, rules, client_of) -> None:
    publish(context, rules)
    store = "https://addons.mozilla.org/firefox/addon/libraries-optout/"
    named = {"store_firefox": store, "operator": "Friends of Libraries", "contact": "c@optout.example"}
    client = client_of(context.settings.model_copy(update=named))
    get = client.get("/get/").text
    assert f'href="{store}"' in get
    assert get.count("Not in the store yet") == 2
    assert "Friends of Libraries" in client.get("/privacy/").text
    assert 'href="mailto:c@optout.example?subject=Correction%20hoopla"' in client.get("/corrections/hoopla/").text


@pytest.mark.parametrize(
    ("name", "value"),
    [("STORE_CHROME", "javascript:alert(1)"), ("STORE_EDGE", "http://x"), ("CONTACT", "me"), ("CONTACT", "a@b.c?cc=d")],
)
def test_a_wrong_store_or_address_is_refused_by_name(monkeypatch, name, value) -> None:
    monkeypatch.setenv(f"OPTOUT_{name}", value)
    with pytest.raises(OptOutError, match=f"OPTOUT_{name}"):
        load_settings(_env_file=None)


def test_the_browsers_that_the_page_asks_for_are_those_of_the_manifests(published) -> None:
    text = published.get("/get/").text
    firefox, chromium = MINIMUM["firefox"].removesuffix(".0"), MINIMUM["chromium"]
    assert f"It needs Firefox {firefox}, or Chrome or Edge {chromium}, or newer." in text


def test_a_label_states_nothing_and_its_code_holds_our_address_alone(published) -> None:
    text = published.get("/resources/hoopla/label/").text
    main = text[text.index("<main") : text.index("</main>")]
    assert "Asks for" not in main
    assert "http://localhost:8000/resources/hoopla/" in main.replace("<wbr>", "")
    drawn = published.get("/resources/hoopla/code.svg").text
    again = BytesIO()
    segno.make("http://localhost:8000/resources/hoopla/", error="m").save(
        again, kind="svg", border=4, dark="#000", light="#fff", omitsize=True
    )
    assert drawn.encode() == again.getvalue()

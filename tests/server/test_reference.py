"""``/api/``: the document as a page for people; and the document itself, held to the standard."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from publishing import publish


@pytest.fixture
def page(context, rules, client) -> str:
    publish(context, rules)
    return client.get("/api/").text


def test_the_document_is_valid_openapi_3_1_and_tells_every_route(client) -> None:
    document = client.get("/api/v1/openapi.json").json
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"] == "3.1.0"
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    }
    assert set(document["paths"]) == routes


def test_every_field_of_the_document_is_described(client) -> None:
    for name, schema in client.get("/api/v1/openapi.json").json["components"]["schemas"].items():
        assert schema["description"], name
        for field, value in schema.get("properties", {}).items():
            assert value.get("description"), f"{name}.{field}"


def test_the_page_shows_every_address_and_every_record_and_its_links_lead_somewhere(client, page) -> None:
    document = client.get("/api/v1/openapi.json").json
    for path in document["paths"]:
        assert f"</b> {path}</code>" in page
    for name in document["components"]["schemas"]:
        assert f'id="record-{name}"' in page
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_page_says_how_to_quote_under_which_licence_and_what_stays(page) -> None:
    assert "How to quote" in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page
    assert "no field is renamed, removed or given another meaning" in page
    assert "<b>computed for each day</b>" in page


def test_the_page_runs_no_script_and_loads_nothing_from_elsewhere(page) -> None:
    assert "<script" not in page
    loaded = re.findall(r'<(?:link|img|source|iframe)[^>]*(?:href|src)="([^"]+)"', page)
    assert "/api/static/reference.css" in loaded
    assert not [address for address in loaded if not address.startswith(("/static/", "/api/static/"))]


def test_before_the_first_release_the_page_is_there_too(client) -> None:
    assert client.get("/api/").status_code == 200

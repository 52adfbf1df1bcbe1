"""``/updates/``: readable from anywhere, the same for everybody, cacheable as its names promise."""

import hashlib
from pathlib import Path

import pytest
from publishing import publish

ORIGIN = {"Origin": "moz-extension://11111111-2222-3333-4444-555555555555"}


@pytest.fixture
def published(context, rules: Path, client):
    publish(context, rules)
    return client


def test_any_origin_may_read_and_none_is_echoed(published) -> None:
    answer = published.get("/updates/timestamp.json", headers=ORIGIN)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Vary" not in answer.headers


def test_the_pages_are_not_readable_from_elsewhere(published) -> None:
    assert "Access-Control-Allow-Origin" not in published.get("/", headers=ORIGIN).headers


def test_the_pointer_is_short_lived_and_everything_else_is_for_ever(published, context) -> None:
    assert published.get("/updates/timestamp.json").headers["Cache-Control"].startswith("public, max-age=300,")
    for path in context.settings.updates_folder.rglob("*.json*"):
        name = path.relative_to(context.settings.updates_folder)
        if name.name != "timestamp.json":
            answer = published.get(f"/updates/{name}")
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.data == path.read_bytes()


def test_nothing_in_an_answer_can_tell_clients_apart(published) -> None:
    answer = published.get("/updates/timestamp.json", headers={"If-None-Match": '"x"', "If-Modified-Since": "x"})
    assert answer.status_code == 200
    for name in ("ETag", "Last-Modified", "Set-Cookie", "Vary"):
        assert name not in answer.headers


def test_the_root_that_is_not_there_yet_costs_little(published) -> None:
    answer = published.get("/updates/2.root.json")
    assert answer.status_code == 404
    assert len(answer.data) < 20
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "name",
    [
        "../optout.sqlite",
        "..%2f..%2fkeys/development/root.pem",
        ".new-x",
        "targets/",
        "1.ROOT.json",
        "timestamp.json/x",
    ],
)
def test_nothing_but_the_repository_s_own_names_is_served(published, name) -> None:
    assert published.get(f"/updates/{name}").status_code == 404


def test_the_list_s_name_is_its_hash(published, context) -> None:
    [path] = context.settings.updates_folder.glob("targets/*.list.jsonl")
    assert path.name.split(".")[0] == hashlib.sha256(published.get(f"/updates/targets/{path.name}").data).hexdigest()


def test_head_answers_without_a_body(published) -> None:
    answer = published.head("/updates/timestamp.json")
    assert (answer.status_code, answer.data) == (200, b"")

"""A declared route: what it takes is checked, what it gives is what it said, and the document tells both."""

import datetime as dt
import json
from typing import Annotated, Any

import pytest
from flask import Blueprint, Flask, request
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import Field
from werkzeug.exceptions import Forbidden

from server.api import problems
from server.api.document import build_document
from server.api.routing import Answer, Api, Input, Operation, Reply
from server.config import Settings
from server.context import Context


class NoteId(Input):
    id: Annotated[str, Field(pattern="^[a-z]+$")]


class Filters(Input):
    newest: Annotated[int, Field(ge=1, le=50)] = 10


class Draft(Input):
    title: Annotated[str, Field(min_length=1, max_length=20)]
    due: dt.date | None = None
    parts: tuple["Draft", ...] = ()


class Note(Answer):
    """A note."""

    title: str
    due: dt.date | None = None


class Notes(Answer):
    """Several notes."""

    notes: tuple[Note, ...]


def refuse_strangers(operation: Operation) -> None:
    assert operation.security == ("token",)
    if request.headers.get("Authorization") != "Bearer right":
        raise Forbidden


@pytest.fixture
def api() -> Api:
    api = Api(Blueprint("notes", __name__, url_prefix="/api/v1"), "Notes", refuse_strangers)
    problems.init_blueprint(api.blueprint)

    @api.route("/notes", {200: Notes}, query=Filters)
    def list_notes(query: Filters) -> Notes:
        """Notes."""
        return Notes(notes=(Note(title="one"),) * query.newest)

    @api.route("/notes/<id>", {200: Note, 201: Note}, method="PUT", path=NoteId, body=Draft, security=("token",))
    def put_note(id: str, body: Draft) -> Note | Reply:  # noqa: A002 - the path's own word
        """Write a note.

        New or
        again.
        """
        note = Note(title=body.title, due=body.due)
        return note if id == "old" else Reply(note, 201, {"Location": "/api/v1/notes/new"})

    @api.route("/liar", {200: Notes})
    def liar() -> Note:
        """Give what was never declared."""
        return Note(title="x")

    return api


@pytest.fixture
def client(api: Api, tmp_path):
    app = Flask("notes")
    app.config.update(MAX_CONTENT_LENGTH=1000, TESTING=True)
    app.extensions["optout"] = Context(Settings(instance=tmp_path, _env_file=None))
    app.register_blueprint(api.blueprint)
    return app.test_client()


RIGHT = {"Authorization": "Bearer right"}


def put(client, text: str, where: str = "old", **headers: str):
    content = {"Content-Type": "application/json", **RIGHT, **headers}
    return client.put(f"/api/v1/notes/{where}", data=text, headers=content)


def test_a_query_is_validated_and_has_defaults(client) -> None:
    assert len(client.get("/api/v1/notes").json["notes"]) == 10
    assert len(client.get("/api/v1/notes?newest=2").json["notes"]) == 2


@pytest.mark.parametrize(
    "query", ["newest=0", "newest=x", "newest=1&newest=2", "newest=1&secret=1", "secret=1", "secret"]
)
def test_a_query_that_does_not_fit_is_a_problem_that_repeats_nothing(client, query) -> None:
    answer = client.get(f"/api/v1/notes?{query}")
    assert answer.status_code == 400
    assert "secret" not in answer.text
    assert "x" not in {error["field"] for error in answer.json["errors"]}


def test_a_route_can_give_several_answers_with_headers(client) -> None:
    old, new = put(client, '{"title": "a", "due": "2026-11-25"}'), put(client, '{"title": "a"}', "new")
    assert (old.status_code, old.json) == (200, {"title": "a", "due": "2026-11-25"})
    assert (new.status_code, new.headers["Location"]) == (201, "/api/v1/notes/new")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"title": ""}', "body.title"),
        ('{"title": 5}', "body.title"),
        ('{"title": "a", "due": "secret"}', "body.due"),
        ('{"title": "a", "secret": 1}', "body"),
        ('{"title": "a", "parts": [{"title": "b", "secret": 1}]}', "body.parts.0"),
        ("[]", "body"),
        ('{"title": "\\ud800"}', "body"),
    ],
)
def test_a_body_that_does_not_fit_names_the_field_and_nothing_that_was_sent(client, body, field) -> None:
    answer = put(client, body)
    assert answer.status_code == 400
    assert field in {error["field"] for error in answer.json["errors"]}
    assert "secret" not in answer.text


@pytest.mark.parametrize("body", ["", "{", '{"title": "a", "title": "b"}', '{"title": NaN}', "[" * 900, "\xff"])
def test_a_body_that_is_no_json_or_says_a_thing_twice_is_refused(client, body) -> None:
    assert put(client, body).status_code == 400


def test_other_kinds_of_body_strangers_and_paths_are_refused(client) -> None:
    assert put(client, "title=a", **{"Content-Type": "application/x-www-form-urlencoded"}).status_code == 415
    assert put(client, '{"title": "a"}', Authorization="").status_code == 403
    assert put(client, '{"title": "a"}', "OLD").status_code == 404
    assert put(client, json.dumps({"title": "a", "x": "y" * 1000})).status_code == 413


def test_a_view_cannot_give_what_it_never_declared(client) -> None:
    with pytest.raises(TypeError, match="liar gave Note with 200, which it never declared"):
        client.get("/api/v1/liar")


def test_the_document_tells_all_of_it(api) -> None:
    schemes: dict[str, Any] = {"token": {"type": "http", "scheme": "bearer"}}
    document = build_document([api], "https://optout.example", schemes)
    OpenAPIV31SpecValidator(document).validate()
    read, write = document["paths"]["/api/v1/notes"]["get"], document["paths"]["/api/v1/notes/{id}"]["put"]
    [newest] = read["parameters"]
    assert newest["schema"] == {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}
    assert (newest["in"], newest["required"]) == ("query", False)
    assert (write["summary"], write["description"]) == ("Write a note.", "New or again.")
    assert write["security"] == [{"token": []}]
    assert write["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Draft"}
    assert set(write["responses"]) == {"200", "201", "400", "401", "403", "404", "413", "415", "500"}
    assert document["components"]["schemas"]["Draft"]["additionalProperties"] is False
    assert document["components"]["schemas"]["Note"]["required"] == ["title", "due"]

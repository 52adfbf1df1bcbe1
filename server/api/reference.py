"""``/api/``: the OpenAPI document as a page for people. No script, nothing from elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request

from server.api.building import LICENCE
from server.api.problems import KINDS
from server.api.public import document
from server.rules.standing import StandingName

blueprint = Blueprint(
    "reference",
    __name__,
    url_prefix="/api",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)

STANDINGS = {
    StandingName.REQUIRED: "It is asked for, there is no way in without it, and that is confirmed.",
    StandingName.AVOIDABLE: "It is asked for, there is a way round, and that is confirmed.",
    StandingName.REPORTED: "Somebody says so, but it is not confirmed, or not lately. `reason` says why not.",
    StandingName.ANNOUNCED: "A plan: it does not hold yet.",
    StandingName.DISPUTED: "The company disagrees, or the warning is suspended. Never show it as a fact.",
    StandingName.UNCLEAR: "The source does not say whether one can do without.",
    StandingName.TIP: "The library’s own door asks, not the company.",
    StandingName.OPTIONAL: "Asked for extra features alone.",
    StandingName.PAST: "No longer so. Never show it as holding today.",
    StandingName.ENOUGH: "Good news: nothing about the patron is asked for.",
}
_PREFIX = "#/components/schemas/"


@dataclass(frozen=True)
class Part:
    """A piece of a type in words; ``schema`` names the record that it links to."""

    text: str
    schema: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a record, or one variable of a path."""

    name: str
    type: tuple[Part, ...]
    description: str


@dataclass(frozen=True)
class Record:
    """One schema: a record with fields, or a set of values."""

    name: str
    description: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]


@blueprint.before_request
def _no_query() -> None:
    if request.query_string:
        abort(400)


@blueprint.get("/")
def page() -> str:
    """How to read the list by program, what the answers mean, how to quote them."""
    described = document(current_app.extensions["optout"].settings.site)
    return render_template(
        "api/reference.html",
        document=described,
        operations=list(operations(described)),
        records=list(records(described)),
        parts=type_in_words,
        standings=STANDINGS,
        problems=KINDS,
        licence=LICENCE,
    )


def operations(described: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The document's operations, each with its method and path, in the order in which they were declared."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield {"method": method.upper(), "path": path, "parameters": [], **operation}


def records(described: dict[str, Any]) -> Iterable[Record]:
    """The document's schemas by name."""
    for name, schema in sorted(described["components"]["schemas"].items()):
        fields = tuple(
            Field(field, type_in_words(value), value.get("description", ""))
            for field, value in schema.get("properties", {}).items()
        )
        yield Record(name, schema.get("description", ""), fields, tuple(schema.get("enum", ())))


def type_in_words(schema: dict[str, Any]) -> tuple[Part, ...]:
    """A schema as people say it: "list of Rule", "text or null"."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_PREFIX)
        return (Part(name, name),)
    if "anyOf" in schema:
        return _joined(" or ", (type_in_words(option) for option in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return (Part(", ".join(map(str, schema.get("enum", [schema.get("const")])))),)
    if schema.get("type") == "array":
        return (Part("list of "), *type_in_words(schema.get("items", {})))
    words = {"string": "text", "integer": "number", "boolean": "yes or no", "object": "object", "null": "null"}
    word = schema.get("format") or words.get(schema.get("type", ""), "anything")
    return (Part(word),)


def _joined(between: str, options: Iterable[tuple[Part, ...]]) -> tuple[Part, ...]:
    found: list[Part] = []
    for option in options:
        found += [Part(between), *option] if found else option
    return tuple(found)

"""The OpenAPI 3.1 document, made from the declarations of the routes and pydantic's own schemas."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from server.api.problems import KINDS, MEDIA_TYPE, Problem
from server.api.routing import Api, Operation

VERSION = "1.0.0"
DESCRIPTION = """\
What online resources of libraries ask patrons for, who says so and since when: the published list for programs.
No key, no cookie, no query. Data: CC BY 4.0. A standing holds for the day `as_of` and is computed anew each day:
quote it with that day, with its evidence and their dates, and with the list's number. What takes a token is for the
maintainers' own programs.
"""
_REF = "#/components/schemas/{model}"
# Headers that some statuses bring along.
_HEADERS = {
    503: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}

Document = dict[str, Any]


def build_document(apis: Iterable[Api], site: str, security_schemes: Document | None = None) -> Document:
    """The document of these routes.

    Args:
        apis: in the order in which they are shown.
        site: the public origin.
        security_schemes: OpenAPI's own form, by the names that routes use.

    """
    operations = [operation for api in apis for operation in api.operations]
    schemas, definitions = _schemas(operations)
    paths: Document = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas, site)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Libraries OptOut",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "CC BY 4.0 (the data)", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": site}],
        "externalDocs": {"url": f"{site}/api/", "description": "The same as a page, with how to quote"},
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
        "paths": paths,
        "components": {"schemas": definitions, "securitySchemes": security_schemes or {}},
    }


Schemas = dict[tuple[type[BaseModel], JsonSchemaMode], Document]


def _schemas(operations: list[Operation]) -> tuple[Schemas, Document]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for operation in operations:
        wanted |= {(model, "serialization"): None for model in operation.answers.values() if model}
        if operation.body:
            wanted[operation.body, "validation"] = None
    schemas, definitions = models_json_schema(list(wanted), ref_template=_REF)
    return schemas, _tidied(definitions.get("$defs", {}))  # type: ignore[return-value]


def _operation(operation: Operation, schemas: Schemas, site: str) -> Document:
    built: Document = {"operationId": operation.id, "tags": [operation.tag], "summary": operation.summary}
    if operation.description:
        built["description"] = operation.description
    parameters = [*_parameters(operation.path_input, "path"), *_parameters(operation.query, "query")]
    if parameters:
        built["parameters"] = parameters
    if operation.body:
        content = {"application/json": {"schema": schemas[operation.body, "validation"]}}
        built["requestBody"] = {"required": True, "content": content}
    if operation.security:
        built["security"] = [{name: []} for name in operation.security]
    built["responses"] = _responses(operation, schemas, site)
    return built


def _responses(operation: Operation, schemas: Schemas, site: str) -> Document:
    responses: Document = {}
    for status, model in operation.answers.items():
        responses[str(status)] = {"description": _first_line(model) if model else "Done."}
        if model:
            responses[str(status)]["content"] = {"application/json": {"schema": schemas[model, "serialization"]}}
    for status in operation.problems:
        kind = KINDS[status]
        answer: Document = {
            "description": f"{kind.title}. See {site}/api/#{kind.anchor}",
            "content": {MEDIA_TYPE: {"schema": schemas[Problem, "serialization"]}},
        }
        if status in _HEADERS:
            answer["headers"] = _HEADERS[status]
        responses[str(status)] = answer
    return responses


def _parameters(model: type[BaseModel] | None, place: str) -> list[Document]:
    if model is None:
        return []
    schema = _tidied(model.model_json_schema())
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": place,
            "required": name in required,
            "description": field.pop("description", ""),
            "schema": field,
        }
        for name, field in schema["properties"].items()
    ]


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


def _tidied(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Without the titles that pydantic makes from field names, and with descriptions on one line."""
    if isinstance(schema, list):
        return [_tidied(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    # A field may be called "title" or "description": then its value is a schema.
    tidied = {name: _tidied(value) for name, value in schema.items() if name != "title" or not isinstance(value, str)}
    if isinstance(tidied.get("description"), str):
        tidied["description"] = " ".join(tidied["description"].split())
    return tidied

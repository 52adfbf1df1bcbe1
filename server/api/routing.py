"""Routes that know what they take and give: one declaration validates, serialises and documents.

An ``Api`` wraps a blueprint. Each route names pydantic models for what it takes (path, query, body) and for every
answer it can give; the same declaration feeds the OpenAPI document, so that the two cannot differ.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from server.api.problems import NO_QUERY, InvalidInputError

View = Callable[..., "BaseModel | Reply | Response"]
Guard = Callable[["Operation"], None]


class Answer(BaseModel):
    """A record in an answer: every field is always there, ``null`` where nothing is known.

    The schema leaves room for more fields, as the promise of ``/api/v1/`` does.
    """

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


class Input(BaseModel):
    """What a route takes. A field that it does not know is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


@dataclass(frozen=True)
class Reply:
    """An answer that is not the route's usual one: its model, its status, and headers such as ``Location``."""

    content: BaseModel
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One method on one path, as declared.

    Args:
        path: in OpenAPI's form, ``/api/v1/rules/{id}``.
        answers: the model of each status that is no problem; ``None`` for an answer without a body.
        problems: the statuses that are answered by problem documents.
        security: names of security schemes, any of which lets a caller in; empty for a public route.

    """

    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    answers: Mapping[int, type[BaseModel] | None]
    problems: tuple[int, ...]
    path_input: type[Input] | None = None
    query: type[Input] | None = None
    body: type[Input] | None = None
    security: tuple[str, ...] = ()


class Api:
    """Declares routes on a blueprint and remembers them for the document.

    Args:
        blueprint: with the URL prefix of the routes.
        tag: the heading under which the document and the reference page show them.
        guard: called before each route that names a security scheme; raises to refuse.

    """

    def __init__(self, blueprint: Blueprint, tag: str, guard: Guard | None = None) -> None:
        self.blueprint = blueprint
        self.operations: list[Operation] = []
        self._tag = tag
        self._guard = guard

    def route(  # noqa: PLR0913 - a declaration says everything about its route
        self,
        rule: str,
        answers: Mapping[int, type[BaseModel] | None],
        *,
        method: str = "GET",
        problems: tuple[int, ...] = (),
        path: type[Input] | None = None,
        query: type[Input] | None = None,
        body: type[Input] | None = None,
        security: tuple[str, ...] = (),
    ) -> Callable[[View], View]:
        """Declare a view.

        The view gets the fields of ``path`` by name, and ``query`` and ``body`` as instances. It returns a model (sent
        with the first status of ``answers``), a ``Reply``, or a finished response. The first line of its docstring is
        the summary, the rest the description.

        Args:
            rule: as Flask writes it, below the blueprint's prefix.
            answers: status -> model.
            problems: statuses beside those that every route can give (400, 413, 500, and what its inputs add).
            method: the HTTP method; GET brings HEAD and OPTIONS.
            path: model of the path's variables; what does not fit is a 404.
            query: model of the query; without one any query at all is a 400.
            body: model of the JSON body.
            security: names of security schemes of the document.

        """

        def declare(view: View) -> View:
            summary, _, description = (view.__doc__ or "").partition("\n")
            operation = Operation(
                id=view.__name__,
                method=method,
                path=re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"{self.blueprint.url_prefix or ''}{rule}"),
                tag=self._tag,
                summary=summary.strip(),
                description=" ".join(description.split()),
                answers=answers,
                problems=_problems(problems, path=path, body=body, security=security),
                path_input=path,
                query=query,
                body=body,
                security=security,
            )
            self.operations.append(operation)
            self.blueprint.add_url_rule(rule, view.__name__, self._wrapped(operation, view), methods=[method])
            return view

        return declare

    def _wrapped(self, operation: Operation, view: View) -> Callable[..., Response]:
        @wraps(view)
        def answer(**variables: object) -> Response:
            if operation.security and self._guard:
                self._guard(operation)
            return _response(operation, view(**_inputs(operation, variables)))

        return answer


def _problems(
    own: tuple[int, ...], *, path: object | None, body: object | None, security: tuple[str, ...]
) -> tuple[int, ...]:
    found = {400, 413, 500, *own}
    if path:
        found.add(404)
    if body:
        found.add(415)
    if security:
        found |= {401, 403}
    return tuple(sorted(found))


def _inputs(operation: Operation, variables: Mapping[str, object]) -> dict[str, Any]:
    inputs: dict[str, Any] = dict(variables)
    if operation.path_input:
        try:
            inputs = dict(operation.path_input.model_validate(variables))
        except ValidationError:
            raise NotFound from None
    if operation.query:
        inputs["query"] = _validated(operation.query, _query(), "query")
    elif request.query_string:
        raise InvalidInputError("query", detail=NO_QUERY)
    if operation.body:
        inputs["body"] = _validated(operation.body, _body(), "body")
    return inputs


def _validated(model: type[Input], data: object, place: str) -> Input:
    # As JSON, so that a date may be a string but a number may not.
    try:
        if place == "query":
            return model.model_validate_strings(data)
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise InvalidInputError(place, error) from None


def _query() -> dict[str, str]:
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise InvalidInputError("query")
    return dict(request.args.items())


def _body() -> object:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return json.loads(request.get_data(), object_pairs_hook=_without_repeats, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidInputError("body") from None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Two parsers may take different ones of two equal keys; nothing here may hang on which.
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _refuse(_constant: str) -> object:
    raise ValueError


def _response(operation: Operation, result: "BaseModel | Reply | Response") -> Response:
    if isinstance(result, Response):
        return result
    reply = result if isinstance(result, Reply) else Reply(result, next(iter(operation.answers)))
    expected = operation.answers.get(reply.status)
    if expected is None or not isinstance(reply.content, expected):
        raise TypeError(
            f"{operation.id} gave {type(reply.content).__name__} with {reply.status}, which it never declared"
        )
    response = Response(reply.content.model_dump_json(by_alias=True), reply.status, mimetype="application/json")
    response.headers.update(reply.headers)
    return response

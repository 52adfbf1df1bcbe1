"""The rules in force, and the form with which a change is proposed or edited."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.catalogue.model import Kind, entry_id
from server.catalogue.store import load_catalogue
from server.curation import changes, documents
from server.curation.changes import Content
from server.curation.differences import between
from server.curation.errors import Document, Flaw, OvertakenError, UnfitError
from server.errors import OptOutError
from server.maintain import rule_form, visit
from server.maintain.guard import blueprint, see
from server.maintain.preview import Preview, preview_of, today
from server.rules.model import Rule
from server.web.forms import plain_fields
from server.web.reading import installation

_MOST_TRIED = 20


@dataclass(frozen=True)
class Draft:
    """What stands in the form, and what came of the last press of a button."""

    values: Mapping[str, str]
    problem: OptOutError | None = None
    flaws: tuple[Flaw, ...] = ()
    preview: Preview | None = None
    looked: bool = False

    @property
    def overtaken(self) -> list[Any]:
        """What others have changed meanwhile."""
        error = self.problem
        return between(error.base, error.theirs) if isinstance(error, OvertakenError) else []


@blueprint.get("/rules/")
def rules() -> str:
    """Every rule in force, and whether a change of it is on its way."""
    with installation().database.read() as session:
        found = sorted(load_catalogue(session).rules, key=lambda rule: rule.name.casefold())
        under_way = {row.entry: row.id for row in changes.listed(session) if row.kind == Kind.RULE}
        return render_template("maintain/rules.html", rules=found, under_way=under_way)


@blueprint.get("/rules/new/")
def new_rule() -> Response:
    """An empty form."""
    return _page(None, Draft({}))


@blueprint.post("/rules/new/")
def propose_new_rule() -> AnyResponse:
    """Look at a new rule, or propose it."""
    return _propose(None)


@blueprint.get("/rules/<name>/change/")
def change_rule(name: str) -> Response:
    """The form with a rule as it is now."""
    with installation().database.read() as session:
        text = documents.in_force(session, Kind.RULE, name).text
    if text is None:
        abort(404)
    return _page(name, Draft({**rule_form.values_of(json.loads(text)), "base": text}))


@blueprint.post("/rules/<name>/change/")
def propose_change(name: str) -> AnyResponse:
    """Look at a change of a rule, or propose it."""
    return _propose(name)


@blueprint.get("/changes/<int:number>/edit/")
def edit_change(number: int) -> Response:
    """The form with a change as it is."""
    with installation().database.read() as session:
        row = changes.numbered(session, number)
        if row.kind != Kind.RULE:
            abort(404)
        values = rule_form.values_of(documents.parsed(row.document) or {})
        return _page(row.entry, Draft({**values, "version": str(row.version), "why": row.why}), number)


@blueprint.post("/changes/<int:number>/edit/")
def save_change(number: int) -> AnyResponse:
    """Look at a change in its new form, or keep it."""
    fields, document = _sent()
    if fields.get("do") != "save":
        return _looked(document.get("id"), fields, document, number)
    content = Content(document, fields.get("why", ""))
    try:
        with installation().database.write() as session:
            anew = fields.get("anew") == "yes"
            changes.edit(session, visit.actor(), number, _version(fields), content, anew=anew)
    except (UnfitError, OvertakenError) as error:
        return _refused(document.get("id"), fields, document, error, number)
    return see("change", number=number)


def _propose(name: str | None) -> AnyResponse:
    fields, document = _sent()
    if name is not None:
        document = {**document, "id": name}
    if fields.get("do") != "save":
        return _looked(name, fields, document)
    content = Content(document, fields.get("why", ""))
    try:
        with installation().database.write() as session:
            base = _base(fields) if name else None
            wanted = str(document.get("id", ""))
            number = changes.propose(session, visit.actor(), Kind.RULE, wanted, content, base=base).id
    except (UnfitError, OvertakenError) as error:
        return _refused(name, fields, document, error)
    return see("change", number=number)


def _sent() -> tuple[dict[str, str], Document]:
    fields = plain_fields()
    return fields, rule_form.document_of(fields)


def _looked(name: str | None, fields: Mapping[str, str], document: Document, number: int | None = None) -> Response:
    """The form again, with what the gates say and a preview; nothing is kept."""
    kept = _kept(fields, document)
    if "more" in fields:
        return _page(name, Draft(kept), number)
    with installation().database.read() as session:
        try:
            rule = _rule(document)
        except UnfitError as error:
            return _page(name, Draft(kept, error, error.flaws, looked=True), number)
        return _page(name, _judged(session, rule, kept), number)


def _judged(session: Session, rule: Rule, kept: Mapping[str, str]) -> Draft:
    flaws = documents.flaws_of(session, (Kind.RULE, entry_id(rule)), rule, {}, today())
    urls = [line.strip() for line in kept.get("try", "").splitlines() if line.strip()][:_MOST_TRIED]
    return Draft(kept, flaws=flaws, preview=preview_of(session, rule, urls), looked=True)


def _refused(
    name: str | None, fields: Mapping[str, str], document: Document, error: OptOutError, number: int | None = None
) -> Response:
    kept, status = _kept(fields, document), 422
    if isinstance(error, OvertakenError):
        status = 409
        kept = {**kept, **_present(name, number)}
    flaws = error.flaws if isinstance(error, UnfitError) else ()
    response = _page(name, Draft(kept, error, flaws), number)
    response.status_code = status
    return response


def _present(name: str | None, number: int | None) -> dict[str, str]:
    """What the form is measured against once she has seen what others did."""
    with installation().database.read() as session:
        if number is not None:
            return {"version": str(changes.numbered(session, number).version)}
        return {"base": documents.in_force(session, Kind.RULE, name or "").text or ""}


def _kept(fields: Mapping[str, str], document: Document) -> dict[str, str]:
    """Everything that was typed; the records of the rule numbered anew."""
    besides = {name: fields[name] for name in ("base", "version", "why", "try", "more") if name in fields}
    return {**rule_form.values_of(document), **besides}


def _rule(document: Document) -> Rule:
    entry = documents.read_document(Kind.RULE, document)
    if not isinstance(entry, Rule):
        raise UnfitError("This is no rule.")
    return entry


def _base(fields: Mapping[str, str]) -> Document:
    try:
        base = json.loads(fields.get("base", ""))
    except (ValueError, RecursionError):
        return {}
    return base if isinstance(base, dict) else {}


def _version(fields: Mapping[str, str]) -> int:
    text = fields.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _page(name: str | None, draft: Draft, number: int | None = None) -> Response:
    counts = rule_form.counts_of(draft.values)
    # One more of each to fill in where there is none, and of the one that was asked for.
    more = draft.values.get("more", "")
    shown = {group: count + (1 if count == 0 or more == group else 0) for group, count in counts.items()}
    names = rule_form.names_of(draft.values)
    wrong: dict[str, list[Flaw]] = {}
    for flaw in draft.flaws:
        wrong.setdefault(rule_form.place_of(flaw.field, names), []).append(flaw)
    facts = {
        "name": name,
        "number": number,
        "draft": draft,
        "values": draft.values,
        "shown": shown,
        "wrong": wrong,
        "form": rule_form,
        "action": request.path,
    }
    return Response(render_template("maintain/rule_form.html", **facts), mimetype="text/html")

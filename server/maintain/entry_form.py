"""The form with which an entry is proposed, changed, or a change of it edited: the same for every kind."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from server.catalogue.model import Kind, entry_id
from server.curation import changes, documents
from server.curation.changes import Content
from server.curation.differences import between
from server.curation.errors import Document, Flaw, OvertakenError, UnfitError
from server.errors import OptOutError
from server.maintain import taking_out, visit
from server.maintain.entries import SORT
from server.maintain.forms.kinds import BY_KIND, BY_SORT
from server.maintain.forms.shape import Form, place_of
from server.maintain.guard import blueprint, see
from server.maintain.preview import Preview, preview_of, today
from server.maintain.sent import base_of, version_of
from server.rules.fields import Model
from server.web.forms import plain_fields
from server.web.reading import installation

WHY = "Why this should be so"
_MOST_TRIED = 20
_BESIDES = ("base", "version", "why", "try", "more")


@dataclass(frozen=True)
class Place:
    """Where a form stands: of which kind, of which entry (``None``: a new one), and of which change, if it is one."""

    form: Form
    name: str | None = None
    number: int | None = None


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


@blueprint.get(f"/{SORT}/new/")
def new_entry(sort: str) -> Response:
    """An empty form."""
    return _page(Place(BY_SORT[sort]), Draft({}))


@blueprint.post(f"/{SORT}/new/")
def propose_new_entry(sort: str) -> AnyResponse:
    """Look at a new entry, or propose it."""
    return _propose(Place(BY_SORT[sort]))


@blueprint.get(f"/{SORT}/<name>/change/")
def change_entry(sort: str, name: str) -> Response:
    """The form with an entry as it is now."""
    place = Place(BY_SORT[sort], name)
    with installation().database.read() as session:
        text = documents.in_force(session, place.form.kind, name).text
    if text is None:
        abort(404)
    return _page(place, Draft({**_values(place.form, documents.parsed(text)), "base": text}))


@blueprint.post(f"/{SORT}/<name>/change/")
def propose_change(sort: str, name: str) -> AnyResponse:
    """Look at a change of an entry, or propose it."""
    return _propose(Place(BY_SORT[sort], name))


@blueprint.get("/changes/<int:number>/edit/")
def edit_change(number: int) -> AnyResponse:
    """The form with a change as it is."""
    with installation().database.read() as session:
        row = changes.numbered(session, number)
        if row.document is None:
            return taking_out.page(session, taking_out.of_change(row))
        place = Place(BY_KIND[Kind(row.kind)], row.entry, number)
        values = _values(place.form, documents.parsed(row.document))
        return _page(place, Draft({**values, "version": str(row.version), "why": row.why}))


@blueprint.post("/changes/<int:number>/edit/")
def save_change(number: int) -> AnyResponse:
    """Look at a change in its new form, or keep it."""
    with installation().database.read() as session:
        row = changes.numbered(session, number)
        if row.document is None:
            return taking_out.save(taking_out.of_change(row))
        place = Place(BY_KIND[Kind(row.kind)], row.entry, number)
    fields, document = _sent(place)
    if fields.get("do") != "save":
        return _looked(place, fields, document)
    content, anew = Content(document, fields.get("why", "")), fields.get("anew") == "yes"
    try:
        with installation().database.write() as session:
            changes.edit(session, visit.actor(), number, version_of(fields), content, anew=anew)
    except (UnfitError, OvertakenError) as error:
        return _refused(place, fields, document, error)
    return see("change", number=number)


def _propose(place: Place) -> AnyResponse:
    fields, document = _sent(place)
    if fields.get("do") != "save":
        return _looked(place, fields, document)
    content, kind = Content(document, fields.get("why", "")), place.form.kind
    try:
        with installation().database.write() as session:
            wanted = str(document.get("id", ""))
            if place.name is None:
                _require_new(session, kind, wanted)
            base = base_of(fields) if place.name else None
            number = changes.propose(session, visit.actor(), kind, wanted, content, base=base).id
    except (UnfitError, OvertakenError) as error:
        return _refused(place, fields, document, error)
    return see("change", number=number)


def _sent(place: Place) -> tuple[dict[str, str], Document]:
    fields = plain_fields()
    document = place.form.document_of(fields)
    return fields, document if place.name is None else {**document, "id": place.name}


def _values(form: Form, document: Document | None) -> dict[str, str]:
    """The values of the form, if it can show all of the entry: what it cannot show, saving would lose."""
    values = form.values_of(document or {})
    again = documents.read_document(form.kind, form.document_of(values))
    if again != documents.read_document(form.kind, document or {}):
        raise OptOutError(
            "This entry holds more than its form can show.", "Change its file instead: optout changes propose"
        )
    return values


def _require_new(session: Session, kind: Kind, name: str) -> None:
    """Refuse an id that stands for something, so that nobody overwrites it unseen."""
    if documents.in_force(session, kind, name).text is not None:
        flaw = Flaw("id", "is taken", "Choose another one, or change the entry that bears it.")
        raise UnfitError("There is such an entry already.", (flaw,))


def _looked(place: Place, fields: Mapping[str, str], document: Document) -> Response:
    """The form again, with what the gates say and a preview; nothing is kept."""
    kept = _kept(place, fields, document)
    if "more" in fields:
        return _page(place, Draft(kept))
    with installation().database.read() as session:
        try:
            entry = documents.read_document(place.form.kind, document)
            if place.name is None:
                _require_new(session, place.form.kind, entry_id(entry))
        except UnfitError as error:
            return _page(place, Draft(kept, error, error.flaws, looked=True))
        return _page(place, _judged(session, place.form.kind, entry, kept))


def _judged(session: Session, kind: Kind, entry: Model, kept: Mapping[str, str]) -> Draft:
    flaws = documents.flaws_of(session, (kind, entry_id(entry)), entry, {}, today())
    urls = [line.strip() for line in kept.get("try", "").splitlines() if line.strip()][:_MOST_TRIED]
    return Draft(kept, flaws=flaws, preview=preview_of(session, entry, urls), looked=True)


def _refused(place: Place, fields: Mapping[str, str], document: Document, error: OptOutError) -> Response:
    kept, status = _kept(place, fields, document), 422
    if isinstance(error, OvertakenError):
        status = 409
        kept = {**kept, **_present(place)}
    flaws = error.flaws if isinstance(error, UnfitError) else ()
    response = _page(place, Draft(kept, error, flaws))
    response.status_code = status
    return response


def _present(place: Place) -> dict[str, str]:
    """What the form is measured against once she has seen what others did."""
    with installation().database.read() as session:
        if place.number is not None:
            return {"version": str(changes.numbered(session, place.number).version)}
        return {"base": documents.in_force(session, place.form.kind, place.name or "").text or ""}


def _kept(place: Place, fields: Mapping[str, str], document: Document) -> dict[str, str]:
    """Everything that was typed; the records of the entry numbered anew."""
    besides = {name: fields[name] for name in _BESIDES if name in fields}
    return {**place.form.values_of(document), **besides}


def _with_help(flaw: Flaw) -> Flaw:
    """Without a mend that names the files’ documentation: the form has its own help at each field."""
    return replace(flaw, mend="") if "README" in flaw.mend else flaw


def _page(place: Place, draft: Draft) -> Response:
    form, more = place.form, draft.values.get("more", "")
    # One more of each to fill in where there is none, and of the one that was asked for.
    counts = form.counts_of(draft.values).items()
    shown = {part: count + (1 if count == 0 or more == part else 0) for part, count in counts}
    labels = {**form.labels_of(draft.values), "why": WHY}
    wrong: dict[str, list[Flaw]] = {}
    flaws = [_with_help(flaw) for flaw in draft.flaws]
    for flaw in flaws:
        wrong.setdefault(place_of(flaw.field, labels), []).append(flaw)
    facts = {
        "place": place,
        "form": form,
        "draft": draft,
        "flaws": flaws,
        "words": draft.preview.words if draft.preview else None,
        "values": draft.values,
        "shown": shown,
        "wrong": wrong,
        "labels": labels,
        "why_label": WHY,
        "place_of": place_of,
        "action": request.path,
    }
    return Response(render_template("maintain/entry_form.html", **facts), mimetype="text/html")

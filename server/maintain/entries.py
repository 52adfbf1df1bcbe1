"""What is curated: every kind, and the entries of each that are in force."""

from collections import Counter
from dataclasses import dataclass

from flask import Response, render_template

from server.catalogue.model import Kind
from server.catalogue.store import counts, rows_of
from server.catalogue.tables import EntryRow
from server.curation import changes
from server.curation.documents import parsed
from server.maintain.forms.kinds import BY_KIND, BY_SORT, FORMS
from server.maintain.forms.shape import Form
from server.maintain.guard import blueprint, page_with_script
from server.web.reading import installation

SORT = "<any({}):sort>".format(",".join(f'"{sort}"' for sort in BY_SORT))


@dataclass(frozen=True)
class Line:
    """An entry in a list.

    Attributes:
        id: of the entry.
        title: the name by which people know it.
        facts: what else tells it from others, its id first.
        reviewed: whether two people have agreed on it.

    """

    id: str
    title: str
    facts: tuple[str, ...]
    reviewed: bool

    @property
    def find(self) -> str:
        """What the search of the page looks through."""
        return " · ".join((self.title, *self.facts))


@blueprint.get("/curated/")
def curated() -> str:
    """Every kind of entry, with how many there are and how many changes are under way."""
    with installation().database.read() as session:
        present, under_way = counts(session), Counter(row.kind for row in changes.listed(session))
    joined = present.get(Kind.PARTICIPANT, 0)
    return render_template("maintain/curated.html", forms=FORMS, present=present, under_way=under_way, joined=joined)


@blueprint.get(f"/{SORT}/")
def entries(sort: str) -> Response:
    """The entries of a kind that are in force, and those that are proposed. Its script searches on the page."""
    form = BY_SORT[sort]
    with installation().database.read() as session:
        lines = [_line(form, row) for row in rows_of(session, form.kind)]
        under_way = {row.entry: row.id for row in changes.listed(session) if row.kind == form.kind}
    lines.sort(key=lambda line: line.title.casefold())
    proposed = {name: number for name, number in under_way.items() if name not in {line.id for line in lines}}
    facts = {"form": form, "lines": lines, "under_way": under_way, "proposed": proposed}
    return page_with_script("maintain/entries.html", **facts)


@blueprint.app_template_filter("what")
def what(kind: str) -> str:
    """What an entry of this kind is called."""
    form = BY_KIND.get(Kind(kind))
    return form.one if form else kind


def _line(form: Form, row: EntryRow) -> Line:
    document = parsed(row.document) or {}
    title, *beside = (form.told(document, name) for name in (form.title, *form.beside))
    return Line(row.id, title or row.id, (row.id, *(text for text in beside if text)), row.reviewed)

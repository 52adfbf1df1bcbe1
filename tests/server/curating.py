"""An installation with the starter list in force and people who look after it."""

import copy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from people import maintainer
from publishing import NOW, catalogue_of
from sqlalchemy import select

from server.accounts.actor import Actor
from server.accounts.roles import Role
from server.catalogue.model import Catalogue, Kind
from server.catalogue.store import import_catalogue
from server.catalogue.tables import EntryRow
from server.context import Context
from server.curation import changes, documents, evidence, reviewing
from server.curation.changes import Content
from server.curation.states import State
from server.releases.publishing import publish_with_development_keys

TODAY = date(2026, 11, 29)
RULE = "creativebug"
ROOT = Path(__file__).parents[2]


@cache
def starter_list() -> Catalogue:
    """The real rules, which no test changes: not even their files are looked at again."""
    return catalogue_of(ROOT / "rules")


@dataclass
class Curation:
    """What tests of curation need: an editor, two reviewers, and the usual steps in one line each."""

    context: Context
    editor: Actor
    reviewer: Actor
    second: Actor

    @classmethod
    def of(cls, context: Context, *, published: bool = False) -> "Curation":
        """With the list in the database alone, or published as release 1 too, which takes longer."""
        with context.database.write() as session:
            import_catalogue(session, starter_list())
            if published:
                publish_with_development_keys(session, context.settings, now=NOW)
        editor = maintainer(context.database, "Ann Editor", Role.EDITOR)
        reviewer = maintainer(context.database, "Rita Reviewer", Role.REVIEWER)
        second = maintainer(context.database, "Ed Both", Role.EDITOR, Role.REVIEWER)
        return cls(context, editor, reviewer, second)

    def document(self, name: str = RULE) -> dict[str, Any]:
        """What is in force."""
        with self.context.database.read() as session:
            return copy.deepcopy(documents.parsed(documents.in_force(session, Kind.RULE, name).text)) or {}

    def changed(self, words: str = "Ask at the desk.", name: str = RULE) -> dict[str, Any]:
        """What is in force, with another advice."""
        return {**self.document(name), "advice": [{"en": words}]}

    def propose(self, actor: Actor | None = None, words: str = "Ask at the desk.", name: str = RULE) -> int:
        content = Content(self.changed(words, name), "A library told us.")
        with self.context.database.write() as session:
            return changes.propose(session, actor or self.editor, Kind.RULE, name, content).id

    def edit(self, number: int, words: str, *, version: int, actor: Actor | None = None) -> str:
        content = Content(self.changed(words, self.row(number).entry), "A library told us more.")
        with self.context.database.write() as session:
            return changes.edit(session, actor or self.editor, number, version, content).sha256

    def ask(self, number: int, *, version: int = 1, actor: Actor | None = None) -> None:
        with self.context.database.write() as session:
            reviewing.request_review(session, actor or self.editor, number, version, TODAY)

    def open_all(self, number: int, actor: Actor | None = None) -> None:
        with self.context.database.write() as session:
            for found in evidence.evidence_of(session, changes.numbered(session, number)):
                evidence.opened(session, actor or self.reviewer, number, found.id)

    def approve(self, number: int, actor: Actor | None = None, *, version: int = 1, sha256: str = "") -> None:
        sha256 = sha256 or self.row(number).sha256
        with self.context.database.write() as session:
            reviewing.approve(session, actor or self.reviewer, number, version, sha256, TODAY)

    def approved(self, words: str = "Ask at the desk.", name: str = RULE) -> int:
        """A change that went the whole way."""
        number = self.propose(words=words, name=name)
        self.ask(number)
        self.open_all(number)
        self.approve(number)
        return number

    def row(self, number: int) -> changes.ChangeRow:
        with self.context.database.read() as session:
            row = changes.numbered(session, number)
            session.expunge(row)
            return row

    def state(self, number: int) -> State:
        return State(self.row(number).state)

    def entry(self, name: str = RULE) -> EntryRow:
        with self.context.database.read() as session:
            return session.scalars(select(EntryRow).where(EntryRow.kind == Kind.RULE, EntryRow.id == name)).one()

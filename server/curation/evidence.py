"""The evidence of a change: files that show what a source said, and who has opened which source.

A reviewer opens each source before she approves: a link that nobody has followed is no evidence.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.actor import Actor
from server.accounts.policy import Action, require
from server.catalogue.lines import canonical
from server.catalogue.model import Kind
from server.curation import snapshots
from server.curation.changes import authors, numbered
from server.curation.documents import in_force, parsed
from server.curation.errors import Document, UnfitError, UnknownError
from server.curation.states import NotPossibleError, State
from server.curation.tables import AttachmentRow, ChangeRow, OpenedRow, SnapshotRow
from server.database import insert_or_else
from server.journal import chain
from server.privacy.erasures import now_utc

MOST_SNAPSHOTS = 40  # of one change
_OPEN_TO_FILES = frozenset({State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED})


@dataclass(frozen=True)
class Evidence:
    """A source of a change, with its snapshots.

    Attributes:
        source: as the document has it.
        snapshots: the files that show it.
        sha256: the hash of both, to which an opening is bound.
        to_open: whether a reviewer has to open it: it is new, or carries something that is.

    """

    source: Document
    snapshots: tuple[SnapshotRow, ...]
    sha256: str
    to_open: bool

    @property
    def id(self) -> str:
        """Its id within the entry."""
        return str(self.source["id"])


def evidence_of(session: Session, row: ChangeRow) -> list[Evidence]:
    """Every source of a change, in the document's order."""
    document, base = parsed(row.document) or {}, parsed(row.base_document) or {}
    if not in_force(session, Kind(row.kind), row.entry).reviewed:
        base = {}  # nobody has looked at any of it yet
    wanted = _carrying_news(document, base)
    attached: dict[str, list[SnapshotRow]] = {}
    for source, snapshot in session.execute(
        select(AttachmentRow.source, SnapshotRow)
        .join(SnapshotRow, SnapshotRow.sha256 == AttachmentRow.sha256)
        .where(AttachmentRow.change_id == row.id)
        .order_by(AttachmentRow.id)
    ):
        attached.setdefault(source, []).append(snapshot)
    return [
        _evidence(source, attached.get(source["id"], []), to_open=source["id"] in wanted)
        for source in _sources(document)
    ]


def attach(session: Session, actor: Actor, number: int, source: str, data: bytes) -> SnapshotRow:
    """Keep a file that shows what a source said.

    Raises:
        UnknownError: there is no such change or source.
        NotAllowedError: she may not edit this change.
        NotPossibleError: it is approved, or out of the way.
        UnfitError: the file is too large, or none of the types that we keep.

    """
    chain.lock(session)
    row = numbered(session, number)
    require(actor, Action.EDIT, authors(session, number))
    if row.state not in _OPEN_TO_FILES:
        raise NotPossibleError(
            f"Change {number} is {row.state}: no file can be added to it.", "Edit it first; then it is a draft again."
        )
    found = _named(session, row, source)
    if sum(len(evidence.snapshots) for evidence in evidence_of(session, row)) >= MOST_SNAPSHOTS:
        raise UnfitError("This change has too many files.", mend=f"At most {MOST_SNAPSHOTS}.")
    snapshot = _kept(session, data)
    if snapshot.sha256 not in {held.sha256 for held in found.snapshots}:
        session.add(AttachmentRow(change_id=number, source=source, sha256=snapshot.sha256, **_acted(actor)))
        # A file is a part of what a reviewer decides on, and who brings it has had a hand in the change.
        chain.record(session, actor, "attach a file", f"change {number}", source=source, sha256=snapshot.sha256)
    return snapshot


def opened(session: Session, actor: Actor, number: int, source: str) -> Evidence:
    """Note that she opens a source, and say where it is.

    Raises:
        UnknownError: there is no such change or source.

    """
    require(actor, Action.READ)
    evidence = _named(session, numbered(session, number), source)
    row = {"change_id": number, "source": source, "sha256": evidence.sha256, **_acted(actor)}
    session.execute(insert_or_else(session, OpenedRow).values(**row).on_conflict_do_nothing())
    return evidence


def unopened(session: Session, actor: Actor, row: ChangeRow) -> tuple[str, ...]:
    """The ids of the sources that she would have to open before she approves."""
    mine = select(OpenedRow.source, OpenedRow.sha256).where(
        OpenedRow.change_id == row.id, OpenedRow.person == actor.person
    )
    seen = {(source, sha256) for source, sha256 in session.execute(mine)}
    return tuple(
        evidence.id
        for evidence in evidence_of(session, row)
        if evidence.to_open and (evidence.id, evidence.sha256) not in seen
    )


def file_of(session: Session, actor: Actor, number: int, sha256: str) -> SnapshotRow:
    """A file of a change, to be handed out as a file and never as a page.

    Raises:
        UnknownError: this change has no such file, whatever others have.

    """
    require(actor, Action.READ)
    held = select(AttachmentRow.id).where(AttachmentRow.change_id == number, AttachmentRow.sha256 == sha256)
    snapshot = session.get(SnapshotRow, sha256) if session.scalars(held.limit(1)).first() else None
    if snapshot is None:
        raise UnknownError("This change has no such file.")
    return snapshot


def bringers(session: Session, number: int) -> set[str]:
    """The persons who brought files to a change."""
    return set(session.scalars(select(AttachmentRow.person).where(AttachmentRow.change_id == number)))


def _named(session: Session, row: ChangeRow, source: str) -> Evidence:
    for evidence in evidence_of(session, row):
        if evidence.id == source:
            return evidence
    raise UnknownError(f"Change {row.id} has no such source.", "See its evidence: optout changes show")


def _kept(session: Session, data: bytes) -> SnapshotRow:
    media_type = snapshots.type_of(data)
    digest = hashlib.sha256(data).hexdigest()
    row = session.get(SnapshotRow, digest)
    if row is None:
        row = SnapshotRow(sha256=digest, media_type=media_type, length=len(data), data=data)
        session.add(row)
        session.flush()
    return row


def _evidence(source: Document, files: Sequence[SnapshotRow], *, to_open: bool) -> Evidence:
    shown = canonical({"source": source, "files": sorted(file.sha256 for file in files)})
    return Evidence(source, tuple(files), hashlib.sha256(shown.encode()).hexdigest(), to_open)


def _sources(document: Document) -> list[Document]:
    return [*document.get("evidence", ()), *document.get("sources", ())]


def _carrying_news(document: Document, base: Document) -> set[str]:
    """The ids of the sources that are new, and of those that carry something new."""
    known = _sources(base)
    wanted = {source["id"] for source in _sources(document) if source not in known}
    carried = base.get("disclosures", [])
    for disclosure in document.get("disclosures", ()):
        if disclosure not in carried:
            wanted |= set(disclosure["evidence"])
    # Outside a rule any part may rest on any source.
    if document.get("sources") and document != base:
        wanted |= {source["id"] for source in document["sources"]}
    return wanted


def _acted(actor: Actor) -> dict[str, object]:
    return {"account": actor.account, "person": actor.person, "name": actor.name, "at": now_utc()}

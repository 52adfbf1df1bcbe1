"""Propose and edit changes. Nobody overwrites what she has not seen, and an edit takes every approval away."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.actor import Actor
from server.accounts.policy import Action, require
from server.catalogue.model import Kind, entry_id
from server.curation import documents
from server.curation.documents import InForce
from server.curation.errors import Document, OvertakenError, UnfitError, UnknownError
from server.curation.states import OPEN, NotPossibleError, State, Step, after
from server.curation.tables import ChangeRow, RevisionRow
from server.database import by_number
from server.journal import chain
from server.privacy.erasures import now_utc

_NO_SUCH = "See the open ones: optout changes list"


@dataclass(frozen=True)
class Content:
    """What somebody wants an entry to be, and why. ``document`` is ``None`` if it shall be taken out."""

    document: Document | None
    why: str


def numbered(session: Session, number: int) -> ChangeRow:
    """One change by its number.

    Raises:
        UnknownError: there is none.

    """
    row = by_number(session, ChangeRow, number)
    if row is None:
        raise UnknownError(f"There is no change {number}.", _NO_SUCH)
    return row


def listed(session: Session, *states: State, entry: str = "") -> Sequence[ChangeRow]:
    """Changes in these states (the open ones if none is named), newest first."""
    wanted = select(ChangeRow).where(ChangeRow.state.in_(states or OPEN)).order_by(ChangeRow.id.desc())
    return session.scalars(wanted.where(ChangeRow.entry == entry) if entry else wanted).all()


def revisions(session: Session, number: int) -> Sequence[RevisionRow]:
    """Every form that a change has had, oldest first."""
    return session.scalars(
        select(RevisionRow).where(RevisionRow.change_id == number).order_by(RevisionRow.version)
    ).all()


def authors(session: Session, number: int) -> set[str]:
    """The persons who wrote any form of a change."""
    return {row.person for row in revisions(session, number)}


def propose(  # noqa: PLR0913 - who, of what, and on what she looked
    session: Session, actor: Actor, kind: Kind, name: str, content: Content, *, base: Document | None = None
) -> ChangeRow:
    """Propose what an entry shall be. It stays a draft until a review is asked for.

    Args:
        session: a write transaction.
        actor: who proposes.
        kind: of entry; libraries that take part are none of them.
        name: its id; another one than before if it is new.
        content: what it shall be.
        base: what the author began with, if she has it; another one than now in force is refused.

    Raises:
        NotAllowedError: her roles do not allow it.
        UnfitError: it is not such an entry, or not plain, or changes nothing.
        OvertakenError: the entry has changed since ``base``.

    """
    require(actor, Action.PROPOSE)
    text, why = read_content(kind, name, content), documents.read_why(content.why)
    chain.lock(session)
    now = documents.in_force(session, kind, name)
    if base is not None and base != documents.parsed(now.text):
        raise OvertakenError(
            f"The {kind} {name} has changed since you began.",
            "Look at what it is now, and put your change into that.",
            base=base,
            theirs=documents.parsed(now.text),
            mine=content.document,
        )
    _require_sense(now, text)
    row = ChangeRow(
        kind=kind,
        entry=name,
        state=State.DRAFT,
        version=1,
        document=text,
        base_document=now.text,
        sha256=documents.hash_of_change(kind, name, text, now.text, why),
        why=why,
        changed_at=now_utc(),
    )
    session.add(row)
    session.flush()
    _note(session, actor, row, "propose")
    return row


def edit(  # noqa: PLR0913 - who, what, and on what she looked
    session: Session, actor: Actor, number: int, version: int, content: Content, *, anew: bool = False
) -> ChangeRow:
    """Give a change another form. It is a draft again, and whatever was approved is not any more.

    Args:
        session: a write transaction.
        actor: who edits; she is an author from now on.
        number: of the change.
        version: the one that she has before her.
        content: the new form.
        anew: she has put it into what is in force now: measure it against that.

    Raises:
        UnknownError: there is no such change.
        NotAllowedError: her roles do not allow it.
        NotPossibleError: it is withdrawn or released, or in a release on its way.
        OvertakenError: somebody else has edited it since ``version``; both forms are in the error.
        UnfitError: it is not such an entry, or not plain, or changes nothing.

    """
    chain.lock(session)
    row = numbered(session, number)
    require(actor, Action.EDIT, authors(session, number))
    require_version(session, row, version, content.document)
    state = after(State(row.state), Step.EDIT)
    require_free(row)
    kind = Kind(row.kind)
    text, why = read_content(kind, row.entry, content), documents.read_why(content.why)
    now = documents.in_force(session, kind, row.entry)
    base = now.text if anew else row.base_document
    if base == now.text:
        _require_sense(now, text)
    row.state, row.version, row.document, row.base_document, row.why = state, row.version + 1, text, base, why
    row.sha256 = documents.hash_of_change(kind, row.entry, text, base, why)
    _note(session, actor, row, Step.EDIT)
    return row


def read_content(kind: Kind, name: str, content: Content) -> str | None:
    """The canonical JSON that an entry would have; ``None`` if it is taken out.

    Raises:
        UnfitError: it is no such entry, or has another id.

    """
    if content.document is None:
        return None
    entry = documents.read_document(kind, content.document)
    if entry_id(entry) != name:
        raise UnfitError("An id never changes.", mend=f"Leave it at {name}, or propose a new entry.")
    return documents.text_of(entry)


def require_version(session: Session, row: ChangeRow, version: int, mine: Document | None = None) -> None:
    """Refuse what was decided on another form than the present one.

    Raises:
        OvertakenError: it has been edited since.

    """
    if row.version == version:
        return
    seen = next((past for past in revisions(session, row.id) if past.version == version), None)
    raise OvertakenError(
        f"Change {row.id} has been edited since you looked: it is at version {row.version} now.",
        "Look at it as it is now, and try again.",
        base=documents.parsed(seen.document) if seen else None,
        theirs=documents.parsed(row.document),
        mine=mine,
    )


def require_free(row: ChangeRow) -> None:
    """Refuse to touch what is in a release on its way.

    Raises:
        NotPossibleError: it is.

    """
    if row.draft is not None and row.state == State.APPROVED:
        raise NotPossibleError(
            f"Change {row.id} is in a release that is on its way.",
            "Withdraw that release first, or propose a further change once it is out.",
        )


def _require_sense(now: InForce, text: str | None) -> None:
    if now.removed:
        raise UnfitError("This id was used and removed.", mend="Ids are never reused: choose another one.")
    if text is None and now.text is None:
        raise UnfitError("There is no such entry to take out.", mend="See them: optout rules export")
    # Two people may agree that an entry is right as it stands, if nobody has yet.
    if text == now.text and now.reviewed:
        raise UnfitError("This changes nothing.", mend="Write what shall be different.")


def _note(session: Session, actor: Actor, row: ChangeRow, action: str) -> None:
    row.changed_at = now_utc()
    session.add(
        RevisionRow(
            change_id=row.id,
            version=row.version,
            document=row.document,
            sha256=row.sha256,
            why=row.why,
            account=actor.account,
            person=actor.person,
            name=actor.name,
            at=row.changed_at,
        )
    )
    facts = {"entry": f"{row.kind} {row.entry}", "version": row.version, "sha256": row.sha256}
    chain.record(session, actor, action, f"change {row.id}", **facts)

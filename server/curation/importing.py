"""A folder of rules against what is in force: the difference, each part of it proposed as a change of its own."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.accounts.acting import has_people
from server.accounts.actor import Actor
from server.accounts.policy import Action, require
from server.catalogue.model import Catalogue, entry_id
from server.catalogue.store import load_catalogue
from server.curation import changes
from server.curation.documents import KINDS, Key, text_of
from server.curation.errors import Document
from server.curation.tables import ChangeRow
from server.journal import chain


@dataclass(frozen=True)
class Wanted:
    """What the folder wants an entry to be. ``None``: that it is taken out."""

    key: Key
    document: Document | None
    is_new: bool


def needs_review(session: Session) -> bool:
    """Whether an import has to go through people: there are rules, and accounts of people who look after them."""
    return has_people(session) and bool(load_catalogue(session).rules)


def difference(session: Session, catalogue: Catalogue) -> list[Wanted]:
    """What is not as the folder wants it, apart from libraries, which join and leave on the site."""
    present = {(kind, entry_id(entry)): entry for kind, entry in load_catalogue(session).entries() if kind in KINDS}
    wanted = {(kind, entry_id(entry)): entry for kind, entry in catalogue.entries() if kind in KINDS}
    different = [
        Wanted(key, entry.document(), key not in present)
        for key, entry in wanted.items()
        if key not in present or text_of(present[key]) != text_of(entry)
    ]
    return different + [Wanted(key, None, is_new=False) for key in present if key not in wanted]


def propose_all(session: Session, actor: Actor, wanted: list[Wanted], why: str) -> list[ChangeRow]:
    """Propose each difference that is not proposed already.

    Raises:
        NotAllowedError: her roles do not allow it.
        UnfitError: the reason is not plain, or an id comes back that was used and removed.

    """
    require(actor, Action.IMPORT)
    chain.lock(session)
    open_ones = {(row.kind, row.entry, row.document) for row in changes.listed(session)}
    made = []
    for item in wanted:
        kind, name = item.key
        text = changes.read_content(kind, name, changes.Content(item.document, why))
        if (kind, name, text) not in open_ones:
            made.append(changes.propose(session, actor, kind, name, changes.Content(item.document, why)))
    return made

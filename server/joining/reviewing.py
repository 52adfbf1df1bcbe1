"""A maintainer's look at the libraries that wait. For ``optout libraries`` and for the maintainers' pages alike."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.model import Kind
from server.catalogue.store import is_taken, participants, put_entry
from server.errors import OptOutError
from server.joining.managing import A_YEAR, leave
from server.joining.sites import read_site
from server.joining.tables import ParticipationRow, State
from server.libraries.model import LibraryType, ParticipatingLibrary, Proof
from server.mail.outbox import post
from server.privacy.secrets import Secrets
from server.privacy.tokens import hash_of, new_token

# Pages that stand where a library's own would.
_PAGES = frozenset({"entry", "join", "link"})


@dataclass(frozen=True)
class Doubt:
    """Why a library cannot be listed on what is known, as a sentence for the maintainer."""

    says: str
    mend: str


@dataclass(frozen=True)
class Look:
    """What a maintainer decides, and on what. ``by_hand``: how she made sure herself, such as by a call."""

    by: str
    by_hand: str = ""


def in_state(session: Session, state: State) -> Sequence[ParticipationRow]:
    """The libraries that have come so far, the oldest first; those in ``WAITING`` wait for a look."""
    return session.scalars(
        select(ParticipationRow).where(ParticipationRow.state == state).order_by(ParticipationRow.id)
    ).all()


def numbered(session: Session, number: int) -> ParticipationRow:
    """One library by its number.

    Raises:
        OptOutError: there is none.

    """
    row = session.get(ParticipationRow, number)
    if row is None:
        raise OptOutError(f"There is no library with the number {number}.", "See: optout libraries list")
    return row


def doubt(row: ParticipationRow) -> Doubt | None:
    """What speaks against listing it, unless a maintainer makes sure by hand; ``None`` if the proof carries."""
    if row.proof is None:
        return Doubt(
            f"Nothing shows that this person speaks for {row.domain}: her address is elsewhere.",
            "optout libraries verify, once the library has set the record or the file, or make sure by a call.",
        )
    if row.proof == Proof.MAIL and not read_site(row.site).is_whole_domain:
        return Doubt(
            f"The address only shows that this person works for {row.domain}, of which the library is a part.",
            "optout libraries verify, once the library has set the record or the file, or make sure by a call.",
        )
    return None


def note_proof(session: Session, number: int, proof: Proof) -> None:
    """Write down that the record or the file was found."""
    numbered(session, number).proof = proof


def list_library(session: Session, secrets: Secrets, number: int, look: Look, today: date) -> ParticipatingLibrary:
    """List a library that waits: at once on the site, and in the signed list with the next release.

    Raises:
        OptOutError: it does not wait, or nothing shows that the person speaks for it and ``by_hand`` is empty.

    """
    row = numbered(session, number)
    if row.state != State.WAITING:
        raise OptOutError(f"Library {number} does not wait for a look: it is {row.state}.")
    found = doubt(row)
    if found and not look.by_hand:
        raise OptOutError(found.says, f"{found.mend} Then say how: --by-hand “Called the director on 3 March”.")
    if found:
        row.proof = Proof.BY_HAND
    row.entry = _free_id(session, row.name)
    row.state, row.listed_by, row.note, row.ask_again_on = State.LISTED, look.by, look.by_hand or None, today + A_YEAR
    entry = entry_of(row, today)
    put_entry(session, Kind.PARTICIPANT, entry, reviewed=True)
    write(session, secrets, row, "join-listed", entry=row.entry)
    return entry


def turn_down(session: Session, secrets: Secrets, number: int, reason: str, today: date) -> None:
    """Do not list a library that waits, or take a listed one out; ``reason`` is written to the person.

    Raises:
        OptOutError: there is none with this number.

    """
    row = numbered(session, number)
    if row.state != State.UNCONFIRMED:
        write(session, secrets, row, "join-ended", reason=reason)
    leave(session, row, today)


def entry_of(row: ParticipationRow, since: date) -> ParticipatingLibrary:
    """What the public sees of a library."""
    return ParticipatingLibrary(
        id=row.entry or "",
        name=row.name,
        type=LibraryType(row.type),
        since=since,
        country=row.country,
        place=row.place or None,
        site=row.site,
        signs=row.signs,
        proof=Proof(row.proof) if row.proof else None,
    )


def namesakes(session: Session, row: ParticipationRow) -> list[ParticipatingLibrary]:
    """Listed libraries with the same name or domain, which a maintainer should compare."""
    same = row.name.casefold()
    return [
        entry
        for entry in participants(session)
        if entry.name.casefold() == same or (entry.site and read_site(entry.site).domain == row.domain)
    ]


def write(session: Session, secrets: Secrets, row: ParticipationRow, kind: str, **facts: object) -> None:
    """Write to the person who speaks for a library, with a new private link."""
    held = secrets.unseal(row.address)
    if held is None:  # sealed with a key that is gone
        return
    token = new_token()
    row.token_hash = hash_of(token)
    post(session, secrets, held["to"], kind, row.language, token=token, library=row.name, **facts)


def _free_id(session: Session, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "library"
    number, free = 1, base
    while free in _PAGES or is_taken(session, Kind.PARTICIPANT, free):
        number += 1
        free = f"{base}-{number}"
    return free

"""The public list of signers, in pages found by key: the last page costs what the first does."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.petition.tables import SignatureRow

PAGE = 60


@dataclass(frozen=True)
class Signer:
    """One line of the list."""

    id: int
    name: str
    place: str | None
    role: str | None


@dataclass(frozen=True)
class SignersPage:
    """Some signers, the newest first; ``before``: where the next page begins, if there is one."""

    signers: tuple[Signer, ...]
    before: int | None


def signers(
    session: Session, campaign: str, *, initial: str | None = None, before: int | None = None, most: int = PAGE
) -> SignersPage:
    """Signers who want to be shown.

    Args:
        session: may be read-only.
        campaign: its id.
        initial: only those whose name begins so.
        before: only those that are older than this key.
        most: how many.

    """
    columns = SignatureRow.id, SignatureRow.shown_name, SignatureRow.place, SignatureRow.role
    wanted = (
        select(*columns)
        .where(
            SignatureRow.campaign == campaign,
            SignatureRow.shown_name.is_not(None),
            SignatureRow.confirmed_on.is_not(None),
            SignatureRow.invalidation_id.is_(None),
        )
        .order_by(SignatureRow.id.desc())
        .limit(most + 1)
    )
    if initial is not None:
        wanted = wanted.where(SignatureRow.initial == initial)
    if before is not None:
        wanted = wanted.where(SignatureRow.id < before)
    found = [Signer(row[0], row[1] or "", row[2], row[3]) for row in session.execute(wanted)]
    return SignersPage(tuple(found[:most]), found[most - 1].id if len(found) > most else None)


def initials_present(session: Session, campaign: str) -> list[str]:
    """The letters under which there is a name: one look into the index for each letter, not one for each signer."""
    letters: list[str] = []
    wanted = select(SignatureRow.initial).where(
        SignatureRow.campaign == campaign,
        SignatureRow.shown_name.is_not(None),
        SignatureRow.confirmed_on.is_not(None),
        SignatureRow.invalidation_id.is_(None),
    )
    while True:
        after = wanted.where(SignatureRow.initial > letters[-1]) if letters else wanted
        letter = session.scalar(after.order_by(SignatureRow.initial).limit(1))
        if letter is None:
            return letters
        letters.append(letter)

"""Mutes: a warning that is suspended at once, by an online key, until a release that is signed offline lifts it.

A mute is served in ``mute.jsonl`` within seconds. The next release carries it as an entry of its own, signed offline; a
lift is a release without that entry. So whoever steals the server can suspend a warning and never bring one back: see
``docs/decisions/0030-a-mute-ends-with-a-release.md``.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.lines import canonical
from server.curation.errors import Flaw, UnfitError, UnknownError
from server.database import by_number
from server.errors import OptOutError
from server.releases.rule_list import muted_in, rules_in, sha256
from server.releases.states import MovedOnError
from server.releases.tables import MuteRow

LONGEST_REASON = 300
LONGEST_WHO = 100
LEFT_THE_LIST = "The entry is no longer in the list."
_NAMES = {"reason": "The reason", "by": "Who decided"}


def in_force(session: Session) -> list[MuteRow]:
    """Mutes that browsers are told, sorted by rule; those that wait for their lift too."""
    return list(session.scalars(select(MuteRow).where(MuteRow.lifted_in.is_(None)).order_by(MuteRow.rule)))


def mute_file(rows: Iterable[MuteRow]) -> bytes:
    """``mute.jsonl``: a header line, then one mute a line."""
    header = canonical({"kind": "header", "schema": 1})
    return "".join(line + "\n" for line in [header, *map(mute_line, rows)]).encode()


def mute_line(row: MuteRow) -> str:
    """A mute as a line of ``mute.jsonl`` and of the list."""
    return canonical({"kind": "mute", "id": row.rule, "reason": row.reason, "since": row.added_at.date().isoformat()})


def lines_to_carry(session: Session, rules: set[str]) -> list[str]:
    """The mutes that a new list of ``rules`` carries: all that hold and whose lift nobody has decided."""
    return [mute_line(row) for row in in_force(session) if row.rule in rules and row.lift_decided_at is None]


def add(  # noqa: PLR0913 - what is said publicly of a mute
    session: Session, listed: set[str], rule: str, *, reason: str, by: str, now: datetime
) -> MuteRow:
    """Suspend a rule's warning.

    Raises:
        MovedOnError: the rule is muted already.
        UnfitError: the rule is not in the published list, or the words are missing or too long.

    """
    reason, by = _words("reason", reason, LONGEST_REASON), _words("by", by, LONGEST_WHO)
    if rule not in listed:
        flaw = Flaw("rule", "is not the id of a rule in the published list")
        raise UnfitError("There is no such rule in the published list.", (flaw,), "See the ids: /resources/.")
    if any(row.rule == rule for row in in_force(session)):
        raise MovedOnError("The warning of this rule is suspended already.", "See why: optout mute list")
    row = MuteRow(rule=rule, reason=reason, decided_by=by, added_at=_stored(now), sha256="")
    session.add(row)
    session.flush()
    row.sha256 = sha256(mute_file(in_force(session)))
    return row


def numbered(session: Session, number: int) -> MuteRow:
    """One mute by its number.

    Raises:
        UnknownError: there is none.

    """
    row = by_number(session, MuteRow, number)
    if row is None:
        raise UnknownError("There is no such mute.", "See which are in force: optout mute list")
    return row


def of_rule(session: Session, rule: str) -> MuteRow:
    """The mute in force of a rule.

    Raises:
        UnknownError: its warning is not suspended.

    """
    row = next((row for row in in_force(session) if row.rule == rule), None)
    if row is None:
        raise UnknownError("The warning of this rule is not suspended.", "See which are: optout mute list")
    return row


def decide_lift(row: MuteRow, *, reason: str, by: str, now: datetime) -> None:
    """Note that the next release is to bring a rule's warning back.

    Raises:
        MovedOnError: it is back, or its lift is decided already.
        UnfitError: the words are missing or too long.

    """
    reason, by = _words("reason", reason, LONGEST_REASON), _words("by", by, LONGEST_WHO)
    if row.lifted_in is not None:
        raise MovedOnError(f"The warning of {row.rule} came back with release {row.lifted_in}.")
    if row.lift_decided_at:
        raise MovedOnError(
            f"It is decided already that the warning of {row.rule} comes back with the next release.",
            "Make one: optout release draft",
        )
    row.lift_reason, row.lifted_by, row.lift_decided_at = reason, by, _stored(now)


def a_lift_waits(session: Session) -> bool:
    """Whether somebody decided to bring a warning back, which takes a new list."""
    return any(row.lift_decided_at for row in in_force(session))


def rows_after(session: Session, list_bytes: bytes) -> list[MuteRow]:
    """The mutes that stay in force once ``list_bytes`` is published.

    Raises:
        OptOutError: a warning was suspended after the list was drafted: publishing it would bring the warning back.

    """
    carried, listed = muted_in(list_bytes), rules_in(list_bytes)
    for row in in_force(session):
        if row.lift_decided_at is None and row.rule in listed - carried:
            raise OptOutError(
                f"The rule {row.rule} was muted after this release was drafted.",
                "Draft it anew, so that the mute is in it: optout release draft",
            )
    return [row for row in in_force(session) if row.rule in carried]


def note_lifts(session: Session, list_bytes: bytes, release: int, on: date) -> None:
    """Close the mutes that a published list no longer carries."""
    carried = muted_in(list_bytes)
    ended = [row for row in in_force(session) if row.rule not in carried]
    for row in ended:
        row.lifted_in, row.lifted_on = release, on
        row.lift_reason = row.lift_reason or LEFT_THE_LIST
    session.flush()
    for row in ended:
        row.lift_sha256 = sha256(mute_file(in_force(session)))


def _stored(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _words(field: str, text: str, longest: int) -> str:
    text = " ".join(text.split())
    if not text or len(text) > longest or any(not character.isprintable() for character in text):
        flaw = Flaw(field, f"must be plain text of 1 to {longest} characters; this one has {len(text)}")
        raise UnfitError(
            f"{_NAMES[field]} must be plain text of 1 to {longest} characters; this one has {len(text)}.",
            (flaw,),
            "It becomes public: say it so that the company concerned may read it.",
        )
    return text

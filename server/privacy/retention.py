"""What is held about people, why, and until when: one table, for the public page and ``optout doctor --privacy``."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.languages import N_


@dataclass(frozen=True)
class Holding:
    """One kind of personal data.

    Attributes:
        what: which data, as a sentence of the public page.
        why: what for.
        until: when it goes.
        table: where it lies.
        where: which rows of it, as SQL; empty: all of them.
        born: the column that says since when a row is there, or ``""``.
        longest: after which a row must be gone, measured from ``born``.

    """

    what: str
    why: str
    until: str
    table: str
    where: str = ""
    born: str = ""
    longest: timedelta | None = None


HOLDINGS = (
    Holding(
        N_("A form as you sent it, encrypted: address, and what you wrote to be shown."),
        N_("To decide whether a letter may go to the address."),
        N_("Until it is read, usually some seconds; at most 72 hours."),
        "intake",
        born="sent_at",
        longest=timedelta(hours=73),
    ),
    Holding(
        N_("A letter that waits to be sent, encrypted, with its address."),
        N_("To send it."),
        N_("Until the mail server has taken it; at most 72 hours."),
        "outbox",
        born="made_at",
        longest=timedelta(hours=73),
    ),
    Holding(
        N_(
            "A signature that is not confirmed: what is to be shown, and keyed hashes of the address and of its domain."
        ),
        N_("To confirm it."),
        N_("72 hours, or until it is confirmed."),
        "signature",
        where="confirmed_on IS NULL",
        born="expires_at",
        longest=timedelta(hours=1),
    ),
    Holding(
        N_("A confirmed signature: the day, the language, and keyed hashes of the address and its domain. No address."),
        N_("To count it once, and to find forged ones."),
        N_("Until it is withdrawn."),
        "signature",
        where="confirmed_on IS NOT NULL",
    ),
    Holding(
        N_("The name or initials, place and role of a signer who wants to be shown."),
        N_("To show them in the public list."),
        N_("Until they are hidden or the signature is withdrawn."),
        "signature",
        where="shown_name IS NOT NULL",
    ),
    Holding(
        N_("The address of a signer who asked for news, encrypted."),
        N_("To send the news."),
        N_("Until the news are ended or the signature is withdrawn."),
        "signature",
        where="news_address IS NOT NULL",
    ),
    Holding(
        N_(
            "A library’s application that is not confirmed: what was written, with the address, encrypted, and what "
            "the writer does there."
        ),
        N_("To confirm it."),
        N_("72 hours, or until it is confirmed."),
        "participation",
        where="state = 'unconfirmed'",
        born="expires_at",
        longest=timedelta(hours=1),
    ),
    Holding(
        N_("The address, encrypted, and the role of the person who speaks for a library; never shown to the public."),
        N_("To look at the application, and to ask once a year whether the library still takes part."),
        N_("Until the library leaves, is not listed, or does not answer; 90 days if none of us looks at it."),
        "participation",
        where="state <> 'unconfirmed'",
    ),
    Holding(
        N_("A keyed hash of an address that asked never to be written to."),
        N_("Never to write to it."),
        N_("For good; the address cannot be read from it."),
        "never_again",
    ),
    Holding(
        N_("Counters behind keyed hashes of addresses, of mail domains and of networks (never of one computer)."),
        N_("So that nobody can flood others with letters, or a campaign with forms."),
        N_("An hour, a day, or a month, as long as what is counted."),
        "budget",
    ),
    Holding(
        N_(
            "That something was erased: a random number, and when; or the keyed hash of an address that is never "
            "to be written to."
        ),
        N_("To erase it again if an older backup has to be restored."),
        N_("400 days, longer than any backup is kept."),
        "erasure",
        born="erased_at",
        longest=timedelta(days=401),
    ),
    Holding(
        N_(
            "A maintainer’s account: user name, name, roles, and what opens it: the public half of a passkey, or a "
            "hash of the password with the sealed secret of a code app. No address."
        ),
        N_("So that only they change the list, and two of them are two."),
        N_("What opens it: until the account is closed. The names: for good, for the log names them."),
        "account",
    ),
    Holding(
        N_("Where a maintainer is signed in: since when, how, and in what kind of browser. No IP address."),
        N_("So that they can end a session."),
        N_("Until they sign out, after an hour without use, or after 12 hours."),
        "maintainer_session",
        born="made_at",
        longest=timedelta(hours=13),
    ),
    Holding(
        N_("That somebody was invited to be a maintainer: when, by whom, and a hash of the link."),
        N_("So that the link works once."),
        N_("Until it is used; at most three days."),
        "invitation",
        born="made_at",
        longest=timedelta(days=3, hours=1),
    ),
    Holding(
        N_("What a maintainer of this list did, when, and under which name."),
        N_("So that everybody can see later who decided what stands in the list; it cannot be changed."),
        N_("For good."),
        "journal",
        where="account IS NOT NULL",
    ),
    Holding(
        N_("What a maintainer wrote or decided about a change of this list, when, and under which name."),
        N_("So that nobody approves what she wrote herself, and everybody can see later who approved what."),
        N_("For good."),
        "change_revision",
    ),
)


@dataclass(frozen=True)
class Held:
    """How many rows there are of one holding, and how many of them should be gone."""

    holding: Holding
    rows: int
    overdue: int


def held_now(session: Session, now: datetime) -> list[Held]:
    """Count every holding."""
    return [_count(session, holding, now) for holding in HOLDINGS]


def _count(session: Session, holding: Holding, now: datetime) -> Held:
    # Table and conditions stand above in this file; nothing in these statements comes from outside.
    condition = holding.where or "1 = 1"
    rows = session.scalar(text(f"SELECT count(*) FROM {holding.table} WHERE {condition}")) or 0  # noqa: S608
    overdue = 0
    if holding.longest is not None:
        before = now.astimezone(UTC).replace(tzinfo=None) - holding.longest
        late = text(f"SELECT count(*) FROM {holding.table} WHERE {condition} AND {holding.born} < :before")  # noqa: S608
        overdue = session.scalar(late, {"before": before}) or 0
    return Held(holding, rows, overdue)

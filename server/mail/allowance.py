"""May a letter go to this address, at the wish of whoever filled in a form?

A form that sends letters can be turned against third persons. So there is a limit for each recipient, each network,
each mail domain and for all together, and a list of those who asked never to hear from us.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.database import insert_or_else
from server.forms.addresses import canonical_address, domain_of
from server.forms.intake import Outcome
from server.mail import budgets
from server.mail.budgets import DAY, Budget, charge
from server.mail.tables import NeverAgainRow
from server.privacy.secrets import Secrets

# Mail domains of very many people: a limit for the domain would shut them all out.
SHARED = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.com",
        "zoho.com",
        "fastmail.com",
        "duck.com",
        "mozmail.com",
        "privaterelay.appleid.com",
        "posteo.de",
        "mailbox.org",
        "riseup.net",
        "tutanota.com",
        "tuta.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "orange.fr",
        "free.fr",
    ]
)
# The purpose under which addresses are hashed, wherever they are.
ADDRESS = "address"
# What the log of erasures calls an address that is never to be written to.
NEVER_AGAIN = "never-again"


class Allowance:
    """Charges the budgets.

    Args:
        secrets: for keyed hashes.
        letters_a_day: most letters of all kinds together in a day.

    """

    def __init__(self, secrets: Secrets, letters_a_day: int) -> None:
        self._secrets = secrets
        self.all_a_day = Budget("all", letters_a_day, DAY)

    def ask(self, session: Session, address: str, network: str, nonce: str, now: datetime) -> Outcome:
        """``DONE``: a letter may go, and is counted. ``DROPPED``: none may. ``LATER``: none now, all are used up."""
        if self.is_never_again(session, address):
            return Outcome.DROPPED
        if self.used_today(session, now) >= self.all_a_day.limit:
            return Outcome.LATER
        if not self._charge(session, [(budgets.FORM_COPY, nonce), *_networks(network)], now):
            return Outcome.DROPPED
        # A letter that does not go uses nothing up of what its recipient may get.
        with session.begin_nested() as attempt:
            if self._charge(session, [*_recipients(address), (self.all_a_day, "")], now):
                return Outcome.DONE
            attempt.rollback()
        return Outcome.DROPPED

    def _charge(self, session: Session, wanted: list[tuple[Budget, str]], now: datetime) -> bool:
        return all(charge(session, self._secrets, budget, subject, now) for budget, subject in wanted)

    def used_today(self, session: Session, now: datetime) -> int:
        """How many letters went out today."""
        return budgets.used(session, self._secrets, self.all_a_day, "", now)

    def is_never_again(self, session: Session, address: str) -> bool:
        """Whether the owner of this address asked not to be written to."""
        keys = self._secrets.keys(ADDRESS, canonical_address(address))
        found = select(NeverAgainRow.address_key).where(NeverAgainRow.address_key.in_(keys))
        return session.scalars(found).first() is not None


def _networks(network: str) -> list[tuple[Budget, str]]:
    return [(budgets.NETWORK_AN_HOUR, network), (budgets.NETWORK_A_DAY, network)]


def _recipients(address: str) -> list[tuple[Budget, str]]:
    mailbox, domain = canonical_address(address), domain_of(address)
    return [
        (budgets.RECIPIENT_A_DAY, mailbox),
        (budgets.RECIPIENT_A_MONTH, mailbox),
        *([] if domain in SHARED else [(budgets.DOMAIN_A_DAY, domain)]),
    ]


def never_again(session: Session, address_key: str, now: datetime) -> None:
    """Write down that this address must never be written to."""
    row = insert_or_else(session, NeverAgainRow).values(address_key=address_key, since=now.date())
    session.execute(row.on_conflict_do_nothing())

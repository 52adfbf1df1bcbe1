"""What the worker does with a sent form: a letter goes out, or none, and nobody can tell from outside."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.forms.addresses import canonical_address, domain_of
from server.forms.intake import Outcome
from server.mail.allowance import ADDRESS, Allowance
from server.mail.outbox import post
from server.petition.tables import SignatureRow
from server.privacy.secrets import Secrets
from server.privacy.tokens import hash_of, new_token

TIME_TO_CONFIRM = timedelta(hours=72)


class Signing:
    """Works on the forms "sign" and "send me my link again".

    Args:
        secrets: for hashes and seals.
        allowance: decides whether a letter may go.

    """

    def __init__(self, secrets: Secrets, allowance: Allowance) -> None:
        self._secrets = secrets
        self._allowance = allowance

    def sign(self, session: Session, data: dict[str, Any], now: datetime) -> Outcome:
        """A signature to be confirmed, or the link again for one that is there."""
        return self._answer(session, data, now, may_make=True)

    def send_link(self, session: Session, data: dict[str, Any], now: datetime) -> Outcome:
        """The private link for a signature that is there; otherwise nothing."""
        return self._answer(session, data, now, may_make=False)

    def _answer(self, session: Session, data: dict[str, Any], now: datetime, *, may_make: bool) -> Outcome:
        if data["automated"]:
            return Outcome.DROPPED
        row = self._find(session, data)
        if row is None and not may_make:
            return Outcome.DROPPED
        allowed = self._allowance.ask(session, data["address"], data["network"], data["nonce"], now)
        if allowed is not Outcome.DONE:
            return allowed
        token = new_token()
        if row is None:
            row = self._new(data)
            session.add(row)
        if row.confirmed_on is None:
            if may_make:
                self._fill(row, data)
            row.expires_at = now + TIME_TO_CONFIRM
        row.token_hash = hash_of(token)
        kind = "confirm" if row.confirmed_on is None else "link"
        post(session, self._secrets, data["address"], kind, data["language"], token=token, campaign=row.campaign)
        return Outcome.DONE

    def _find(self, session: Session, data: dict[str, Any]) -> SignatureRow | None:
        keys = self._secrets.keys(ADDRESS, canonical_address(data["address"]))
        same = SignatureRow.campaign == data["campaign"], SignatureRow.address_key.in_(keys)
        return session.scalars(select(SignatureRow).where(*same).with_for_update()).first()

    def _new(self, data: dict[str, Any]) -> SignatureRow:
        return SignatureRow(
            uid=uuid.uuid4().hex,
            campaign=data["campaign"],
            address_key=self._secrets.key(ADDRESS, canonical_address(data["address"])),
            domain_key=self._secrets.key("domain", domain_of(data["address"])),
        )

    def _fill(self, row: SignatureRow, data: dict[str, Any]) -> None:
        showing = data["showing"]
        row.language = data["language"]
        row.shown_name, row.initial = showing["name"], showing["initial"]
        row.place, row.role = showing["place"], showing["role"]
        row.news_address = self._secrets.seal({"to": data["address"]}) if data["news"] else None

"""What the worker does with the forms of libraries: a letter goes out, or none, and nobody can tell from outside."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.forms.addresses import canonical_address
from server.forms.intake import Outcome
from server.joining.tables import ParticipationRow, State
from server.mail.allowance import ADDRESS, Allowance
from server.mail.outbox import post
from server.privacy.secrets import Secrets
from server.privacy.tokens import hash_of, new_token

TIME_TO_CONFIRM = timedelta(hours=72)
_TYPED = ("name", "type", "country", "place", "site", "domain", "role", "address_fits")


class Applying:
    """Works on the forms "join" and "join-link".

    Args:
        secrets: for hashes and seals.
        allowance: decides whether a letter may go.

    """

    def __init__(self, secrets: Secrets, allowance: Allowance) -> None:
        self._secrets = secrets
        self._allowance = allowance

    def apply(self, session: Session, data: dict[str, Any], now: datetime) -> Outcome:
        """An application to be confirmed, or the link again for one that was confirmed."""
        if data["automated"]:
            return Outcome.DROPPED
        rows = self._rows(session, data["address"])
        row = next((row for row in rows if row.domain == data["domain"]), None)
        allowed = self._allowance.ask(session, data["address"], data["network"], data["nonce"], now)
        if allowed is not Outcome.DONE:
            return allowed
        if row is None:
            row = self._new(data)
            session.add(row)
        if row.state == State.UNCONFIRMED:
            self._fill(row, data)
            row.expires_at = now + TIME_TO_CONFIRM
        self._write(session, row, "join-confirm" if row.state == State.UNCONFIRMED else "join-link", data)
        return Outcome.DONE

    def send_links(self, session: Session, data: dict[str, Any], now: datetime) -> Outcome:
        """The private links of all libraries that this address speaks for; otherwise nothing."""
        rows = self._rows(session, data["address"])
        if data["automated"] or not rows:
            return Outcome.DROPPED
        allowed = self._allowance.ask(session, data["address"], data["network"], data["nonce"], now)
        if allowed is not Outcome.DONE:
            return allowed
        for row in rows:
            self._write(session, row, "join-confirm" if row.state == State.UNCONFIRMED else "join-link", data)
        return Outcome.DONE

    def _rows(self, session: Session, address: str) -> list[ParticipationRow]:
        keys = self._secrets.keys(ADDRESS, canonical_address(address))
        found = select(ParticipationRow).where(ParticipationRow.address_key.in_(keys)).with_for_update()
        return list(session.scalars(found.order_by(ParticipationRow.id)))

    def _new(self, data: dict[str, Any]) -> ParticipationRow:
        return ParticipationRow(
            uid=uuid.uuid4().hex,
            state=State.UNCONFIRMED,
            address_key=self._secrets.key(ADDRESS, canonical_address(data["address"])),
        )

    def _fill(self, row: ParticipationRow, data: dict[str, Any]) -> None:
        for name in _TYPED:
            setattr(row, name, data[name])
        row.signs = data["signs"] or None
        row.language = data["language"]
        row.address = self._secrets.seal({"to": data["address"]})

    def _write(self, session: Session, row: ParticipationRow, kind: str, data: dict[str, Any]) -> None:
        token = new_token()
        row.token_hash = hash_of(token)
        post(session, self._secrets, data["address"], kind, data["language"], token=token)

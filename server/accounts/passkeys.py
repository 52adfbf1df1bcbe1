"""Passkeys (WebAuthn), by py_webauthn. A passkey is found by the browser, and its owner always shows that it is she."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, exceptions, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.accounts.tables import AccountRow, PasskeyRow
from server.errors import OptOutError
from server.privacy.erasures import now_utc

MOST = 10
_WRONG = (exceptions.WebAuthnException, ValueError, KeyError, TypeError)
_SELECTION = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
)


class PasskeyError(OptOutError):
    """A passkey does not fit, or cannot be added."""


@dataclass(frozen=True)
class Place:
    """Where passkeys belong to: the host of this installation, and its origin."""

    host: str
    origin: str


@dataclass(frozen=True)
class Answer:
    """What a browser made of a challenge, as JSON, and what its owner calls it."""

    text: str
    challenge: bytes
    name: str


def place_of(site: str) -> Place:
    """The place of the installation at ``site``."""
    return Place(urlsplit(site).hostname or "", site)


def creation_options(place: Place, account: AccountRow, challenge: bytes) -> str:
    """What the browser needs to make a passkey, as JSON."""
    known = [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in account.passkeys]
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Libraries OptOut",
        user_id=base64url_to_bytes(account.passkey_user),
        user_name=account.username,
        user_display_name=account.name,
        challenge=challenge,
        authenticator_selection=_SELECTION,
        exclude_credentials=known,
    )
    return webauthn.options_to_json(options)


def request_options(place: Place, challenge: bytes) -> str:
    """What the browser needs to sign with a passkey, as JSON; it names nobody's passkeys."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options)


def add(session: Session, account: AccountRow, place: Place, made_by_browser: Answer) -> PasskeyRow:
    """Keep the passkey that a browser has made.

    Raises:
        PasskeyError: the browser's answer does not hold, the passkey is known already, or there are too many.

    """
    if len(account.passkeys) >= MOST:
        raise PasskeyError(f"You have {MOST} passkeys already.", "Remove one that you do not use.")
    try:
        made = webauthn.verify_registration_response(
            credential=made_by_browser.text,
            expected_challenge=made_by_browser.challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
        transports = json.loads(made_by_browser.text)["response"].get("transports")
    except _WRONG:
        raise PasskeyError("The browser’s answer does not hold.", "Please try again.") from None
    if session.scalar(select(PasskeyRow.id).where(PasskeyRow.credential_id == made.credential_id)):
        raise PasskeyError("This passkey is known already.", "Choose another device, or another place to keep it.")
    now = now_utc()
    passkey = PasskeyRow(
        name=made_by_browser.name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=[text for text in transports or [] if isinstance(text, str)][:8],
        backup_state=made.credential_backed_up,
        device_type=made.credential_device_type.value,
        usage="first",
        made_at=now,
        lastuse_datetime=now,
    )
    account.passkeys.append(passkey)
    session.flush()
    return passkey


def owner(session: Session, place: Place, answer: str, challenge: bytes) -> AccountRow:
    """Whose passkey signed ``challenge``.

    Raises:
        PasskeyError: the signature does not hold, or the account is closed.

    """
    try:
        signed = parse_authentication_credential_json(answer)
        passkey = _locked(session, signed.raw_id)
        account = passkey.account
        if signed.response.user_handle not in {None, base64url_to_bytes(account.passkey_user)} or not account.active:
            raise _refused()
        verified = webauthn.verify_authentication_response(
            credential=signed,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _WRONG:
        raise _refused() from None
    passkey.sign_count = verified.new_sign_count
    passkey.lastuse_datetime = now_utc()
    return account


def _locked(session: Session, credential: bytes) -> PasskeyRow:
    # Two answers with one count must not both pass.
    wanted = select(PasskeyRow).where(PasskeyRow.credential_id == credential).with_for_update()
    found = session.scalars(wanted).first()
    if found is None:
        raise _refused()
    return found


def _refused() -> PasskeyError:
    return PasskeyError("That passkey does not open an account here.", "Choose another, or use your password.")

"""A device that holds a passkey, in software: it answers as a browser does (WebAuthn, ES256, no attestation)."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _HAS_KEY = 0x01, 0x04, 0x40


class Authenticator:
    """One passkey for one origin.

    Args:
        origin: what the browser writes into what is signed.
        verifies: whether it makes sure of its owner by finger, face or PIN.

    """

    def __init__(self, origin: str = "http://localhost:8000", *, verifies: bool = True) -> None:
        self.origin, self.verifies, self.count = origin, verifies, 0
        self.id, self.user = secrets.token_bytes(32), b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: str) -> str:
        """The answer to creation options."""
        asked = json.loads(options)
        self.user = _bytes(asked["user"]["id"])
        public = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(key)
        data = self._data(asked["rp"]["id"], _HAS_KEY) + attested
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {"attestationObject": _text(made), "transports": ["internal"]}
        return self._answer("webauthn.create", asked["challenge"], response)

    def sign(self, options: str) -> str:
        """The answer to request options."""
        asked = json.loads(options)
        self.count += 1
        data, client = self._data(asked["rpId"], 0), self._client("webauthn.get", asked["challenge"])
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"authenticatorData": _text(data), "signature": _text(signature), "userHandle": _text(self.user)}
        return self._answer("webauthn.get", asked["challenge"], response)

    def _data(self, host: str, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, kind: str, challenge: str, response: dict[str, object]) -> str:
        client = _text(self._client(kind, challenge))
        return json.dumps(
            {
                "id": _text(self.id),
                "rawId": _text(self.id),
                "type": "public-key",
                "response": {**response, "clientDataJSON": client},
                "clientExtensionResults": {},
            }
        )


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))

"""CRX3, the form in which Chromium installs a package by policy: a signed header before the zip archive.

The signature is RSA PKCS#1 v1.5, so that one archive and one key always give the same bytes.
"""

import hashlib
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_MAGIC = b"Cr24" + struct.pack("<I", 3)
_CONTEXT = b"CRX3 SignedData\x00"
# Numbers of the header's fields, as Chromium's crx3.proto has them.
_RSA_PROOF, _SIGNED_HEADER = 2, 10000
_LOW_SEVEN, _MORE = 0x7F, 0x80


def crx_of(archive: bytes, key: RSAPrivateKey) -> bytes:
    """The archive as a package that Chromium installs."""
    public = _public(key)
    signed = _field(1, hashlib.sha256(public).digest()[:16])
    message = _CONTEXT + struct.pack("<I", len(signed)) + signed + archive
    signature = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    proof = _field(1, public) + _field(2, signature)
    header = _field(_RSA_PROOF, proof) + _field(_SIGNED_HEADER, signed)
    return _MAGIC + struct.pack("<I", len(header)) + header + archive


def chromium_id(key: RSAPrivateKey) -> str:
    """The id that all packages of this key have: 32 letters from a to p."""
    digits = hashlib.sha256(_public(key)).hexdigest()[:32]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digits)


def _public(key: RSAPrivateKey) -> bytes:
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, info)


def _field(number: int, data: bytes) -> bytes:
    """One field of a protocol buffer that holds bytes."""
    return _number(number << 3 | 2) + _number(len(data)) + data


def _number(value: int) -> bytes:
    out = bytearray()
    while value > _LOW_SEVEN:
        out.append(value & _LOW_SEVEN | _MORE)
        value >>= 7
    out.append(value)
    return bytes(out)

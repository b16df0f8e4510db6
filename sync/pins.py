"""The key that a portal's certificate must have, where an administrator said so: the SHA-256 of its
SubjectPublicKeyInfo in base64, as `openssl` and browsers write it. One more, kept in reserve, serves when the portal
changes its key."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Collection

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class PinRefused(ssl.SSLError):
    """A certificate in order, with another key; ``shown`` is its pin."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown)
        self.shown = shown


def pin_of(certificate: x509.Certificate) -> str:
    """The pin of a certificate's key."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode("ascii")


def check_pin(line: ssl.SSLSocket, pins: Collection[str]) -> None:
    """Raises PinRefused unless the other side of a line has one of the keys."""
    shown = pin_of(x509.load_der_x509_certificate(line.getpeercert(binary_form=True) or b""))
    if shown not in pins:
        raise PinRefused(shown)

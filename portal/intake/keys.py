"""Ed25519: the portal signs, devices are verified."""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from portal.config.keyring import Keyring


def keyring() -> Keyring:
    """The portal's own keys."""
    ring: Keyring = settings.PORTAL_KEYRING
    return ring


def sign(data: bytes) -> str:
    """Base64 of the portal's signature of ``data``, by the key of this moment."""
    return keyring().signer.sign(data)


def portal_public_key() -> str:
    """Base64 of the portal's public key of this moment."""
    return keyring().public


def raw(public_key: str) -> bytes:
    """The 32 bytes of a base64 key; ValueError where it is not one."""
    return base64.b64decode(public_key, validate=True)


def is_signed_by(public_key: str, data: bytes, signature: str) -> bool:
    """Whether the owner of the base64 key signed ``data``; anything malformed was not."""
    try:
        public = Ed25519PublicKey.from_public_bytes(raw(public_key))
        public.verify(base64.b64decode(signature, validate=True), data)
    except (InvalidSignature, ValueError):
        return False
    return True

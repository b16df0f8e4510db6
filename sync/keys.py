"""Ed25519 keys of devices and of the portal; raw 32-byte keys, base64 signatures."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.wire import KeyStep

KEY_BYTES = 32


def new_key() -> bytes:
    """A new private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """The public half, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def as_text(key: bytes) -> str:
    """Bytes as the base64 that travels in messages."""
    return base64.b64encode(key).decode("ascii")


def from_text(text: str) -> bytes:
    """A key from its base64; ValueError where it is not one."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key


class Signer:
    """Signs with one private key; nothing it shows or prints contains it."""

    def __init__(self, private: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private)

    def sign(self, data: bytes) -> str:
        """Base64 of the signature of ``data``."""
        return as_text(self._key.sign(data))

    def public_key(self) -> bytes:
        """The public half, 32 bytes."""
        return self._key.public_key().public_bytes_raw()


class DeviceKeys(Signer):
    """The device's key beside the enrolled portal's public one: satisfies ``ports.Keys``. ``learned`` is told of the
    steps by which the portal came to another key; ``confirmed`` is the fingerprint that a person compared."""

    def __init__(
        self,
        private: bytes,
        portal: bytes,
        learned: Callable[[Sequence[KeyStep]], None] = lambda steps: None,
        confirmed: str = "",
    ) -> None:
        super().__init__(private)
        self._portal, self._learned, self._confirmed = portal, learned, confirmed

    def portal_key(self) -> bytes:
        """32 bytes of the enrolled portal's public key."""
        return self._portal

    def confirmed(self) -> str:
        """The fingerprint of a key of the portal that a person compared, "" for none."""
        return self._confirmed

    def follow(self, steps: Sequence[KeyStep]) -> None:
        """The portal's key is the one to which these proved steps lead."""
        self._learned(steps)
        self._portal = from_text(steps[-1].follows) if steps else self._portal


def verify(public: bytes, data: bytes, signature: str) -> bool:
    """Whether ``signature`` is of ``data`` by the owner of ``public``; anything malformed is not, nor is base64
    whose unused last bits are not zero (two texts for one signature)."""
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(raw, data)
    except (InvalidSignature, ValueError):
        return False
    return as_text(raw) == signature

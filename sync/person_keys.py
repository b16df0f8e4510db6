"""The key with which a person signs acts, sealed under the person's password: argon2id, then ChaCha20-Poly1305."""

from __future__ import annotations

import base64
import secrets

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

FORM = "argon2id-3-65536-4"
_SALT, _NONCE = 16, 12


class NotOpened(ValueError):
    """Another password, or not what was sealed."""


def seal(private: bytes, password: str) -> str:
    """The key as it is kept; without the password it is of no use."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    box = ChaCha20Poly1305(_derived(password, salt)).encrypt(nonce, private, FORM.encode())
    return f"{FORM}${base64.b64encode(salt + nonce + box).decode()}"


def open_sealed(text: str, password: str) -> bytes:
    """The key again. Raises NotOpened."""
    form, _, data = text.partition("$")
    try:
        raw = base64.b64decode(data, validate=True)
        if form != FORM:
            raise NotOpened
        salt, nonce, box = raw[:_SALT], raw[_SALT : _SALT + _NONCE], raw[_SALT + _NONCE :]
        return ChaCha20Poly1305(_derived(password, salt)).decrypt(nonce, box, FORM.encode())
    except (ValueError, InvalidTag) as error:
        raise NotOpened from error


def _derived(password: str, salt: bytes) -> bytes:
    return hash_secret_raw(password.encode(), salt, 3, 65536, 4, 32, Type.ID)

"""What people compare of a key by telephone. Pure."""

from __future__ import annotations

import base64
import hashlib

_GROUPS, _DIGITS = 8, 4


def fingerprint(public: str) -> str:
    """Of a public key (base64): the first 128 bits of its SHA-256, eight groups of four hexadecimal digits."""
    digits = hashlib.sha256(base64.b64decode(public)).hexdigest()
    return " ".join(digits[at : at + _DIGITS] for at in range(0, _GROUPS * _DIGITS, _DIGITS))


def is_fingerprint(said: str, public: str) -> bool:
    """Whether that was said of this key, however it was written."""
    return "".join(filter(str.isalnum, said)).lower() == fingerprint(public).replace(" ", "")

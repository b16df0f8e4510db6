"""Whether a folder is protected, and its key: in the system's key store, and wrapped by the recovery key beside it.

`proteccion.json` holds nothing secret. It stands in the folder and once more among the copies: without it the recovery
key opens nothing.
"""

from __future__ import annotations

import hmac
import json
import os
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from capture_app.errors import BadInput, RecoveryKeyNeeded, Refused
from capture_app.secrets import system_store
from capture_app.settings import write_whole
from capture_app.store.cipher import BYTES, Cipher
from capture_app.store.recovery_key import BYTES as RECOVERY_BYTES
from capture_app.store.recovery_key import heard, spoken
from capture_app.words import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

FILE_NAME = "proteccion.json"
BESIDE = ".llave"
COPIES = "backups"
SEALING, SEALED, OPENING = "sealing", "sealed", "opening"


@dataclass(frozen=True, slots=True)
class Protection:
    """`state` is `sealing` until everything is sealed and `opening` from when it is to be opened again; `check` tells
    the right key; `wrapped` is the key under the recovery key (HKDF-SHA256, ChaCha20-Poly1305), in base64."""

    key_id: str
    state: str
    since: str
    salt: str
    wrapped: str
    check: str

    @property
    def is_settled(self) -> bool:
        return self.state == SEALED

    def fits(self, key: bytes) -> bool:
        """Whether a key is the one of this folder."""
        return len(key) == BYTES and hmac.compare_digest(_check_of(key), self.check)

    def opened_by(self, recovery: str) -> bytes:
        """The key, with the recovery key as it was typed; BadInput for a slip, Refused for the key of another."""
        from cryptography.exceptions import InvalidTag

        try:
            key = _wrapping(heard(recovery), b64decode(self.salt)).decrypt(bytes(12), b64decode(self.wrapped), None)
        except InvalidTag as error:
            raise Refused(say("recovery.wrong"), (), say("act.safe"), say("recovery.wrong.action")) from error
        return key

    def text(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), indent=1).encode() + b"\n"


def _check_of(key: bytes) -> str:
    return Cipher(key).derived(b"check").hex()


def _wrapping(secret: bytes, salt: bytes) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(Cipher(secret).derived(b"recovery", salt))


def new_protection(at: str) -> tuple[Protection, bytes, str]:
    """(what is to be written, the key, the recovery key as it is shown once); nothing is kept yet."""
    key, secret, salt = os.urandom(BYTES), os.urandom(RECOVERY_BYTES), os.urandom(16)
    wrapped = _wrapping(secret, salt).encrypt(bytes(12), key, None)
    told = b64encode(salt).decode(), b64encode(wrapped).decode(), _check_of(key)
    return Protection(os.urandom(8).hex(), SEALING, at, *told), key, spoken(secret)


def read_protection(data_dir: Path) -> Protection | None:
    """That of a folder, None where it is not protected. BadInput where it cannot be understood in either place."""
    places = [place for place in (data_dir / FILE_NAME, data_dir / COPIES / FILE_NAME) if place.is_file()]
    for place in places:
        try:
            return protection_of(place.read_bytes())
        except ValueError:
            continue
    if places:
        raise BadInput(say("protection.unreadable", file=places[0]), str(places[0]))
    return None


def protection_of(data: bytes) -> Protection:
    """What was written; ValueError for anything else."""
    try:
        return Protection(**json.loads(data))
    except (TypeError, UnicodeDecodeError) as error:
        raise ValueError from error


def note_for(data_dir: Path) -> bytes:
    """What goes out with something sealed, so that the recovery key opens it on any computer."""
    protection = read_protection(data_dir)
    return protection.text() if protection is not None else b""


def write_protection(data_dir: Path, protection: Protection) -> None:
    """In both places, each whole or not at all."""
    (data_dir / COPIES).mkdir(parents=True, exist_ok=True)
    for place in (data_dir / COPIES / FILE_NAME, data_dir / FILE_NAME):
        write_whole(place, protection.text())


def drop_protection(data_dir: Path, protection: Protection) -> None:
    """Once nothing is sealed any more."""
    for place in (data_dir / FILE_NAME, data_dir / COPIES / FILE_NAME):
        place.unlink(missing_ok=True)
    _given().pop(protection.key_id, None)
    store = system_store()
    if store is not None:
        store.forget(_name(protection))


def in_state(data_dir: Path, protection: Protection, state: str) -> Protection:
    """The same protection on its way or arrived, written down."""
    moved = replace(protection, state=state)
    write_protection(data_dir, moved)
    return moved


@cache
def _given() -> dict[str, bytes]:
    """Keys given by hand where the system has no store: in the memory of this process and nowhere else."""
    return {}


def _name(protection: Protection) -> str:
    return f"{protection.key_id}-data-key"


def keep_key(protection: Protection, key: bytes) -> bool:
    """Keep a key for the next start; False where the system has no store and it lives in this process alone."""
    store = system_store()
    if store is not None and store.keep(_name(protection), key):
        return True
    _given()[protection.key_id] = key
    return False


def cipher_of(protection: Protection) -> Cipher:
    """The key of a protected folder; RecoveryKeyNeeded where this account does not have it."""
    given = _given().get(protection.key_id)
    if given is not None:
        return Cipher(given)
    store = system_store()
    key = store.find(_name(protection)) if store is not None else None
    if key is None or not protection.fits(key):
        raise RecoveryKeyNeeded(protection, has_store=store is not None)
    return Cipher(key)


def unlock(protection: Protection, recovery: str) -> bool:
    """Take the recovery key in place of the one that is missing; whether the next start will not ask. Raises as
    :meth:`Protection.opened_by`, nothing changed."""
    return keep_key(protection, protection.opened_by(recovery))


def forget_given() -> None:
    """What was given by hand is asked for again, as after a start."""
    _given().clear()

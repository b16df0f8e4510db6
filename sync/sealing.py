"""Sealing a stream of bytes to the owner of an Ed25519 key, so that a lost stick tells nothing.

The recipient's signing key is turned into its X25519 twin (the birational map of RFC 7748, as age does for SSH
keys): no second key has to be handed out. A one-time X25519 key, HKDF-SHA256 and ChaCha20-Poly1305 in slices of
64 KiB, each with its number and a mark on the last one, so that slices cannot be cut, moved or left out.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SLICE = 64 * 1024
TAG = 16
INFO = b"cap-batch/1"
_PRIME = 2**255 - 19

Agree = Callable[[bytes], bytes]


class Opener(NamedTuple):
    """Who may open: the Ed25519 public key that was sealed to, and the shared secrets of its owner."""

    public: bytes
    agree: Agree


class SealBroken(ValueError):
    """The bytes were not sealed to this key, or are not whole."""


def agreement_public(signing_public: bytes) -> bytes:
    """The X25519 public key of the owner of an Ed25519 one; both 32 bytes."""
    y = int.from_bytes(signing_public, "little") & ((1 << 255) - 1)
    u = (1 + y) * pow(1 - y, _PRIME - 2, _PRIME) % _PRIME
    return u.to_bytes(32, "little")


def agreement_with(signing_private: bytes) -> Agree:
    """Shared secrets of the owner of an Ed25519 private key (32 bytes) with an X25519 public key."""
    key = X25519PrivateKey.from_private_bytes(hashlib.sha512(signing_private).digest()[:32])
    return lambda public: key.exchange(X25519PublicKey.from_public_bytes(public))


def opener_of(signing_private: bytes) -> Opener:
    """The owner of an Ed25519 private key (32 bytes)."""
    public = Ed25519PrivateKey.from_private_bytes(signing_private).public_key().public_bytes_raw()
    return Opener(public, agreement_with(signing_private))


def seal(pieces: Iterable[bytes], recipient: bytes) -> tuple[bytes, Iterator[bytes]]:
    """(one-time public key, sealed slices) for the owner of the Ed25519 public key ``recipient``."""
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    target = agreement_public(recipient)
    cipher = _agreed(once.exchange(X25519PublicKey.from_public_bytes(target)), public, target)
    return public, seal_slices(pieces, cipher)


def open_sealed(pieces: Iterable[bytes], once: bytes, openers: Sequence[Opener]) -> Generator[bytes, None, None]:
    """The bytes inside, slice by slice, for the one of ``openers`` to whom they were sealed: whose key changed opens
    what was sealed to the one before. Raises SealBroken at the first slice that is not as it was sealed."""
    try:
        ciphers = [_agreed(one.agree(once), once, agreement_public(one.public)) for one in openers]
    except ValueError as error:
        raise SealBroken from error
    yield from open_slices(pieces, *ciphers)


def seal_slices(pieces: Iterable[bytes], cipher: ChaCha20Poly1305) -> Iterator[bytes]:
    """A stream in sealed slices, each `SLICE` + `TAG` bytes but the last; the key is for this stream alone."""
    for number, piece, last in _numbered(pieces, SLICE):
        yield cipher.encrypt(slice_nonce(number, last), piece, None)


def open_slices(pieces: Iterable[bytes], *ciphers: ChaCha20Poly1305) -> Iterator[bytes]:
    """What was sealed by :func:`seal_slices` with one of these. SealBroken at the first slice that is not as it was."""
    for number, piece, last in _numbered(pieces, SLICE + TAG):
        opened, ciphers = _opened(slice_nonce(number, last), piece, ciphers)
        yield opened


def _opened(
    nonce: bytes, piece: bytes, ciphers: tuple[ChaCha20Poly1305, ...]
) -> tuple[bytes, tuple[ChaCha20Poly1305, ...]]:
    """The slice, and the one cipher that opened it."""
    for cipher in ciphers:
        with suppress(InvalidTag):
            return cipher.decrypt(nonce, piece, None), (cipher,)
    raise SealBroken


def _agreed(shared: bytes, once: bytes, target: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=once + target, info=INFO).derive(shared))


def slice_nonce(number: int, last: bool) -> bytes:
    """Slices cannot be moved, and none taken for the last that is not."""
    return number.to_bytes(11, "big") + bytes([last])


def _numbered(pieces: Iterable[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Slices of one size with their number and whether each is the last; there is always one."""
    buffer, number = bytearray(), 0
    for piece in pieces:
        buffer += piece
        while len(buffer) > size:
            yield number, bytes(buffer[:size]), False
            del buffer[:size]
            number += 1
    yield number, bytes(buffer), True


class PieceReader(io.RawIOBase):
    """A readable stream over pieces of bytes, for whoever wants a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

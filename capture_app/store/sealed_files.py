"""Files that only the key of their folder opens: ChaCha20-Poly1305 in slices, each file under a key of its own.

A file says what it is, then a note that anybody can read (two bytes of length before it; what goes out of the folder
says there how the recovery key opens it), 32 random bytes, and slices of 64 KiB (`sync.sealing`). It can be read from
any place.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from capture_app.store.cipher import Cipher
from sync.sealing import SLICE, TAG, seal_slices, slice_nonce

MARK = b"captura-sellado/1\n"
SALT = 32
_WHOLE = SLICE + TAG


def sealed(pieces: Iterable[bytes], cipher: Cipher, note: bytes = b"") -> Iterator[bytes]:
    """The bytes of a sealed file."""
    salt = os.urandom(SALT)
    yield MARK + len(note).to_bytes(2, "big") + note + salt
    yield from seal_slices(pieces, _of_file(cipher, salt))


def _read_head(stream: BinaryIO) -> tuple[bytes, bytes]:
    """(the note, the salt) of a sealed file, the stream left where its slices begin; ValueError where it is none."""
    if stream.read(len(MARK)) != MARK:
        raise ValueError
    note = stream.read(int.from_bytes(stream.read(2), "big"))
    salt = stream.read(SALT)
    if len(salt) != SALT:
        raise ValueError
    return note, salt


def note_of(file: Path) -> bytes:
    """The note of a sealed file; ValueError where it is none."""
    with file.open("rb") as stream:
        return _read_head(stream)[0]


def _of_file(cipher: Cipher, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(cipher.derived(b"file", salt))


class SealedFile(io.RawIOBase):
    """The content of a sealed file. A slice that was altered is an OSError; with `forgiving` it is read as zeros, for
    who tells by the content's own hash that it is another."""

    def __init__(self, file: Path, cipher: Cipher, *, forgiving: bool = False) -> None:
        self._file = file.open("rb")
        self._forgiving = forgiving
        self._at, self._slice, self._held = 0, -1, b""
        try:
            _, salt = _read_head(self._file)
            self._first = self._file.tell()
            body = os.fstat(self._file.fileno()).st_size - self._first
            if body < TAG:
                raise ValueError
        except ValueError as error:
            self._file.close()
            raise _damaged(file) from error
        self._count = -(-body // _WHOLE)
        self.size = body - self._count * TAG
        self._cipher = _of_file(cipher, salt)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        if self._at >= self.size and self.size:
            return 0
        number, within = divmod(self._at, SLICE)
        if number != self._slice:
            self._held, self._slice = self._opened(number), number
        piece = self._held[within : within + len(target)]
        target[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _opened(self, number: int) -> bytes:
        self._file.seek(self._first + number * _WHOLE)
        piece = self._file.read(_WHOLE)
        try:
            return self._cipher.decrypt(slice_nonce(number, number == self._count - 1), piece, None)
        except InvalidTag as error:
            if self._forgiving:
                return bytes(max(0, len(piece) - TAG))
            raise _damaged(Path(self._file.name)) from error

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _damaged(file: Path) -> OSError:
    return OSError(errno.EIO, "sealed content altered", str(file))


def open_file(file: Path, cipher: Cipher, *, forgiving: bool = False) -> BinaryIO:
    """The content of a sealed file, for reading."""
    return cast(BinaryIO, io.BufferedReader(SealedFile(file, cipher, forgiving=forgiving), SLICE))


def size_of(file: Path, cipher: Cipher) -> int:
    """Bytes of the content of a sealed file."""
    with SealedFile(file, cipher) as opened:
        return opened.size

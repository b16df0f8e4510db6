"""A zip written from its beginning to its end, piece by piece, with no clock in it: same members, same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

DAY = (2000, 1, 1, 0, 0, 0)
LEVEL = 4
MANY = 64 * 1024


class _Pipe:
    """What zipfile writes into: it can neither seek nor tell, and gives its bytes on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def drain(self) -> bytes:
        written, self._parts = b"".join(self._parts), []
        return written


def zip_pieces(members: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The archive of the members, names with their pieces; one piece in memory at a time."""
    pipe = _Pipe()
    with zipfile.ZipFile(cast(IO[bytes], pipe), "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, pieces in members:
            info = zipfile.ZipInfo(name, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            with archive.open(info, "w") as member:
                for piece in _gathered(pieces):
                    member.write(piece)
                    yield pipe.drain()
    yield pipe.drain()


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of some size: compressing a line at a time is slow."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= MANY:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)

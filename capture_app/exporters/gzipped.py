"""gzip without a clock and with a word in its header: same content, same bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

LEVEL = 6
_HEAD = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"
_SIZE = 0xFFFFFFFF


def gzip_pieces(pieces: Iterable[bytes], comment: str) -> Iterator[bytes]:
    """The pieces packed; ``comment`` stands in the header, where tools show it."""
    yield _HEAD + comment.encode("latin-1", "replace").replace(b"\0", b"") + b"\0"
    packer, check, size = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS), 0, 0
    for piece in pieces:
        check, size = zlib.crc32(piece, check), size + len(piece)
        packed = packer.compress(piece)
        if packed:
            yield packed
    yield packer.flush() + struct.pack("<II", check, size & _SIZE)

"""JSON values as they are stored: zstd of their canonical bytes. Contexts are made per call."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import zstandard

from sync import canonical

LEVEL = 3
SHORT = 64  # bytes: what most results are, and alike


def pack(value: Any) -> bytes:
    return pack_bytes(canonical.encode(value))


def pack_bytes(data: bytes) -> bytes:
    return _pack_short(data) if len(data) <= SHORT else _pack(data)


def _pack(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(data)


def unpack_bytes(data: bytes | memoryview) -> bytes:
    """The canonical bytes that were stored by :func:`pack`; ours, so of a size we let in."""
    return zstandard.ZstdDecompressor().decompress(bytes(data))


def size_of(data: bytes | memoryview) -> int:
    """How many bytes :func:`unpack_bytes` would give, read from the frame's head."""
    return int(zstandard.frame_content_size(bytes(data)))


def unpack(data: bytes | memoryview) -> Any:
    return canonical.decode(unpack_bytes(data))


_pack_short = lru_cache(maxsize=256)(_pack)

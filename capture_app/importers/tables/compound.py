"""The beginning of a stream inside a compound file, as old workbooks (.xls) are kept: MS-CFB, read and no more."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEAD, _ENTRY, _SMALL_SECTOR = 109, 128, 64
_MOST_SECTORS = 4096
_ROOT = 5


def stream_head(path: Path, names: Sequence[str], most: int) -> bytes:
    """The first ``most`` bytes, at least, of the first stream with one of the names; b"" where there is none or the
    file is torn."""
    data = path.read_bytes()
    if not data.startswith(MAGIC):
        return b""
    try:
        return _Compound(data).head(names, most)
    except (struct.error, IndexError):
        return b""


class _Compound:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size: int = 1 << struct.unpack_from("<H", data, 30)[0]
        (first,) = struct.unpack_from("<I", data, 48)
        self._cutoff, self._small_first = struct.unpack_from("<II", data, 56)
        self._fat = self._table(struct.unpack_from(f"<{_IN_HEAD}I", data, 76))
        self._directory = b"".join(map(self._sector, _chain(self._fat, first)))

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _table(self, sectors: Sequence[int]) -> Sequence[int]:
        """The links that stand in so many sectors; those of the head tell of the first 7 MB, where globals are."""
        there = (sector for sector in sectors if (sector + 2) * self._size <= len(self._data) + self._size)
        joined = b"".join(map(self._sector, there))
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def head(self, names: Sequence[str], most: int) -> bytes:
        entries = [self._directory[at : at + _ENTRY] for at in range(0, len(self._directory) - _ENTRY + 1, _ENTRY)]
        found = next((entry for entry in entries if _name(entry) in names), None)
        if found is None:
            return b""
        first, size = struct.unpack_from("<II", found, 116)
        if size >= self._cutoff:
            return self._joined(first, most)
        root = next(entry for entry in entries if entry[66] == _ROOT)
        small = self._joined(struct.unpack_from("<I", root, 116)[0], len(self._data))
        links = self._table(list(_chain(self._fat, self._small_first)))
        places = (number * _SMALL_SECTOR for number in _chain(links, first))
        return b"".join(small[at : at + _SMALL_SECTOR] for at in islice(places, most // _SMALL_SECTOR + 1))[:size]

    def _joined(self, first: int, most: int) -> bytes:
        return b"".join(map(self._sector, islice(_chain(self._fat, first), most // self._size + 1)))


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _chain(links: Sequence[int], first: int) -> Iterator[int]:
    """The sectors from one on, as far as they are linked; one that leads round ends too."""
    for _ in range(_MOST_SECTORS):
        if first >= len(links):
            return
        yield first
        first = links[first]

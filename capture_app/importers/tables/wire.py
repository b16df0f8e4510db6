"""What the child that reads writes down and the parent takes up: frames of MessagePack in one file.

Each frame is four bytes of length and a list: ``["sheet", name, hidden, merged, first_row]``, ``["rows", [...]]``,
``["book", kind, day zero, notes]`` first of all, ``["end"]`` last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import msgspec

_LENGTH = 4
_DATE = 1


@dataclass(frozen=True, slots=True)
class CellDate:
    """A cell that the workbook itself holds as a date: ``YYYY-MM-DD``, with ``THH:MM:SS`` where it has an hour."""

    iso: str

    def __str__(self) -> str:
        return self.iso


def date_cell(iso: str) -> msgspec.msgpack.Ext:
    """A date as it is written in a frame."""
    return msgspec.msgpack.Ext(_DATE, iso.encode())


def _read(code: int, data: memoryview) -> Any:
    return CellDate(bytes(data).decode())


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ext_hook=_read)


def write_frame(stream: IO[bytes], *frame: Any) -> None:
    data = _ENCODER.encode(frame)
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)


def read_frames(stream: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    """Each frame with the offset of the one after it."""
    while head := stream.read(_LENGTH):
        data = stream.read(int.from_bytes(head, "big"))
        yield stream.tell(), _DECODER.decode(data)

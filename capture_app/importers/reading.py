"""Strict reading of files from outside: what cannot be read whole and exactly is refused by name and place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from capture_app.errors import BadInput
from capture_app.words import reason, say
from sync.canonical import MAX_DOCUMENT_BYTES, JsonRefused, Place, decode_strict

LINE_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonlines"})
JSON_SUFFIXES = frozenset({".json", *LINE_SUFFIXES})
_PEEK = 4096
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = (b"PK\x03\x04", b"%PDF-", b"\x1f\x8b")
_BEGINNING = 4096
_MIB = 1024 * 1024
MOST_OBJECTS, MOST_VALUES = 1_000_000, 2_500_000
"""What one document may hold: 64 MB of real releases have 400,000 and 2,400,000, the same of `{}` fill 1.6 GB."""
Cancelled = Callable[[], bool]


def never() -> bool:
    """Whether nobody wants a file any more, where nobody can say so."""
    return False


class FileRefused(BadInput):
    """A file that is not taken at all; ``code`` says why, ``pointer`` where in its data."""

    def __init__(self, code: str, file: Path, place: Place | None = None, **parameters: object) -> None:
        where = "" if place is None else say("import.place", line=place.line, column=place.column)
        reason = say(f"file.{code}", file=file.name, limit=MAX_DOCUMENT_BYTES // _MIB, **parameters)
        super().__init__(f"{file.name}{where and ', '}{where}: {reason}", str(file), where, say(f"file.{code}.action"))
        self.code = code
        self.pointer = place.pointer if place else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a JSON Lines file: where it begins, how long it is, which one it is (1-based)."""

    offset: int
    length: int
    number: int


def is_json(file: Path) -> bool:
    """Whether the file says it is JSON, by its name or its first character."""
    if file.suffix.lower() in JSON_SUFFIXES:
        return True
    return _first_bytes(file).lstrip()[:1] in (b"{", b"[")


def is_lines(file: Path) -> bool:
    """Whether the file has one JSON document a line, by its name or by its first two lines."""
    if file.suffix.lower() in LINE_SUFFIXES:
        return True
    with _opened(file) as stream:
        first = stream.readline(MAX_DOCUMENT_BYTES + 1).strip().removeprefix(b"\xef\xbb\xbf")
        second = stream.readline(_PEEK).strip()
    is_object = first.startswith(b"{") and first.endswith(b"}") and second.startswith(b"{")
    return is_object and _is_readable(first)


def _is_readable(data: bytes) -> bool:
    if _is_crowded(data):
        return False
    try:
        decode_strict(data)
    except JsonRefused:
        return False
    return True


def read_document(file: Path) -> Any:
    """The one JSON document of a file; FileRefused names what is wrong and where."""
    with _opened(file) as stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    return _decoded(data, file, 0)


def read_lines(file: Path) -> Iterator[tuple[Line, Any]]:
    """The documents of a JSON Lines file one by one, blank lines left out."""
    offset = number = 0
    with _opened(file) as stream:
        while data := stream.readline(MAX_DOCUMENT_BYTES + 1):
            number += 1
            if data.strip():
                yield Line(offset, len(data), number), _decoded(data.rstrip(b"\r\n"), file, number - 1)
            offset += len(data)


def read_line(stream: IO[bytes], line: Line, file: Path) -> Any:
    """A line read again from its place."""
    stream.seek(line.offset)
    return _decoded(stream.read(line.length).rstrip(b"\r\n"), file, line.number - 1)


def _decoded(data: bytes, file: Path, lines_before: int) -> Any:
    if not data.strip():
        raise FileRefused("empty", file)
    if _is_crowded(data):
        raise FileRefused("too_many", file)
    try:
        return decode_strict(data)
    except JsonRefused as refusal:
        if refusal.code == "not_utf8" and data.startswith(_UTF16):
            raise FileRefused("utf16", file) from refusal
        if refusal.code == "not_utf8" and (b"\0" in data[:_BEGINNING] or data.startswith(_BINARY)):
            raise FileRefused("not_text", file) from refusal
        place = _byte_place(data) if refusal.code == "not_utf8" else refusal.place
        shifted = Place(place.line + lines_before, place.column, place.pointer)
        shown = None if refusal.code == "too_large" else shifted
        raise FileRefused(refusal.code, file, shown, detail=refusal.detail) from refusal


def _is_crowded(data: bytes) -> bool:
    """Whether what is read would take far more memory than its bytes; counted before it is read."""
    objects = data.count(b"{") + data.count(b"[")
    return objects > MOST_OBJECTS or objects + data.count(b",") > MOST_VALUES


def _byte_place(data: bytes) -> Place:
    """The line and column of the first byte that is not UTF-8."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        return Place(before.count(b"\n") + 1, error.start - before.rfind(b"\n"), "")
    return Place(1, 1, "")


def _opened(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as error:
        raise FileRefused("unreadable", file, detail=reason(error)) from error


def _first_bytes(file: Path) -> bytes:
    with _opened(file) as stream:
        return stream.read(_PEEK).removeprefix(b"\xef\xbb\xbf")

"""Text tables of any office program: Windows-1252, UTF-8 or UTF-16; commas, semicolons, tabs or bars."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from capture_app.importers.tables.limits import Limits
from capture_app.importers.tables.refused import TableRefused
from capture_app.importers.tables.wire import write_frame

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 256 * 1024
_LOOKED_AT = 30
_CHUNK = 500
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")
_ACCENT = re.compile(rb"\xc3[\x80-\xbf]")
_CONTROL = set(range(32)) - {9, 10, 12, 13, 26, 27}


def transcribe(path: Path, spool: IO[bytes], limits: Limits) -> None:
    """Write the one table of a text file as frames."""
    encoding = find_encoding(path)
    delimiter = find_delimiter(path, encoding)
    write_frame(spool, "book", "text", "", {"encoding": encoding, "delimiter": delimiter})
    write_table(path, "", encoding, delimiter, spool, limits)
    write_frame(spool, "end")


def write_table(path: Path, name: str, encoding: str, delimiter: str, spool: IO[bytes], limits: Limits) -> None:
    """Write the rows of a text file as a sheet."""
    csv.field_size_limit(limits.cell_characters)
    write_frame(spool, "sheet", name, False, [], 1, 0)
    chunk: list[list[str]] = []
    numbers: list[int] = []
    for number, row in _rows(path, encoding, delimiter, limits):
        chunk.append(row)
        numbers.append(number)
        if len(chunk) == _CHUNK:
            write_frame(spool, "rows", chunk, numbers)
            chunk, numbers = [], []
    if chunk:
        write_frame(spool, "rows", chunk, numbers)


def find_encoding(path: Path) -> str:
    """The encoding that reads the whole file; Windows-1252 reads any byte, so it comes last."""
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked:
        return marked
    if start.startswith(_NOT_TEXT):
        raise TableRefused("table_not_text")
    sixteen = _unmarked_utf16(start)
    if sixteen:
        return sixteen
    if sum(byte in _CONTROL for byte in start[:4096]) > len(start[:4096]) // 50:
        raise TableRefused("table_not_text")
    return "utf-8" if _is_utf8(path) else _of_8_bits(path)


def _of_8_bits(path: Path) -> str:
    """Windows-1252, unless letters with accents are in UTF-8 too: files put together of both; read letter by letter.

    No Spanish text has the pair of letters that Windows-1252 shows for an accent in UTF-8.
    """
    with path.open("rb") as stream:
        while chunk := stream.read(_SAMPLE):
            if _ACCENT.search(chunk):
                return "utf-8"
    return "cp1252"


def _as_1252(error: UnicodeError) -> tuple[str, int]:
    """The letters of Windows-1252 where a text is not UTF-8."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252", _as_1252)


def _unmarked_utf16(start: bytes) -> str:
    """UTF-16 that forgot its mark: every other byte of Western text is zero."""
    even, odd = start[0:2000:2].count(0), start[1:2000:2].count(0)
    half = max(len(start[:2000]) // 2, 1)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _opened(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, errors="cp1252" if encoding == "utf-8" else "replace", newline="")


def find_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives most rows the same number of several cells; Excel's ``sep=`` line is believed."""
    with _opened(path, encoding) as stream:
        sample = stream.read(_SAMPLE)
    first = sample.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[-1]
    if len(sample) == _SAMPLE:
        sample = sample.rpartition("\n")[0] or sample
    return max(DELIMITERS, key=lambda mark: _regularity(sample, mark))


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    widths: dict[int, int] = {}
    try:
        for number, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
            if number >= _LOOKED_AT:
                break
            if any(row):
                widths[len(row)] = widths.get(len(row), 0) + 1
    except csv.Error:
        return (0.0, 0)
    wide = {width: times for width, times in widths.items() if width > 1}
    if not wide:
        return (0.0, 0)
    width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
    return (times / sum(widths.values()) * min(width, 4), width)


def _rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line it begins on."""
    with _opened(path, encoding) as stream:
        lines = (line.replace("\x00", "") for line in stream)
        reader = csv.reader(lines, delimiter=delimiter)
        before = count = 0
        try:
            for row in reader:
                number, before = before + 1, reader.line_num
                if number == 1 and row and row[0].lower().startswith("sep=") and len(row) <= 2:
                    continue
                count += 1
                if len(row) > limits.columns or count > limits.rows:
                    raise TableRefused("table_wide", f"{len(row):,} × {count:,}")
                while row and not row[-1]:
                    row.pop()
                yield number, row
        except csv.Error as error:
            raise TableRefused("table_damaged", f"{before + 1:,}: {error}") from error

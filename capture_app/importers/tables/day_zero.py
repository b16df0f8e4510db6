"""The day from which a workbook counts its days, for cells that say a number without saying that it is a day."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO

from capture_app.importers.tables.compound import stream_head

DAY_ZERO, OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
_XLSX = re.compile(rb"<workbookPr[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_ODS = re.compile(rb"<table:null-date\b[^>]*\btable:date-value\s*=\s*[\"'](\d{4}-\d{2}-\d{2})")
_STREAMS = ("Workbook", "Book")
_GLOBALS, _CHUNK = 64 * 1024, 256 * 1024
_DATE_MODE, _END_OF_GLOBALS, _WORKBOOK_PROPERTIES = 0x22, 0x0A, 0x99


def day_zero(path: Path, *, zipped: bool) -> date:
    """As the file itself says it, 30 December 1899 where it does not."""
    if not zipped:
        return _of_records(_records(stream_head(path, _STREAMS, _GLOBALS)))
    try:
        with zipfile.ZipFile(path) as archive:
            return _of_archive(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError):
        return DAY_ZERO


def _of_archive(archive: zipfile.ZipFile) -> date:
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return OF_1904 if _XLSX.search(archive.read("xl/workbook.xml")) else DAY_ZERO
    if "xl/workbook.bin" in names:
        return _of_binary(archive.read("xl/workbook.bin"))
    if "content.xml" in names:
        with archive.open("content.xml") as stream:
            found = _ODS.search(_before_tables(stream))
        return date.fromisoformat(found[1].decode()) if found else DAY_ZERO
    return DAY_ZERO


def _before_tables(stream: IO[bytes]) -> bytes:
    """The part of an open document that tells how it calculates."""
    head = b""
    while b"<table:table " not in head and (chunk := stream.read(_CHUNK)):
        head = head[-_CHUNK:] + chunk
    return head


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of the globals of an old workbook: kind, size, content."""
    at = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _END_OF_GLOBALS:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _of_records(records: Iterator[tuple[int, bytes]]) -> date:
    said = next((content for kind, content in records if kind == _DATE_MODE), b"")
    return OF_1904 if said[:1] == b"\x01" else DAY_ZERO


def _of_binary(data: bytes) -> date:
    """Of a workbook of binary parts: kinds and sizes of seven bits a byte, the least first."""
    at = 0
    while at < len(data):
        kind, at = _varied(data, at)
        size, at = _varied(data, at)
        if kind == _WORKBOOK_PROPERTIES:
            return OF_1904 if data[at : at + 1] and data[at] & 1 else DAY_ZERO
        at += size
    return DAY_ZERO


def _varied(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 28:
        byte = data[at]
        value, shift, at = value | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:
            break
    return value, at

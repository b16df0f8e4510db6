"""What can still be read of a damaged database, row by row, and what it had not sent put apart first."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from capture_app.store.connection import Row
from capture_app.store.rows import DIGESTED, is_sound
from sync.canonical import encode

STRIDE = 512
MOST_FAILURES = 2_000
UNKNOWN_END = 1 << 17
HEADER = 100
INTERIOR = 5
UNSENT = ("pending", "sealed", "sent")


@dataclass
class Salvaged:
    """The sound rows of one table, and whether any was lost."""

    rows: list[Row] = field(default_factory=list)
    is_whole: bool = True


class Salvage:
    """A copy of a damaged database, read as far as it goes."""

    def __init__(self, path: Path, snapshot: Path | None) -> None:
        self._raw = _opened(path, snapshot)

    def close(self) -> None:
        self._raw.close()

    def table(self, name: str) -> Salvaged:
        """Rows that can be read and, where the table has digests, are as they were written."""
        found = Salvaged()
        for row in self._each(name, found):
            if name in DIGESTED and not is_sound(row):
                found.is_whole = False
            else:
                found.rows.append(row)
        return found

    def _each(self, name: str, found: Salvaged) -> Iterator[Row]:
        try:
            end = self._raw.execute(f"SELECT max(rowid) FROM {name}").fetchone()[0] or 0  # noqa: S608 - names are ours
        except sqlite3.DatabaseError as error:
            if "no such column" in str(error):
                yield from self._between(name, "1", (), found)
                return
            found.is_whole, end = False, UNKNOWN_END
        failures = [0]
        for first in range(1, end + 1, STRIDE):
            if failures[0] > MOST_FAILURES:
                return
            yield from self._range(name, first, min(first + STRIDE - 1, end), found, failures)

    def _range(self, name: str, first: int, last: int, found: Salvaged, failures: list[int]) -> Iterator[Row]:
        """Rows of a run; where part of it cannot be read it is halved until only that part is left out."""
        before = failures[0]
        rows = list(self._between(name, "rowid BETWEEN ? AND ?", (first, last), found, failures))
        if failures[0] == before or first == last or failures[0] > MOST_FAILURES:
            yield from rows
            return
        middle = (first + last) // 2
        yield from self._range(name, first, middle, found, failures)
        yield from self._range(name, middle + 1, last, found, failures)

    def _between(
        self, name: str, where: str, places: tuple[int, ...], found: Salvaged, failures: list[int] | None = None
    ) -> Iterator[Row]:
        try:
            cursor = self._raw.execute(f"SELECT * FROM {name} WHERE {where}", places)  # noqa: S608 - names are ours
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield dict(zip(names, row, strict=True))
        except sqlite3.DatabaseError:
            found.is_whole = False
            if failures is not None:
                failures[0] += 1


def _opened(path: Path, snapshot: Path | None) -> sqlite3.Connection:
    """A connection; where not even the list of tables can be read, with those pages of the last copy."""
    raw = _connected(path)
    try:
        raw.execute("SELECT count(*) FROM (SELECT sql FROM sqlite_master), migration").fetchone()
    except sqlite3.DatabaseError:
        raw.close()
        if snapshot is not None:
            _lend_schema(path, snapshot)
        raw = _connected(path)
    return raw


def _connected(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.text_factory = lambda data: data.decode("utf-8", "replace")
    return raw


def _lend_schema(path: Path, snapshot: Path) -> None:
    """Write the pages with the list of tables over the damaged ones: the copy was made page by page of the same
    tables, so that each begins where it did."""
    good = snapshot.read_bytes()
    size = int.from_bytes(good[16:18], "big")
    size = 65536 if size == 1 else size
    with path.open("r+b") as bad:
        for number in _schema_pages(good, 1, size):
            page = bytearray(good[(number - 1) * size : number * size])
            if number == 1:
                page[28:32] = (path.stat().st_size // size).to_bytes(4, "big")
            bad.seek((number - 1) * size)
            bad.write(page)


def _schema_pages(data: bytes, number: int, size: int) -> Iterator[int]:
    """A page of the tree that begins on page 1, and those below it (file format of SQLite, 1.6)."""
    yield number
    page = data[(number - 1) * size : number * size]
    head = HEADER if number == 1 else 0
    if page[head] != INTERIOR:
        return
    count = int.from_bytes(page[head + 3 : head + 5], "big")
    for place in range(head + 12, head + 12 + 2 * count, 2):
        cell = int.from_bytes(page[place : place + 2], "big")
        yield from _schema_pages(data, int.from_bytes(page[cell : cell + 4], "big"), size)
    yield from _schema_pages(data, int.from_bytes(page[head + 8 : head + 12], "big"), size)


def put_unsent_apart(salvage: Salvage, folder: Path, name: str) -> Path | None:
    """What was not at the portal, one operation a line, flushed to the disk; None where nothing waited."""
    waiting = [row for row in salvage.table("outbox").rows if row["state"] in UNSENT]
    if not waiting:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / name
    with place.open("wb") as file:
        for row in sorted(waiting, key=lambda row: int(row["number"])):
            file.write(encode({key: _plain(value) for key, value in row.items() if value is not None}) + b"\n")
        file.flush()
    return place


def _plain(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def tables_of(path: Path) -> list[str]:
    """The tables of a database, migrations and SQLite's own left out."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration'"
    with closing(sqlite3.connect(path)) as raw:
        return [name for (name,) in raw.execute(sql)]

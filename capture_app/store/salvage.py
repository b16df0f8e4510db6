"""What can still be read of a damaged database, row by row, and what it had not sent put apart first."""

from __future__ import annotations

import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from capture_app.store import shape
from capture_app.store.attachments import SEALED, write_flushed
from capture_app.store.cipher import Cipher, raw_connection
from capture_app.store.connection import Connection, Row
from capture_app.store.protection import note_for
from capture_app.store.rows import DIGESTED, is_sound
from sync.canonical import encode

STRIDE = 512
MOST_FAILURES = 2_000
UNKNOWN_END = 1 << 17
HEADER = 100
INTERIOR = 5
ROOM_OF_A_PAGE = 36
_TABLES = "SELECT count(*) FROM (SELECT sql FROM sqlite_master), migration"
UNSENT = ("pending", "sealed", "sent")


@dataclass
class Salvaged:
    """The sound rows of one table, and whether any was lost."""

    rows: list[Row] = field(default_factory=list)
    is_whole: bool = True


class Salvage:
    """A copy of a damaged database, read as far as it goes."""

    def __init__(self, path: Path, snapshot: Path | None, cipher: Cipher | None = None) -> None:
        self._cipher = cipher
        self._raw = _opened(path, snapshot) if cipher is None else _unsealed(path, snapshot, cipher)

    def close(self) -> None:
        self._raw.close()

    def put_apart(self, place: Path, lines: Iterable[bytes]) -> Path:
        """A file of its own in a folder of the data folder, whole on the disk before it has its name."""
        if self._cipher is not None:
            from capture_app.store.sealed_files import sealed

            note = note_for(place.parent.parent)
            place, lines = place.with_name(place.name + SEALED), sealed(lines, self._cipher, note)
        part = place.with_name(f".{place.name}.tmp")
        part.unlink(missing_ok=True)
        write_flushed(part, lines)
        return part.replace(place)

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
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
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
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            found.is_whole = False
            if failures is not None:
                failures[0] += 1


def _opened(path: Path, snapshot: Path | None) -> sqlite3.Connection:
    """A connection; where the list of tables cannot be read or is not the one that was made, with those pages of the
    last copy."""
    with closing(_connected(path)) as raw:
        is_to_lend = snapshot is not None and not _has_its_tables(raw)
    if snapshot is not None and is_to_lend:
        with path.open("r+b") as bad:
            for place, page in _lent_schema(snapshot.read_bytes(), path.stat().st_size):
                bad.seek(place)
                bad.write(page)
    return _connected(path)


def _has_its_tables(raw: sqlite3.Connection) -> bool:
    try:
        raw.execute(_TABLES).fetchone()
        return shape.holds(raw)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def _unsealed(path: Path, snapshot: Path | None, cipher: Cipher) -> sqlite3.Connection:
    """The same of a sealed database: its pages are opened in memory, so that nothing of them is on the disk."""
    pages = _pages(path, cipher)
    if not pages and snapshot is not None:
        _lend_first_page(path, snapshot, cipher)
        pages = _pages(path, cipher)
    if not pages:
        return _forgiven(path, cipher)
    with closing(_in_memory(pages)) as raw:
        is_to_lend = snapshot is not None and not _has_its_tables(raw)
    for place, page in (
        _lent_schema(_pages(snapshot, cipher), len(pages)) if snapshot is not None and is_to_lend else ()
    ):
        pages[place : place + len(page)] = page
    return _in_memory(pages)


def _pages(path: Path, cipher: Cipher) -> bytearray:
    """The open pages of a sealed database, altered ones as they come; empty where its first one is lost."""
    from capture_app.store.sealed_database import SealedConnection

    try:
        with closing(SealedConnection(path, cipher.database_key, forgiving=True)) as sealed:
            return bytearray(sealed.serialize())
    except sqlite3.DatabaseError:
        return bytearray()


def _forgiven(path: Path, cipher: Cipher) -> sqlite3.Connection:
    from capture_app.store.sealed_database import open_sealed

    return open_sealed(path, cipher.database_key, forgiving=True)


def _lend_first_page(path: Path, snapshot: Path, cipher: Cipher) -> None:
    """That of the last copy, sealed under the same key, once the copy has been filled up to as many pages: the first
    page says how many there are, and those beyond would not be read."""
    grown = path.with_name(f".{path.name}.tmp")
    shutil.copyfile(snapshot, grown)
    try:
        with snapshot.open("rb") as head:
            size = _page_size(head.read(HEADER))
        pages = _fill_up(grown, cipher, path.stat().st_size // size, size)
        with grown.open("rb") as good, path.open("r+b") as bad:
            bad.write(good.read(size))
            bad.truncate(max(pages * size, path.stat().st_size // size * size))
    finally:
        grown.unlink(missing_ok=True)


def _fill_up(file: Path, cipher: Cipher, wanted: int, size: int) -> int:
    """Rows without meaning until a database has so many pages; how many it has then."""
    with closing(raw_connection(file, cipher)) as raw:
        for number in count():
            (pages,) = raw.execute("PRAGMA page_count").fetchone()
            if pages >= wanted:
                return int(pages)
            room = (wanted - pages) * (size - ROOM_OF_A_PAGE)
            raw.execute("INSERT INTO meta (name, value) VALUES (?, zeroblob(?))", (f"room-{number}", room))
    raise AssertionError


def _connected(path: Path) -> sqlite3.Connection:
    return _lenient(sqlite3.connect(path, isolation_level=None))


def _in_memory(pages: bytearray) -> sqlite3.Connection:
    raw = sqlite3.connect(":memory:", isolation_level=None)
    raw.deserialize(bytes(pages))
    return _lenient(raw)


def _lenient(raw: sqlite3.Connection) -> sqlite3.Connection:
    raw.text_factory = lambda data: data.decode("utf-8", "replace")
    return raw


def _lent_schema(good: bytes | bytearray, size_of_bad: int) -> Iterator[tuple[int, bytes]]:
    """The pages with the list of tables and where each goes over a damaged one: the copy was made page by page of the
    same tables, so that each begins where it did."""
    size = _page_size(good)
    for number in _schema_pages(good, 1, size):
        page = bytearray(good[(number - 1) * size : number * size])
        if number == 1:
            page[28:32] = (size_of_bad // size).to_bytes(4, "big")
        yield (number - 1) * size, bytes(page)


def _page_size(head: bytes | bytearray) -> int:
    size = int.from_bytes(head[16:18], "big")
    return 65536 if size == 1 else size


def _schema_pages(data: bytes | bytearray, number: int, size: int) -> Iterator[int]:
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
    """What was not at the portal, one operation a line, flushed to the disk (sealed where the database was); None
    where nothing waited."""
    waiting = [row for row in salvage.table("outbox").rows if row["state"] in UNSENT]
    if not waiting:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    told = sorted(waiting, key=lambda row: int(row["number"]))
    lines = (encode({key: _plain(value) for key, value in row.items() if value is not None}) + b"\n" for row in told)
    return salvage.put_apart(folder / name, lines)


def _plain(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def tables_of(connection: Connection) -> list[str]:
    """The tables of a database, migrations and SQLite's own left out."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration'"
    return [str(name) for name in connection.column(sql)]

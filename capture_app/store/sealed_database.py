"""A sealed database behind the face of `sqlite3`: SQLite3 Multiple Ciphers, each page ChaCha20-Poly1305 under one key.

Loaded for a protected folder only. What it raises are the exceptions of `sqlite3` with their codes, so that disk full,
another program, damage and our own mistakes are told apart in one place (`store.connection`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import apsw

CIPHER = "chacha20"
_JOURNAL_MODE = slice(18, 20)
_FILES = "multipleciphers-"
_FLAGS = apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_READWRITE
# Which class `sqlite3` raises for a code of SQLite; all others are a DatabaseError.
_CLASSES: tuple[tuple[type[sqlite3.DatabaseError], tuple[int, ...]], ...] = (
    (sqlite3.OperationalError, (1, 3, 4, 5, 6, 8, 9, 10, 13, 14, 15, 16, 17)),
    (sqlite3.IntegrityError, (19, 20)),
    (sqlite3.DataError, (18,)),
)


@contextmanager
def _as_sqlite3() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        raise _translated(error) from error
    except UnicodeDecodeError as error:
        raise sqlite3.OperationalError(f"Could not decode to UTF-8 ({error.reason})") from error


def _translated(error: apsw.Error) -> sqlite3.DatabaseError:
    code = int(getattr(error, "extendedresult", 0) or getattr(error, "result", 1))
    kind = next((kind for kind, codes in _CLASSES if code & 0xFF in codes), sqlite3.DatabaseError)
    told = kind(str(error))
    told.sqlite_errorcode = code
    told.sqlite_errorname = str(
        apsw.mapping_extended_result_codes.get(code) or apsw.mapping_result_codes.get(code & 0xFF, code)
    )
    return told


class SealedCursor:
    """The rows of one statement."""

    def __init__(self, cursor: apsw.Cursor) -> None:
        self._cursor = cursor

    @property
    def description(self) -> tuple[tuple[Any, ...], ...]:
        """Names of the columns; nothing once a statement without rows is done."""
        try:
            return self._cursor.get_description()
        except apsw.ExecutionCompleteError:
            return ()

    def fetchone(self) -> Any:
        with _as_sqlite3():
            return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        with _as_sqlite3():
            return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        with _as_sqlite3():
            yield from self._cursor


class SealedConnection:
    """What the store needs of a connection of `sqlite3`. `forgiving`: pages that were altered are read as they are,
    for putting together what is left of them."""

    isolation_level = None

    def __init__(self, path: Path, key: str, *, forgiving: bool = False, vfs: str | None = None) -> None:
        with _as_sqlite3():
            self._raw = apsw.Connection(str(path), _FLAGS, vfs)
            _require_sealing(self._raw, self._raw.pragma("cipher", CIPHER))
            if forgiving:
                self._raw.pragma("hmac_check", 0)
            self._raw.pragma("key", f"x'{key}'")

    @property
    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    def execute(self, sql: str, parameters: Any = ()) -> SealedCursor:
        with _as_sqlite3():
            return SealedCursor(self._raw.execute(sql, parameters or None))

    def executemany(self, sql: str, parameters: Any) -> None:
        """The same statement for each of many rows."""
        with _as_sqlite3():
            self._raw.executemany(sql, parameters)

    def backup(self, target: Any) -> None:
        """Copy everything, page by page, into another sealed database."""
        with _as_sqlite3(), cast(SealedConnection, target)._raw.backup("main", self._raw, "main") as work:
            work.step()

    def serialize(self) -> bytes:
        """The bytes that an open database with the same pages would have, its journal already in it; empty where a
        page cannot be read."""
        with _as_sqlite3():
            pages = bytearray(self._raw.serialize("main") or b"")
        if pages:
            pages[_JOURNAL_MODE] = b"\x01\x01"
        return bytes(pages)

    def close(self) -> None:
        with _as_sqlite3():
            self._raw.close()


def _require_sealing(raw: apsw.Connection, cipher: object) -> None:
    """A library without ciphers, or files it does not go through, would take the key and write everything open."""
    if cipher != CIPHER or _FILES not in (raw.vfsname("main") or ""):
        raw.close()
        raise RuntimeError("the database would not be sealed")


def open_sealed(path: Path, key: str, *, forgiving: bool = False, vfs: str | None = None) -> sqlite3.Connection:
    """A connection that speaks as one of `sqlite3` does; `key`: 32 bytes in hexadecimal."""
    return cast(sqlite3.Connection, SealedConnection(path, key, forgiving=forgiving, vfs=vfs))


def transcribe(source: Path, source_key: str, target: Path, target_key: str) -> None:
    """Write the whole database anew under another key, "" for an open one. The target must not be there."""
    with _as_sqlite3():
        raw = apsw.Connection(_address(source, source_key), _FLAGS)
        try:
            raw.execute("VACUUM INTO ?", (_address(target, target_key),))
        finally:
            raw.close()


def _address(path: Path, key: str) -> str:
    """An empty key says "open" outright: without one SQLite would take that of the source."""
    under = f"cipher={CIPHER}&key=" + (f"x%27{key}%27" if key else "")
    return f"{path.resolve().as_uri()}?{under}"

"""The list of tables as the migrations made it: its digest stands in the database and tells whether a table or a
column has another name since, which SQLite's own check does not."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capture_app.store.connection import Connection

NAME = "shape"
_LIST = (
    "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master"
    " WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
)
_KEPT = f"SELECT value FROM meta WHERE name = '{NAME}'"  # noqa: S608
_PUT = f"INSERT OR REPLACE INTO meta (name, value) VALUES ('{NAME}', ?)"  # noqa: S608


def note(connection: Connection) -> None:
    """Keep the list of tables as it is now; inside a transaction."""
    connection.execute(_PUT, (_digest(row.values() for row in connection.rows(_LIST)),))


def is_noted(connection: Connection) -> bool:
    """Whether a list is kept; databases of before kept none."""
    return connection.value(_KEPT) is not None


def holds(raw: sqlite3.Connection) -> bool:
    """Whether the list is as it was kept; where none is kept, or another program holds the file, nothing is known
    against it. sqlite3.DatabaseError where SQLite cannot read it at all."""
    try:
        found = raw.execute(_LIST).fetchall()
        kept = raw.execute(_KEPT).fetchone() if found else None
    except UnicodeDecodeError:
        return False
    except sqlite3.OperationalError as error:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_ERROR
    return kept is None or kept[0] == _digest(found)


def _digest(rows: Iterable[Iterable[bytes | None]]) -> str:
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode("ascii")).hexdigest()

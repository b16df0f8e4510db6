"""Copies of the whole database, made by SQLite itself, reopened and checked."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from capture_app.errors import CaptureError
from capture_app.store import shape
from capture_app.store.cipher import raw_connection
from capture_app.store.connection import Connection, translated_errors

DatabaseError = sqlite3.DatabaseError
DAILY = "diario"
KEPT = 7
TIMES_FREE = 4
MOST_AT_START = 128 * 1024 * 1024


def back_up(connection: Connection, folder: Path, name: str, at: str) -> Path:
    """Copy the database into a new file of `folder` and open it again to see that it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _free_path(folder, f"captura-{re.sub(r'[^0-9]', '', at)[:14]}-{name}")
    temporary = path.with_suffix(".tmp")
    with translated_errors():
        _copy(connection, temporary)
        _check(temporary, connection)
    temporary.replace(path)
    return path


def daily_copy(connection: Connection, folder: Path, at: str, most: int | None = MOST_AT_START) -> Path | None:
    """A copy once a day, at the start for a database of `most` bytes, later for a larger one; the newest few are kept.
    None where today's is there, where there is nothing to copy yet, or where the disk has no room for it."""
    size = int(connection.value("PRAGMA page_count")) * int(connection.value("PRAGMA page_size"))
    day = re.sub(r"[^0-9]", "", at)[:8]
    if not connection.value("SELECT count(*) FROM record") or list(folder.glob(f"captura-{day}*-{DAILY}*.sqlite3")):
        return None
    if (most is not None and size > most) or shutil.disk_usage(folder.parent).free < TIMES_FREE * size:
        return None
    made = back_up(connection, folder, DAILY, at)
    for old in sorted(folder.glob(f"captura-*-{DAILY}*.sqlite3"))[:-KEPT]:
        old.unlink()
    return made


def _free_path(folder: Path, stem: str) -> Path:
    names = (f"{stem}{f'-{number}' if number else ''}.sqlite3" for number in range(10_000))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def _copy(connection: Connection, path: Path) -> None:
    path.unlink(missing_ok=True)
    with closing(raw_connection(path, connection.cipher)) as target:
        connection.backup_to(target)
        target.execute("PRAGMA journal_mode = DELETE")


def _check(path: Path, original: Connection) -> None:
    with closing(raw_connection(path, original.cipher)) as copy:
        wrong = integrity_errors(copy)
        tables = "SELECT count(*) FROM sqlite_master"
        if wrong or copy.execute(tables).fetchone()[0] != original.value(tables):
            raise CaptureError("El respaldo no quedó completo.", "No se modificó nada.", "Revise el disco.")


def integrity_errors(raw: sqlite3.Connection) -> list[str]:
    """What is wrong with the list of tables, or what SQLite's own check finds."""
    if not shape.holds(raw):
        return [shape.NAME]
    return [str(row[0]) for row in raw.execute("PRAGMA integrity_check") if row[0] != "ok"]

"""A damaged database put together again: what it had not sent apart first, then every sound row of it, and for the
rest the last copy with the history since replayed upon it.

Cut short anywhere it begins again from the damaged files, which are copied aside before anything else is touched.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from capture_app.store import meta, shape
from capture_app.store.backups import integrity_errors
from capture_app.store.cipher import Cipher, raw_connection
from capture_app.store.connection import FILE_NAME, Connection, damage_mark
from capture_app.store.migrations import MIGRATIONS, migrate
from capture_app.store.rows import DIGESTED
from capture_app.store.salvage import Salvage, Salvaged, put_unsent_apart, tables_of

CHECKED_AT_START = 32 * 1024 * 1024
BACKUPS, OUTGOING = "backups", "outgoing"
ENDINGS = ("", "-wal")
REBUILT = "rebuilt"


@dataclass
class Found:
    """What phase one leaves to be done once there is a desk: record_id → the last entry of history that the body put
    there has; whether operations or grounds were lost; how many rows, by table."""

    at: str
    aside: str
    unsent: str = ""
    snapshot: str = ""
    replay: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def is_damaged(path: Path, cipher: Cipher | None = None) -> bool:
    """Whether the database was found damaged before, or is at a look now (of a large one only its list of
    tables is looked at)."""
    if damage_mark(path).exists():
        return True
    if not path.exists():
        return False
    try:
        with closing(raw_connection(path, cipher)) as raw:
            if _is_of_later(raw):
                return False
            is_large = path.stat().st_size > CHECKED_AT_START
            return not shape.holds(raw) if is_large else bool(integrity_errors(raw))
    except sqlite3.DatabaseError as error:
        return not isinstance(error, sqlite3.OperationalError)


def _is_of_later(raw: sqlite3.Connection) -> bool:
    """Whether a later program made the tables: they are not ours to judge, and are refused untouched."""
    try:
        return bool(raw.execute("SELECT max(number) > ? FROM migration", (len(MIGRATIONS),)).fetchone()[0])
    except (sqlite3.OperationalError, UnicodeDecodeError):
        return False


def rebuild(data_dir: Path, at: str, cipher: Cipher | None = None) -> None:
    """Put the database of a folder together again; what is left to do stands in it under ``rebuilt``."""
    path = data_dir / FILE_NAME
    stamp = re.sub(r"[^0-9]", "", at)[:14]
    aside = _aside(path, data_dir / BACKUPS, stamp)
    snapshot = last_snapshot(data_dir / BACKUPS, cipher)
    salvage = Salvage(aside, snapshot, cipher)
    try:
        unsent = put_unsent_apart(salvage, data_dir / OUTGOING, f"sin-enviar-{stamp}.jsonl")
        found = Found(at, aside.name, unsent.name if unsent else "", snapshot.name if snapshot else "")
        fresh = path.with_name(f"{FILE_NAME}.rebuilding")
        _put_together(fresh, salvage, snapshot, found, at, cipher)
    finally:
        salvage.close()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    fresh.replace(path)
    damage_mark(path).unlink(missing_ok=True)


def _aside(path: Path, folder: Path, stamp: str) -> Path:
    """A copy of the files as they are; the mark names it, so that a second try takes the same."""
    mark = damage_mark(path)
    named = mark.read_text(encoding="ascii").strip() if mark.exists() else ""
    if named and (folder / named).exists():
        return folder / named
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"captura-{stamp}-danada.sqlite3"
    for ending in ENDINGS:
        file = path.with_name(path.name + ending)
        if file.exists():
            shutil.copyfile(file, aside.with_name(aside.name + ending))
    mark.write_text(aside.name, encoding="ascii")
    return aside


def last_snapshot(folder: Path, cipher: Cipher | None = None) -> Path | None:
    """The newest copy of the database that is whole and that this program can read."""
    for path in sorted(folder.glob("captura-*.sqlite3"), reverse=True):
        if "-danada" not in path.name and _is_usable(path, cipher):
            return path
    return None


def _is_usable(path: Path, cipher: Cipher | None) -> bool:
    try:
        with closing(raw_connection(path, cipher)) as raw:
            steps = raw.execute("SELECT coalesce(max(number), 0) FROM migration").fetchone()[0]
            return not integrity_errors(raw) and steps == len(MIGRATIONS)
    except sqlite3.DatabaseError:
        return False


def _put_together(
    fresh: Path, salvage: Salvage, snapshot: Path | None, found: Found, at: str, cipher: Cipher | None
) -> None:
    for ending in ("", "-wal", "-shm"):
        fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    connection = Connection(fresh, cipher=cipher)
    try:
        migrate(connection, fresh.parent / BACKUPS, at)
        copy = Salvage(snapshot, None, cipher) if snapshot else None
        try:
            with connection.transaction():
                _fill(connection, salvage, copy, found)
        finally:
            if copy is not None:
                copy.close()
        connection.value("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _fill(connection: Connection, salvage: Salvage, copy: Salvage | None, found: Found) -> None:
    newest = 0
    for table in tables_of(connection):
        kept = salvage.table(table)
        _insert(connection, table, kept)
        if kept.is_whole:
            continue
        found.lost.append(table)
        before = copy.table(table) if copy is not None else Salvaged()
        key = DIGESTED.get(table)
        known = {row[key] for row in kept.rows} if key else set()
        older = [row for row in before.rows if key is None or row[key] not in known]
        _insert(connection, table, Salvaged(older), "IGNORE")
        if table == "record":
            newest = _newest(copy)
            found.replay.update({str(row["record_id"]): newest for row in older})
    sql = "SELECT record_id FROM journal UNION SELECT record_id FROM outbox UNION SELECT record_id FROM baseline"
    for name in connection.column(f"SELECT record_id FROM ({sql}) EXCEPT SELECT record_id FROM record"):  # noqa: S608
        found.replay.setdefault(str(name), 0)
    shape.note(connection)
    meta.put(connection, REBUILT, json.dumps(vars(found), ensure_ascii=False))


def _newest(copy: Salvage | None) -> int:
    rows = copy.table("journal").rows if copy is not None else []
    return max((int(row["entry_id"]) for row in rows), default=0)


def _insert(connection: Connection, table: str, found: Salvaged, otherwise: str = "REPLACE") -> None:
    for row in found.rows:
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        sql = f"INSERT OR {otherwise} INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names are ours
        try:
            connection.execute(sql, row)
        except sqlite3.IntegrityError:
            continue  # a row without digest that lost what it must have

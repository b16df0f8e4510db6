"""A folder sealed, or opened again: the database first written anew, compared row by row and put in its place whole;
then files, copies and what was put apart, one by one. Cut short anywhere it goes on at the next start.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from capture_app.errors import CaptureError, DiskFull, StoreBusy
from capture_app.store.attachments import CHUNK, DOCUMENTS, OPENED, SEALED, flush_folder, write_flushed
from capture_app.store.backups import integrity_errors
from capture_app.store.cipher import Cipher, raw_connection
from capture_app.store.connection import FILE_NAME, is_spoilt, translated_errors
from capture_app.store.desk import no_failpoint
from capture_app.store.invoices import FOLDER as INVOICES
from capture_app.store.protection import (
    BESIDE,
    OPENING,
    SEALING,
    cipher_of,
    drop_protection,
    in_state,
    note_for,
    read_protection,
)
from capture_app.store.protection import FILE_NAME as PROTECTION
from capture_app.store.protection import SEALED as IS_SEALED
from capture_app.store.rebuilding import BACKUPS, OUTGOING, is_damaged, rebuild
from capture_app.store.reserve import Reserve
from capture_app.words import say

SHAPE = b"CREATE TABLE"
HEAD = b"SQLite format 3\x00"
TIMES_FREE = 2
_ONE_LANE = threading.Lock()
_CONTENT = re.compile(r"[0-9a-f]{64}")
Failpoint = Callable[[str], None]


def reading_cipher(data_dir: Path) -> Cipher | None:
    """The key for who only reads: None where the database is open still. RecoveryKeyNeeded where it is not here."""
    protection = read_protection(data_dir)
    if protection is None or (not protection.is_settled and _is_open(data_dir / FILE_NAME)):
        return None
    return cipher_of(protection)


def settled(data_dir: Path, at: str, failpoint: Failpoint = no_failpoint) -> tuple[Cipher | None, bool]:
    """(the key of a folder once all of it is as its protection says, whether anything had to be done for it). The
    caller holds the folder's lock. RecoveryKeyNeeded where the key is not here, nothing changed."""
    if read_protection(data_dir) is None:
        return None, False
    with _ONE_LANE:
        protection = read_protection(data_dir)
        if protection is None:
            return None, False
        cipher = cipher_of(protection)
        if protection.is_settled:
            return cipher, False
        _require_room(data_dir)
        work = _Work(data_dir, at, cipher, protection.state == SEALING, failpoint)
        work.do()
        if protection.state == OPENING:
            drop_protection(data_dir, protection)
            return None, True
        in_state(data_dir, protection, IS_SEALED)
        return cipher, True


def _is_open(path: Path) -> bool:
    """Asked of SQLite: to read the file by hand would take the locks of this process's connections away."""
    try:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        with path.open("rb") as file:
            return SHAPE in file.read(CHUNK)
    return True


def _require_room(data_dir: Path) -> None:
    """DiskFull where the database would not fit once more; the room that is kept for typing is given up meanwhile."""
    database = data_dir / FILE_NAME
    Reserve(data_dir).give_up()
    if database.exists() and shutil.disk_usage(data_dir).free < TIMES_FREE * database.stat().st_size:
        raise DiskFull


@dataclass(frozen=True)
class _Work:
    """One way or the other: `seals` or opens."""

    data_dir: Path
    at: str
    cipher: Cipher
    seals: bool
    failpoint: Failpoint

    def do(self) -> None:
        """Sealing begins with the database and opening ends with it: whoever has a sealed database can read both
        kinds of files."""
        steps = (self._database, self._contents, self._copies, self._put_apart)
        for step in steps if self.seals else reversed(steps):
            step()

    @property
    def _before(self) -> Cipher | None:
        return None if self.seals else self.cipher

    @property
    def _after(self) -> Cipher | None:
        return self.cipher if self.seals else None

    def _database(self) -> None:
        path = self.data_dir / FILE_NAME
        if not path.exists() or _is_open(path) != self.seals:
            return
        if is_damaged(path, self._before):
            rebuild(self.data_dir, self.at, self._before)
        self.failpoint("before the database")
        _fold_journal(path, self._before)
        self._rewrite(path)

    def _rewrite(self, path: Path) -> None:
        """The database under its other key, in the same place: there is one whole file at each moment."""
        fresh = path.with_name(f".{path.name}.convirtiendo")
        for ending in ("", "-journal", "-wal", "-shm"):
            fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
        with translated_errors():
            write_anew(path, self._before, fresh, self._after)
        self.failpoint("database written")
        _require_same(path, self._before, fresh, self._after)
        self.failpoint("database compared")
        _put_in_place(fresh, path)
        self.failpoint("database in place")

    def _contents(self) -> None:
        for folder in (self.data_dir / DOCUMENTS, self.data_dir / INVOICES):
            shutil.rmtree(folder / OPENED, ignore_errors=True)
            found = (path for path in sorted(folder.glob("??/*")) if _CONTENT.fullmatch(path.name.removesuffix(SEALED)))
            self._files(found)

    def _put_apart(self) -> None:
        self._files(sorted((self.data_dir / OUTGOING).glob("sin-enviar-*")))

    def _files(self, found: Iterable[Path]) -> None:
        """Each file of the other kind is replaced by its twin, once that was read again."""
        for path in found:
            if (path.suffix == SEALED) != self.seals:
                self._file(path)

    def _file(self, path: Path) -> None:
        twin = path.with_name(path.name + SEALED) if self.seals else path.with_suffix("")
        part = path.with_name(f".{path.name}.tmp")
        part.unlink(missing_ok=True)
        try:
            write_flushed(part, self._other_kind(path))
            if _hash(self._content(part, self.seals)) != _hash(self._content(path, not self.seals)):
                raise CaptureError(say("protection.differs", file=path), say("act.safe"), say("protection.disk"))
            self.failpoint("file written")
            part.replace(twin)
        finally:
            part.unlink(missing_ok=True)
        flush_folder(twin.parent)
        self.failpoint("file in place")
        path.unlink()

    def _other_kind(self, path: Path) -> Iterator[bytes]:
        from capture_app.store.sealed_files import sealed

        content = self._content(path, not self.seals)
        note = note_for(self.data_dir) if path.parent.name == OUTGOING else b""
        return sealed(content, self.cipher, note) if self.seals else content

    def _content(self, path: Path, is_sealed: bool) -> Iterator[bytes]:
        from capture_app.store.sealed_files import open_file

        with open_file(path, self.cipher) if is_sealed else path.open("rb") as stream:
            while piece := stream.read(CHUNK):
                yield piece

    def _copies(self) -> None:
        """Copies of the database stay copies; what SQLite cannot read of them any more is sealed as it is."""
        folder = self.data_dir / BACKUPS
        for path in sorted(folder.glob("captura-*.sqlite3")):
            if has_open_head(path) == self.seals:
                self._copy(path)
        self._files(path for path in sorted(folder.glob("captura-*")) if self._is_no_database(path))

    def _copy(self, path: Path) -> None:
        """A copy that SQLite cannot read stays as it is; where the protection goes, with what its key needs beside."""
        try:
            _fold_journal(path, self._before)
            self._rewrite(path)
        except sqlite3.DatabaseError as error:
            if not is_spoilt(error):
                raise
            if not self.seals:
                shutil.copyfile(self.data_dir / PROTECTION, path.with_name(path.name + BESIDE))

    def _is_no_database(self, path: Path) -> bool:
        """Remains of a damaged database: sealed as files, and files again when they are opened."""
        if path.suffix in (SEALED, BESIDE):
            return path.suffix == SEALED
        return self.seals and (path.suffix != ".sqlite3" or not self._is_sealed_copy(path))

    def _is_sealed_copy(self, path: Path) -> bool:
        try:
            with closing(raw_connection(path, self.cipher)) as raw:
                return raw.execute("PRAGMA schema_version").fetchone() is not None
        except sqlite3.DatabaseError:
            return False


def has_open_head(path: Path) -> bool:
    """Whether a file that nobody has open begins as a database that anybody can read."""
    with path.open("rb") as file:
        return file.read(len(HEAD)) == HEAD


def write_anew(source: Path, before: Cipher | None, target: Path, after: Cipher | None) -> None:
    """A database under another key (None: open), flushed to the disk."""
    from capture_app.store.sealed_database import transcribe

    transcribe(source, before.database_key if before else "", target, after.database_key if after else "")
    with target.open("r+b") as file:
        os.fsync(file.fileno())
    if has_open_head(target) != (after is None):
        raise CaptureError(say("protection.differs", file=source), say("act.safe"), say("protection.disk"))


def _fold_journal(path: Path, cipher: Cipher | None) -> None:
    """Everything is in the one file, the journal beside it is gone; StoreBusy while another program reads there."""
    with translated_errors(), closing(raw_connection(path, cipher)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if raw.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise StoreBusy


def _put_in_place(fresh: Path, path: Path) -> None:
    try:
        fresh.replace(path)
    except PermissionError as error:
        raise CaptureError(say("protection.in_use"), say("act.safe"), say("protection.in_use.action")) from error
    flush_folder(path.parent)


def _require_same(source: Path, before: Cipher | None, target: Path, after: Cipher | None) -> None:
    """CaptureError where one row of one table is not in the other as it is here."""
    with closing(raw_connection(source, before)) as one, closing(raw_connection(target, after)) as other:
        if _sums(one) != _sums(other) or integrity_errors(other):
            raise CaptureError(say("protection.differs", file=source), say("act.safe"), say("protection.disk"))


def _sums(raw: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Of the list of tables and of each table: how many rows, and a sum that says which, in any order."""
    asked = {"": "SELECT type, name, tbl_name, sql FROM sqlite_master"}
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    for (name,) in raw.execute(names).fetchall():
        asked[name] = f'SELECT * FROM "{name}"'  # noqa: S608 - names are ours
    return {name: _sum(raw.execute(sql)) for name, sql in asked.items()}


def _sum(found: Iterable[object]) -> tuple[int, int]:
    count, total = 0, 0
    for row in found:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")
    return count, total


def _hash(pieces: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.hexdigest()

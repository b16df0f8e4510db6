"""The database connection and the one transaction of the project (decisions 23)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capture_app.errors import CaptureError, DiskFull, Stopped, StoreBusy, StoreDamaged, StoreUnreadable
from capture_app.store import shape
from capture_app.store.cipher import Cipher, copy_into, raw_connection

if TYPE_CHECKING:
    from sqlite_utils import Database

FILE_NAME = "captura.sqlite3"
BUSY_MILLISECONDS = 5000
Parameters = Sequence[Any] | Mapping[str, Any]
Row = dict[str, Any]
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_SPOILT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NOT_TEXT = "Could not decode to UTF-8"
DAMAGED = ".damaged"
_OF_TRIALS = ("synchronous = OFF", "recursive_triggers = ON", "foreign_keys = ON", "cache_size = -65536")


class Connection:
    """One lane's connection: reads, and writes inside :meth:`transaction` only."""

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        cipher: Cipher | None = None,
        raw: sqlite3.Connection | None = None,
    ) -> None:
        """``raw`` is one that is open already, a copy of the file at the path."""
        self.path, self.cipher = path, cipher
        self._raw = _open(path, read_only, cipher) if raw is None else raw
        self._translated = _Translated(self)

    @cached_property
    def db(self) -> Database:
        """For the shape of the tables: the library is loaded where one changes."""
        from sqlite_utils import Database

        return Database(self._raw, recursive_triggers=True)

    def close(self) -> None:
        self._raw.close()

    @property
    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, under BEGIN IMMEDIATE; one opened inside another joins it."""
        if self._raw.in_transaction:
            yield
            return
        with self._translated:
            self._raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._raw.execute("COMMIT")
            finally:
                self._abandon_unfinished()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that is taken back alone where it fails; the rest of it goes on."""
        self.execute("SAVEPOINT part")
        try:
            yield
            self.execute("RELEASE part")
        except (CaptureError, ValueError):
            self.execute("ROLLBACK TO part")
            self.execute("RELEASE part")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Many reads of one moment, whatever others write meanwhile; inside a transaction it joins it."""
        if self._raw.in_transaction:
            yield
            return
        self._raw.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            self._abandon_unfinished()

    def _abandon_unfinished(self) -> None:
        """After the commit, or where SQLite itself has rolled back, nothing is left to undo."""
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """A statement that writes; refused outside of a transaction."""
        if not self._raw.in_transaction:
            raise RuntimeError("writing outside of transaction()")
        return self._raw.execute(sql, parameters)

    def execute_all(self, sql: str, parameters: Sequence[Parameters]) -> None:
        """The same statement for each of many rows."""
        if not self._raw.in_transaction:
            raise RuntimeError("writing outside of transaction()")
        self._raw.executemany(sql, parameters)

    def each(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Rows one by one, for tables that do not fit in memory."""
        with self._translated:
            cursor = self._raw.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Every row of a query, as dictionaries."""
        return list(self.each(sql, parameters))

    def column(self, sql: str, parameters: Parameters = ()) -> Iterator[Any]:
        """The first column alone, for very many rows."""
        with self._translated:
            for (value,) in self._raw.execute(sql, parameters):
                yield value

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, None where there is none."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, None where there is none."""
        with self._translated:
            found = self._raw.execute(sql, parameters).fetchone()
        return None if found is None else found[0]

    def require_shape(self) -> None:
        """StoreDamaged where the list of tables is not the one that was made."""
        with self._translated:
            if not shape.holds(self._raw):
                self.note_damage()
                raise StoreDamaged

    def note_damage(self) -> None:
        """Remember, beside the file, that it must be put together again at the next start."""
        note_damage(self.path)

    @contextmanager
    def trial(self, cancelled: Callable[[], bool]) -> Iterator[Connection]:
        """A copy of all that is here now, to try on: what is written in it goes nowhere and ends with it. Stopped, once
        it is cancelled while it is being made.

        The copy is SQLite's own temporary database: memory while it is small, a file without a name where it is not.
        Of a sealed database it is memory however large it is.
        """
        with translated_errors(), ExitStack() as ending:
            raw = sqlite3.connect("" if self.cipher is None else ":memory:", isolation_level=None)
            ending.callback(raw.close)
            with self.snapshot():
                self._raw.execute("SELECT 1 FROM sqlite_master").fetchone()
                copy_into(raw, self._raw, self.cipher, partial(_stop_if, cancelled))
            for setting in _OF_TRIALS:
                raw.execute(f"PRAGMA {setting}")
            yield Connection(self.path, cipher=self.cipher, raw=raw)

    def backup_to(self, target: sqlite3.Connection) -> None:
        """Copy the whole database, page by page, with SQLite's own backup."""
        self._raw.backup(target)


def damage_mark(path: Path) -> Path:
    """The file that says of a database that it was found damaged."""
    return path.with_name(path.name + DAMAGED)


def note_damage(path: Path) -> None:
    damage_mark(path).touch()


def is_spoilt(error: sqlite3.DatabaseError | UnicodeDecodeError) -> bool:
    """Whether SQLite says that the file is no sound database, or says something in bytes that are no text."""
    if isinstance(error, UnicodeDecodeError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in _SPOILT or str(error).startswith(_NOT_TEXT)


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Stopped


class _Translated:
    """Around every statement: damage is noted beside the file, what SQLite says is said as a person is told."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        """Nothing to open: one serves every statement, also one inside another."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, (sqlite3.DatabaseError, UnicodeDecodeError)):
            return
        if is_spoilt(error):
            self._connection.note_damage()
            raise StoreDamaged(str(error)) from error
        if isinstance(error, sqlite3.OperationalError) and (told := expected_error(error)) is not error:
            raise told from error


@contextmanager
def translated_errors() -> Iterator[None]:
    """What SQLite says, as what a person is told."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise expected_error(error) from error


def expected_error(error: sqlite3.OperationalError) -> CaptureError | sqlite3.OperationalError:
    """The expected trouble behind an error of SQLite; a mistake of ours comes back as it is."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return StoreBusy()
    if code == sqlite3.SQLITE_FULL:
        return DiskFull()
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StoreUnreadable(getattr(error, "sqlite_errorname", str(error)))
    return error


def _open(path: Path, read_only: bool, cipher: Cipher | None) -> sqlite3.Connection:
    with translated_errors(), ExitStack() as guard:
        raw = raw_connection(path, cipher)
        guard.callback(raw.close)
        _prepare(raw, read_only)
        guard.pop_all()
        return raw


def _prepare(raw: sqlite3.Connection, read_only: bool) -> None:
    raw.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    if not read_only:
        raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA recursive_triggers = ON")
    raw.execute("PRAGMA foreign_keys = ON")
    if read_only:
        raw.execute("PRAGMA query_only = ON")

"""Copies of the office's database: one a day, more when asked for, each read again row by row, and put back whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capture_app.errors import BadInput, CaptureError, DatabaseTooNew, Refused
from capture_app.ids import Clock, stamp
from capture_app.settings import Settings, write_whole
from capture_app.store import backups, meta
from capture_app.store.checks import bad_rows
from capture_app.store.cipher import Cipher
from capture_app.store.connection import FILE_NAME, Connection
from capture_app.store.converting import HEAD, has_open_head, settled, write_anew
from capture_app.store.migrations import MIGRATIONS, applied
from capture_app.store.protection import BESIDE, cipher_of, note_for, protection_of, read_protection
from capture_app.store.queue import UNANSWERED_SQL
from capture_app.words import say
from forms.workflow import Role

FOLDER = "backups"
BY_HAND, BEFORE = "a-mano", "antes-de-restaurar"
RESTORED = "restored"
_COUNT = "SELECT count(*) FROM record WHERE deleted_at IS NULL"
_NAME = re.compile(r"captura-(\d{14})-(.+?)(?:-\d+)?\.sqlite3")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that is kept: where, when it was made (UTC), its size in bytes, and what for."""

    path: Path
    made_at: datetime
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What putting a copy back would do to the records of now: how many it has and there are; those made and changed
    since; of these, how many have something that is at no portal yet; and those put away since, there again."""

    records: int
    now: int
    made_since: int
    changed_since: int
    only_here: int
    back_again: int


class BackupService:
    """The copies of one data folder."""

    def __init__(self, data_dir: Path, connection: Connection, clock: Clock) -> None:
        self._data_dir, self._connection, self._clock = data_dir, connection, clock

    def kept(self) -> tuple[Backup, ...]:
        """Those in the data folder, the newest first."""
        return tuple(sorted(_found(self._data_dir / FOLDER), key=lambda one: one.made_at, reverse=True))

    def make(self, folder: Path | None = None) -> Backup:
        """A copy now, here or in another folder (another disk); CaptureError where it cannot be made or is not whole,
        with nothing left behind."""
        try:
            path = backups.back_up(self._connection, folder or self._data_dir / FOLDER, BY_HAND, self._now())
        except OSError as error:
            raise CaptureError(
                say("stick.unwritable", folder=folder or self._data_dir), say("act.safe"), say("backup.elsewhere")
            ) from error
        try:
            verify(path, self._connection.cipher)
        except CaptureError:
            path.unlink()
            raise
        if folder is not None and self._connection.cipher is not None:
            write_whole(path.with_name(path.name + BESIDE), note_for(self._data_dir))
        return next(one for one in _found(path.parent) if one.path == path)

    def records_of(self, copy: Backup) -> int | None:
        """How many records a copy says it has; None where it cannot be opened here."""
        try:
            return records_in(copy.path, key_of_copy(self._data_dir, copy.path))
        except CaptureError:
            return None

    def compare(self, path: Path) -> Comparison:
        """What is in a copy beside what is here. Raises as :func:`verify`."""
        cipher = key_of_copy(self._data_dir, path)
        count = verify(path, cipher)
        with closing(Connection(path, read_only=True, cipher=cipher)) as copy:
            then = _digests(copy)
        now = _digests(self._connection)
        changed = {record for record in now.keys() & then.keys() if now[record] != then[record]}
        made = now.keys() - then.keys()
        waiting = self._connection.rows(f"SELECT DISTINCT record_id FROM outbox WHERE {UNANSWERED_SQL}")  # noqa: S608
        only_here = (changed | made) & {row["record_id"] for row in waiting}
        return Comparison(count, len(now), len(made), len(changed), len(only_here), len(then.keys() - now.keys()))

    def make_of_the_day(self) -> Backup | None:
        """Today's copy where it is not there yet, however large the database is; None where nothing was to do."""
        path = backups.daily_copy(self._connection, self._data_dir / FOLDER, self._now(), most=None)
        return None if path is None else next(one for one in self.kept() if one.path == path)

    def _now(self) -> str:
        return stamp(self._clock.now())


def key_of_copy(data_dir: Path, path: Path) -> Cipher | None:
    """What opens a copy: nothing where it is open, else the key told beside it or that of the folder. BadInput for
    a sealed one about which neither says anything, RecoveryKeyNeeded where this account does not have its key."""
    if not path.is_file() or path.stat().st_size < len(HEAD) or has_open_head(path):
        return None
    beside = path.with_name(path.name + BESIDE)
    try:
        protection = protection_of(beside.read_bytes()) if beside.is_file() else read_protection(data_dir)
    except ValueError as error:
        raise BadInput(say("protection.unreadable", file=beside), str(beside)) from error
    return cipher_of(protection) if protection is not None else None


def records_in(path: Path, cipher: Cipher | None = None) -> int | None:
    """How many records a copy says it has, without reading them; None where it cannot be opened."""
    try:
        with closing(Connection(path, read_only=True, cipher=cipher)) as copy:
            return int(copy.value(_COUNT)) if applied(copy) else None
    except backups.DatabaseError:
        return None


def _digests(connection: Connection) -> dict[str, str]:
    rows = connection.rows("SELECT record_id, digest FROM record WHERE deleted_at IS NULL")
    return {row["record_id"]: row["digest"] for row in rows}


def refuse_others(settings: Settings) -> None:
    """Refused for who does not administer the office."""
    if settings.user_role != Role.ADMINISTRADOR:
        raise Refused(say("backup.role"), (), say("act.safe"), say("user.not_admin.action"))


def verify(path: Path, cipher: Cipher | None = None) -> int:
    """How many records a copy holds, once every row of it was read and found as it was written. BadInput for what is
    no copy or not whole, DatabaseTooNew for one of a later program."""
    if not path.is_file():
        raise BadInput(say("backup.none", path=path), str(path))
    try:
        with closing(Connection(path, read_only=True, cipher=cipher)) as copy:
            if not applied(copy):
                raise BadInput(say("backup.other", path=path), str(path))
            if applied(copy) > len(MIGRATIONS):
                raise DatabaseTooNew
            if any(bad_rows(copy)) or copy.value("PRAGMA integrity_check") != "ok":
                raise BadInput(say("backup.damaged", path=path), str(path))
            return int(copy.value(_COUNT))
    except backups.DatabaseError as error:
        raise BadInput(say("backup.other", path=path), str(path)) from error


def put_back(data_dir: Path, path: Path, clock: Clock) -> tuple[int, Path | None]:
    """Put a copy in the place of the database, which is kept beside the copies: (records in it, where what was there
    is now, None where nothing was).

    The caller holds the folder's lock. To the portal the folder is a copy from then on: it gets a name of its own, and
    what the portal has is heard again. It is sealed or open as the folder is, whatever the copy was. Raises as
    :func:`key_of_copy` and :func:`verify`, nothing changed.
    """
    own, _ = settled(data_dir, stamp(clock.now()))
    cipher = key_of_copy(data_dir, path)
    count, place = verify(path, cipher), data_dir / FILE_NAME
    fresh = place.with_suffix(".restaurado")
    try:
        if cipher == own:
            shutil.copyfile(path, fresh)
        else:
            fresh.unlink(missing_ok=True)
            write_anew(path, cipher, fresh, own)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        message = say("stick.unwritable", folder=data_dir)
        raise CaptureError(message, say("act.safe"), say("backup.elsewhere")) from error
    with closing(Connection(fresh, cipher=own)) as connection:
        with connection.transaction():
            meta.put(connection, meta.INSTALL, RESTORED)
            meta.put(connection, meta.SINCE, 0)
        connection.value("PRAGMA journal_mode = DELETE")
    before = _set_aside(data_dir, place, stamp(clock.now()))
    fresh.replace(place)
    return count, before


def _set_aside(data_dir: Path, place: Path, at: str) -> Path | None:
    """The database that is here, with what its journal still holds, among the copies; even a damaged one."""
    if not place.exists():
        return None
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"captura-{re.sub(r'[^0-9]', '', at)[:14]}-{BEFORE}.sqlite3"
    for ending in ("-wal", "-shm"):
        beside = place.with_name(place.name + ending)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + ending))
    place.replace(kept)
    return kept


def _found(folder: Path) -> Iterator[Backup]:
    for path in folder.glob("captura-*.sqlite3"):
        named = _NAME.fullmatch(path.name)
        if named:
            made = datetime.strptime(named[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            yield Backup(path, made, path.stat().st_size, named[2])

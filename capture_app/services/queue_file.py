"""Everything that is not safe at the portal yet, in a file that any program reads: the way out that needs no portal, no
enrolment and no key. Of a protected folder the file is sealed, and whoever has the recovery key opens it anywhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capture_app.errors import CaptureError
from capture_app.settings import write_whole
from capture_app.store import records, rows
from capture_app.store.attachments import SEALED
from capture_app.store.connection import FILE_NAME, Connection, Row
from capture_app.store.converting import reading_cipher
from capture_app.store.desk import Desk
from capture_app.store.protection import note_for
from capture_app.store.queue import UNANSWERED_SQL, WANTED_SQL
from capture_app.words import reason, say
from sync.canonical import UNREADABLE, decode, encode
from sync.wire import CLOSED_STATES

FORMAT, FORMAT_OF_ROWS = "cap-queue/1", "cap-queue-rows/1"
_WAITING = f"({UNANSWERED_SQL}) OR ({WANTED_SQL}) ORDER BY number"


@dataclass(frozen=True, slots=True)
class QueueFile:
    """A file written: how many changes and of how many records are in it."""

    path: str
    changes: int
    records: int


def write_queue(desk: Desk, path: Path) -> QueueFile:
    """Write every change without an answer, or that needs a person, both sides of every difference with the portal
    that nobody has decided, and the records they are of as they are now. CaptureError where the file cannot be
    written, nothing half-written left."""
    with desk.connection.snapshot():
        waiting = rows.read(desk.connection, "outbox", _WAITING)
        clashes = rows.read(desk.connection, "conflict", "decided_at IS NULL ORDER BY conflict_id")
        names = list(dict.fromkeys(str(row["record_id"]) for row in (*waiting, *clashes)))
        head = {"format": FORMAT, "office_code": desk.settings.office_code, "device": desk.device_id, "at": desk.now()}
        lines = [head, *map(_change, waiting), *map(_clash, clashes), *_records(desk, names)]
    return _written(desk.connection, path, lines, len(waiting), len(names))


def write_queue_of_later(data_dir: Path, path: Path) -> QueueFile:
    """The same of a folder whose database a later program made, its rows as they stand: of their tables only what
    every program has known is believed. The database is read and nothing else. CaptureError as above."""
    later = Connection(data_dir / FILE_NAME, read_only=True, cipher=reading_cipher(data_dir))
    with closing(later), later.snapshot():
        waiting = [
            row for row in later.rows("SELECT * FROM outbox ORDER BY number") if row["state"] not in CLOSED_STATES
        ]
        names = {row["record_id"] for row in waiting}
        held = [row for row in later.each("SELECT * FROM record") if row["record_id"] in names]
    head: dict[str, Any] = {"format": FORMAT_OF_ROWS}
    changes, bodies = [{"change": _readable(row)} for row in waiting], [{"record": _readable(row)} for row in held]
    return _written(later, path, [head, *changes, *bodies], len(waiting), len(names))


def _readable(row: Row) -> dict[str, Any]:
    """A row as JSON says it: texts and documents as they are, other bytes in base64, what is empty left out."""
    return {name: _value(value) for name, value in row.items() if value is not None}


def _value(value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    try:
        return decode(value)
    except UNREADABLE:
        return b64encode(value).decode()


def _written(connection: Connection, path: Path, lines: list[dict[str, Any]], changes: int, held: int) -> QueueFile:
    pieces: Iterable[bytes] = (encode(line) + b"\n" for line in lines)
    if connection.cipher is not None:
        from capture_app.store.sealed_files import sealed

        path = path if path.suffix == SEALED else path.with_name(path.name + SEALED)
        pieces = sealed(pieces, connection.cipher, note_for(connection.path.parent))
    try:
        write_whole(path, b"".join(pieces))
    except OSError as error:
        said = say("export.unwritable", path=path, detail=reason(error))
        raise CaptureError(said, say("exchange.safe"), say("export.unwritable.action")) from error
    return QueueFile(str(path), changes, held)


def _change(row: Row) -> dict[str, Any]:
    told = {name: row[name] for name in ("op_id", "record_id", "ocid", "kind", "state", "author", "at", "rule")}
    act = decode(row["act"]) if row["act"] else None
    return {"change": {**told, "patch": decode(row["patch"]), "act": act}}


def _clash(row: Row) -> dict[str, Any]:
    told = {name: row[name] for name in ("record_id", "path", "at")}
    return {"difference": {**told, "here": decode(row["ours"]), "portal": decode(row["theirs"])}}


def _records(desk: Desk, names: list[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        record = records.load_or_none(desk.connection, name)
        if record is not None:
            header = {"record_id": name, "record_type": record.record_type, "ocid": record.ocid, "folio": record.folio}
            yield {"record": {**header, "status": record.status, "body": record.body}}

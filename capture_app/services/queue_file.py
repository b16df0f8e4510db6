"""Everything that is not safe at the portal yet, in a file that any program reads: the way out that needs no portal, no
enrolment and no key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capture_app.errors import CaptureError
from capture_app.settings import write_whole
from capture_app.store import records, rows
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from capture_app.store.queue import UNANSWERED_SQL, WANTED_SQL
from capture_app.words import say
from sync.canonical import decode, encode

FORMAT = "cap-queue/1"
_WAITING = f"({UNANSWERED_SQL}) OR ({WANTED_SQL}) ORDER BY number"


@dataclass(frozen=True, slots=True)
class QueueFile:
    """A file written: how many changes and of how many records are in it."""

    path: str
    changes: int
    records: int


def write_queue(desk: Desk, path: Path) -> QueueFile:
    """Write every change without an answer, or that needs a person, and the records they are of as they are now.
    CaptureError where the file cannot be written, nothing half-written left."""
    with desk.connection.snapshot():
        waiting = rows.read(desk.connection, "outbox", _WAITING)
        names = list(dict.fromkeys(str(row["record_id"]) for row in waiting))
        head = {"format": FORMAT, "office_code": desk.settings.office_code, "device": desk.device_id, "at": desk.now()}
        lines = [head, *map(_change, waiting), *_records(desk, names)]
    try:
        write_whole(path, b"".join(encode(line) + b"\n" for line in lines))
    except OSError as error:
        said = say("export.unwritable", path=path, detail=error.strerror or "")
        raise CaptureError(said, say("exchange.safe"), say("export.unwritable.action")) from error
    return QueueFile(str(path), len(waiting), len(names))


def _change(row: Row) -> dict[str, Any]:
    told = {name: row[name] for name in ("op_id", "record_id", "ocid", "kind", "state", "author", "at", "rule")}
    act = decode(row["act"]) if row["act"] else None
    return {"change": {**told, "patch": decode(row["patch"]), "act": act}}


def _records(desk: Desk, names: list[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        record = records.load_or_none(desk.connection, name)
        if record is not None:
            header = {"record_id": name, "record_type": record.record_type, "ocid": record.ocid, "folio": record.folio}
            yield {"record": {**header, "status": record.status, "body": record.body}}

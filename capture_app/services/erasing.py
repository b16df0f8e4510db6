"""Erasing a personal value from the past of a record on this computer, by order of law. The history still verifies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from capture_app.changes import ACT
from capture_app.errors import BadInput, Refused
from capture_app.patching import Change
from capture_app.services.backups import BackupService
from capture_app.store import queue, records, rows
from capture_app.store.acting import note_act
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from capture_app.store.queue import UNANSWERED_SQL
from capture_app.words import say
from forms.pointers import get
from forms.workflow import Role
from sync import erasing, wire
from sync.canonical import decode, encode

SHORTEST_TEXT = 4


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows told of the value, and the copies of the database that were made before and still do."""

    rows: int
    copies: tuple[str, ...]


class EraseService:
    """Only who administers the office erases."""

    def __init__(self, desk: Desk, backups: BackupService) -> None:
        self._desk, self._backups = desk, backups

    def erase(self, name: str, path: str, reason: str) -> Erased:
        """Take out what the past of a record says of a place (`/parties/@key/contactPoint`), which the record itself
        must not say any more. Refused or BadInput, nothing changed."""
        desk, connection = self._desk, self._desk.connection
        if desk.settings.user_role != Role.ADMINISTRADOR:
            raise Refused(say("erase.not_admin"), (), say("act.safe"), say("user.not_admin.action"))
        if not reason.strip() or not path.startswith("/"):
            raise BadInput(say("erase.reason"), place=path)
        with connection.transaction():
            record = records.load(connection, records.find(connection, name))
            self._refuse(record, path)
            values = self._values(record.record_id, path)
            told = sum(self._scrub(table, record.record_id, path) for table in _SCRUBBED)
            self._sum_up_again(record.record_id)
            told += self._empty_receipts(path) + self._drop_foreign(record.record_id, values)
            note_act(desk, record, Change(ACT, "/_erase", None, [path, reason.strip()]))
        connection.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.db.execute("VACUUM")
        connection.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return Erased(told, tuple(str(one.path) for one in self._backups.kept()))

    def _refuse(self, record: records.StoredRecord, path: str) -> None:
        connection = self._desk.connection
        if get(record.body, path) is not None:
            raise Refused(say("erase.present"), (), say("act.safe"), say("erase.present.action"))
        where = f"record_id = ? AND {UNANSWERED_SQL}"
        if connection.value(f"SELECT count(*) FROM outbox WHERE {where}", (record.record_id,)):  # noqa: S608 - ours
            raise Refused(say("erase.waiting"), (), say("act.safe"), say("erase.waiting.action"))
        for row in rows.read(connection, "outbox", "record_id = ? AND operation IS NOT NULL", (record.record_id,)):
            if erasing.says_openly(_operation(row).patch, path):
                raise Refused(say("erase.open"), (), say("act.safe"), say("erase.open.action"))

    def _values(self, record_id: str, path: str) -> set[bytes]:
        """The texts that stood there, as they would stand in another JSON."""
        found: set[bytes] = set()
        for row in rows.read(self._desk.connection, "journal", "record_id = ?", (record_id,)):
            for side in (row["old"], row["new"]):
                value = None if side is None else decode(side)
                place = value if erasing.touches(row["path"], path) else _inside(value, row["path"], path)
                found |= {encode(text)[1:-1] for text in _texts(place) if len(text) >= SHORTEST_TEXT}
        return found

    def _scrub(self, table: str, record_id: str, path: str) -> int:
        changed = 0
        for row in rows.read(self._desk.connection, table, "record_id = ?", (record_id,)):
            fresh = {**row, **_SCRUBBED[table](row, path)}
            if fresh != row:
                rows.update(self._desk.connection, table, fresh)
                changed += 1
        return changed

    def _sum_up_again(self, record_id: str) -> None:
        """The batches in which operations of the record travelled are as these stand now: an old answer may come, and
        a portal that lost them is offered what is left."""
        connection = self._desk.connection
        scrubbed = set(connection.column("SELECT op_id FROM outbox WHERE record_id = ?", (record_id,)))
        for batch_id in list(connection.column("SELECT batch_id FROM batch")):
            found = queue.rows_of_batch(connection, batch_id)
            if scrubbed.intersection(row["op_id"] for row in found):
                sha256 = wire.operations_hash(row["operation"] for row in found)
                connection.execute("UPDATE batch SET sha256 = ? WHERE batch_id = ?", (sha256, batch_id))

    def _empty_receipts(self, path: str) -> int:
        """Of receipts that showed the value in a conflict the numbers are kept, so that the same one from a stick in a
        drawer is no news; what they said the portal keeps without the value, signed anew."""
        connection = self._desk.connection
        told = []
        for row in connection.rows("SELECT receipt_no, batch_id, body FROM receipt WHERE body != x''"):
            receipt = wire.decode_message(row["body"], wire.Receipt)
            if any(_tells(item, path) for result in receipt.results for item in result.conflicts):
                told.append((row["receipt_no"], row["batch_id"]))
        for key in told:
            connection.execute("UPDATE receipt SET body = x'' WHERE receipt_no = ? AND batch_id = ?", key)
        return len(told)

    def _drop_foreign(self, record_id: str, values: set[bytes]) -> int:
        """Files that were imported and say it, kept until now as they came."""
        dropped = 0
        for table, column in (("imported_release", "release"), ("aside", "value"), ("imported_merge", "body")):
            sql = f"SELECT rowid AS number, {column} AS data FROM {table} WHERE record_id = ?"  # noqa: S608 - ours
            for row in self._desk.connection.rows(sql, (record_id,)):
                if row["data"] and any(value in row["data"] for value in values):
                    self._desk.connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row["number"],))  # noqa: S608
                    dropped += 1
        return dropped


def _operation(row: Row) -> wire.Operation:
    return msgspec.convert(decode(row["operation"]), wire.Operation)


def _inside(value: Any, path: str, erased: str) -> Any:
    return get(value, erased[len(path) :]) if erased.startswith(f"{path}/") and isinstance(value, dict) else None


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in _texts(item)]


def _tells(item: wire.FieldConflict, path: str) -> bool:
    return any(erasing.without(side, item.path, path) != side for side in (item.theirs, item.ours))


def _side(data: bytes | None, at: str, path: str) -> bytes | None:
    """A stored value without the erased place; None (absent) where nothing is left."""
    if data is None:
        return None
    kept = erasing.without(decode(data), at, path)
    return None if kept is None else encode(kept)


def _journal(row: Row, path: str) -> Row:
    return {name: _side(row[name], row["path"], path) for name in ("old", "new")}


def _conflict(row: Row, path: str) -> Row:
    return {name: _side(row[name], row["path"], path) or encode(None) for name in ("theirs", "ours")}


def _outbox(row: Row, path: str) -> Row:
    """The patch as it was before it was sealed, what travelled beside it, and the answer."""
    patch = [[kind, at, erasing.without(value, at, path), was] for kind, at, value, was in decode(row["patch"])]
    fresh: Row = {"patch": encode(patch)}
    if row["operation"]:
        operation = _operation(row)
        kept = msgspec.structs.replace(operation, private=erasing.private_without(operation.private, path))
        fresh["operation"] = encode(wire.members_of(kept))
    if row["result"]:
        result = msgspec.convert(decode(row["result"]), wire.Result)
        told = [item for item in result.conflicts if not _tells(item, path)]
        fresh["result"] = encode(wire.members_of(msgspec.structs.replace(result, conflicts=told)))
    return fresh


_SCRUBBED: dict[str, Callable[[Row, str], Row]] = {"journal": _journal, "conflict": _conflict, "outbox": _outbox}

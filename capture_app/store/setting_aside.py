"""Operations that the portal could not take in: offered in halves until the one is found, which needs a person."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from capture_app.store import queue, rows
from capture_app.store.answers import Answers
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from sync import wire
from sync.canonical import decode

SET_ASIDE = "set_aside"
TOLD = "told"
RULE = "op.set_aside"
_UNTOLD = f"result_code = '{SET_ASIDE}' AND receipt_no = '' ORDER BY sequence LIMIT {wire.MAX_BLANKS}"


def rebatch(desk: Desk, found: Sequence[Row], state: str = queue.SEALED) -> None:
    """Put sealed operations in a new batch, in their order and as they were sealed."""
    batch_id = desk.ids.op_id()
    operations = [operation_of(row) for row in found]
    queue.note_batch(desk, wire.make_batch(batch_id, operations), sum(len(row["operation"]) for row in found))
    for position, row in enumerate(found):
        rows.update(desk.connection, "outbox", {**row, "state": state, "batch_id": batch_id, "position": position})


def operation_of(row: Row) -> wire.Operation:
    """An operation as it was sealed."""
    return msgspec.convert(decode(row["operation"]), wire.Operation)


def split(desk: Desk, batch_id: str) -> None:
    """Two batches of one."""
    found = rows.read(desk.connection, "outbox", "batch_id = ? ORDER BY position", (batch_id,))
    middle = len(found) // 2
    for half in (found[:middle], found[middle:]):
        rebatch(desk, half)


def set_aside(desk: Desk, answers: Answers, batch_id: str, code: str) -> None:
    """Close the one operation of a batch for a person; what it carries stays in the record."""
    for row in rows.read(desk.connection, "outbox", "batch_id = ? ORDER BY position", (batch_id,)):
        answers.close_here(row, wire.Result(code=code, rule=RULE), SET_ASIDE)


def blanks(connection: Connection) -> list[wire.Blank]:
    """Places of which the portal has not been told."""
    return [_blank(operation_of(row), row["op_hash"]) for row in rows.read(connection, "outbox", _UNTOLD)]


def _blank(operation: wire.Operation, op_hash: str) -> wire.Blank:
    return wire.Blank(
        op_id=operation.op_id,
        op_hash=op_hash,
        sequence=operation.sequence,
        prev_hash=operation.prev_hash,
        after_sequence=operation.after_sequence,
        record_id=operation.record_id,
        kind=operation.kind,
    )


def note_told(connection: Connection, told: Sequence[wire.Blank]) -> None:
    """The portal knows of these places."""
    for blank in told:
        for row in rows.read(connection, "outbox", "op_id = ?", (blank.op_id,)):
            rows.update(connection, "outbox", {**row, "receipt_no": TOLD})

"""What the portal has of a record, and what of it is sealed: the ground that the open operation stands on.

`base` is the portal's document as last seen; `sealed` is the same with this device's frozen, unanswered
operations replayed and our side of open conflicts kept. A document is a body with the header member `_folio`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from capture_app.store import rows
from capture_app.store.connection import Connection
from sync.canonical import content_hash, decode, encode
from sync.wire import record_mark

FOLIO = "_folio"
STATUS = "_status"


@dataclass(frozen=True)
class Baseline:
    """`base_version` 0: the portal has never seen the record."""

    record_id: str
    base_version: int = 0
    base_status: str = "draft"
    base: dict[str, Any] = field(default_factory=dict)
    sealed: dict[str, Any] = field(default_factory=dict)


def load(connection: Connection, record_id: str) -> Baseline:
    """The baseline of a record; an empty one for a record never sealed."""
    row = rows.read_one(connection, "baseline", "record_id = ?", (record_id,))
    if row is None:
        return Baseline(record_id)
    base, sealed = decode(row["base"]), decode(row["sealed"])
    return Baseline(record_id, row["base_version"], row["base_status"], base, sealed)


def write(connection: Connection, baseline: Baseline) -> None:
    """Write the baseline over the one before."""
    base = encode(baseline.base)
    row = {
        "record_id": baseline.record_id,
        "base_version": baseline.base_version,
        "base_status": baseline.base_status,
        "base": base,
        "sealed": encode(baseline.sealed),
    }
    known = connection.value("SELECT count(*) FROM baseline WHERE record_id = ?", (baseline.record_id,))
    (rows.update if known else rows.insert)(connection, "baseline", row)
    _note_standing(connection, baseline, base)


def _note_standing(connection: Connection, baseline: Baseline, base: bytes) -> None:
    """What the portal last said of the record, for the proof at the end of an exchange."""
    if not baseline.base_version:
        connection.execute("DELETE FROM standing WHERE record_id = ?", (baseline.record_id,))
        return
    mark = mark_of(baseline.record_id, baseline.base_version, baseline.base_status, base)
    sql = "INSERT OR REPLACE INTO standing (record_id, version, mark) VALUES (?, ?, ?)"
    connection.execute(sql, (baseline.record_id, baseline.base_version, mark))


def mark_of(record_id: str, version: int, status: str, base: bytes) -> int:
    """The mark of a record as the portal last showed it; `base` are the canonical bytes of its document."""
    document = decode(base)
    folio = str(document.pop(FOLIO, ""))
    return record_mark(record_id, version, status, folio, content_hash(document))


def seal(connection: Connection, record_id: str, document: dict[str, Any]) -> None:
    """Let the document be the ground for the next operation."""
    write(connection, replace(load(connection, record_id), sealed=document))

"""What the portal has of a record, and what of it is sealed: the ground that the open operation stands on.

`base` is the portal's document as last seen; `sealed` is the same with this device's frozen, unanswered
operations replayed and our side of open conflicts kept. A document is a body with the header member `_folio`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from capture_app.store import rows
from capture_app.store.connection import Connection
from sync.canonical import decode, encode

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
    row = {
        "record_id": baseline.record_id,
        "base_version": baseline.base_version,
        "base_status": baseline.base_status,
        "base": encode(baseline.base),
        "sealed": encode(baseline.sealed),
    }
    known = connection.value("SELECT count(*) FROM baseline WHERE record_id = ?", (baseline.record_id,))
    (rows.update if known else rows.insert)(connection, "baseline", row)


def seal(connection: Connection, record_id: str, document: dict[str, Any]) -> None:
    """Let the document be the ground for the next operation."""
    write(connection, replace(load(connection, record_id), sealed=document))

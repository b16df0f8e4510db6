"""What the portal has of a record, and what of it is sealed: the ground that the open operation stands on.

`base` is the portal's document as last seen; `sealed` is the same with this device's frozen, unanswered
operations replayed and our side of open conflicts kept. A document is a body with the header member `_folio`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from capture_app.store import rows
from capture_app.store.connection import Connection, Row
from sync.canonical import content_hash, decode, encode

FOLIO = "_folio"
_MARKED = ("record_id", "base_version", "base_status", "base")


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
    _note_standing(connection, [row])


def write_all(connection: Connection, fresh: Sequence[Row]) -> None:
    """Write baselines that are there already."""
    rows.update_all(connection, "baseline", fresh)
    _note_standing(connection, fresh)


def _note_standing(connection: Connection, fresh: Sequence[Row]) -> None:
    """What the portal last said of the records, for the proof at the end of an exchange."""
    standing = [
        (row["record_id"], row["base_version"], mark_of(*(row[name] for name in _MARKED)))
        for row in fresh
        if row["base_version"]
    ]
    never_seen = [(row["record_id"],) for row in fresh if not row["base_version"]]
    connection.execute_all("DELETE FROM standing WHERE record_id = ?", never_seen)
    connection.execute_all("INSERT OR REPLACE INTO standing (record_id, version, mark) VALUES (?, ?, ?)", standing)


def mark_of(record_id: str, version: int, status: str, base: bytes) -> int:
    """The mark of a record as the portal last showed it; `base` are the canonical bytes of its document."""
    document = decode(base)
    folio = str(document.pop(FOLIO, ""))
    from sync.wire import record_mark

    return record_mark(record_id, version, status, folio, content_hash(document))


def versions(connection: Connection, record_ids: Sequence[str]) -> dict[str, int]:
    """`base_version` of these records, as far as they were ever sealed."""
    found = rows.read_keys(connection, "baseline", record_ids)
    return {row["record_id"]: row["base_version"] for row in found}


def seal(connection: Connection, record_id: str, document: dict[str, Any]) -> None:
    """Let the document be the ground for the next operation."""
    seal_all(connection, {record_id: document})


def seal_all(connection: Connection, documents: Mapping[str, dict[str, Any]]) -> None:
    """The same of many records; what the portal has of them stays as it was."""
    known = {row["record_id"]: row for row in rows.read_keys(connection, "baseline", list(documents))}
    fresh = {"base_version": 0, "base_status": Baseline("").base_status, "base": encode({})}
    rows.update_all(connection, "baseline", [{**row, "sealed": encode(documents[name])} for name, row in known.items()])
    new = [name for name in documents if name not in known]
    rows.insert_all(
        connection, "baseline", [{"record_id": name, **fresh, "sealed": encode(documents[name])} for name in new]
    )

"""What most answers are: the portal has taken the one operation of a record as it was, and nothing happened to the
record since. All of them are settled in a few statements; whoever is not of them is left for `store.answers`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capture_app.patching import Patch
from capture_app.store import baselines, records, rows
from capture_app.store.connection import Connection, Row
from capture_app.store.grounds import merged
from capture_app.store.queue import UNANSWERED_SQL
from capture_app.store.records import StoredRecord
from sync.canonical import decode, encode


@dataclass(frozen=True)
class Taken:
    """The patch of a record that the portal applied, and the version that it gave."""

    patch: Patch
    version: int


def settle(connection: Connection, taken: Mapping[str, Taken]) -> set[str]:
    """Note what the portal has now of each record that stands exactly as it was sealed; which ones these are."""
    busy = _busy(connection, list(taken))
    ids = [record_id for record_id in taken if record_id not in busy]
    grounds = {row["record_id"]: row for row in rows.read_keys(connection, "baseline", ids)}
    found = [record for record in records.load_all(connection, ids) if record.record_id in grounds]
    settled = [
        (record, grounds[record.record_id])
        for record in found
        if _is_plain(record, grounds[record.record_id], taken[record.record_id])
    ]
    versions = {record.record_id: taken[record.record_id].version for record, _ in settled}
    rows.update_all(
        connection, "record", [{**record.row, "version": versions[record.record_id]} for record, _ in settled]
    )
    fresh = [{**row, "base_version": versions[row["record_id"]], "base": row["sealed"]} for _, row in settled]
    baselines.write_all(connection, fresh)
    return set(versions)


def _busy(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Records with an operation still on its way or open, or with a place that waits for a person."""
    of_these = f"record_id IN ({rows.marks(ids)})"
    unanswered = f"SELECT record_id FROM outbox WHERE {UNANSWERED_SQL} AND {of_these}"  # noqa: S608 - marks alone
    clashing = f"SELECT record_id FROM conflict WHERE decided_at IS NULL AND {of_these}"  # noqa: S608 - marks alone
    return {*connection.column(unanswered, ids), *connection.column(clashing, ids)}


def _is_plain(record: StoredRecord, ground: Row, taken: Taken) -> bool:
    """Whether what the portal had with the patch is what was sealed: with nothing open, what stands here too."""
    if record.status != ground["base_status"] or taken.version < ground["base_version"]:
        return False
    after = merged(decode(ground["base"]), taken.patch)
    return not after.conflicts and encode(after.document) == ground["sealed"]

"""The second half of putting a database together again: lost bodies from the history, and what waits to be sent."""

from __future__ import annotations

import json
from typing import Any

from capture_app.patching import Body
from capture_app.store import baselines, conflicts, history, meta, queue, records, rows
from capture_app.store.desk import Desk
from capture_app.store.grounds import replayed, with_ours
from capture_app.store.processes import ProcessStore, split
from capture_app.store.rebuilding import REBUILT
from capture_app.store.setting_aside import rebatch
from sync.rows import PathError, apply_item
from sync.wire import MAX_BATCH_OPERATIONS

REPORT = "rebuilt_report"
ANOTHER = "rebuilt"


def finish(desk: Desk, processes: ProcessStore) -> None:
    """Once, after the rows were put together: one transaction, nothing where there is nothing to do.

    From here on this computer is another device to the portal: what nobody answered is sealed anew, since the chain
    may have lost a place, and everything the portal has is heard once more.
    """
    connection = desk.connection
    said = meta.get(connection, REBUILT)
    if not said:
        return
    found: dict[str, Any] = json.loads(said)
    with connection.transaction():
        for record_id, entry in found["replay"].items():
            _restore(desk, processes, record_id, entry)
        if {"outbox", "baseline", "record"} & set(found["lost"]):
            for record_id in list(connection.column("SELECT record_id FROM record")):
                _ground_anew(desk, processes, str(record_id))
        _batch_anew(desk)
        _chains_as_they_are(desk)
        meta.put(connection, meta.SINCE, 0)
        meta.put(connection, meta.INSTALL, ANOTHER)
        meta.drop(connection, REBUILT)
        meta.put(connection, REPORT, said)


def _restore(desk: Desk, processes: ProcessStore, record_id: str, entry: int) -> None:
    """The record as its history tells it, upon the body of the last copy where there is one."""
    record = records.load_or_none(desk.connection, record_id)
    document: Body = record.document if record is not None else {}
    for change in history.changes_after_entry(desk.connection, record_id, entry):
        after = change.after_new if change.kind in ("row_add", "row_move") else None
        try:
            document = apply_item(document, change.kind, change.path, change.new, after)
        except PathError:
            continue
    body, folio = split(document)
    ground = baselines.load(desk.connection, record_id)
    named = _names(desk, record_id)
    if record is None and not named:
        return
    header = dict(record.row) if record is not None else processes.header_of(record_id, named)
    header |= {"status": ground.base_status, "version": ground.base_version} if ground.base_version else {}
    processes.put_back(records.StoredRecord(header, {}), body, folio, is_new=record is None)


def _names(desk: Desk, record_id: str) -> dict[str, str]:
    """What its operations call a record."""
    row = rows.read_one(desk.connection, "outbox", "record_id = ? ORDER BY number", (record_id,))
    return {"ocid": row["ocid"], "record_type": row["record_type"]} if row else {}


def _ground_anew(desk: Desk, processes: ProcessStore, record_id: str) -> None:
    """What the portal has with what is still on its way; all else that the record says is to be sent."""
    connection = desk.connection
    record, ground = records.load(connection, record_id), baselines.load(connection, record_id)
    ours = [(item.path, item.ours) for item in conflicts.waiting(desk, record_id) if item.path]
    sealed = replayed(with_ours(ground.base, ours), queue.frozen_patches(desk, record_id), record.document)
    if ground.base_version or sealed:
        baselines.seal(connection, record_id, sealed)
    processes.requeue(record)


def _batch_anew(desk: Desk) -> None:
    waiting = rows.read(desk.connection, "outbox", "state IN ('sealed', 'sent') ORDER BY sequence")
    for first in range(0, len(waiting), MAX_BATCH_OPERATIONS):
        rebatch(desk, waiting[first : first + MAX_BATCH_OPERATIONS])


def _chains_as_they_are(desk: Desk) -> None:
    """Each chain ends at the last operation that is here; places that were lost are known to be."""
    connection = desk.connection
    chains: dict[str, dict[int, str]] = {}
    for row in connection.each("SELECT device_id, sequence, op_hash FROM outbox WHERE sequence IS NOT NULL"):
        chains.setdefault(str(row["device_id"]), {})[int(row["sequence"])] = str(row["op_hash"])
    for device_id, places in chains.items():
        last = max(places)
        missing = sorted(set(range(1, last)) - places.keys())
        meta.put(connection, meta.chain_sequence(device_id), last)
        meta.put(connection, meta.chain_head(device_id), places[last])
        meta.put(connection, meta.chain_lost(device_id), json.dumps(missing))

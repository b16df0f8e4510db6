"""Giving operations their places in the device's chain: what waits becomes a batch, whole, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import msgspec

from capture_app.patching import personal_paths
from capture_app.store import baselines, meta, queue, records, rows
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from sync import wire
from sync.canonical import decode, digest


@dataclass
class Chain:
    """Where a device stands: its last place, the hash there, and its last place on each record."""

    device_id: str
    sequence: int
    head: str
    on_record: dict[str, int]

    def grow(self, operation: wire.Operation, op_hash: str) -> None:
        self.sequence, self.head = operation.sequence, op_hash
        self.on_record[operation.record_id] = operation.sequence


def new_batch(desk: Desk, max_operations: int, max_bytes: int, state: str) -> wire.Batch | None:
    """What has waited longest, sealed now and from here on in this state; None where nothing waits. From here on its
    operations never change; later edits open new ones. Inside a transaction."""
    most = _most(desk, max_operations, max_bytes)
    waiting = rows.read(desk.connection, "outbox", "state = 'pending' ORDER BY number LIMIT ?", (most,))
    if not waiting:
        return None
    ids = list({row["record_id"] for row in waiting})
    chain, versions = _chain(desk, ids), baselines.versions(desk.connection, ids)
    operations: list[wire.Operation] = []
    written: list[wire.Writings] = []
    hashes: list[str] = []
    size = 0
    for row in waiting:
        operation = _operation(desk, row, chain, versions.get(row["record_id"], 0))
        bare, whole = wire.operation_writings(operation)
        if operations and size + len(whole) > max_bytes:
            break
        hashes.append(digest(bare))
        chain.grow(operation, hashes[-1])
        operations.append(operation)
        written.append((bare, whole))
        size += len(whole)
    batch = wire.make_batch(desk.ids.op_id(), operations, written)
    sealed = [(op_hash, whole) for op_hash, (_, whole) in zip(hashes, written, strict=True)]
    _freeze(desk, waiting[: len(operations)], batch, sealed, state)
    meta.put(desk.connection, meta.chain_sequence(chain.device_id), chain.sequence)
    meta.put(desk.connection, meta.chain_head(chain.device_id), chain.head)
    queue.note_batch(desk, batch, size)
    desk.failpoint("seal.before_commit")
    return batch


def _most(desk: Desk, max_operations: int, max_bytes: int) -> int:
    """How many of those that wait a batch can hold at most: none is smaller than its patch."""
    sizes = "SELECT length(patch) FROM outbox WHERE state = 'pending' ORDER BY number LIMIT ?"
    total = accumulate(desk.connection.column(sizes, (max_operations,)))
    return sum(size <= max_bytes for size in total) or 1


def _chain(desk: Desk, record_ids: Sequence[str]) -> Chain:
    connection, device_id = desk.connection, desk.device_id
    of_these = f"record_id IN ({rows.marks(record_ids)}) AND device_id = ? GROUP BY record_id"
    last = f"SELECT record_id, max(sequence) AS place FROM outbox WHERE {of_these}"  # noqa: S608 - marks alone
    found = connection.rows(last, (*record_ids, device_id))
    return Chain(
        device_id,
        meta.get_number(connection, meta.chain_sequence(device_id)),
        meta.get(connection, meta.chain_head(device_id)),
        {row["record_id"]: row["place"] or 0 for row in found},
    )


def _operation(desk: Desk, row: Row, chain: Chain, base_version: int) -> wire.Operation:
    """The operation in its place of the device's chain."""
    patch = decode(row["patch"])
    shown, private = wire.conceal(patch, personal_paths(patch, desk.law(row["record_type"])), desk.ids.nonce)
    return wire.Operation(
        op_id=row["op_id"],
        device_id=chain.device_id,
        sequence=chain.sequence + 1,
        prev_hash=chain.head,
        after_sequence=chain.on_record.get(row["record_id"], 0),
        record_id=row["record_id"],
        record_type=row["record_type"],
        ocid=row["ocid"],
        kind=row["kind"],
        base_version=base_version,
        forms_version=row["forms_version"],
        author=row["author"],
        at=row["at"],
        patch=shown,
        act=msgspec.convert(decode(row["act"]), wire.Act) if row["act"] else None,
        private=private,
    )


def _freeze(
    desk: Desk, waiting: Sequence[Row], batch: wire.Batch, sealed: Sequence[tuple[str, bytes]], state: str
) -> None:
    """Write each operation with its hash and the bytes that were hashed."""
    connection = desk.connection
    frozen = [
        {
            **row,
            "open": 0,
            "state": state,
            "device_id": operation.device_id,
            "sequence": operation.sequence,
            "batch_id": batch.batch_id,
            "position": position,
            "op_hash": op_hash,
            "operation": whole,
        }
        for position, (row, operation, (op_hash, whole)) in enumerate(
            zip(waiting, batch.operations, sealed, strict=True)
        )
    ]
    rows.update_all(connection, "outbox", frozen)
    opened = [row["record_id"] for row in waiting if row["open"]]
    baselines.seal_all(
        connection, {record.record_id: record.document for record in records.load_all(connection, opened)}
    )

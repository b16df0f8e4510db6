"""An outbox in memory: the same port as the desktop's store, held to the same contract test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from capture_app.store.reconciling import Difference
from sync import canonical, wire
from sync.merge import apply_item, merge, removed_rows, value_at


@dataclass
class Local:
    """One record here: what the portal has, and what the portal had that it has no more."""

    record_id: str
    server: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    removed: dict[str, Any] = field(default_factory=dict)
    open_patch: list[list[Any]] = field(default_factory=list)


class MemoryOutbox:
    """One open operation per record, sealed into the device's chain when a batch is made."""

    def __init__(self, device_id: str = "device-1", office_code: str = "MB", epoch: str = "e1") -> None:
        self._position = wire.Position(
            device_id=device_id, office_code=office_code, epoch=epoch, since=0, forms_version=1, forms_hash=""
        )
        self.records: dict[str, Local] = {}
        self.operations: dict[str, wire.Operation] = {}
        self.states: dict[str, str] = {}
        self.batches: list[wire.Batch] = []
        self.receipts: dict[str, wire.Receipt] = {}
        self.conflicts: list[wire.FieldConflict] = []
        self.taken = 0
        self.standing: dict[str, int] = {}
        self.untold: list[wire.Operation] = []

    # what a person does --------------------------------------------------------------------------------------

    def edit(self, record_id: str, kind: str, path: str, value: Any = None) -> None:
        """One edit, on top of what is seen now."""
        local = self.records.setdefault(record_id, Local(record_id))
        view = self.view(record_id)
        apply_item(view, kind, path, value)
        was = "" if kind == "row_add" else canonical.short_hash(value_at(view, path))
        local.open_patch.append([kind, path, value, was])

    def view(self, record_id: str) -> dict[str, Any]:
        """The portal's body with a replay of what is unanswered here (decisions 20)."""
        local = self.records[record_id]
        body = local.server
        for patch in [*self._unanswered(record_id), local.open_patch]:
            body = merge(body, patch, local.removed).body
        return body

    def _unanswered(self, record_id: str) -> list[list[list[Any]]]:
        return [
            operation.patch
            for operation in self.operations.values()
            if operation.record_id == record_id and self.states[operation.op_id] in ("sealed", "sent")
        ]

    # the port ------------------------------------------------------------------------------------------------

    def position(self) -> wire.Position:
        return self._position

    def next_batch(self, max_operations: int, max_bytes: int) -> wire.Batch | None:
        for batch in self.batches:
            names = [item.op_id for item in batch.operations if self.states[item.op_id] in ("sealed", "sent")]
            if names:
                self.states.update(dict.fromkeys(names, "sent"))
                return batch
        sealed: list[wire.Operation] = []
        size = 0
        for local in self.records.values():
            if not local.open_patch or len(sealed) >= max_operations:
                continue
            size += len(canonical.encode(local.open_patch))
            if sealed and size > max_bytes:
                break
            sealed.append(self._seal(local))
        if not sealed:
            return None
        batch = wire.make_batch(f"{self._position.device_id}-b{len(self.batches) + 1}", sealed)
        self.batches.append(batch)
        return batch

    def _seal(self, local: Local) -> wire.Operation:
        sequence = len(self.operations) + 1
        chain = list(self.operations.values())
        earlier = [operation.sequence for operation in chain if operation.record_id == local.record_id]
        operation = wire.Operation(
            op_id=f"{self._position.device_id}-o{sequence}",
            device_id=self._position.device_id,
            sequence=sequence,
            prev_hash=wire.operation_hash(chain[-1]) if chain else "",
            after_sequence=earlier[-1] if earlier else 0,
            record_id=local.record_id,
            record_type="contracting_process",
            ocid="",
            kind="patch" if earlier or local.version else "create",
            base_version=local.version,
            forms_version=1,
            author="captura",
            at="2026-03-20T15:00:00Z",
            patch=local.open_patch,
        )
        local.open_patch = []
        self.operations[operation.op_id] = operation
        self.states[operation.op_id] = "sent"
        return operation

    def take_folios(self, block: wire.FolioBlock) -> None:
        """Nothing here needs numbers."""

    def take_answer(
        self, receipt: wire.Receipt | None, records: Sequence[wire.RecordState], sequence: int, epoch: str = ""
    ) -> None:
        batch = receipt and next(batch for batch in self.batches if batch.batch_id == receipt.batch_id)
        if receipt is not None and len(batch.operations) != len(receipt.results):
            raise ValueError("not an answer to that batch")
        self.taken += 1
        if receipt is not None and receipt.receipt_no not in self.receipts:
            self.receipts[receipt.receipt_no] = receipt
            self._take_results(receipt)
        for record in records:
            self._take_record(record)
        since = sequence if epoch else max(sequence, self._position.since)
        self._position = msgspec.structs.replace(self._position, since=since, epoch=epoch or self._position.epoch)

    def _take_results(self, receipt: wire.Receipt) -> None:
        batch = next(batch for batch in self.batches if batch.batch_id == receipt.batch_id)
        for operation, result in zip(batch.operations, receipt.results, strict=True):
            state = wire.state_of(result)
            if state and self.states[operation.op_id] == "sent":
                self.states[operation.op_id] = state
                self.conflicts.extend(result.conflicts)
                if state in wire.CLOSED_STATES:
                    local = self.records[operation.record_id]
                    local.server = merge(local.server, operation.patch, local.removed).body

    def _take_record(self, record: wire.RecordState) -> None:
        self.standing[record.record_id] = wire.mark_of(record)
        local = self.records.setdefault(record.record_id, Local(record.record_id))
        if record.version <= local.version:
            return
        removed = {**local.removed, **removed_rows(local.server, record.body)}
        local.removed = {path: row for path, row in removed.items() if value_at(record.body, path) is None}
        local.server, local.version = record.body, record.version

    def split(self, batch_id: str) -> None:
        at = next(place for place, batch in enumerate(self.batches) if batch.batch_id == batch_id)
        operations = self.batches[at].operations
        halves = operations[: len(operations) // 2], operations[len(operations) // 2 :]
        names = (f"{batch_id}a", f"{batch_id}b")
        self.batches[at : at + 1] = [wire.make_batch(name, half) for name, half in zip(names, halves, strict=True)]

    def set_aside(self, batch_id: str, code: str) -> None:
        (operation,) = next(batch for batch in self.batches if batch.batch_id == batch_id).operations
        self.states[operation.op_id] = code
        self.untold.append(operation)

    def blanks(self) -> list[wire.Blank]:
        members = ("op_id", "sequence", "prev_hash", "after_sequence", "record_id", "kind")
        return [
            wire.Blank(op_hash=wire.operation_hash(item), **{name: getattr(item, name) for name in members})
            for item in self.untold
        ]

    def told(self, blanks: Sequence[wire.Blank]) -> None:
        names = {blank.op_id for blank in blanks}
        self.untold = [operation for operation in self.untold if operation.op_id not in names]

    def proof(self) -> wire.Proof:
        answered = sum(1 for state in self.states.values() if state not in ("sealed", "sent"))
        return wire.Proof(records=len(self.standing), marks=sum(self.standing.values()), operations=answered)

    def compare(self, inventory: wire.Inventory, states: Mapping[str, wire.RecordState]) -> Difference:
        held = {place for first, last in inventory.places for place in range(first, last + 1)}
        lost = [item for item in self.operations.values() if item.sequence not in held]
        lost = [item for item in lost if self.states[item.op_id] not in ("sealed", "sent")]
        if lost:
            self.states.update({item.op_id: "sealed" for item in lost})
            self.batches.append(wire.make_batch(f"{self._position.device_id}-b{len(self.batches) + 1}", lost))
        return Difference((), len(lost), 0)

    def agree(self) -> None:
        """Nothing to remember."""

    def set_down(self) -> None:
        self.states = {name: "sealed" if state == "sent" else state for name, state in self.states.items()}

    def waiting(self) -> int:
        sealed = sum(1 for state in self.states.values() if state in ("sealed", "sent"))
        return sealed + sum(1 for local in self.records.values() if local.open_patch)

    def wanted(self) -> int:
        return sum(1 for state in self.states.values() if state in wire.ATTENTION_STATES)

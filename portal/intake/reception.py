"""One batch, one transaction: every operation gets its result, stored with what it changed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal.accounts.models import Device
from portal.intake import ledger, storage
from portal.intake.acts import ACTS, Actor
from portal.intake.applying import Applying
from portal.intake.desk import Desk
from portal.intake.ledger import Received
from portal.intake.models import Conflict, OfficeCounter, StoredOperation
from sync import wire

CONFLICTING = ("conflict", "merged")
DONE = ("applied", "merged", "conflict")
SETTLED_ROUNDS = 100


@dataclass
class Reception:
    """Receiving for one device inside the caller's transaction; the office's counter is already locked."""

    device: Device
    counter: OfficeCounter
    now: datetime
    results: list[wire.Result] = field(default_factory=list)
    known_to_device: set[uuid.UUID] = field(default_factory=set)
    shown_anyway: set[uuid.UUID] = field(default_factory=set)

    def note_blanks(self, blanks: Sequence[wire.Blank]) -> None:
        """Places of the device's chain whose operations could not be taken in; what waited for them goes on."""
        touched = ledger.store_blanks(blanks, self.device, self.now)
        if touched:
            desk = Desk(self.device.office, self.counter, self.now)
            desk.load(touched, ())
            self._settle_held(Applying(desk, self.now), touched)
            desk.write()

    def receive(self, batch: wire.Batch) -> list[wire.Result]:
        """Results by position."""
        contents = ledger.check_batch(batch, self.device)
        received = ledger.look_up(batch, contents, self.device)
        ledger.check_chain(received, self.device)
        desk = Desk(self.device.office, self.counter, self.now)
        desk.load(
            (uuid.UUID(item.operation.record_id) for item in received),
            (item.operation.ocid for item in received),
        )
        applying = Applying(desk, self.now)
        rows = self._take_all(received, applying)
        if rows:
            self._store(rows, applying)
            self._settle_held(applying, {uuid.UUID(item.operation.record_id) for item, _ in rows})
            self._advance(received)
        desk.write()
        return self.results

    def _take_all(self, received: Sequence[Received], applying: Applying) -> list[tuple[Received, wire.Result]]:
        actor = Actor.of(self.device)
        codes = self._codes_before(received)
        fresh = []
        for item in received:
            result = self._result_of(item, applying, actor, codes)
            self.results.append(result)
            record_id = uuid.UUID(item.operation.record_id)
            self.note(record_id, item.operation.kind, result)
            if result.code == "applied" and applying.desk.stands_plain(record_id):
                self.known_to_device.add(record_id)
            if item.known is not None and result.code not in ("duplicate", "held", "rejected"):
                self._answer_anew(item.known, result)
            codes[item.operation.sequence] = result.first or result.code
            if item.is_fresh:
                fresh.append((item, result))
        return fresh

    def _result_of(self, item: Received, applying: Applying, actor: Actor, codes: dict[int, str]) -> wire.Result:
        if item.is_altered:
            return wire.Result(code="rejected", rule=wire.ALTERED)
        if item.known is not None and not self._was_lost(item.known, applying.desk):
            return ledger.repeated(item.known)
        before = item.operation.after_sequence
        if before and codes.get(before, "held") == "held":
            return wire.Result(code="held", rule="after.missing")
        return applying.apply(item, self.device, actor)

    def _was_lost(self, known: StoredOperation, desk: Desk) -> bool:
        """Whether the record stands before the version that the operation once gave it: then it is done again."""
        if known.code not in DONE:
            return False
        working = desk.find(known.record_id)
        return ledger.first_result(known).version > (working.version if working else 0)

    def _answer_anew(self, row: StoredOperation, result: wire.Result) -> None:
        row.code, row.settled_at = result.code, self.now
        row.result = storage.pack_bytes(wire.encode_message(result))
        row.save(update_fields=["code", "settled_at", "result"])

    def _codes_before(self, received: Sequence[Received]) -> dict[int, str]:
        """The codes of the operations that those of the batch follow on the same record."""
        wanted = {item.operation.after_sequence for item in received} - {0}
        rows = StoredOperation.rows.for_office(self.device.office).filter(device=self.device, sequence__in=wanted)
        return dict(rows.values_list("sequence", "code"))

    def note(self, record_id: uuid.UUID, kind: str, result: wire.Result) -> None:
        """Which records the device must see again."""
        code = result.first or result.code
        if code in CONFLICTING and kind not in ACTS:
            self.shown_anyway.add(record_id)

    def _store(self, fresh: list[tuple[Received, wire.Result]], applying: Applying) -> None:
        rows = [ledger.columns_of(item, self.device, result, self.now) for item, result in fresh]
        StoredOperation.rows.insert(self.device.office, rows)
        for row, (_, result) in zip(rows, fresh, strict=True):
            self._store_conflicts(row["id"], row["record_id"], result)

    def _store_conflicts(self, row_id: uuid.UUID, record_id: uuid.UUID, result: wire.Result) -> None:
        conflicts = [
            {
                "record_id": record_id,
                "operation_id": row_id,
                "path": clash.path,
                "reason": clash.reason,
                "theirs": storage.pack(clash.theirs),
                "ours": storage.pack(clash.ours),
                "created_at": self.now,
            }
            for clash in result.conflicts
        ]
        Conflict.rows.insert(self.device.office, conflicts)

    def _settle_held(self, applying: Applying, touched: Collection[uuid.UUID] = ()) -> None:
        """Operations that waited for what has come now; each may let another go."""
        for _ in range(SETTLED_ROUNDS):
            ids = {*touched, *(working.record_id for working in applying.desk.changed)}
            held = StoredOperation.rows.for_office(self.device.office).filter(code="held", record_id__in=ids)
            if not held.exists():
                return
            working = held.filter(device__revoked_at__isnull=True, device__user__is_active=True)
            rows = working.select_related("device__office").order_by("sequence")
            if not [row for row in rows if self._try(row, applying)]:
                return

    def _try(self, row: StoredOperation, applying: Applying) -> bool:
        before = StoredOperation.rows.for_office(self.device.office).filter(
            device=row.device, sequence=row.after_sequence
        )
        if row.after_sequence and before.values_list("code", flat=True).first() in (None, "held"):
            return False
        item = Received(ledger.operation_of(row), row.op_id, row.op_hash)
        result = applying.apply(item, row.device, Actor.of(row.device))
        if result.code == "held":
            return False
        self._answer_anew(row, result)
        self._store_conflicts(row.id, row.record_id, result)
        self.known_to_device.discard(row.record_id)
        return True

    def _advance(self, received: Sequence[Received]) -> None:
        """The newest place of the device's chain that the portal has."""
        last = received[-1]
        if last.is_fresh and last.operation.sequence > self.device.sequence:
            self.device.sequence, self.device.head = last.operation.sequence, last.op_hash

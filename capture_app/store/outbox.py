"""The outbox as the courier knows it: satisfies `sync.ports.Outbox`; every method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capture_app.errors import Damaged
from capture_app.store import folios, meta, queue, reconciling, rows, sealing, setting_aside
from capture_app.store.answers import Answers
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from capture_app.store.queue import SEALED, SENT, UNANSWERED_SQL, WANTED_SQL
from sync import wire

_FIRST = "SELECT batch_id FROM outbox WHERE state IN ('sealed', 'sent') ORDER BY sequence LIMIT 1"
_UNANSWERED_BATCHES = (
    "SELECT batch_id, min(sequence) AS place FROM outbox WHERE state IN ('sealed', 'sent')"
    " GROUP BY batch_id ORDER BY place"
)


class SqliteOutbox:
    """What is not yet safe, and how it gets safe."""

    def __init__(self, desk: Desk, answers: Answers, forms_hash: str) -> None:
        self._desk = desk
        self._answers = answers
        self._forms_hash = forms_hash

    def position(self) -> wire.Position:
        """Device, office and cursor."""
        connection, settings = self._desk.connection, self._desk.settings
        year = folios.wanted_year(self._desk)
        return wire.Position(
            device_id=self._desk.device_id,
            office_code=settings.office_code,
            epoch=meta.get(connection, meta.EPOCH) or settings.epoch,
            since=meta.get_number(connection, meta.SINCE),
            forms_version=self._desk.catalog.forms_version,
            forms_hash=self._forms_hash,
            space=meta.get(connection, meta.SPACE, settings.space),
            folio_year=year,
            folio_last=folios.last_leased(self._desk) if year else 0,
        )

    def next_batch(self, max_operations: int, max_bytes: int) -> wire.Batch | None:
        """The oldest unanswered batch as it was sealed, else a new one; None when nothing waits."""
        with self._desk.connection.transaction():
            self._begin_as_device()
            batch_id = self._desk.connection.value(_FIRST)
            if batch_id is not None:
                return self._taken_up(str(batch_id))
            return sealing.new_batch(self._desk, max_operations, max_bytes, SENT)

    def _begin_as_device(self) -> None:
        """After another enrolment what an older device had sealed and nobody answered is sealed anew: its chain
        is over, and the portal's cursor was the old enrolment's."""
        desk = self._desk
        device_id = desk.device_id
        before = meta.get(desk.connection, meta.DEVICE)
        if before == device_id:
            return
        if before:
            queue.unseal_others(desk, device_id)
            meta.put(desk.connection, meta.EPOCH, "")
            meta.put(desk.connection, meta.SINCE, 0)
        meta.put(desk.connection, meta.DEVICE, device_id)

    def rename_device(self, device_id: str) -> None:
        """This computer is a copy of another and has an identity of its own from now on: what nobody answered is
        sealed anew in a chain that begins now; nothing is lost, and the cursor holds."""
        with self._desk.connection.transaction():
            meta.rename_device(self._desk.connection, self._desk.device_id, device_id)
            queue.unseal_others(self._desk, device_id)
            folios.give_up(self._desk)

    def take_answer(
        self, receipt: wire.Receipt | None, records: Sequence[wire.RecordState], sequence: int, epoch: str = ""
    ) -> None:
        """Apply a verified receipt and what came with it, all or nothing."""
        self._answers.take(receipt, records, sequence, epoch)

    def split(self, batch_id: str) -> None:
        """Offer the operations of a batch in two from now on."""
        with self._desk.connection.transaction():
            setting_aside.split(self._desk, batch_id)

    def set_aside(self, batch_id: str, code: str) -> None:
        """The one operation of a batch needs a person; the others go on."""
        with self._desk.connection.transaction():
            setting_aside.set_aside(self._desk, self._answers, batch_id, code)

    def blanks(self) -> list[wire.Blank]:
        """Places of operations set aside that the portal has not been told of."""
        return setting_aside.blanks(self._desk.connection)

    def told(self, blanks: Sequence[wire.Blank]) -> None:
        """The portal knows of these places."""
        if blanks:
            with self._desk.connection.transaction():
                setting_aside.note_told(self._desk.connection, blanks)

    def take_folios(self, block: wire.FolioBlock) -> None:
        """Numbers for folios that this computer alone may use."""
        with self._desk.connection.transaction():
            folios.take(self._desk, block)

    def proof(self) -> wire.Proof:
        """What is held here of the portal."""
        return reconciling.proof(self._desk.connection, self._desk.device_id)

    def compare(self, inventory: wire.Inventory, states: Mapping[str, wire.RecordState]) -> reconciling.Difference:
        """Offer again what the portal answered and does not have any more."""
        return reconciling.Reconciling(self._desk, self._answers).compare(inventory, states)

    def agree(self) -> None:
        """Nothing is missing at the portal."""
        if meta.get_number(self._desk.connection, meta.MISSING):
            with self._desk.connection.transaction():
                meta.put(self._desk.connection, meta.MISSING, 0)

    def set_down(self) -> None:
        """What no answer came for rests here again."""
        queue.set_down(self._desk.connection)

    def waiting(self) -> int:
        """Operations not yet answered."""
        return int(self._desk.connection.value(f"SELECT count(*) FROM outbox WHERE {UNANSWERED_SQL}"))  # noqa: S608

    def wanted(self) -> int:
        """Operations that need a person."""
        return int(self._desk.connection.value(f"SELECT count(*) FROM outbox WHERE {WANTED_SQL}"))  # noqa: S608

    def seal_waiting(self, max_operations: int, max_bytes: int) -> list[wire.Batch]:
        """Every unanswered batch as it was sealed, what was pending sealed now in batches of its own; none is on
        its way."""
        connection = self._desk.connection
        with connection.transaction():
            self._begin_as_device()
            queue.lay_down(connection)
            batches = [self._again(row["batch_id"])[0] for row in connection.rows(_UNANSWERED_BATCHES)]
            while (batch := sealing.new_batch(self._desk, max_operations, max_bytes, SEALED)) is not None:
                batches.append(batch)
            return batches

    def sealed_batch(self, batch_id: str) -> wire.Batch | None:
        """A batch as it was sealed, answered or not; None where it is not of this computer."""
        known = queue.rows_of_batch(self._desk.connection, batch_id)
        return self._again(batch_id)[0] if known else None

    def _taken_up(self, batch_id: str) -> wire.Batch:
        """A batch again: the same identifier, operations and bytes, or Damaged."""
        batch, found = self._again(batch_id)
        sealed = [row for row in found if row["state"] == SEALED]
        rows.update_all(self._desk.connection, "outbox", [{**row, "state": SENT} for row in sealed])
        return batch

    def _again(self, batch_id: str) -> tuple[wire.Batch, list[Row]]:
        found = queue.rows_of_batch(self._desk.connection, batch_id)
        sha256 = wire.operations_hash(row["operation"] for row in found)
        if sha256 != self._desk.connection.value("SELECT sha256 FROM batch WHERE batch_id = ?", (batch_id,)):
            raise Damaged("batch", batch_id)
        operations = [setting_aside.operation_of(row) for row in found]
        return wire.Batch(batch_id=batch_id, sha256=sha256, head=found[-1]["op_hash"], operations=operations), found

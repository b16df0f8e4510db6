"""What the portal holds beside what is known here of it, and offering again what it has lost.

A portal restored from a copy, or that lost a record, has less than it once confirmed. Nothing is removed here
because of that: operations that it answered and has no more wait again, sealed with the same names and bytes, and
what other desks captured stays as it is until they offer theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from capture_app.store import meta, queue, records, rows
from capture_app.store.answers import Answers
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from sync import wire
from sync.canonical import decode

BATCH_BYTES = 64 * 1024
ANSWERED_SQL = f"device_id = ? AND sequence IS NOT NULL AND NOT ({queue.UNANSWERED_SQL})"
_NO_ANSWER = ("result_code", "rule", "receipt_no", "answered_at", "result")


def proof(connection: Connection, device_id: str) -> wire.Proof:
    """The same three numbers as the portal's."""
    held = connection.row("SELECT count(*) AS records, coalesce(sum(mark), 0) AS marks FROM standing")
    answered = f"SELECT count(*) FROM outbox WHERE {ANSWERED_SQL}"  # noqa: S608 - ours
    operations = int(connection.value(answered, (device_id,)))
    return wire.Proof(operations=operations, **(held or {"records": 0, "marks": 0}))


@dataclass(frozen=True, slots=True)
class Difference:
    """What the comparison shows: see `sync.ports`."""

    wanted: tuple[str, ...] = ()
    offered: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Reconciling:
    """One comparison."""

    desk: Desk
    answers: Answers

    def compare(self, inventory: wire.Inventory, states: Mapping[str, wire.RecordState]) -> Difference:
        """Offer again what is lost there; `states` are those wanted records that were brought since."""
        with self.desk.connection.transaction():
            ours, theirs = self._ours(), {name: (version, mark) for name, version, mark in inventory.records}
            ahead = {name for name, (version, _) in ours.items() if version > theirs.get(name, (0, 0))[0]}
            newer = {name for name, said in theirs.items() if ours.get(name) != said and name not in ahead}
            there = {name: theirs.get(name, (0, 0))[0] for name in ahead}
            lost = self._lost(inventory.places, there)
            behind = (ahead & lost.keys() & theirs.keys()) - states.keys()
            if behind or newer - states.keys():
                return Difference(wanted=tuple(sorted(behind | newer)))
            self._offer(lost, ahead, states)
            missing = len(ahead - lost.keys())
            meta.put(self.desk.connection, meta.MISSING, missing)
            return Difference(offered=sum(map(len, lost.values())), missing=missing)

    def _ours(self) -> dict[str, tuple[int, int]]:
        found = self.desk.connection.rows("SELECT * FROM standing")
        return {row["record_id"]: (row["version"], row["mark"]) for row in found}

    def _lost(self, places: Iterable[tuple[int, int]], there: Mapping[str, int]) -> dict[str, list[Row]]:
        """Answered operations of this device that the portal does not have, or whose effect it has not, by record;
        `there` are the versions at which records stand that have gone back."""
        held = {place for first, last in places for place in range(first, last + 1)}
        answered = rows.read(
            self.desk.connection, "outbox", f"{ANSWERED_SQL} ORDER BY sequence", (self.desk.settings.device_id,)
        )
        lost: dict[str, list[Row]] = {}
        for row in answered:
            version = there.get(row["record_id"])
            if row["sequence"] not in held or (version is not None and _version_given(row) > version):
                lost.setdefault(row["record_id"], []).append(row)
        return lost

    def _offer(self, lost: dict[str, list[Row]], ahead: set[str], states: Mapping[str, wire.RecordState]) -> None:
        batches = _batches(sorted((row for found in lost.values() for row in found), key=lambda row: row["sequence"]))
        places = {row["op_id"]: place for place, row in self._sealed(batches)}
        for record_id, found in lost.items():

            def reopen(found: list[Row] = found) -> None:
                for row in found:
                    fresh = {**row, **dict.fromkeys(_NO_ANSWER), "state": queue.SEALED, **places[row["op_id"]]}
                    rows.update(self.desk.connection, "outbox", fresh)

            if record_id in ahead and records.load_or_none(self.desk.connection, record_id) is not None:
                self.answers.ground_again(record_id, states.get(record_id), reopen)
            else:
                reopen()

    def _sealed(self, batches: Iterable[list[Row]]) -> Iterable[tuple[dict[str, object], Row]]:
        """New batches of the same operations, under names that no receipt has."""
        for found in batches:
            batch_id = self.desk.ids.op_id()
            operations = [msgspec.convert(decode(row["operation"]), wire.Operation) for row in found]
            queue.note_batch(self.desk, wire.make_batch(batch_id, operations), sum(map(_size, found)))
            for position, row in enumerate(found):
                yield {"batch_id": batch_id, "position": position}, row


def _batches(found: list[Row]) -> Iterable[list[Row]]:
    batch: list[Row] = []
    for row in found:
        full = len(batch) >= wire.MAX_BATCH_OPERATIONS or sum(map(_size, batch)) + _size(row) > BATCH_BYTES
        if batch and full:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _version_given(row: Row) -> int:
    """The version that the operation gave its record, as it was answered."""
    return int(decode(row["result"]).get("version", 0))


def _size(row: Row) -> int:
    return len(row["operation"])

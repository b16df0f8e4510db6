"""What the portal holds beside what is known here of it, and offering again what it has lost.

A portal restored from a copy, or that lost a record, has less than it once confirmed. Nothing is removed here
because of that: operations that it answered and has no more wait again, sealed with the same names and bytes, and
what other desks captured stays as it is until they offer theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from capture_app.store import meta, queue, rows, uploads
from capture_app.store.answers import Answers
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from capture_app.store.setting_aside import SET_ASIDE, rebatch
from sync import wire
from sync.canonical import decode

BATCH_BYTES = 64 * 1024
States = Mapping[str, wire.RecordState]
ANSWERED_SQL = f"device_id = ? AND sequence IS NOT NULL AND NOT ({queue.UNANSWERED_SQL})"
_UNTOLD_SQL = f"result_code = '{SET_ASIDE}' AND receipt_no = ''"
_NO_ANSWER = ("result_code", "rule", "receipt_no", "answered_at", "result")


def proof(connection: Connection, device_id: str) -> wire.Proof:
    """The same numbers as the portal's."""
    held = connection.row("SELECT count(*) AS records, coalesce(sum(mark), 0) AS marks FROM standing")
    answered = f"FROM outbox WHERE {ANSWERED_SQL} AND NOT ({_UNTOLD_SQL})"
    operations = int(connection.value(f"SELECT count(*) {answered}", (device_id,)))
    others = connection.rows(f"SELECT * {answered} AND result_code <> 'applied'", (device_id,))
    outcomes = sum(row["sequence"] * wire.OUTCOMES.index(_outcome(row)) for row in others)
    files = uploads.proof(connection, device_id)
    return wire.Proof(operations=operations, outcomes=outcomes, files=files, **(held or {"records": 0, "marks": 0}))


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

    def compare(self, inventory: wire.Inventory, states: States) -> Difference:
        """Offer again what is lost there; `states` are those wanted records that were brought since."""
        with self.desk.connection.transaction():
            ours, theirs = self._ours(), {name: (version, mark) for name, version, mark in inventory.records}
            ahead = {name for name, (version, _) in ours.items() if version > theirs.get(name, (0, 0))[0]}
            newer = {name for name, said in theirs.items() if ours.get(name) != said and name not in ahead}
            there = {name: theirs.get(name, (0, 0))[0] for name in ahead}
            lost = self._lost(inventory, there)
            behind = (ahead & lost.keys() & theirs.keys()) - states.keys()
            if behind or newer - states.keys():
                return Difference(wanted=tuple(sorted(behind | newer)))
            self._offer(lost, there, states)
            missing = len(ahead - lost.keys())
            if lost or missing > meta.get_number(self.desk.connection, meta.MISSING):
                uploads.forget(self.desk.connection)
            meta.put(self.desk.connection, meta.MISSING, missing)
            return Difference(offered=sum(map(len, lost.values())), missing=missing)

    def _ours(self) -> dict[str, tuple[int, int]]:
        found = self.desk.connection.rows("SELECT * FROM standing")
        return {row["record_id"]: (row["version"], row["mark"]) for row in found}

    def _lost(self, inventory: wire.Inventory, there: Mapping[str, int]) -> dict[str, list[Row]]:
        """Answered operations of this device that the portal does not have, whose effect it has not, or of which
        something else became than was answered here, by record; `there` are the versions at which records stand that
        have gone back."""
        held = {place for first, last in inventory.places for place in range(first, last + 1)}
        became = None if inventory.outcomes is None else dict(inventory.outcomes)
        where = f"{ANSWERED_SQL} ORDER BY sequence"
        answered = rows.read(self.desk.connection, "outbox", where, (self.desk.device_id,))
        lost: dict[str, list[Row]] = {}
        for row in answered:
            version = there.get(row["record_id"])
            gone_back = version is not None and _version_given(row) > version
            if row["sequence"] not in held or gone_back or _is_otherwise(row, became):
                lost.setdefault(row["record_id"], []).append(row)
        return lost

    def _offer(self, lost: dict[str, list[Row]], there: Mapping[str, int], states: States) -> None:
        """Reopen, put each record on its ground and what went back on its older one, then give every reopened
        operation a new batch."""
        for record_id, found in lost.items():
            reopen, went_back = partial(self._reopen, found), record_id in there
            state = states.get(record_id) if went_back else None
            self.answers.ground_again(record_id, reopen, went_back=went_back, state=state)
        names = {row["op_id"] for found in lost.values() for row in found if row["result_code"] != SET_ASIDE}
        waiting = rows.read(self.desk.connection, "outbox", "state = 'sealed' ORDER BY sequence")
        for batch in _batches([row for row in waiting if row["op_id"] in names]):
            rebatch(self.desk, batch)

    def _reopen(self, found: list[Row]) -> None:
        for row in found:
            fresh = {**dict.fromkeys(_NO_ANSWER), "state": queue.SEALED}
            if row["result_code"] == SET_ASIDE:
                fresh = {"receipt_no": ""}
            rows.update(self.desk.connection, "outbox", {**row, **fresh})


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


def _is_otherwise(row: Row, became: Mapping[int, str] | None) -> bool:
    """Whether something else became of an operation at the portal than was answered here; of one that was altered the
    portal has the other."""
    if became is None or row["rule"] == wire.ALTERED:
        return False
    return _outcome(row) != became.get(row["sequence"], wire.OUTCOMES[0])


def _outcome(row: Row) -> str:
    """What became of an answered operation, in the portal's words."""
    if row["result_code"] == SET_ASIDE:
        return "rejected"
    return wire.outcome_of(wire.decode_message(row["result"], wire.Result))


def _version_given(row: Row) -> int:
    """The version that the operation gave its record, as it was answered."""
    return int(decode(row["result"]).get("version", 0))


def _size(row: Row) -> int:
    return len(row["operation"])

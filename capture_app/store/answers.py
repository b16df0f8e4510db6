"""Taking the portal's answer: results, records and the cursor in one transaction (decisions 20 and 21)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from capture_app.changes import ACT, Cause
from capture_app.errors import BadInput
from capture_app.patching import Body, Change, Patch, difference
from capture_app.store import baselines, conflicts, meta, plain_answers, queue, receipts, records, rows, uploads
from capture_app.store.acting import note_act
from capture_app.store.baselines import Baseline
from capture_app.store.connection import Row
from capture_app.store.desk import Desk
from capture_app.store.grounds import MergedDocument, merged, replayed, with_ours
from capture_app.store.processes import PORTAL, ProcessStore, joined
from capture_app.store.records import StoredRecord
from capture_app.store.removing import DELETE, is_deleted
from forms.pointers import get
from sync import wire
from sync.canonical import encode, short_hash
from sync.merge import removed_rows
from sync.rows import STATUS_PATH

APPLIED = ("applied", "merged", "conflict")
STATUS_AFTER: Mapping[str, str] = {
    "submit": "in_review",
    "return": "draft",
    "approve": "approved",
    "withdraw": "draft",
}


@dataclass(frozen=True)
class Answered:
    """One operation with its result; `code` is the first one given, where this is a duplicate."""

    row: Row
    result: wire.Result

    @property
    def code(self) -> str:
        return wire.outcome_of(self.result)

    @property
    def patch(self) -> Patch:
        return queue.patch_of(self.row)


class Answers:
    """What an answer of the portal changes here."""

    def __init__(self, desk: Desk, processes: ProcessStore) -> None:
        self._desk = desk
        self._processes = processes

    def take(
        self, receipt: wire.Receipt | None, states: Sequence[wire.RecordState], sequence: int, epoch: str = ""
    ) -> None:
        """All or nothing; a receipt taken before changes nothing. With `epoch` the cursor begins again there."""
        desk = self._desk
        with desk.connection.transaction():
            desk.failpoint("answer.before_apply")
            answered = self._take_receipt(receipt) if receipt is not None else {}
            for state in states:
                self._take_state(state, answered.pop(state.record_id, []))
            plain = plain_answers.settle(desk.connection, _plain(answered))
            for record_id, results in answered.items():
                if record_id not in plain:
                    self._rebase(record_id, results, None)
            self._move_cursor(receipt, sequence, epoch)
            desk.failpoint("answer.before_commit")

    def _move_cursor(self, receipt: wire.Receipt | None, sequence: int, epoch: str) -> None:
        connection = self._desk.connection
        if epoch:
            meta.put(connection, meta.EPOCH, epoch)
            meta.put(connection, meta.SINCE, sequence)
            uploads.forget(connection)
            return
        meta.put(connection, meta.SINCE, max(sequence, meta.get_number(connection, meta.SINCE)))
        if receipt is not None and not meta.get(connection, meta.EPOCH):
            meta.put(connection, meta.EPOCH, receipt.epoch)

    def _take_receipt(self, receipt: wire.Receipt) -> dict[str, list[Answered]]:
        """Close the operations of the receipt's batch; those closed now, by record."""
        connection = self._desk.connection
        if receipts.is_known(connection, receipt):
            return {}
        sent = queue.rows_of_batch(connection, receipt.batch_id)
        if len(sent) != len(receipt.results):
            raise BadInput("El acuse del portal no corresponde a lo que se envió.")
        receipts.keep(self._desk, receipt)
        closed = [
            self._answered(row, result, receipt.receipt_no)
            for row, result in zip(sent, receipt.results, strict=True)
            if row["state"] in queue.UNANSWERED and wire.state_of(result)
        ]
        rows.update_all(connection, "outbox", [answered.row for answered in closed])
        by_record: dict[str, list[Answered]] = {}
        for answered in closed:
            by_record.setdefault(answered.row["record_id"], []).append(answered)
        return by_record

    def close_here(self, row: Row, result: wire.Result, result_code: str) -> None:
        """An answer that no receipt brought: what the operation carries is not at the portal and stays here."""
        answered = self._answered(row, result, "", result_code)
        rows.update(self._desk.connection, "outbox", answered.row)
        self._rebase(row["record_id"], [answered], None)

    def _answered(self, row: Row, result: wire.Result, receipt_no: str, result_code: str = "") -> Answered:
        outcome = {
            "state": wire.state_of(result),
            "result_code": result_code or result.code,
            "rule": result.rule,
            "receipt_no": receipt_no,
            "answered_at": self._desk.now(),
            "result": encode(wire.members_of(result)),
        }
        return Answered({**row, **outcome}, result)

    def _take_state(self, state: wire.RecordState, results: list[Answered]) -> None:
        connection = self._desk.connection
        known = records.load_or_none(connection, state.record_id)
        if known is None:
            self._adopt(state)
        elif state.version >= baselines.load(connection, state.record_id).base_version or results:
            self._rebase(state.record_id, results, state)

    def _adopt(self, state: wire.RecordState) -> None:
        document = joined(state.body, state.folio)
        baseline = Baseline(state.record_id, state.version, state.status, document, document)
        baselines.write(self._desk.connection, baseline)
        self._processes.adopt(state)
        if state.deleted:
            adopted = records.load(self._desk.connection, state.record_id)
            self._processes.set_header(adopted, deleted_at=self._desk.now())

    def ground_again(
        self, record_id: str, reopen: Callable[[], None], *, went_back: bool, state: wire.RecordState | None
    ) -> None:
        """Put the record on its ground once `reopen` has made operations of it unanswered again; what is open here
        stays on top. Where it `went_back` the ground is what the portal has of it now, older than what was known, or
        nothing (`state` None)."""
        desk = self._desk
        record, before = records.load(desk.connection, record_id), baselines.load(desk.connection, record_id)
        ours, frozen = self._ours(record_id), queue.frozen_patches(desk, record_id)
        local = self._open_here(record, replayed(with_ours(before.base, ours), frozen, before.sealed))
        reopen()
        fresh = _as_now(before, state) if went_back else before
        ground = replayed(with_ours(fresh.base, ours), queue.frozen_patches(desk, record_id), before.sealed)
        on_their_way = {item[1] for patch in frozen for item in patch}
        ground = with_ours(ground, [(path, value) for path, value in ours if path not in on_their_way])
        graves = removed_rows(before.sealed, ground)
        self._settle(record, replace(fresh, sealed=ground), merged(ground, local, graves), state, refused=False)

    def _rebase(self, record_id: str, results: list[Answered], state: wire.RecordState | None) -> None:
        """Put the record on the portal's new ground: its body, what is still on its way, then what is open."""
        desk = self._desk
        record = records.load(desk.connection, record_id)
        before = baselines.load(desk.connection, record_id)
        accepted = [answer.patch for answer in results if answer.code in APPLIED]
        frozen = queue.frozen_patches(desk, record_id)
        ground = replayed(with_ours(before.base, self._ours(record_id)), [*accepted, *frozen], before.sealed)
        local = self._open_here(record, ground)
        fresh = _fresh_base(before, results, state)
        self._note_conflicts(record_id, results, fresh.base)
        ground = replayed(with_ours(fresh.base, self._ours(record_id)), frozen, before.sealed)
        graves = removed_rows(before.sealed, ground)
        refused = any(answer.row["kind"] == DELETE and answer.code != "applied" for answer in results)
        self._settle(record, replace(fresh, sealed=ground), merged(ground, local, graves), state, refused=refused)

    def _open_here(self, record: StoredRecord, ground: Body) -> Patch:
        """What is here beyond the ground. Where no operation says so, the order of rows is no news but what is left of
        an operation that waited and is done: its rows were kept in a place that others have moved since."""
        found = difference(ground, record.document, self._desk.law(record.record_type))
        where = f"record_id = ? AND closed_by IS NULL AND (open = 1 OR {queue.UNAPPLIED_SQL})"
        if rows.read_one(self._desk.connection, "outbox", where, (record.record_id,)):
            return found
        return [item for item in found if item[0] != "row_move"]

    def _note_conflicts(self, record_id: str, results: list[Answered], base: Body) -> None:
        """Keep what clashed; a place where the portal took a later value of ours, or has ours, is settled."""
        for answer in results:
            later = conflicts.said_after(self._desk, record_id, answer.row, answer.patch)
            found = [item for item in answer.result.conflicts if item.path not in later]
            conflicts.keep(self._desk, record_id, answer.row["op_id"], found)
            if answer.code in APPLIED:
                settled = {item[1] for item in answer.patch} - {item.path for item in found} - later
                self._close_conflicts(record_id, settled, "superseded")
        open_now = self._ours(record_id)
        equal = {path for path, ours in open_now if short_hash(get(base, path)) == short_hash(ours)}
        self._close_conflicts(record_id, equal, "equal")

    def _close_conflicts(self, record_id: str, paths: set[str], decision: str) -> None:
        for item in conflicts.waiting(self._desk, record_id):
            if item.path in paths:
                conflicts.decide(self._desk, item.conflict_id, decision)

    def _ours(self, record_id: str) -> list[tuple[str, object]]:
        """Our side of every place nobody has decided yet."""
        return [(item.path, item.ours) for item in conflicts.waiting(self._desk, record_id) if item.path]

    def _settle(
        self,
        record: StoredRecord,
        baseline: Baseline,
        result: MergedDocument,
        state: wire.RecordState | None,
        *,
        refused: bool,
    ) -> None:
        """Replay what is not sent yet; where the portal changed the same place, a person decides."""
        desk = self._desk
        conflicts.refresh(desk, record.record_id, baseline.base)
        clashes = [(item.path, item.ours) for item in result.conflicts]
        conflicts.keep(desk, record.record_id, "", result.conflicts)
        ground = with_ours(baseline.sealed, clashes)
        baselines.write(desk.connection, replace(baseline, sealed=ground))
        told = None if state is None else state.deleted
        away = is_deleted(desk, record, told, refused)
        fresh = self._with_header(
            record, baseline, deleted_at=(record.row["deleted_at"] or desk.now()) if away else None
        )
        document: Body = with_ours(result.document, clashes)
        if not self._processes.replace(fresh, document, Cause.MERGED).paths:
            self._processes.requeue(fresh, answering=True)
        if fresh.status != record.status:
            note_act(desk, record, Change(ACT, STATUS_PATH, record.status, fresh.status), PORTAL)

    def _with_header(self, record: StoredRecord, baseline: Baseline, deleted_at: str | None) -> StoredRecord:
        """The header as the portal has it, own unanswered acts done on it."""
        desk = self._desk
        sql = f"SELECT kind FROM outbox WHERE record_id = ? AND {queue.UNANSWERED_SQL} ORDER BY number"  # noqa: S608
        kinds = [row["kind"] for row in desk.connection.rows(sql, (record.record_id,))]
        status = next((STATUS_AFTER[kind] for kind in reversed(kinds) if kind in STATUS_AFTER), baseline.base_status)
        header = {"version": baseline.base_version, "status": status}
        return self._processes.set_header(record, **header, deleted_at=deleted_at)


def _plain(answered: Mapping[str, list[Answered]]) -> dict[str, plain_answers.Taken]:
    """Records of which one change was answered and applied as it was."""
    alone = {name: results[0] for name, results in answered.items() if len(results) == 1}
    return {
        name: plain_answers.Taken(answer.patch, answer.result.version)
        for name, answer in alone.items()
        if answer.code == "applied" and not answer.result.conflicts and answer.row["kind"] in ("create", "patch")
    }


def _as_now(before: Baseline, state: wire.RecordState | None) -> Baseline:
    """What the portal has of a record that went back there, nothing where it has none of it."""
    if state is None:
        return Baseline(before.record_id)
    return Baseline(before.record_id, state.version, state.status, joined(state.body, state.folio))


def _fresh_base(before: Baseline, results: list[Answered], state: wire.RecordState | None) -> Baseline:
    """What the portal has now: as it says, or else what it said before with what it has accepted since."""
    if state is not None and state.version >= before.base_version:
        return replace(
            before, base_version=state.version, base_status=state.status, base=joined(state.body, state.folio)
        )
    base, version, status = before.base, before.base_version, before.base_status
    for answer in results:
        if answer.code in APPLIED and answer.result.version > before.base_version:
            base = _with_answer(base, answer)
            version = answer.result.version if _leaves_nothing_unseen(answer, version) else version
            status = STATUS_AFTER[answer.row["kind"]] if _moved(answer) else status
    return replace(before, base_version=version, base_status=status, base=base)


def _with_answer(base: Body, answer: Answered) -> Body:
    """What the portal had with what it took of an operation; where it clashed, the portal's value stands."""
    theirs = {item.path: item.theirs for item in answer.result.conflicts}
    taken = merged(base, [item for item in answer.patch if item[1] not in theirs]).document
    return with_ours(taken, theirs.items())


def _leaves_nothing_unseen(answer: Answered, version: int) -> bool:
    """Whether the record of that version with the operation is the one the operation led to: what is merged stands on
    something not seen here, and an act may, where it gave another version than the next."""
    if answer.row["kind"] in ("create", "patch"):
        return answer.code == "applied"
    return answer.code == "applied" and answer.result.version == version + 1


def _moved(answer: Answered) -> bool:
    return answer.code == "applied" and answer.row["kind"] in STATUS_AFTER

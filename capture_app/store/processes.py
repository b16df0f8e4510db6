"""Saving: the record, its history and its operation in one transaction (decisions 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capture_app.changes import Cause, Changes, FieldEdit
from capture_app.ids import read_stamp
from capture_app.patching import Body, Change, as_patch, changes_between
from capture_app.store import history, memory, parties, queue, records, rows
from capture_app.store.baselines import FOLIO
from capture_app.store.connection import Row
from capture_app.store.desk import CONTRACTING_PROCESS, Desk
from capture_app.store.editing import edited, refuse_too_large, with_references
from capture_app.store.facts import completed, with_facts
from capture_app.store.folios import followed_folio, new_code, next_folio, with_number
from capture_app.store.judge import judged, refuse_wrong_types
from capture_app.store.projection import projected
from capture_app.store.records import StoredRecord
from capture_app.store.reserve import in_reserve
from sync.canonical import encode
from sync.wire import RecordState

PORTAL = "portal"
NOT_OURS = (Cause.MERGED, Cause.UPGRADED)
BY_HAND = (Cause.TYPED, Cause.PASTED)


@dataclass(frozen=True)
class Birth:
    """What a new record is called; empty members are made up."""

    ocid: str = ""
    folio: str = ""
    record_type: str = CONTRACTING_PROCESS


class ProcessStore:
    """The only writer of records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, body: Body, birth: Birth, cause: Cause = Cause.TYPED) -> Changes:
        """A new record with its first body."""

        def write() -> Changes:
            edits = [FieldEdit(f"/{name}", body[name]) for name in sorted(body)]
            return self.create_stored(edited({}, edits, self._desk.ids), birth, cause)

        return in_reserve(self._desk.connection, write)

    def create_stored(self, body: Body, birth: Birth, cause: Cause) -> Changes:
        """The same with a body in its stored form already."""
        desk = self._desk
        with desk.connection.transaction():
            record = StoredRecord(self._first_row(body, birth), {})
            if cause in BY_HAND:
                body, _ = split(with_number({}, joined(body, record.folio)))
            return self._write_first(record, body, record.folio, history.Group(desk.ids.op_id(), cause, None))

    def _first_row(self, body: Body, birth: Birth) -> Row:
        desk, record_id = self._desk, self._desk.ids.record_id()
        return {
            "record_id": record_id,
            "record_type": birth.record_type,
            "ocid": birth.ocid or new_code(desk, record_id, birth.record_type),
            "folio": birth.folio or next_folio(desk, body, birth.record_type),
            "office_code": desk.settings.office_code,
            "status": "draft",
            "version": 0,
            "deleted_at": None,
            "created_at": desk.now(),
        }

    def adopt(self, state: RecordState) -> None:
        """A record that was made elsewhere, inside a transaction."""
        row = {
            **self._first_row({}, Birth(state.ocid, state.folio or state.ocid, state.record_type)),
            "record_id": state.record_id,
            "status": state.status,
            "version": state.version,
        }
        group = history.Group(self._desk.ids.op_id(), Cause.MERGED, None)
        parties.forget(self._desk.connection, state.record_id)
        memory.forget(self._desk.connection, state.record_id)
        self._write_first(StoredRecord(row, {}), state.body, state.folio, group)

    def save(
        self, record_id: str, edits: Sequence[FieldEdit], cause: Cause = Cause.TYPED, undoes: str | None = None
    ) -> Changes:
        """Apply edits; nothing is written when they change nothing."""
        return in_reserve(self._desk.connection, lambda: self._save(record_id, edits, cause, undoes))

    def _save(self, record_id: str, edits: Sequence[FieldEdit], cause: Cause, undoes: str | None) -> Changes:
        desk = self._desk
        with desk.connection.transaction():
            record = records.load(desk.connection, record_id)
            after = edited(record.document, edits, desk.ids)
            if cause in BY_HAND:
                after = with_references(record.document, after, desk.law(record.record_type), desk.ids)
                after = with_facts(desk, record, after)
                after = with_number(record.document, followed_folio(record, after))
            return self.replace(record, after, cause, undoes)

    def complete(self, record: StoredRecord) -> Changes:
        """Write what the facts tell and the record does not say, inside a transaction."""
        return self.replace(record, completed(self._desk, record), Cause.DERIVED)

    def replace(self, record: StoredRecord, document: Body, cause: Cause, undoes: str | None = None) -> Changes:
        """Give the record another document, inside a transaction."""
        body, folio = split(document)
        return self._write(record, body, folio, history.Group(self._desk.ids.op_id(), cause, undoes))

    def _write(self, record: StoredRecord, body: Body, folio: str, group: history.Group) -> Changes:
        desk = self._desk
        before, after = record.document, joined(body, folio)
        changes = changes_between(before, after, desk.law(record.record_type))
        if not changes:
            return self.unchanged(record)
        merging = group.cause in NOT_OURS
        row = self._row(record, body, folio, merging=merging)
        desk.failpoint("save.before_record")
        rows.update(desk.connection, "record", row)
        parties.refresh(desk.connection, record.record_id, body)
        memory.refresh(desk.connection, record.record_id, record.record_type, record.ocid, body)
        history.add(desk, record.record_id, changes, group, PORTAL if group.cause is Cause.MERGED else "")
        desk.failpoint("save.between_record_and_outbox")
        queue.renew_open(desk, record, before, after, answering=merging)
        desk.failpoint("save.before_commit")
        return self._changes(row, changes, queue.pending_fields(desk, record.record_id))

    def _write_first(self, record: StoredRecord, body: Body, folio: str, group: history.Group) -> Changes:
        """The same for a record of which nothing is here yet: nothing is looked for or replaced, and its first
        operation is all that it is."""
        desk = self._desk
        changes = changes_between({}, joined(body, folio), desk.law(record.record_type))
        merging = group.cause in NOT_OURS
        row = self._row(record, body, folio, merging=merging)
        desk.failpoint("save.before_record")
        rows.insert(desk.connection, "record", row)
        parties.remember(desk.connection, record.record_id, body)
        memory.remember(desk.connection.execute, record.record_id, record.record_type, record.ocid, body)
        history.add(desk, record.record_id, changes, group, PORTAL if group.cause is Cause.MERGED else "")
        desk.failpoint("save.between_record_and_outbox")
        if merging:
            queue.renew_open(desk, record, {}, joined(body, folio), answering=True)
        pending = 0 if merging else queue.open_first(desk, record, as_patch(changes))
        desk.failpoint("save.before_commit")
        return self._changes(row, changes, pending, created=True)

    def _row(self, record: StoredRecord, body: Body, folio: str, *, merging: bool) -> Row:
        """The whole new row: header, projections, body; what the portal has accepted is not refused here."""
        desk = self._desk
        data = encode(body)
        findings = judged(desk, body, record.record_type, record.ocid)
        if not merging:
            refuse_too_large(data)
            refuse_wrong_types(desk, record.body, findings, record.record_type, record.ocid)
        return {
            **{name: value for name, value in record.row.items() if name != "digest"},
            "folio": folio,
            "forms_version": desk.catalog.forms_version,
            "saved_at": desk.now(),
            "body": data,
            **projected(body, record.ocid, folio, desk.law(record.record_type), findings),
        }

    def _changes(self, row: Row, changes: tuple[Change, ...], pending: int, *, created: bool = False) -> Changes:
        return Changes(
            record_id=row["record_id"],
            ocid=row["ocid"],
            paths=tuple(dict.fromkeys(change.path for change in changes)),
            status=row["status"],
            saved_at=read_stamp(row["saved_at"]),
            pending=pending,
            created=created,
            version=row["version"],
        )

    def header_of(self, record_id: str, names: dict[str, str]) -> Row:
        """The columns of a record that was lost, as far as its operations name it."""
        birth = Birth(names["ocid"], "?", names["record_type"])
        return {**self._first_row({}, birth), "record_id": record_id, "folio": ""}

    def put_back(self, record: StoredRecord, body: Body, folio: str, *, is_new: bool) -> None:
        """Write a record as its history tells it, inside a transaction; the history stays as it is."""
        connection = self._desk.connection
        row = self._row(record, body, folio, merging=True)
        (rows.insert if is_new else rows.update)(connection, "record", row)
        parties.refresh(connection, record.record_id, body)
        memory.refresh(connection, record.record_id, record.record_type, record.ocid, body)

    def unchanged(self, record: StoredRecord, paths: tuple[str, ...] = ()) -> Changes:
        """What is said of a record that no edit has changed."""
        pending = queue.pending_fields(self._desk, record.record_id)
        return Changes(
            record.record_id, record.ocid, paths, record.status, record.saved_at, pending, version=record.version
        )

    def requeue(self, record: StoredRecord, *, answering: bool = False) -> Changes:
        """Recompute the open operation of a body that did not change, because its ground did."""
        queue.renew_open(self._desk, record, record.document, record.document, answering=answering)
        return self.unchanged(record)

    def set_header(self, record: StoredRecord, **columns: Any) -> StoredRecord:
        """Write columns of the header beside an unchanged body, inside a transaction."""
        row = {**{name: value for name, value in record.row.items() if name != "digest"}, **columns}
        rows.update(self._desk.connection, "record", row)
        if row["deleted_at"]:
            memory.forget(self._desk.connection, record.record_id)
        return StoredRecord(row, record.body)


def joined(body: Body, folio: str) -> Body:
    """A body with its header member, as operations see it."""
    return {**body, FOLIO: folio} if folio else body


def split(document: Body) -> tuple[Body, str]:
    """A document as body and folio."""
    return {name: value for name, value in document.items() if name != FOLIO}, str(document.get(FOLIO, ""))

"""Putting a draft away and taking it back: a mark on the record, and an operation that says so. Nothing is erased."""

from __future__ import annotations

from capture_app.changes import ACT, Changes
from capture_app.errors import Refused
from capture_app.patching import Change
from capture_app.store import memory, parties, queue, records
from capture_app.store.acting import note_act
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from capture_app.store.publication import LEAVING, ON_THE_WAY, PUBLIC, publication_state
from capture_app.store.records import StoredRecord
from capture_app.words import say
from forms import workflow

DELETE, RESTORE = "delete", "restore"


def delete(desk: Desk, processes: ProcessStore, record_id: str) -> Changes:
    """Put a draft away, here and with the next exchange at the portal; Refused where the public has seen it or it is
    further than a draft."""
    with desk.connection.transaction():
        record = records.load(desk.connection, record_id)
        if not workflow.may_delete(record.status, desk.settings.user_role):
            message = say("delete.unlawful", folio=record.folio, status=say(f"status.{record.status}"))
            raise Refused(message, (), say("act.safe"), say("delete.unlawful.action"))
        if publication_state(desk.connection, record.record_id) in (PUBLIC, ON_THE_WAY, LEAVING):
            message = say("delete.public", folio=record.folio)
            raise Refused(message, (), say("act.safe"), say("withdraw.process.action"))
        return _write(desk, processes, record, DELETE, desk.now())


def restore(desk: Desk, processes: ProcessStore, name: str) -> Changes:
    """Take a record back that was put away, by its id, ocid or folio; NotFound where there is none."""
    with desk.connection.transaction():
        record = records.load(desk.connection, records.find_deleted(desk.connection, name))
        changes = _write(desk, processes, record, RESTORE, None)
        parties.refresh(desk.connection, record.record_id, record.body)
        memory.refresh(desk.connection, record.record_id, record.record_type, record.ocid, record.body)
        return changes


def _write(desk: Desk, processes: ProcessStore, record: StoredRecord, kind: str, deleted_at: str | None) -> Changes:
    queue.add_plain(desk, record, kind)
    note_act(desk, record, Change(ACT, f"/_{kind}", record.row["deleted_at"], deleted_at))
    fresh = processes.set_header(record, deleted_at=deleted_at, saved_at=desk.now())
    if deleted_at:
        parties.forget(desk.connection, record.record_id)
    return processes.unchanged(fresh, ("/_deleted",))


def is_deleted(desk: Desk, record: StoredRecord, told: bool | None, refused: bool) -> bool:
    """Whether a record is put away after an answer: as the last unanswered operation of ours says (an edit brings it
    back), else as the portal told (`told`), else as it was, unless the portal has just refused to put it away."""
    own = queue.last_unanswered(desk, record.record_id)
    if own:
        return own == DELETE
    if told is not None:
        return told
    return bool(record.row["deleted_at"]) and not refused

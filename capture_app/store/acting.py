"""An act on a record: its operation behind what was captured, and the status it leads to here."""

from __future__ import annotations

from capture_app.changes import Cause, Changes
from capture_app.errors import ReasonNeeded, Refused
from capture_app.ids import read_stamp
from capture_app.patching import Change
from capture_app.store import history, people, queue
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from capture_app.store.records import StoredRecord
from capture_app.words import say
from forms import workflow
from forms.marks import NOTES
from sync.canonical import content_hash
from sync.wire import Act

ACT = "act"


def act(
    desk: Desk,
    processes: ProcessStore,
    record: StoredRecord,
    kind: str,
    *,
    note: str = "",
    stages: tuple[str, ...] = (),
) -> Changes:
    """Write the act, inside a transaction; Refused where the table of the law has no such step,
    ReasonNeeded where who captured approves without saying why."""
    settings = desk.settings
    author = is_author(desk, record.record_id)
    status = workflow.allowed(record.status, kind, settings.user_role, settings.approval, is_author=author)
    if status is None:
        words = {"folio": record.folio, "act": say(f"act.{kind}"), "status": say(f"status.{record.status}")}
        raise Refused(say("act.unlawful", **words), (), say("act.safe"), say("act.unlawful.action"))
    is_own = workflow.is_self_review(kind, settings.approval, is_author=author)
    if is_own and not note.strip() and people.everybody(desk.connection):
        message = say("act.reason", folio=record.folio)
        raise ReasonNeeded(message, (), say("act.safe"), say("act.reason.action"))
    persons = settings.policies.texts() if kind == workflow.Act.PUBLISH else {}
    version, body_hash = _expected_version(desk, record), content_hash(record.body)
    seen = Act(version=version, body_hash=body_hash, stages=stages, note=note, persons=persons, self_review=is_own)
    queue.add_act(desk, record, kind, seen)
    note_act(desk, record, Change(ACT, f"/_{kind}", record.status, list(stages) or status))
    fresh = processes.set_header(record, status=status, saved_at=desk.now())
    return Changes(
        record_id=record.record_id,
        ocid=record.ocid,
        paths=("/_status",),
        status=status,
        saved_at=read_stamp(fresh.row["saved_at"]),
        pending=queue.pending_fields(desk, record.record_id),
        version=record.version,
    )


def note_act(desk: Desk, record: StoredRecord, change: Change, user: str = "") -> None:
    """Acts stand in the history beside edits; they are not undone by undo."""
    cause = Cause.MERGED if user else Cause.TYPED
    history.add(desk, record.record_id, [change], history.Group(desk.ids.op_id(), cause, None), user)


def _expected_version(desk: Desk, record: StoredRecord) -> int:
    """The version the portal will have once it has taken everything captured before the act."""
    sql = f"SELECT count(*) FROM outbox WHERE record_id = ? AND {queue.UNANSWERED_SQL}"  # noqa: S608 - ours
    return record.version + int(desk.connection.value(sql, (record.record_id,)))


def is_author(desk: Desk, record_id: str) -> bool:
    """Whether the person who acts has edited the record here; a note on a field makes nobody its author."""
    sql = "SELECT count(*) FROM journal WHERE record_id = ? AND user = ? AND kind != 'act' AND path NOT LIKE ?"
    return bool(desk.connection.value(sql, (record_id, desk.settings.user, f"/{NOTES}/%")))

"""An act on a record: its operation behind what was captured, and the status it leads to here."""

from __future__ import annotations

from capture_app.changes import ACT, Cause, Changes, HistoryEntry
from capture_app.errors import ReasonNeeded, Refused
from capture_app.ids import read_stamp
from capture_app.patching import Change, changes_between
from capture_app.store import history, people, queue, undoing
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from capture_app.store.publication import ON_THE_WAY, PUBLIC, publication_state
from capture_app.store.records import StoredRecord
from capture_app.words import say
from forms import workflow
from forms.findings import Finding, has_errors
from forms.marks import NOTES
from forms.record_type import kinds_of
from sync.canonical import content_hash
from sync.rows import STATUS_PATH
from sync.wire import Act

APPROVING = ("/_approve", "/_publish")


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
        paths=(STATUS_PATH,),
        status=status,
        saved_at=read_stamp(fresh.row["saved_at"]),
        pending=queue.pending_fields(desk, record.record_id),
        version=record.version,
    )


def offered(desk: Desk, record: StoredRecord) -> tuple[str, ...]:
    """The acts that this person may do now on a record, the one that leads on last."""
    settings = desk.settings
    return workflow.acts(
        record.status,
        settings.user_role,
        settings.approval,
        is_author=is_author(desk, record.record_id),
        is_withdrawable=is_withdrawable(desk, record),
        is_changed=is_other_than_approved(desk, record),
    )


def is_withdrawable(desk: Desk, record: StoredRecord) -> bool:
    """An entry of a register that is before the public, as far as this computer knows."""
    if desk.law(record.record_type).register is None:
        return False
    return publication_state(desk.connection, record.record_id) in (PUBLIC, ON_THE_WAY)


def note_act(desk: Desk, record: StoredRecord, change: Change, user: str = "") -> None:
    """Acts stand in the history beside edits; they are not undone by undo."""
    cause = Cause.MERGED if user else Cause.TYPED
    history.add(desk, record.record_id, [change], history.Group(desk.ids.op_id(), cause, None), user)


def last_approval(desk: Desk, record_id: str) -> HistoryEntry | None:
    """The act, here or elsewhere, after which the record stood approved for the last time, as far as is known here."""
    known = history.acts(desk.connection, record_id)
    return next((entry for entry in reversed(known) if _approves(entry)), None)


def changes_since(desk: Desk, record: StoredRecord, entry: HistoryEntry | None) -> tuple[Change, ...]:
    """What differs from the record as it was at an entry of its history (None: from nothing)."""
    before = undoing.document_at(desk, record, entry.entry_id) if entry else {}
    return changes_between(before, record.document, desk.law(record.record_type))


def refuse_errors(record: StoredRecord, findings: tuple[Finding, ...], words: str) -> None:
    """Refused, with the sentence named by ``words``, where a record has errors."""
    if has_errors(findings):
        what_to_do = say("act.errors.action")
        kinds = kinds_of(record.body)
        raise Refused(say(words, folio=record.folio), findings, say("act.safe"), what_to_do, kinds, record.record_type)


def is_other_than_approved(desk: Desk, record: StoredRecord) -> bool:
    """Whether two persons decide and this is no longer what the other one approved, as far as is known here."""
    if record.status != workflow.Status.APPROVED or desk.settings.approval != workflow.Policy.TWO_PERSONS:
        return False
    approval = last_approval(desk, record.record_id)
    return approval is not None and bool(changes_since(desk, record, approval))


def _approves(entry: HistoryEntry) -> bool:
    if entry.path == STATUS_PATH:  # where an act done elsewhere led
        return bool(entry.new == workflow.Status.APPROVED)
    return entry.path in APPROVING


def _expected_version(desk: Desk, record: StoredRecord) -> int:
    """The version the portal will have once it has taken everything captured before the act."""
    sql = f"SELECT count(*) FROM outbox WHERE record_id = ? AND {queue.UNANSWERED_SQL}"  # noqa: S608 - ours
    return record.version + int(desk.connection.value(sql, (record.record_id,)))


def is_author(desk: Desk, record_id: str) -> bool:
    """Whether the person who acts has edited the record here; a note on a field makes nobody its author."""
    sql = "SELECT 1 FROM journal WHERE record_id = ? AND user = ? AND kind != 'act' AND path NOT LIKE ? LIMIT 1"
    return desk.connection.value(sql, (record_id, desk.settings.user, f"/{NOTES}/%")) is not None

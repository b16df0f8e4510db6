"""Review: handing over, returning with a note, approving. Each is an act that names what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from capture_app.changes import Cause, Changes, HistoryEntry
from capture_app.store import acting, records
from capture_app.store.desk import Desk
from capture_app.store.judge import judged
from capture_app.store.noting import add_note
from capture_app.store.processes import ProcessStore
from forms.progress import title_place
from sync.canonical import decode

TO_SOMEBODY = ("submit", "return")  # their note is for another person, who may be at another computer


@dataclass(frozen=True, slots=True)
class SelfReviews:
    """Approvals by who captured: all of them, and those without a reason."""

    total: int
    without_reason: int


@dataclass(frozen=True, slots=True)
class ChangesSinceApproval:
    """`at`: when it was last approved; None where this computer knows of no approval."""

    at: datetime | None
    entries: tuple[HistoryEntry, ...]


class ReviewService:
    """The acts that move a record from one status to another."""

    def __init__(self, desk: Desk, processes: ProcessStore) -> None:
        self._desk = desk
        self._processes = processes

    def submit(self, record_ids: Sequence[str], note: str | None = None) -> tuple[Changes, ...]:
        """Hand over for review, with a note for who reviews; refused while there are errors."""
        return self._all(record_ids, "submit", note)

    def return_to_draft(self, record_ids: Sequence[str], note: str | None = None) -> tuple[Changes, ...]:
        """Give back to be corrected, with a note."""
        return self._all(record_ids, "return", note)

    def approve(self, record_ids: Sequence[str], note: str | None = None) -> tuple[Changes, ...]:
        """Approve what is there now; refused while there are errors."""
        return self._all(record_ids, "approve", note)

    def self_reviews(self) -> SelfReviews:
        """How many approvals of this computer were made by who captured, and how many of them without a reason."""
        rows = self._desk.connection.rows("SELECT act FROM outbox WHERE kind = 'approve'")
        acts = [decode(row["act"]) for row in rows]
        own = [act for act in acts if act.get("self_review")]
        return SelfReviews(len(own), sum(not act.get("note") for act in own))

    def changes(self, record_id: str) -> ChangesSinceApproval:
        """What differs from what was last approved, field by field; everything where no approval is known here."""
        desk = self._desk
        record = records.load(desk.connection, records.find(desk.connection, record_id))
        approval = acting.last_approval(desk, record.record_id)
        found = acting.changes_since(desk, record, approval)
        at = record.saved_at
        entries = tuple(
            HistoryEntry(number, "", at, "", "", Cause.TYPED, item.kind, item.path, item.old, item.new)
            for number, item in enumerate(found)
        )
        return ChangesSinceApproval(approval.at if approval else None, entries)

    def offered(self, record_id: str) -> tuple[str, ...]:
        """The acts that this person may do now on this record."""
        desk = self._desk
        return acting.offered(desk, records.load(desk.connection, records.find(desk.connection, record_id)))

    def _all(self, names: Sequence[str], act: str, note: str | None) -> tuple[Changes, ...]:
        """Every record or none."""
        with self._desk.connection.transaction():
            return tuple(self._one(name, act, note or "") for name in names)

    def _one(self, name: str, act: str, note: str) -> Changes:
        desk = self._desk
        record = records.load(desk.connection, records.find(desk.connection, name))
        if act != "return":
            acting.refuse_errors(record, judged(desk, record.body, record.record_type, record.ocid), "act.errors")
        if note.strip() and act in TO_SOMEBODY:
            add_note(desk, self._processes, record, title_place(desk.law(record.record_type)), note.strip())
            record = records.load(desk.connection, record.record_id)
        return acting.act(desk, self._processes, record, act, note=note)

"""Publishing and withdrawing: acts that name the version, the content and the stages to show (decisions 12)."""

from __future__ import annotations

from collections.abc import Sequence

from capture_app.changes import Changes
from capture_app.errors import Refused
from capture_app.store import acting, attachments, conflicts, records
from capture_app.store.desk import Desk
from capture_app.store.judge import judged
from capture_app.store.processes import ProcessStore
from capture_app.store.records import StoredRecord
from capture_app.words import say
from forms.documents import UNRESOLVED, unresolved
from forms.findings import Finding
from forms.going_out import GoingOut, going_out
from forms.withdrawing import tells_person
from forms.workflow import Act, Policy, Status

BEFORE_PUBLISHING = {"draft": ("submit", "approve"), "in_review": ("approve",)}


class PublishService:
    """What the public will see, once the portal has it."""

    def __init__(self, desk: Desk, processes: ProcessStore) -> None:
        self._desk = desk
        self._processes = processes

    def check(self, name: str) -> tuple[Finding, ...]:
        """What a record would be held back for."""
        return self._judged(self._load(name))

    def _judged(self, record: StoredRecord) -> tuple[Finding, ...]:
        """The findings of the body, and those that only this computer's files show."""
        found = judged(self._desk, record.body, record.record_type, record.ocid, "published")
        files = attachments.of_record(self._desk, record.record_id)
        keys = {file.row_key for file in files if file.public_sha256}
        told = {item.pointer for item in found if item.code == UNRESOLVED}
        return (*(item for item in unresolved(record.body, keys) if item.pointer not in told), *found)

    def preview(self, name: str, stages: Sequence[str] | None = None) -> GoingOut:
        """What the portal would show of a record, what it keeps back, and what looks personal in what it shows."""
        record, settings = self._load(name), self._desk.settings
        chosen = None if self._desk.law(record.record_type).register else tuple(stages or self._stages(record))
        return going_out(
            record.body,
            self.check(name),
            settings.policies,
            record.record_type,
            stages=chosen,
            salt=record.record_id,
        )

    def publish(
        self, record_ids: Sequence[str], stages: Sequence[str] | None = None, reason: str = ""
    ) -> tuple[Changes, ...]:
        """Every record or none; where one person decides, review and approval are done with it, with the reason
        why the same person reviews (asked for where the office has named its people)."""
        with self._desk.connection.transaction():
            return tuple(self._one(self._load(name), tuple(stages or ()), reason) for name in record_ids)

    def withdraw(self, record_ids: Sequence[str], reason: str) -> tuple[Changes, ...]:
        """Take entries of registers away from the public, all or none; the reason is shown in their place."""
        if not reason.strip():
            raise Refused(say("withdraw.reason"), (), say("act.safe"), say("withdraw.reason.action"))
        with self._desk.connection.transaction():
            return tuple(self._withdraw_one(self._load(name), reason.strip()) for name in record_ids)

    def _withdraw_one(self, record: StoredRecord, reason: str) -> Changes:
        desk = self._desk
        register = desk.law(record.record_type).register
        if register is None:
            raise Refused(say("withdraw.process"), (), say("act.safe"), say("withdraw.process.action"))
        if tells_person(reason, record.body, register):
            raise Refused(say("withdraw.personal"), (), say("act.safe"), say("withdraw.personal.action"))
        if not acting.is_withdrawable(desk, record) and not record.version:
            raise Refused(say("withdraw.not_public", folio=record.folio), (), say("act.safe"))
        return acting.act(desk, self._processes, record, "withdraw", note=reason)

    def _load(self, name: str) -> StoredRecord:
        return records.load(self._desk.connection, records.find(self._desk.connection, name))

    def _one(self, record: StoredRecord, stages: tuple[str, ...], reason: str) -> Changes:
        desk = self._desk
        self._refuse_unready(record)
        if record.status == Status.DRAFT:
            self._processes.complete(record)
            record = self._load(record.record_id)
        if desk.settings.approval == Policy.ONE_PERSON:
            for act in BEFORE_PUBLISHING.get(record.status, ()):
                acting.act(desk, self._processes, record, act, note=reason if act == Act.APPROVE else "")
                record = self._load(record.record_id)
        return acting.act(desk, self._processes, record, "publish", stages=stages or self._stages(record))

    def _refuse_unready(self, record: StoredRecord) -> None:
        acting.refuse_errors(record, self._judged(record), "publish.errors")
        if conflicts.waiting(self._desk, record.record_id):
            raise Refused(
                say("publish.conflicts", folio=record.folio), (), say("act.safe"), say("publish.conflicts.action")
            )
        if acting.is_other_than_approved(self._desk, record):
            raise Refused(
                say("publish.changed", folio=record.folio), (), say("act.safe"), say("publish.changed.action")
            )

    def _stages(self, record: StoredRecord) -> tuple[str, ...]:
        """Without a choice, every stage of the stepper that has been reached."""
        steps = [stage.id for stage in self._desk.law(record.record_type).steps()]
        reached = str(record.row["stage"] or steps[0])
        return tuple(steps[: steps.index(reached) + 1]) if reached in steps else tuple(steps)

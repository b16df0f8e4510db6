"""Acts of review and publication: lawful by the table of the law, and done on what the person saw."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms import workflow
from forms.findings import Finding
from forms.going_out import going_out
from forms.marks import is_only_notes
from forms.outlets import Policies, PolicyError, read_policies
from portal.accounts.models import Device, Membership, Office
from portal.intake import judgement, persons, public_files, storage
from portal.intake.desk import Working
from portal.intake.models import StoredOperation
from portal.publication.minting import NotPublishable, Snapshot, publish_snapshot
from portal.publication.models import Process
from portal.registers.models import Entry
from portal.registers.publishing import Act, NotPublic, is_register, publish_entry, says_again, withdraw_entry
from sync import wire
from sync.rows import STATUS_PATH

ACTS = ("submit", "return", "approve", "publish", "withdraw")
EDITS = ("create", "patch")
SELF_REVIEW = "workflow.self_review"


@dataclass(frozen=True)
class Actor:
    """Who acts, with the role of now: the user whose key signed the act, else the one of the device."""

    user_id: uuid.UUID
    office: Office
    role: str

    @classmethod
    def of(cls, device: Device, user_id: uuid.UUID | None = None) -> Actor:
        who = user_id or device.user_id
        membership = Membership.objects.filter(user_id=who, office_id=device.office_id).first()
        return cls(who, device.office, membership.role if membership else "")

    def may(self, act: str, working: Working) -> str | None:
        """The status the act leads to, None where it is not lawful."""
        status, policy = working.header["status"], self.office.approval
        is_author = policy == workflow.Policy.TWO_PERSONS and self._has_edited(working)
        return workflow.allowed(status, act, self.role, policy, is_author=is_author)

    def reviews_own(self, act: str, working: Working) -> bool:
        """Whether this person approves what he or she captured, which an office of one does in the open."""
        is_asked = workflow.is_self_review(act, self.office.approval, is_author=True)
        return is_asked and self._has_edited(working)

    def sees_what_was_approved(self, working: Working) -> bool:
        """With two persons, what is published is what the other one approved, to the last letter."""
        if self.office.approval != workflow.Policy.TWO_PERSONS:
            return True
        return (working.approved_hash or self._approved_hash(working)) == working.body_hash

    def _approved_hash(self, working: Working) -> str:
        """The hash that the last approval kept here was given to see."""
        kept = StoredOperation.rows.for_office(self.office).filter(record_id=working.record_id, kind="approve")
        last = kept.filter(code__in=("applied", "merged")).order_by("-settled_at", "-sequence").first()
        return "" if last is None else str((storage.unpack(last.content).get("act") or {}).get("body_hash", ""))

    def _has_edited(self, working: Working) -> bool:
        """Whether this person captured any of it, from any device; notes on fields are no capture."""
        if self.user_id in working.editors:
            return True
        names = persons.names_of(self.office)
        operations = StoredOperation.rows.for_office(self.office).filter(record_id=working.record_id)
        for row in operations.filter(kind__in=EDITS).exclude(content=b"").select_related("device").iterator():
            said = storage.unpack(row.content)
            is_capture = not is_only_notes(item[1] for item in said.get("patch") or ())
            if is_capture and persons.editor_of(str(said.get("author")), row.device, names) == self.user_id:
                return True
        return False


def do_act(operation: wire.Operation, working: Working, device: Device, now: datetime) -> wire.Result:
    """The outcome of an act on a record; ``applied`` with the record's version before it is kept."""
    act = operation.act
    if act is None:
        return wire.Result(code="rejected", version=working.version, rule="act.missing")
    try:
        actor = Actor.of(device, persons.signer_of(operation, device.office))
    except persons.ActRefused as refused:
        return wire.Result(code="forbidden", version=working.version, rule=refused.rule)
    status = actor.may(operation.kind, working)
    if status is None:
        return wire.Result(code="forbidden", version=working.version, rule=f"workflow.{operation.kind}")
    if act.body_hash != working.body_hash and (act.body_hash or operation.kind in ("approve", "publish")):
        return wire.Result(code="conflict", version=working.version, rule="act.body_changed")
    if operation.kind == "approve":
        working.approved_hash = working.body_hash
    if operation.kind == "publish":
        if not actor.sees_what_was_approved(working):
            return wire.Result(code="conflict", version=working.version, rule="act.changed_after_approval")
        return _publish(working, actor, act, operation, now)
    if operation.kind == "withdraw" and says_again(working.record_type, working.body, act.note):
        return wire.Result(code="rejected", version=working.version, rule="withdraw.personal")
    if operation.kind == "withdraw" and not withdraw_entry(working.record_id, act.note, now):
        return wire.Result(code="rejected", version=working.version, rule="withdraw.not_public")
    if operation.kind == "withdraw":
        public_files.keep_public(actor.office, working.record_id)
    working.header["status"] = status
    rule = SELF_REVIEW if actor.reviews_own(operation.kind, working) else ""
    return wire.Result(code="applied", version=working.version, rule=rule)


def _publish(working: Working, actor: Actor, act: wire.Act, operation: wire.Operation, now: datetime) -> wire.Result:
    try:
        policies = read_policies(act.persons)
    except PolicyError:
        return wire.Result(code="rejected", version=working.version, rule="publish.policy")
    said = judgement.publication_findings(working.body, working.record_type, working.ocid, actor.office, now)
    errors = judgement.errors_of(said)
    if errors:
        findings = judgement.to_wire(errors)
        return wire.Result(code="rejected", version=working.version, rule="publish.errors", findings=findings)
    shown = public_files.with_urls(working.body, actor.office, working.record_id)
    if is_register(working.record_type):
        refused = _publish_entry(working, shown, actor, policies, operation, now)
        return refused or _published(working, actor.office, act, policies, said)
    snapshot = Snapshot(
        office=actor.office,
        record_id=working.record_id,
        ocid=working.ocid,
        folio=working.header["folio"],
        body=shown,
        stages=tuple(act.stages),
        operation_id=operation.op_id,
        policies=policies,
    )
    try:
        publish_snapshot(snapshot, now)
    except NotPublishable as error:
        defects = judgement.to_wire(error.defects)
        return wire.Result(code="rejected", version=working.version, rule="publish.unsound", findings=defects)
    return _published(working, actor.office, act, policies, said)


def _published(
    working: Working, office: Office, act: wire.Act, policies: Policies, said: Iterable[Finding]
) -> wire.Result:
    """Done: its files are served, and with it go the warnings of what looks personal in what is public now."""
    public_files.keep_public(office, working.record_id)
    stages = None if is_register(working.record_type) else act.stages or None
    out = going_out(working.body, said, policies, working.record_type, stages=stages)
    findings = judgement.to_wire(out.personal)
    return wire.Result(code="applied", version=working.version, findings=findings)


def _publish_entry(
    working: Working, shown: dict[str, Any], actor: Actor, policies: Policies, operation: wire.Operation, now: datetime
) -> wire.Result | None:
    """A record of a register: its public part is frozen, and no release is minted. None when it is done."""
    act = Act(
        office=actor.office,
        record_id=working.record_id,
        record_type=working.record_type,
        code=working.ocid,
        folio=working.header["folio"],
        body=shown,
        operation_id=operation.op_id,
        policies=policies,
    )
    try:
        publish_entry(act, now)
    except NotPublic:
        return wire.Result(code="rejected", version=working.version, rule="publish.not_public")
    return None


def is_public(record_id: uuid.UUID) -> bool:
    """Whether the public has seen anything of the record."""
    return any(kind.objects.filter(record_id=record_id).exists() for kind in (Process, Entry))


def changes_status(operation: wire.Operation) -> str | None:
    """The status that a patch asks for, None where it asks for none; only acts may change it."""
    asked = [item[2] for item in operation.patch if len(item) == 4 and item[1] == STATUS_PATH]
    return str(asked[-1]) if asked else None

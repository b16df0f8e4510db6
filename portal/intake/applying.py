"""Applying one operation to the record on the desk."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from forms.upgrades import FORMS_VERSION, upgrade_patch
from forms.workflow import Role, may_delete
from portal.accounts.models import Device
from portal.intake import judgement
from portal.intake.acts import ACTS, Actor, changes_status, do_act, is_public
from portal.intake.desk import Desk, Working
from portal.intake.ledger import Received
from sync import canonical, merge, wire

REMOVALS = ("delete", "restore")
MAX_RECORD_BYTES = 8 * 1024 * 1024
LONGEST_OCID = LONGEST_FOLIO = 255


@dataclass
class Applying:
    """The rules of intake. A result other than applied, merged or conflict changes nothing."""

    desk: Desk
    now: datetime

    def apply(self, item: Received, device: Device, actor: Actor) -> wire.Result:
        operation = item.operation
        refused = self._refused(operation, actor)
        if refused is not None:
            return refused
        working = self.desk.find(uuid.UUID(operation.record_id))
        if working is None:
            if operation.kind != "create":
                return wire.Result(code="held", rule="record.missing")
            working = self.desk.begin(operation, device.user_id)
        if working.ocid != operation.ocid:
            return wire.Result(code="rejected", version=working.version, rule="ocid.changed")
        if operation.kind in REMOVALS:
            return self._put_away(item, working, device, actor)
        if operation.kind in ACTS and not operation.patch:
            return self._act(item, working, device)
        return self._change(item, working, device)

    def _refused(self, operation: wire.Operation, actor: Actor) -> wire.Result | None:
        """What is refused whatever the record says."""
        if operation.forms_version > FORMS_VERSION or not judgement.knows(operation.record_type):
            return wire.Result(code="schema_unknown", rule="forms.version")
        if operation.kind not in ("create", "patch", *REMOVALS, *ACTS):
            return wire.Result(code="rejected", rule="kind.unknown")
        if actor.role not in set(Role):
            return wire.Result(code="forbidden", rule="workflow.no_role")
        if not 0 < len(operation.ocid) <= LONGEST_OCID or not operation.ocid.isprintable():
            return wire.Result(code="rejected", rule="ocid.malformed")
        if self.desk.is_taken(operation.ocid, uuid.UUID(operation.record_id)):
            return wire.Result(code="rejected", rule="ocid.taken")
        return None

    def _put_away(self, item: Received, working: Working, device: Device, actor: Actor) -> wire.Result:
        """A draft that no public has seen goes out of sight, and comes back with its edit or on demand. Editing beats
        putting away: who did not see the last edit does not take it away with the rest."""
        operation, is_delete = item.operation, item.operation.kind == "delete"
        plain = working.is_known_to(operation, device)
        if is_delete and not may_delete(working.header["status"], actor.role):
            return wire.Result(code="forbidden", version=working.version, rule="workflow.delete")
        if is_delete and is_public(working.record_id):
            return wire.Result(code="rejected", version=working.version, rule="delete.public")
        if is_delete and not plain and working.deleted_at is None:
            return wire.Result(code="conflict", version=working.version, rule="delete.edited")
        working.deleted_at = self.now if is_delete else None
        self.desk.keep(working, operation, item.op_hash, device, plain)
        return wire.Result(code="applied", version=working.version)

    def _act(self, item: Received, working: Working, device: Device) -> wire.Result:
        if working.deleted_at is not None:
            return wire.Result(code="rejected", version=working.version, rule="record.deleted")
        result = do_act(item.operation, working, device, self.now)
        if result.code != "applied":
            return result
        plain = working.is_known_to(item.operation, device)
        self.desk.keep(working, item.operation, item.op_hash, device, plain)
        return replace(result, version=working.version)

    def _change(self, item: Received, working: Working, device: Device) -> wire.Result:
        operation = item.operation
        status = changes_status(operation)
        if status not in (None, working.header["status"]):
            return wire.Result(code="forbidden", version=working.version, rule="workflow.status")
        try:
            patch = upgrade_patch(wire.reveal(operation), operation.forms_version)
            merged = merge.merge(working.body, patch, working.removed)
            header = merge.merge_header(working.header, patch)
        except wire.WireError:
            return wire.Result(code="rejected", version=working.version, rule="private.altered")
        except (merge.PatchMalformed, merge.PathError):
            return wire.Result(code="rejected", version=working.version, rule="patch.malformed")
        encoded = canonical.encode(merged.body)
        refused = self._unsound(merged.body, encoded, header.body["folio"], working)
        if refused is not None:
            return refused
        conflicts = [*merged.conflicts, *header.conflicts]
        plain = working.is_known_to(operation, device) and not conflicts and not merged.flags
        revived, working.deleted_at = working.deleted_at is not None, None
        plain = plain and not revived
        working.take(merged.body, encoded, header.body, merged.removed)
        self.desk.keep(working, operation, item.op_hash, device, plain)
        code = "conflict" if conflicts else "applied" if plain else "merged"
        rule = "record.revived" if revived else ""
        return wire.Result(code=code, version=working.version, rule=rule, conflicts=conflicts)

    def _unsound(self, body: dict[str, object], encoded: bytes, folio: str, working: Working) -> wire.Result | None:
        if len(encoded) > MAX_RECORD_BYTES:
            return wire.Result(code="too_large", version=working.version, rule="record.size")
        if len(folio) > LONGEST_FOLIO:
            return wire.Result(code="rejected", version=working.version, rule="folio.too_long")
        errors = judgement.structure_errors(body, working.record_type)
        if not errors:
            return None
        findings = judgement.to_wire(errors)
        return wire.Result(code="rejected", version=working.version, rule=errors[0].code, findings=findings)

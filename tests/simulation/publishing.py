"""What must hold of acts and of what the public sees: told again from the operations alone, in the order that the
portal gave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sync import canonical, merge, wire
from tests.simulation.portal import SimulatedPortal

ACTS = ("submit", "return", "approve", "publish", "withdraw")
DONE = ("applied", "merged", "conflict")
STATUS = {"submit": "in_review", "return": "draft", "approve": "approved", "withdraw": "draft"}


@dataclass(frozen=True)
class Told:
    """An operation that was done, and the body and status that the record had before it."""

    operation: wire.Operation
    body: dict[str, Any]
    status: str

    @property
    def kind(self) -> str:
        return self.operation.kind


def is_done(kind: str, code: str) -> bool:
    """Whether an operation gave its record a version; an act in conflict was not done."""
    return code == "applied" or (code in DONE and kind not in ACTS)


def histories(portal: SimulatedPortal) -> Iterator[tuple[Any, list[Told]]]:
    """Each record of the portal with what was done on it, version by version; they end where the record stands."""
    from portal.intake import ledger
    from portal.intake.models import Record, StoredOperation

    for record in Record.rows.for_office(portal.office):
        rows = StoredOperation.rows.for_office(portal.office).filter(record_id=record.record_id)
        done = {ledger.first_result(row).version: row for row in rows if is_done(row.kind, row.code)}
        assert sorted(done) == list(range(1, record.version + 1)), "a version is missing, or was given twice"
        told, body, status, removed = [], {}, "draft", {}
        for _, row in sorted(done.items()):
            operation = ledger.operation_of(row)
            told.append(Told(operation, body, status))
            merged = merge.merge(body, wire.reveal(operation), removed)
            body, removed = merged.body, {**removed, **merged.removed}
            removed = {path: grave for path, grave in removed.items() if merge.value_at(body, path) is None}
            status = STATUS.get(operation.kind, status)
        assert canonical.encode(body) == canonical.encode(record.content), "the record is not what was done on it"
        assert status == record.status
        yield record, told


def done_on_what_was_seen(portal: SimulatedPortal) -> None:
    """An act is done once, on the very content that the person saw; what of it was erased by law cannot be told."""
    from portal.intake.models import Erasure

    erased = set(Erasure.rows.for_office(portal.office).values_list("record_id", flat=True))
    for record, told in histories(portal):
        for each in told if record.record_id not in erased else ():
            if each.kind in ACTS:
                assert each.operation.act is not None
                assert each.operation.act.body_hash == canonical.content_hash(each.body), "done on something unseen"


def public_is_what_was_published(portal: SimulatedPortal) -> None:
    """Each publication that was done is public once, as it was seen; nothing else is, and what was withdrawn is not."""
    from portal.intake import storage
    from portal.publication.models import Process, Release
    from portal.registers.models import Entry, Snapshot

    for record, told in histories(portal):
        acts = [each for each in told if each.kind in ("publish", "withdraw")]
        published = [each for each in acts if each.kind == "publish"]
        is_shown = bool(acts) and acts[-1].kind == "publish"
        if record.record_type == "contracting_process":
            frozen = Release.objects.filter(process__record_id=record.record_id).order_by("number")
            assert Process.objects.filter(record_id=record.record_id).exists() == is_shown
        else:
            frozen = Snapshot.objects.filter(entry__record_id=record.record_id).order_by("number")
            assert Entry.objects.shown().filter(record_id=record.record_id).exists() == is_shown
        assert [row.operation_id for row in frozen] == [each.operation.op_id for each in published]
        for row, each in zip(frozen, published, strict=True):
            assert _title(storage.unpack(row.content)) == _title(each.body), "what is public is not what was seen"


def _title(value: dict[str, Any]) -> Any:
    return value.get("tender", value).get("title")

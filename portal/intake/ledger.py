"""The chain of a device and the operations already known of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from portal.accounts.models import Device
from portal.intake import storage
from portal.intake.models import StoredOperation
from portal.intake.refusals import RequestRefused
from sync import canonical, wire


@dataclass(frozen=True)
class Received:
    """An operation that arrived: its hash, the bytes that it covers and, when it was known, the row that holds its
    first result."""

    operation: wire.Operation
    op_id: uuid.UUID
    op_hash: str
    content: bytes = b""
    known: StoredOperation | None = None

    @property
    def is_altered(self) -> bool:
        return self.known is not None and self.known.op_hash != self.op_hash

    @property
    def is_fresh(self) -> bool:
        return self.known is None


def check_batch(batch: wire.Batch, device: Device) -> list[bytes]:
    """The bytes that the hashes of its operations cover; a batch that is not whole, not of this device or over the
    limits is refused."""
    operations = batch.operations
    if not operations or any(operation.device_id != str(device.id) for operation in operations):
        raise RequestRefused("malformed")
    if len(operations) > wire.MAX_BATCH_OPERATIONS:
        raise RequestRefused("too_large")
    written = [wire.operation_writings(operation) for operation in operations]
    if batch.sha256 and wire.written_hash(written) != batch.sha256:  # of the first edition
        raise RequestRefused("bad_hash")
    if canonical.digest(written[-1][0]) != batch.head:
        raise RequestRefused("head_differs")
    places = [operation.sequence for operation in operations]
    if places[0] < 1 or any(later <= earlier for earlier, later in pairwise(places)):
        raise RequestRefused("malformed")
    return [bare for bare, _ in written]


def look_up(batch: wire.Batch, contents: Sequence[bytes], device: Device) -> list[Received]:
    """The batch (as :func:`check_batch` gives it) with what is known of each operation, in one query."""
    ids = [_op_id(operation) for operation in batch.operations]
    rows = StoredOperation.rows.for_office(device.office).filter(op_id__in=ids)
    known = {row.op_id: row for row in rows}
    return [
        Received(operation, op_id, canonical.digest(content), content, known.get(op_id))
        for operation, op_id, content in zip(batch.operations, ids, contents, strict=True)
    ]


def _op_id(operation: wire.Operation) -> uuid.UUID:
    _uuid(operation.record_id)
    return _uuid(operation.op_id)


def check_chain(received: Sequence[Received], device: Device) -> None:
    """Refuse a fork: another operation at a place already taken, or one that does not follow the one before it."""
    fresh = [item for item in received if item.is_fresh]
    if not fresh:
        return
    first, last = fresh[0].operation.sequence, fresh[-1].operation.sequence
    rows = StoredOperation.rows.for_office(device.office).filter(device=device, sequence__range=(first - 1, last + 1))
    places = list(rows.values_list("sequence", "op_hash", "prev_hash"))
    hashes = {place: op_hash for place, op_hash, _ in places}
    previous = {place: prev_hash for place, _, prev_hash in places}
    for item in fresh:
        place = item.operation.sequence
        if place in hashes or hashes.get(place - 1, item.operation.prev_hash) != item.operation.prev_hash:
            raise RequestRefused("fork")
        if previous.get(place + 1, item.op_hash) != item.op_hash:
            raise RequestRefused("fork")
        hashes[place] = item.op_hash


def first_result(row: StoredOperation) -> wire.Result:
    """What was answered for an operation, as it stands now."""
    return wire.decode_message(storage.unpack_bytes(row.result), wire.Result)


def repeated(row: StoredOperation) -> wire.Result:
    """The answer to an operation that came again; one still held is still held."""
    return as_repeated(first_result(row))


def as_repeated(first: wire.Result) -> wire.Result:
    """The same of a result that was given: what it says now that its operation came again."""
    if first.code in ("held", "duplicate"):
        return first
    return wire.Result(
        code="duplicate",
        version=first.version,
        rule=first.rule,
        first=first.code,
        findings=first.findings,
        conflicts=first.conflicts,
    )


def columns_of(item: Received, device: Device, result: wire.Result, now: datetime) -> dict[str, Any]:
    """The row of an operation received now; private values stand apart, to be erasable."""
    operation = item.operation
    return {
        "id": uuid.uuid4(),
        "op_id": item.op_id,
        "op_hash": item.op_hash,
        "device_id": device.pk,
        "sequence": operation.sequence,
        "prev_hash": operation.prev_hash,
        "after_sequence": operation.after_sequence,
        "record_id": uuid.UUID(operation.record_id),
        "kind": operation.kind,
        "ocid": operation.ocid[:255],
        "content": storage.pack_bytes(item.content),
        "private": storage.pack(operation.private) if operation.private else b"",
        "code": result.code,
        "result": storage.pack_bytes(wire.encode_message(result)),
        "received_at": now,
        "settled_at": None if result.code == "held" else now,
    }


def operation_of(row: StoredOperation) -> wire.Operation:
    """The operation as it was received."""
    members = storage.unpack(row.content)
    members["private"] = storage.unpack(row.private) if row.private else {}
    return wire.decode_message(canonical.encode(members), wire.Operation)


def store_blanks(blanks: Sequence[wire.Blank], device: Device, now: datetime) -> set[uuid.UUID]:
    """Keep the places that are not taken; the records they are of."""
    if len(blanks) > wire.MAX_BLANKS:
        raise RequestRefused("malformed")
    if not blanks:
        return set()
    held = StoredOperation.rows.for_office(device.office)
    places = set(held.filter(device=device, sequence__in=[blank.sequence for blank in blanks]).values_list("sequence"))
    names = set(held.filter(op_id__in=[_name(blank.op_id) for blank in blanks]).values_list("op_id"))
    fresh: list[wire.Blank] = []
    for blank in blanks:
        place, name = (blank.sequence,), (_name(blank.op_id),)
        if place not in places and name not in names:
            fresh.append(blank)
            places.add(place)
            names.add(name)
    held.bulk_create([_blank_row(blank, device, now) for blank in fresh])
    return {_name(blank.record_id) for blank in fresh}


def _blank_row(blank: wire.Blank, device: Device, now: datetime) -> StoredOperation:
    result = wire.Result(code="rejected", rule="op.set_aside")
    return StoredOperation(
        office=device.office,
        op_id=_name(blank.op_id),
        op_hash=blank.op_hash,
        device=device,
        sequence=blank.sequence,
        prev_hash=blank.prev_hash,
        after_sequence=blank.after_sequence,
        record_id=_name(blank.record_id),
        kind=blank.kind,
        content=b"",
        code=result.code,
        result=storage.pack_bytes(wire.encode_message(result)),
        received_at=now,
        settled_at=now,
    )


def _name(text: str) -> uuid.UUID:
    """A name as it is, or one made of a text that is none: it may be what could not be taken in."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_OID, text)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise RequestRefused("malformed") from error

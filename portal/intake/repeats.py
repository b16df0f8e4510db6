"""A batch in a file whose very bytes were taken before is answered from the receipt kept of it: its operations are not
read again, only whether everything that was answered still stands."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import OuterRef, Subquery

from portal.accounts.models import Device
from portal.intake import ledger, storage
from portal.intake.models import Record, StoredOperation, StoredReceipt
from portal.intake.reception import DONE, Reception
from sync import canonical, wire

_BATCH = b'{"batch":'
Standing = tuple[uuid.UUID, str, str, str, datetime | None, int | None]


class _Lying(msgspec.Struct):
    """A request of which the batch is left as it lies there."""

    batch: msgspec.Raw


_READER = msgspec.json.Decoder(_Lying)


@dataclass(frozen=True)
class Carried:
    """A batch as it lies in a message: the hash of its bytes, and the receipt once given to this device for them."""

    sha256: str
    receipt: StoredReceipt | None
    read: Callable[[], wire.Batch | None]

    def taken(self, reception: Reception) -> tuple[wire.Batch | None, list[wire.Result]]:
        """(the batch, its results): the ones of the receipt as a repetition gives them where they stand, else the
        batch is read and taken in like any other."""
        told = None if self.receipt is None else _told(self.receipt)
        if told is not None and self.receipt is not None:
            standing = _standing(self.receipt, reception.device)
            if _stands(self.receipt, told, standing):
                results = [ledger.as_repeated(result) for result in told.results]
                for (record_id, kind, *_), result in zip(standing, results, strict=True):
                    reception.note(record_id, kind, result)
                return wire.Batch(batch_id=told.batch_id, sha256="", head=told.head, operations=[]), results
        batch = self.read()
        return batch, reception.receive(batch) if batch else []

    def columns(self, batch: wire.Batch, results: Sequence[wire.Result]) -> dict[str, Any]:
        """By what its receipt is found when the same bytes come again; nothing where an operation of it was not the
        one that the portal has under its name."""
        if any(result.rule == wire.ALTERED for result in results):
            return {}
        places = [operation.sequence for operation in batch.operations]
        return {"batch_sha256": self.sha256, "first_sequence": places[0], "last_sequence": places[-1]}


def parted(message: bytes, device: Device, read: Callable[[bytes], wire.SyncRequest]) -> tuple[wire.SyncRequest, Any]:
    """(the request, its :class:`Carried` batch or None); of a batch known by its bytes the request has only the rest.
    ``read`` reads a whole message."""
    lying = _lying(message)
    if not lying:
        return read(message), None
    sha256 = canonical.digest(lying)
    known = StoredReceipt.rows.for_office(device.office).filter(device=device, batch_sha256=sha256).first()
    if known is None:
        request = read(message)
        return request, Carried(sha256, None, lambda: request.batch)
    rest = message[len(_BATCH) + len(lying) :]
    return read(b"{" + rest.removeprefix(b",")), Carried(sha256, known, lambda: read(message).batch)


def _lying(message: bytes) -> bytes:
    """The bytes of the batch, "" where a message is not written as ours are."""
    try:
        lying = bytes(_READER.decode(message).batch)
    except msgspec.MsgspecError:
        return b""
    return lying if lying != b"null" and message.startswith(_BATCH + lying) else b""


def _told(row: StoredReceipt) -> wire.Receipt:
    return wire.decode_message(storage.unpack_bytes(row.content), wire.Receipt)


def _standing(receipt: StoredReceipt, device: Device) -> Sequence[Standing]:
    """The operations in the places of the batch: record, kind, hash, code, when it was settled, the record's
    version now."""
    office = device.office
    version = Record.rows.for_office(office).filter(record_id=OuterRef("record_id")).values("version")[:1]
    places = (receipt.first_sequence, receipt.last_sequence)
    held = StoredOperation.rows.for_office(office).filter(device=device, sequence__range=places).order_by("sequence")
    now = held.annotate(now=Subquery(version))
    return list(now.values_list("record_id", "kind", "op_hash", "code", "settled_at", "now"))


def _stands(receipt: StoredReceipt, told: wire.Receipt, standing: Sequence[Standing]) -> bool:
    """Whether these are the operations of the receipt, nothing was answered anew since, and no record stands before
    the version that it was given."""
    if len(standing) != len(told.results) or standing[-1][2] != told.head:
        return False
    return all(
        settled_at is not None
        and settled_at <= receipt.created_at
        and (result.first or result.code) == code
        and (code not in DONE or result.version <= (version or 0))
        for result, (*_, code, settled_at, version) in zip(told.results, standing, strict=True)
    )

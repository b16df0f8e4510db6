"""Erasing a personal value from everything the portal keeps of a record's past, by order of law; when and why stay."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from portal.accounts.models import Office
from portal.intake import keys, ledger, storage
from portal.intake.models import Conflict, Erasure, Record, StoredOperation, StoredReceipt
from portal.intake.writing import one_batch
from sync import erasing, merge, wire


class NotErasable(Exception):
    """``code``: ``unknown``, ``present`` (the record still says it), ``open`` (it was not captured as personal)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def erase(office: Office, ocid: str, path: str, reason: str, now: datetime) -> int:
    """How many operations told of it. Raises NotErasable with nothing changed."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
    with one_batch():
        record = Record.rows.for_office(office).filter(ocid=ocid).first()
        if record is None:
            raise NotErasable("unknown")
        if merge.value_at(record.content, path) is not None:
            raise NotErasable("present")
        rows = list(StoredOperation.rows.for_office(office).filter(record_id=record.record_id).exclude(content=b""))
        if any(erasing.says_openly(ledger.operation_of(row).patch, path) for row in rows):
            raise NotErasable("open")
        told = sum(_scrub_operation(row, path) for row in rows)
        _scrub_record(record, path)
        _scrub_conflicts(office, record.record_id, path)
        _sign_receipts_again(office, {row.device_id for row in rows}, path)
        Erasure.rows.for_office(office).create(
            office=office, record_id=record.record_id, path=path, reason=reason, operations=told, erased_at=now
        )
        return told


def _scrub_operation(row: StoredOperation, path: str) -> bool:
    private = storage.unpack(row.private) if row.private else {}
    kept = erasing.private_without(private, path)
    row.private = storage.pack(kept) if kept else b""
    row.result = storage.pack_bytes(wire.encode_message(_without(ledger.first_result(row), path)))
    row.save(update_fields=["private", "result"])
    return kept != private


def _without(result: wire.Result, path: str) -> wire.Result:
    """A result whose conflicts do not tell."""
    told = [
        msgspec.structs.replace(
            item,
            theirs=erasing.without(item.theirs, item.path, path),
            ours=erasing.without(item.ours, item.path, path),
        )
        for item in result.conflicts
    ]
    return msgspec.structs.replace(result, conflicts=told)


def _scrub_record(record: Record, path: str) -> None:
    """The rows that were removed and are kept to be revived."""
    if not record.removed:
        return
    graves = {name: merge.RemovedRow(**grave) for name, grave in storage.unpack(record.removed).items()}
    kept: dict[str, Any] = {}
    for name, grave in graves.items():
        row = erasing.without(grave.row, name, path)
        if row is not None:
            kept[name] = {**asdict(grave), "row": row}
    record.removed = storage.pack(kept) if kept else b""
    record.save(update_fields=["removed"])


def _scrub_conflicts(office: Office, record_id: uuid.UUID, path: str) -> None:
    for row in Conflict.rows.for_office(office).filter(record_id=record_id):
        row.theirs = storage.pack(erasing.without(storage.unpack(row.theirs), row.path, path))
        row.ours = storage.pack(erasing.without(storage.unpack(row.ours), row.path, path))
        row.save(update_fields=["theirs", "ours"])


def _sign_receipts_again(office: Office, devices: set[uuid.UUID], path: str) -> None:
    """Receipts that showed the value in a conflict say the same without it, signed anew."""
    for row in StoredReceipt.rows.for_office(office).filter(device_id__in=devices):
        receipt = wire.decode_message(storage.unpack_bytes(row.content), wire.Receipt)
        results = [_without(result, path) for result in receipt.results]
        if results != receipt.results:
            bare = msgspec.structs.replace(receipt, results=results, signature="")
            signed = msgspec.structs.replace(bare, signature=keys.sign(wire.receipt_bytes(bare)))
            row.content = storage.pack_bytes(wire.encode_message(signed))
            row.save(update_fields=["content"])

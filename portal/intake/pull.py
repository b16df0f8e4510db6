"""What a device does not have yet: records of its office changed since its cursor, in pages."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from portal.accounts.models import Office
from portal.intake import storage
from portal.intake.models import Record
from sync import wire

PAGE_RECORDS = 200
PAGE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Page:
    records: list[wire.RecordState]
    sequence: int
    more: bool
    is_withheld: bool = False


def nothing(since: int) -> Page:
    """For a desk of an older edition of the law: what it sends is taken, what others have it could not read; its
    cursor stays until its program is of today."""
    return Page([], since, False, is_withheld=True)


def changed_since(
    office: Office, since: int, newest: int, known: Collection[uuid.UUID], anyway: Collection[uuid.UUID]
) -> Page:
    """The next page after ``since``; ``known`` are records that the device has just as they are, ``anyway``
    those it must see whatever its cursor says."""
    states: list[wire.RecordState] = []
    reached, size, more = since, 0, False
    rows = Record.rows.for_office(office).filter(sequence__gt=since).exclude(record_id__in=known).order_by("sequence")
    for row in rows.iterator(chunk_size=PAGE_RECORDS):
        if len(states) >= PAGE_RECORDS or size >= PAGE_BYTES:  # the first record always goes, whatever its size
            more = True
            break
        reached = row.sequence
        states.append(state_of(row))
        size += storage.size_of(row.body)
    missing = set(anyway) - {uuid.UUID(state.record_id) for state in states}
    if missing:
        states.extend(map(state_of, Record.rows.for_office(office).filter(record_id__in=missing)))
    return Page(states, reached if more else newest, more)


def state_of(row: Record) -> wire.RecordState:
    return wire.RecordState(
        record_id=str(row.record_id),
        record_type=row.record_type,
        ocid=row.ocid,
        version=row.version,
        status=row.status,
        folio=row.folio,
        sequence=row.sequence,
        body=row.content,
        body_hash=row.body_hash,
        deleted=row.deleted_at is not None,
    )

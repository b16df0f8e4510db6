"""What the portal holds, in numbers and one by one, so that a desk can see whether the two agree."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from itertools import pairwise

import msgspec
from django.db.models import Count, Sum

from portal.accounts.models import Device, Office
from portal.intake import blobs
from portal.intake.models import Record, StoredOperation
from portal.intake.refusals import RequestRefused
from sync import wire

PAGE = 5000


def proof_of(device: Device) -> wire.Proof:
    """Counted from the rows themselves: a row that is lost is missed."""
    held = Record.rows.for_office(device.office).aggregate(records=Count("id"), marks=Sum("mark"))
    operations = StoredOperation.rows.for_office(device.office).filter(device=device).count()
    return wire.Proof(
        records=held["records"],
        marks=int(held["marks"] or 0),
        operations=operations,
        outcomes=sum(sequence * wire.OUTCOMES.index(code) for sequence, code in _not_applied(device)),
        files=blobs.proof_of(device),
    )


def inventory_of(device: Device, after: str) -> wire.Inventory:
    """The page of the office's records after a record_id; on the first one also the device's chain."""
    rows = Record.rows.for_office(device.office).order_by("record_id")
    if after:
        rows = rows.filter(record_id__gt=_uuid(after))
    found = list(rows.values_list("record_id", "version", "mark")[: PAGE + 1])
    listed = [(str(record_id), version, mark) for record_id, version, mark in found[:PAGE]]
    page = wire.Inventory(records=listed, more=len(found) > PAGE)
    if after:
        return page
    return msgspec.structs.replace(page, places=_runs(device), outcomes=sorted(_not_applied(device)))


def wanted_by(office: Office, ids: list[str]) -> set[uuid.UUID]:
    """The records asked for by name."""
    if len(ids) > wire.MAX_WANTED:
        raise RequestRefused("malformed")
    return {_uuid(text) for text in ids}


def _not_applied(device: Device) -> Iterable[tuple[int, str]]:
    """(sequence, code) of the device's operations that were not simply applied."""
    rows = StoredOperation.rows.for_office(device.office).filter(device=device, code__in=wire.OUTCOMES[1:])
    return rows.values_list("sequence", "code")


def _runs(device: Device) -> list[tuple[int, int]]:
    rows = StoredOperation.rows.for_office(device.office).filter(device=device).order_by("sequence")
    places = list(rows.values_list("sequence", flat=True))
    breaks = [later for earlier, later in pairwise(places) if later != earlier + 1]
    ends = [earlier for earlier, later in pairwise(places) if later != earlier + 1]
    return list(zip([*places[:1], *breaks], [*ends, *places[-1:]], strict=True))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise RequestRefused("malformed") from error

"""Numbers for folios, leased in blocks: two computers without a link to each other never propose the same one."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max

from portal.accounts.models import Device
from portal.intake.models import FolioLease
from sync import wire

BLOCK = 200
FIRST_YEAR, LAST_YEAR = 2000, 2200


def lease(device: Device, year: int, last_known: int, now: datetime) -> wire.FolioBlock | None:
    """The device's next block of a year, under the office's counter; the one it was given and never heard of comes
    again. None where it asks for none."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    rows = FolioLease.rows.for_office(device.office).filter(year=year)
    row = rows.filter(device=device, first__gt=last_known).order_by("first").first()
    if row is None:
        first = (rows.aggregate(last=Max("last"))["last"] or 0) + 1
        row = FolioLease(
            office=device.office,
            device=device,
            year=year,
            first=first,
            last=first + BLOCK - 1,
            leased_at=now,
            expires_on=date(year, 12, 31),
        )
        rows.bulk_create([row])
    return wire.FolioBlock(year=year, first=row.first, last=row.last, expires_on=row.expires_on.isoformat())

"""How much the portal holds."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Device, Office, User
from portal.intake.models import Conflict, Record, StoredOperation, StoredReceipt
from portal.publication.models import Process, Release


def counts() -> dict[str, Any]:
    """Totals, and what each office has."""
    return {
        "offices": Office.objects.count(),
        "users": User.objects.count(),
        "devices": Device.objects.filter(revoked_at=None).count(),
        "published": Process.objects.count(),
        "releases": Release.objects.count(),
        "by_office": {office.code: _office_counts(office) for office in Office.objects.all()},
    }


def _office_counts(office: Office) -> dict[str, int]:
    operations = StoredOperation.rows.for_office(office)
    return {
        "devices": Device.objects.filter(office=office, revoked_at=None).count(),
        "records": Record.rows.for_office(office).count(),
        "operations": operations.count(),
        "held": operations.filter(code="held").count(),
        "conflicts": Conflict.rows.for_office(office).filter(resolved_at=None).count(),
        "receipts": StoredReceipt.rows.for_office(office).count(),
        "published": Process.objects.filter(office=office).count(),
    }

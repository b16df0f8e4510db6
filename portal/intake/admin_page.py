"""What who administers the portal sees: every office with its computers, what arrived and what waits, and since when;
and the way to shut a computer or a person's signature out. Administrators of an office see and do this for theirs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forms.workflow import Role
from portal.accounts.enrolment import revoke
from portal.accounts.models import Device, Office, PersonKey
from portal.intake.ages import age_words
from portal.intake.models import Record, StoredOperation, StoredReceipt
from portal.intake.office_page import in_need, waiting_items

MOST_ROWS = 100
CLOCK_SECONDS = 300


@dataclass(frozen=True)
class OfficeLine:
    """One office in numbers; ``held_since`` is when the oldest operation came that still waits for another."""

    office: Office
    devices: int
    seen_at: datetime | None
    records: int
    received: int
    held: int
    held_since: datetime | None
    now: datetime
    attention: int

    @property
    def seen(self) -> str:
        return age_words(self.seen_at, self.now)

    @property
    def held_age(self) -> str:
        return age_words(self.held_since, self.now)


@login_required
@require_safe
def admin_page(request: HttpRequest) -> HttpResponse:
    """Every office that the person administers."""
    lines = [_line(office) for office in _administered(request)]
    if not lines and not _is_portal_admin(request):
        raise Http404
    return render(request, "admin.html", {"lines": lines})


@login_required
@require_safe
def admin_office(request: HttpRequest, code: str) -> HttpResponse:
    """One office: computers, signatures, what waits, batches."""
    office = _office(request, code)
    receipts = StoredReceipt.rows.for_office(office).select_related("device").order_by("-created_at")
    devices = Device.objects.filter(office=office).select_related("user", "copy_of").order_by("-seen_at")
    context = {
        "line": _line(office),
        "devices": [(device, age_words(device.seen_at, timezone.now()), _clock(device)) for device in devices],
        "keys": PersonKey.objects.filter(office=office).select_related("user").order_by("-enrolled_at"),
        "waiting": waiting_items(office, MOST_ROWS),
        "receipts": receipts[:MOST_ROWS],
    }
    return render(request, "admin_office.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def admin_revoke(request: HttpRequest, code: str, what: str, key: uuid.UUID) -> HttpResponse:
    """Asks once, then shuts a computer (with the copies of it) or a person's signature out."""
    office = _office(request, code)
    found: Device | PersonKey | None = None
    if what == "computadora":
        found = Device.objects.filter(office=office, pk=key).select_related("user").first()
    elif what == "firma":
        found = PersonKey.objects.filter(office=office, pk=key).select_related("user").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        if isinstance(found, Device):
            revoke(found, timezone.now())
        else:
            PersonKey.objects.filter(pk=found.pk, revoked_at=None).update(revoked_at=timezone.now())
        return redirect("admin_office", code=office.code)
    is_device = isinstance(found, Device)
    copies = found.copies.filter(revoked_at=None).count() if isinstance(found, Device) else 0
    return render(
        request, "admin_revoke.html", {"office": office, "it": found, "is_device": is_device, "copies": copies}
    )


def _clock(device: Device) -> str:
    """What is to be said of a computer's clock, "" while it is right."""
    if abs(device.clock_ahead) <= CLOCK_SECONDS:
        return ""
    now = timezone.now()
    span = age_words(now - timedelta(seconds=abs(device.clock_ahead)), now)
    return f"Su reloj va {span} {'adelantado' if device.clock_ahead > 0 else 'atrasado'}."


def _is_portal_admin(request: HttpRequest) -> bool:
    return bool(request.user.is_staff and request.user.is_active)


def _administered(request: HttpRequest) -> list[Office]:
    """All offices for who administers the portal, one's own for who administers an office."""
    if _is_portal_admin(request):
        return list(Office.objects.all())
    mine = Office.objects.filter(
        memberships__user__username=request.user.get_username(), memberships__role=Role.ADMINISTRADOR
    )
    return list(mine)


def _office(request: HttpRequest, code: str) -> Office:
    found = next((office for office in _administered(request) if office.code == code), None)
    if found is None:
        raise Http404
    return found


def _line(office: Office) -> OfficeLine:
    devices = Device.objects.filter(office=office, revoked_at=None).aggregate(n=Count("pk"), seen=Max("seen_at"))
    operations = StoredOperation.rows.for_office(office)
    held = operations.filter(code="held").aggregate(n=Count("pk"), since=Min("received_at"))
    return OfficeLine(
        office=office,
        devices=devices["n"],
        seen_at=devices["seen"],
        records=Record.rows.for_office(office).count(),
        received=operations.count(),
        held=held["n"],
        held_since=held["since"],
        now=timezone.now(),
        attention=in_need(office).exclude(code="held").count(),
    )

"""What an office sees of its own intake: devices, receipts, what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from forms.findings import Level, finding
from forms.record_type import kinds_of
from forms.words import describe, verdict
from forms.workflow import Role
from portal.accounts.models import Device, Membership, Office
from portal.intake import storage
from portal.intake.acts import SELF_REVIEW
from portal.intake.ages import age_words
from portal.intake.justified import reasons
from portal.intake.models import Record, StepBack, StoredOperation, StoredReceipt

ATTENTION = ("held", "conflict", "rejected", "forbidden", "schema_unknown", "too_large")
WORDS = {
    "held": "En espera de otro cambio",
    "conflict": "Dos versiones distintas: se elige en la computadora que lo envió",
    "rejected": "No entró",
    "forbidden": "Sin permiso para este acto",
    "schema_unknown": "Versión de formulario más nueva que la del portal",
    "too_large": "Demasiado grande",
}
MOST_ROWS = 50
MOST_PUBLICATIONS = 200
MOST_REASONS = 4


@dataclass(frozen=True)
class Waiting:
    ocid: str
    title: str
    words: str
    why: tuple[str, ...]
    device: str
    age: str


@dataclass(frozen=True)
class Warned:
    """A publication in which something looks personal, each place in words."""

    ocid: str
    published_at: datetime
    places: tuple[str, ...]


@login_required
def office_page(request: HttpRequest) -> HttpResponse:
    """The page of the first office in which the person has a role, or of the one named if it is theirs."""
    memberships = (
        Membership.objects.select_related("office")
        .filter(user__username=request.user.get_username())
        .order_by("office__name")
    )
    wanted = request.GET.get("clave", "")
    membership = next((row for row in memberships if row.office.code == wanted), None) or memberships.first()
    if membership is None:
        return render(request, "office.html", {"office": None}, status=403)
    return render(request, "office.html", _context(membership.office, list(memberships)))


def _context(office: Office, memberships: list[Membership]) -> dict[str, object]:
    records = Record.rows.for_office(office).filter(deleted_at=None)
    return {
        "office": office,
        "memberships": memberships,
        "devices": Device.objects.filter(office=office).select_related("user").order_by("-seen_at"),
        "receipts": StoredReceipt.rows.for_office(office).select_related("device").order_by("-created_at")[:MOST_ROWS],
        "waiting": waiting_items(office),
        "administers": any(row.office == office and row.role == Role.ADMINISTRADOR for row in memberships),
        "steps_back": StepBack.rows.for_office(office).select_related("device").order_by("-found_at")[:MOST_ROWS],
        "personal": _personal(office),
        "self_reviews": _self_reviews(office),
        "reasons": reasons(office, timezone.now()),
        "records": records.count(),
        "published": office.processes.count() + office.entries.count(),
        "drafts": records.filter(status="draft").count(),
    }


def _personal(office: Office) -> list[Warned]:
    """The newest publications in which something looks personal, one a record."""
    rows = StoredOperation.rows.for_office(office).filter(kind="publish", code="applied").order_by("-received_at")
    newest: dict[str, StoredOperation] = {}
    for row in rows[:MOST_PUBLICATIONS]:
        newest.setdefault(row.ocid, row)
    told = [(row, found) for row in newest.values() if (found := storage.unpack(row.result).get("findings"))]
    held = Record.rows.for_office(office).filter(record_id__in=[row.record_id for row, _ in told])
    of = {record.record_id: record for record in held}
    return [
        Warned(row.ocid, row.received_at, tuple(_words(item, of.get(row.record_id)) for item in found))
        for row, found in told
    ]


def _self_reviews(office: Office) -> dict[str, int]:
    """Of the newest approvals, those by who captured, and those of them that say no reason."""
    rows = StoredOperation.rows.for_office(office).filter(kind="approve", code="applied").order_by("-received_at")
    own = [row for row in rows[:MOST_PUBLICATIONS] if storage.unpack(row.result).get("rule") == SELF_REVIEW]
    notes = [(storage.unpack(row.content).get("act") or {}).get("note") for row in own]
    return {"total": len(own), "silent": sum(not note for note in notes)}


def _words(item: Mapping[str, Any], record: Record | None) -> str:
    """In the words of the record's type and kind."""
    told = finding(item["pointer"], item["code"], Level(item["level"]), **item.get("parameters", {}))
    if record is None:
        return describe(told, kinds=())
    return describe(told, record_type=record.record_type, kinds=kinds_of(record.content))


def in_need(office: Office) -> QuerySet[StoredOperation]:
    """Operations that were not simply applied. What the same computer sent later of the record, and was taken, has
    settled what was refused or clashed before."""
    operations = StoredOperation.rows.for_office(office)
    later = operations.filter(
        device=OuterRef("device"),
        record_id=OuterRef("record_id"),
        sequence__gt=OuterRef("sequence"),
        code__in=("applied", "merged"),
    )
    return operations.filter(Q(code="held") | (Q(code__in=ATTENTION) & ~Exists(later)))


def waiting_items(office: Office, most: int = MOST_ROWS) -> list[Waiting]:
    """Operations in need of a person or of another, the oldest first."""
    rows = in_need(office).select_related("device").order_by("received_at")[:most]
    held = Record.rows.for_office(office).filter(record_id__in=[row.record_id for row in rows])
    of = {record.record_id: record for record in held}
    return [_waiting(row, of.get(row.record_id)) for row in rows]


def _waiting(row: StoredOperation, record: Record | None) -> Waiting:
    """What came of an operation, and why: its rule in words, then the first of its findings."""
    result = storage.unpack(row.result)
    said = (verdict(result.get("rule", "")), *(_words(item, record) for item in result.get("findings", [])))
    told = [sentence for sentence in said if sentence]
    more = [f"Y {len(told) - MOST_REASONS} más."] if len(told) > MOST_REASONS else []
    return Waiting(
        row.ocid,
        record.title if record else "",
        WORDS.get(row.code, row.code),
        (*told[:MOST_REASONS], *more),
        row.device.name,
        age_words(row.received_at, timezone.now()),
    )

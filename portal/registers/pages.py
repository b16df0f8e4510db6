"""The public pages of the registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms.catalog import load_catalog
from forms.record_type import RecordType
from forms.register import Register
from portal.registers.asked import ORDERS, PAGE, Asked, offices_of, orders, with_asked, years_of
from portal.registers.mentions import OCID, TAXPAYER, naming, said_in
from portal.registers.models import Entry
from portal.registers.view import blocks, in_force, shown_entry

PAGE_SIZE = 20
MOST_WITHDRAWN = 100
GONE = 410


@dataclass(frozen=True)
class Card:
    """One register of the index."""

    title: str
    help: str
    address: str
    count: int


def find_register(slug: str) -> tuple[RecordType, Register]:
    """The register at an address of the portal; 404 without one."""
    found = next((pair for pair in load_catalog().registers if slug and pair[1].public == slug), None)
    if found is None:
        raise Http404
    return found


def find_entry(slug: str, code: str) -> tuple[Entry, RecordType, Register]:
    record, register = find_register(slug)
    entry = Entry.objects.select_related("office").filter(record_type=record.id, code=code).first()
    if entry is None:
        raise Http404
    return entry, record, register


def address_of(register: Register) -> str:
    return f"/registros/{register.public}/"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every register, with how much each holds."""
    counts = dict(Entry.objects.shown().order_by().values_list("record_type").annotate(count=Count("id")))
    cards = [
        Card(register.title_plural, register.help, address_of(register), counts.get(record.id, 0))
        for record, register in load_catalog().registers
        if register.public
    ]
    return render(request, "registers/index.html", {"cards": cards})


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The records of one register: search, office and pages, all in the address."""
    record, register = find_register(slug)
    asked = Asked.read(request.GET.dict(), register.amount is not None)
    paginator = Paginator(asked.rows(record.id), PAGE_SIZE)
    page = paginator.get_page(request.GET.get(PAGE))
    withdrawn = Entry.objects.withdrawn().select_related("office").filter(record_type=record.id)
    offices = with_asked(offices_of(record.id), asked.office)
    years = with_asked(years_of(record.id), asked.year)
    context = {
        "register": register,
        "address": address_of(register),
        "asked": asked,
        "orders": orders(register.amount is not None),
        "is_usual_order": asked.order is ORDERS[0],
        "offices": offices,
        "office": dict(offices).get(asked.office, ""),
        "years": years,
        "year": dict(years).get(asked.year, ""),
        "year_is": _label(record, register.year),
        "rows": [shown_entry(entry, record, register) for entry in page],
        "page": page,
        "found": paginator.count,
        "previous": asked.address(page.number - 1) if page.has_previous() else "",
        "next": asked.address(page.number + 1) if page.has_next() else "",
        "withdrawn": withdrawn[:MOST_WITHDRAWN],
        "more_withdrawn": max(0, withdrawn.count() - MOST_WITHDRAWN),
        "is_unfilled": not asked.is_narrowed and not paginator.count,
    }
    return render(request, "registers/list.html", context)


def _label(record: RecordType, pointers: tuple[str, ...]) -> str:
    """What the first of these members is called, "" without any."""
    item = record.field_at(pointers[0]) if pointers else None
    return item.label if item else ""


@require_safe
def entry(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One record, section by section."""
    row, record, register = find_entry(slug, code)
    if row.withdrawn_at is not None:
        shown = {"entry": row, "register": register, "address": address_of(register)}
        return render(request, "registers/withdrawn.html", shown, status=GONE)
    amount = record.field_at(register.amount) if register.amount else None
    context = {
        "entry": row,
        "amount_label": amount.label if amount else "Monto",
        "record": record,
        "register": register,
        "address": address_of(register),
        "blocks": blocks(row.value, record, register),
        "named": naming(*_named_in(row.value), but=row),
        "in_force": in_force(row.value, register),
        "snapshots": row.snapshots.order_by("-number").defer("content"),
    }
    return render(request, "registers/entry.html", context)


def _named_in(value: Any) -> tuple[list[str], list[str]]:
    """The processes and the companies that a record names."""
    said = list(said_in(value))
    return [name for kind, name in said if kind == OCID], [name for kind, name in said if kind == TAXPAYER]

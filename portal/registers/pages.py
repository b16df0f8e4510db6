"""The public pages of the registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms.catalog import load_catalog
from forms.codes import fold
from forms.record_type import RecordType
from forms.register import Register
from portal.accounts.models import Office
from portal.registers.mentions import OCID, TAXPAYER, naming, said_in
from portal.registers.models import Entry
from portal.registers.view import blocks, in_force, shown_entry

PAGE_SIZE = 20
MOST_WORDS = 8
LONGEST_TEXT = 200
MOST_WITHDRAWN = 100
GONE = 410


@dataclass(frozen=True)
class Card:
    """One register of the index."""

    title: str
    help: str
    address: str
    count: int


@dataclass(frozen=True)
class Order:
    """In which order a list stands: its name in the address, its words, and what the rows are ordered by."""

    name: str
    title: str
    columns: tuple[Any, ...]


BY_AMOUNT = "monto"
ORDERS = (
    Order("recientes", "Lo más reciente primero", ("-published_at", "title", "code")),
    Order("nombre", "Por nombre", ("title", "code")),
    Order(BY_AMOUNT, "Por monto, el mayor primero", (F("amount").desc(nulls_last=True), "title", "code")),
)


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
    text, office = (request.GET.get(name, "").strip()[:LONGEST_TEXT] for name in ("q", "ente"))
    orders = [order for order in ORDERS if order.name != BY_AMOUNT or register.amount]
    order = next((order for order in orders if order.name == request.GET.get("orden")), orders[0])
    paginator = Paginator(search(record.id, text, office).order_by(*order.columns), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("pagina"))
    context = {
        "register": register,
        "address": address_of(register),
        "text": text,
        "office": office,
        "orders": orders,
        "order": order,
        "offices": _offices(record.id),
        "rows": [shown_entry(entry, record, register) for entry in page],
        "page": page,
        "found": paginator.count,
        "previous": _page_address(text, office, order, page.number - 1) if page.has_previous() else "",
        "next": _page_address(text, office, order, page.number + 1) if page.has_next() else "",
        "withdrawn": Entry.objects.withdrawn().select_related("office").filter(record_type=record.id)[:MOST_WITHDRAWN],
        "is_unfilled": not text and not office and not paginator.count,
    }
    return render(request, "registers/list.html", context)


def search(record_type: str, text: str, office: str) -> QuerySet[Entry]:
    """Published records of a type with every word of the text, the newest first."""
    rows = Entry.objects.shown().select_related("office").filter(record_type=record_type)
    for word in fold(text).split()[:MOST_WORDS]:
        rows = rows.filter(search_text__contains=word)
    return rows.filter(office__code=office) if office else rows


def _offices(record_type: str) -> list[tuple[str, str]]:
    rows = Office.objects.filter(entries__record_type=record_type).distinct().order_by("name")
    return list(rows.values_list("code", "name"))


def _page_address(text: str, office: str, order: Order, number: int) -> str:
    chosen = "" if order is ORDERS[0] else order.name
    said = [("q", text), ("ente", office), ("orden", chosen), ("pagina", str(number) if number > 1 else "")]
    return "?" + urlencode([(name, value) for name, value in said if value])


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

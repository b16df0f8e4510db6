"""Headline figures and the bars beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from forms.catalog import load_catalog
from portal.intake.projection import CONTRACTING
from portal.publication.models import Process, Supplier

MILLION = Decimal(1_000_000)
THOUSAND = Decimal(1_000)


@dataclass(frozen=True)
class Figure:
    value: str
    words: str


@dataclass(frozen=True)
class Bar:
    """``width`` of 100; ``address`` leads to what it counts."""

    words: str
    count: int
    width: float
    address: str


def figures() -> tuple[Figure, ...]:
    """How much is published."""
    totals = Process.objects.aggregate(
        processes=Count("id"), contracted=Sum("contracted"), offices=Count("office", distinct=True)
    )
    processes = totals["processes"]
    suppliers = Supplier.objects.values("party_id").distinct().count()
    amount, unit = round_amount(totals["contracted"] or Decimal(0))
    return (
        Figure(f"{processes:,}", _plural(processes, "expediente publicado", "expedientes publicados")),
        Figure(f"${amount}", f"{unit} contratados"),
        Figure(f"{suppliers:,}", _plural(suppliers, "proveedor o contratista", "proveedores y contratistas")),
        Figure(f"{totals['offices']:,}", _plural(totals["offices"], "ente que publica", "entes que publican")),
    )


def round_amount(amount: Decimal) -> tuple[str, str]:
    """An amount as people say it: ``("5.24", "millones de pesos")``."""
    if amount >= MILLION:
        return f"{amount / MILLION:,.2f}", "millones de pesos"
    if amount >= THOUSAND:
        return f"{amount / THOUSAND:,.1f}", "miles de pesos"
    return f"{amount:,.2f}", "pesos"


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def by_stage() -> tuple[Bar, ...]:
    """Processes by the stage they have reached, every stage named."""
    counts = dict(Process.objects.order_by().values_list("stage").annotate(count=Count("id")))
    steps = load_catalog().record_types[CONTRACTING].steps()
    return _bars({step.title: (counts.get(step.id, 0), f"/?etapa={step.id}") for step in steps})


def by_year() -> tuple[Bar, ...]:
    rows = Process.objects.exclude(year=None).order_by("-year").values_list("year").annotate(count=Count("id"))
    return _bars({str(year): (count, f"/?anio={year}") for year, count in rows[:6]})


def _bars(counts: Mapping[str, tuple[int, str]]) -> tuple[Bar, ...]:
    most = max((count for count, _ in counts.values()), default=0) or 1
    return tuple(Bar(words, count, round(100 * count / most, 1), address) for words, (count, address) in counts.items())

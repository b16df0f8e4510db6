"""System 6 of the national platform: the answer of its interface, each process as `{ocid, record}`.

`record` is the compiled release with `cycle`, the fiscal year by which the platform finds it; the names are those of
the published extensions. The file reads like one page that holds every result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capture_app.exporters.documents import ExportProcess
from capture_app.ocds.package import PackageHead
from capture_app.ocds.record import compile_releases
from forms.members import part, rows, text
from sync import canonical

_YEAR = 4


def write(processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
    return page_pieces(({"ocid": process.ocid, "record": record_of(process)} for process in processes), head)


def page_pieces(records: Iterable[Mapping[str, Any]], head: PackageHead) -> Iterator[bytes]:
    """One page of the platform's interfaces that holds every result."""
    yield b'{"results":['
    count = 0
    for count, record in enumerate(records, 1):
        yield (b",\n" if count > 1 else b"\n") + canonical.encode(record)
    page = {"page": 1, "pageSize": count, "totalRows": count, "hasNextPage": False}
    yield b'],"pagination":' + canonical.encode(page)
    said = {"publisher": head.publisher.members(), "publishedDate": head.published_date, "x_audience": head.audience}
    yield b"," + canonical.encode(said)[1:-1] + b"}\n"


def record_of(process: ExportProcess) -> dict[str, Any]:
    """The compiled release with what the platform searches by: the cycle, and the buyer where only the area is said."""
    compiled = dict(compile_releases(process.releases))
    tender = part(compiled, "tender")
    if not part(compiled, "buyer") and part(tender, "procuringEntity"):
        compiled["buyer"] = part(tender, "procuringEntity")
    cycle = _cycle(compiled)
    return {**compiled, "cycle": cycle} if cycle else compiled


def _cycle(compiled: Mapping[str, Any]) -> int | None:
    """The fiscal year: of the budget, else of the procedure, else of the first contract."""
    periods = [
        part(row, "period") for _, row in rows(part(part(compiled, "planning"), "budget"), "", "budgetBreakdown")
    ]
    days = [text(period, "startDate") for period in periods]
    days.append(text(part(part(compiled, "tender"), "tenderPeriod"), "startDate"))
    days += [text(row, "dateSigned") for _, row in rows(compiled, "", "contracts")]
    years = [day[:_YEAR] for day in days if day[:_YEAR].isdigit()]
    return int(years[0]) if years else None

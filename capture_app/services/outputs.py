"""Everything that can be taken out of the office, as a person chooses it: formats of data and printed sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from capture_app.exporters.registry import EXPORTERS, TABLES, Exporter, register_exporter
from capture_app.exporters.xlsx import TOO_LONG
from capture_app.ocds.package import PUBLIC
from capture_app.ocds.release import RECORD_TYPE
from capture_app.services.exporting import ExportReport, ExportService, LeftOut
from capture_app.services.pnt import exporter_for
from capture_app.services.printing.service import BATCH, PAPERS, REQUEST, SUFFIX, PrintService
from capture_app.words import count, say
from forms.catalog import load_catalog

_MOST_PLACES = 5
RECORDS, RECORD, QUARTER, OFFICE = "records", "record", "quarter", "office"


@dataclass(frozen=True, slots=True)
class Output:
    """One thing to take out. ``scope`` is what it is of: ``records`` (all or some of ``record_type``), one
    ``record``, a ``quarter`` or the ``office``; ``is_data`` has an audience, ``asks_quarter`` takes a quarter such as
    ``2026-3``."""

    name: str
    title: str
    suffix: str
    scope: str
    is_data: bool = True
    asks_quarter: bool = False
    record_type: str = RECORD_TYPE


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for: of which records (all without any), for whom, and where to."""

    name: str
    out: Path
    records: tuple[str, ...] = ()
    audience: str = PUBLIC
    quarter: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, in words; ``remarks`` says what was left out or is missing, and why. ``contents`` are the ids
    of the records in each file for the transparency platform, by its digest."""

    paths: tuple[str, ...]
    said: str
    remarks: tuple[str, ...] = ()
    contents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _sheet(name: str, scope: str) -> Output:
    return Output(name, say(f"print.choice.{name}"), SUFFIX, scope, is_data=False, asks_quarter=scope == QUARTER)


def _scope(exporter: Exporter) -> str:
    return RECORDS if exporter.record_type == RECORD_TYPE else OFFICE


def _data(item: Exporter, scope: str) -> Output:
    has_quarter = item.pnt is not None
    return Output(item.name, item.title, item.suffix, scope, item.has_audience, has_quarter, item.record_type)


@cache
def _tables() -> Mapping[str, Exporter]:
    """Each register as a table, by the name of its format; the law is read when they are first asked for."""
    made = [register_exporter(name, record) for record, _ in load_catalog().registers for name in TABLES]
    return {exporter.name: exporter for exporter in made}


@cache
def outputs() -> tuple[Output, ...]:
    """Everything that can be written out of the office, in the order in which it is offered."""
    return (
        *(_data(item, _scope(item)) for item in EXPORTERS),
        *(_sheet(name, RECORD) for name in PAPERS),
        _sheet(REQUEST, QUARTER),
        _sheet(BATCH, OFFICE),
        *(_data(item, RECORDS) for item in _tables().values()),
    )


def write_output(
    exporting: ExportService,
    printing: PrintService,
    asked: Asked,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = bool,
) -> Written:
    """Write what was asked for; CaptureError where it cannot be, with nothing left half."""
    output = next(item for item in outputs() if item.name == asked.name)
    if output.suffix == SUFFIX:
        name = asked.quarter if output.asks_quarter else next(iter(asked.records), "")
        written = printing.print(asked.name, name, asked.out)
        return Written((str(written.path),), say("print.done", path=written.path))
    exporter = _tables().get(asked.name) or exporter_for(asked.name, asked.quarter or None)
    report = exporting.export(exporter, asked.out, asked.records or None, progress, asked.audience, cancelled)
    contents = report.contents if exporter.pnt is not None else {}
    return Written(tuple(file.path for file in report.files), said_of(report), tuple(remarks_of(report)), contents)


def said_of(report: ExportReport) -> str:
    """How much went out, in words: of processes, or of the entries of a register, which is named when it has none."""
    if report.record_type == RECORD_TYPE:
        return count("export.done", report.records) if report.records else say("export.nothing")
    if report.records:
        return count("export.entries", report.records)
    record = load_catalog().record_types[report.record_type]
    title = record.register.title_plural if record.register else record.title
    return say("export.none_fit" if report.left_out else "export.no_entries", register=title)


def remarks_of(report: ExportReport) -> list[str]:
    """What was left out by name, and how many cells the platform will find empty."""
    said = [why_left_out(left) for left in report.left_out]
    if report.missing:
        said.append(say("pnt.missing.count", number=f"{len(report.missing):,}"))
        named = sorted(report.missing, key=lambda cell: not cell.is_required)
        keys = {True: "pnt.missing.required", False: "pnt.missing"}
        places = [(cell, f"{cell.ocid} {cell.contract}".strip()) for cell in named]
        said += [say(keys[cell.is_required], place=place, column=cell.column) for cell, place in places]
    return said


def why_left_out(left: LeftOut) -> str:
    """Why a process did not go out, and which of its members is to blame."""
    places = ", ".join(defect.pointer for defect in left.defects[:_MOST_PLACES])
    key = "export.too_long" if left.defects[0].code == TOO_LONG else "export.left_out"
    return say(key, ocid=left.ocid, places=places)

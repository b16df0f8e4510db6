"""The formats that can be exported: one module and one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from capture_app.exporters import csv_zip, jsonl, ocds_record_package, ocds_release_package, s3, s6, workbook, xlsx
from capture_app.exporters.documents import Writer
from capture_app.exporters.pnt.definition import PntFormat, own_format
from capture_app.exporters.pnt.exporter import PntWriter
from capture_app.ocds.release import RECORD_TYPE
from forms.findings import Finding
from forms.outlets import Outlet
from forms.quarters import Quarter
from forms.record_type import RecordType

JSON = "application/json"


def _nothing(release: Mapping[str, Any]) -> Sequence[Finding]:
    return ()


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: its name on the command line, the ending of its files, its media type, and who writes it.

    ``pnt`` is the writer of a format of the transparency platform. ``refuses`` says what of a sound
    release this format cannot hold; ``outlet`` is where it goes when it is public.
    """

    name: str
    suffix: str
    media_type: str
    title: str
    write: Writer
    refuses: Callable[[Mapping[str, Any]], Sequence[Finding]] = _nothing
    outlet: str = Outlet.PORTAL
    pnt: PntWriter | None = None
    record_type: str = RECORD_TYPE

    @property
    def has_audience(self) -> bool:
        """Whether it can be for the office alone, with all that was captured."""
        return self.is_ocds or (self.record_type != RECORD_TYPE and self.outlet == Outlet.PORTAL)

    @property
    def is_ocds(self) -> bool:
        """Whether it writes releases, which the official schema judges first."""
        return self.pnt is None and self.record_type == RECORD_TYPE


def pnt_exporter(name: str, format: PntFormat, quarter: Quarter | None = None) -> Exporter:
    """The exporter of a format of the platform, one of ours or one that was loaded."""
    title, writer = f"PNT {format.id}: {format.title}", PntWriter(format, quarter=quarter)
    return Exporter(name, ".xlsx", workbook.MEDIA_TYPE, title, writer, outlet=Outlet.PNT, pnt=writer)


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("ocds-release-package", ".json", JSON, "Paquete de entregas OCDS", ocds_release_package.write),
    Exporter("ocds-record-package", ".json", JSON, "Paquete de registros OCDS", ocds_record_package.write),
    Exporter("jsonl", ".jsonl", "application/x-ndjson", "JSON Lines, una entrega compilada por renglón", jsonl.write),
    Exporter("csv", ".zip", "application/zip", "CSV, tablas ligadas en un zip", csv_zip.write),
    Exporter("xlsx", ".xlsx", workbook.MEDIA_TYPE, "Excel, una hoja por lista", xlsx.write, xlsx.too_long),
    pnt_exporter("pnt-a", own_format("a")),
    pnt_exporter("pnt-b", own_format("b")),
    Exporter("s6", ".json", JSON, "Sistema 6 de la Plataforma Digital Nacional", s6.write, outlet=Outlet.PDN),
    Exporter(
        *("s3", ".json", JSON, "Sistema 3 de la PDN: empresas sancionadas", s3.write),
        outlet=Outlet.PDN,
        record_type=s3.RECORD_TYPE,
    ),
)


TABLES: Mapping[str, Callable[..., Iterator[bytes]]] = {"xlsx": xlsx.write, "csv": csv_zip.write}


def register_exporter(name: str, record: RecordType) -> Exporter:
    """The exporter of a register's entries as tables, one of ``TABLES``."""
    known = exporter_of(name)
    title = record.register.title_plural if record.register else record.title
    write = partial(TABLES[name], record=record)
    return replace(
        known, name=f"{name}-{record.id}", title=f"{known.title}: {title}", write=write, record_type=record.id
    )


RECORD_PACKAGE = "ocds-record-package"


def record_exporter(releases_at: str = "", is_versioned: bool = True) -> Exporter:
    """The exporter of records with their releases linked where they are published, or without the versioned one."""
    write = partial(ocds_record_package.write, releases_at=releases_at.rstrip("/"), is_versioned=is_versioned)
    return replace(exporter_of(RECORD_PACKAGE), write=write)


def exporter_of(name: str) -> Exporter:
    """The exporter of the name; KeyError where there is none."""
    return next((item for item in EXPORTERS if item.name == name), None) or _unknown(name)


def _unknown(name: str) -> Exporter:
    raise KeyError(name)

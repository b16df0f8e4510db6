"""The formats that can be exported: one module and one line each."""

from __future__ import annotations

from dataclasses import dataclass

from capture_app.exporters import jsonl, ocds_record_package, ocds_release_package
from capture_app.exporters.documents import Writer

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: its name on the command line, the ending of its files, its media type, and who writes it."""

    name: str
    suffix: str
    media_type: str
    title: str
    write: Writer


EXPORTERS: tuple[Exporter, ...] = (
    Exporter("ocds-release-package", ".json", JSON, "Paquete de entregas OCDS", ocds_release_package.write),
    Exporter("ocds-record-package", ".json", JSON, "Paquete de registros OCDS", ocds_record_package.write),
    Exporter("jsonl", ".jsonl", "application/x-ndjson", "JSON Lines, una entrega compilada por renglón", jsonl.write),
)


def exporter_of(name: str) -> Exporter:
    """The exporter of the name; KeyError where there is none."""
    return next((item for item in EXPORTERS if item.name == name), None) or _unknown(name)


def _unknown(name: str) -> Exporter:
    raise KeyError(name)

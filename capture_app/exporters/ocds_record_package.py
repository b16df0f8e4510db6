"""OCDS record package: one record a process, with its compiled and its versioned release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capture_app.exporters.documents import ExportProcess, package_pieces
from capture_app.ocds.package import PackageHead
from capture_app.ocds.record import build_record


def write(processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
    records = (build_record(process.ocid, process.releases, process.urls) for process in processes)
    return package_pieces(head, "records", records)

"""System 3 of the national platform: sanctioned suppliers as its interface answers them.

The register is captured in the platform's own shape, so a record is what its outlet may see of it, with its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from capture_app.exporters.documents import ExportProcess, bare
from capture_app.exporters.s6 import page_pieces
from capture_app.ocds.package import PackageHead

RECORD_TYPE = "sanctioned_supplier"


def write(processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
    return page_pieces((_record(process) for process in processes), head)


def _record(process: ExportProcess) -> dict[str, Any]:
    return {"id": process.ocid, **bare(process.body)}

"""System 3 of the national platform: sanctioned suppliers as its interface answers them.

The register is captured in the platform's own shape, so a record is what its outlet may see of it, with its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.s6 import page_pieces
from capture_app.ocds.package import PackageHead

RECORD_TYPE = "sanctioned_supplier"


def write(processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
    return page_pieces((_record(process) for process in processes), head)


def _record(process: ExportProcess) -> dict[str, Any]:
    return {"id": process.ocid, **_bare(process.body)}


def _bare(value: Any) -> Any:
    """The value without what is ours alone."""
    if isinstance(value, Mapping):
        return {name: _bare(member) for name, member in value.items() if not name.startswith("_")}
    return [_bare(member) for member in value] if isinstance(value, list) else value

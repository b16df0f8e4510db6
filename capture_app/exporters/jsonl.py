"""JSON Lines: one compiled release a line, what analysis programs read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capture_app.exporters.documents import ExportProcess
from capture_app.ocds.package import PackageHead
from capture_app.ocds.record import compile_releases
from sync import canonical


def write(processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
    for process in processes:
        yield canonical.encode(compile_releases(process.releases)) + b"\n"

"""OCDS release package: every release of every process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capture_app.exporters.documents import ExportProcess, package_pieces
from capture_app.ocds.package import PackageHead


def write(processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
    releases = (release for process in processes for release in process.releases)
    return package_pieces(head, "releases", releases)

"""OCDS record package: one record a process, with its compiled and its versioned release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capture_app.exporters.documents import ExportProcess, package_pieces
from capture_app.exporters.places import release_place
from capture_app.ocds.package import PackageHead
from capture_app.ocds.record import build_record


def write(
    processes: Iterable[ExportProcess], head: PackageHead, releases_at: str = "", is_versioned: bool = True
) -> Iterator[bytes]:
    """Releases are embedded, or linked: where the process says, else where the publication at that address has them."""
    records = (
        build_record(process.ocid, process.releases, _urls(process, releases_at), is_versioned=is_versioned)
        for process in processes
    )
    return package_pieces(head, "records", records)


def _urls(process: ExportProcess, root: str) -> tuple[str, ...] | None:
    if process.urls is not None or not root:
        return process.urls
    return tuple(f"{root}/{release_place(process.ocid, release)}" for release in process.releases)

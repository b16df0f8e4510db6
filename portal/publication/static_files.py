"""Everything that is published as files alone, for any web server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.static_tree import Tree, write_tree
from capture_app.ocds.dates import utc_text
from capture_app.ocds.package import PackageHead, Publisher
from portal.publication.models import Process

ROWS_AT_ONCE = 200
NEVER = "1970-01-01T00:00:00.000Z"


def write_static(out: Path, url: str) -> dict[str, Any]:
    """Write the tree below a folder: how many files and processes it has."""
    newest = Process.objects.order_by("-published_at").first()
    changed_at = utc_text(newest.published_at) if newest else NEVER
    head = PackageHead(url, Publisher(settings.PORTAL_NAME, uri=url), changed_at)
    files = write_tree(Tree(url.rstrip("/"), head, _processes), out)
    return {"out": str(out), "files": len(files), "records": Process.objects.count()}


def _processes(ocids: Sequence[str] | None) -> Iterator[ExportProcess]:
    rows = Process.objects.order_by("ocid").prefetch_related("releases")
    wanted = None if ocids is None else frozenset(ocids)
    for process in rows.iterator(chunk_size=ROWS_AT_ONCE):
        if wanted is None or process.ocid in wanted:
            kept = sorted((row for row in process.releases.all() if not row.is_archived), key=lambda row: row.number)
            yield ExportProcess(process.ocid, tuple(row.value for row in kept))

"""Where a simulation stands: a portal's database and a folder for the desks, in memory where the system has such a
place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from capture_app.store.connection import FILE_NAME, Connection
from capture_app.store.migrations import migrate
from tests.unit.portal import site

MEMORY = Path("/dev/shm")
DAY = "2026-03-20T15:00:00.000000Z"


@dataclass(frozen=True)
class Ground:
    folder: Path
    pristine: Path
    """A desk's database of the first day, to be copied."""


@contextmanager
def ground() -> Iterator[Ground]:
    """The portal of this process on a fresh database in a folder of its own."""
    home = site._installed()
    from django.test import override_settings

    folder = Path(tempfile.mkdtemp(prefix="simulation-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        shutil.copyfile(home / "pristine.sqlite3", folder / "portal.sqlite3")
        pristine = folder / FILE_NAME
        connection = Connection(pristine)
        migrate(connection, folder, DAY)
        connection.close()
        site._use("", folder)
        with override_settings(PORTAL_BLOBS=folder / "documentos"):
            yield Ground(folder, pristine)
    finally:
        from django.db import connections

        connections.close_all()
        site._use("", home)
        shutil.rmtree(folder, ignore_errors=True)

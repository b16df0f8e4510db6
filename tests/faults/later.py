"""A database as a later version of the program would leave it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from capture_app.store.connection import FILE_NAME
from tests.office import opened

TITLE = "Escrito con la versión siguiente"


def made_by_a_later_program(folder: Path) -> str:
    """Put one change that waits in a folder and make its tables those of a later program; the record's id."""
    with opened(folder) as app:
        record_id = app.capture.create(TITLE).record_id
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw, raw:
        raw.execute("INSERT INTO migration VALUES (999, 'later', '')")
        for table in ("outbox", "record"):
            raw.execute(f"ALTER TABLE {table} ADD COLUMN of_tomorrow BLOB DEFAULT x'0102'")
    return record_id

"""Whether a new edition of the law has anything to move: asked at each start, so nothing is loaded for it."""

from __future__ import annotations

from capture_app.store.desk import Desk


def has_older_drafts(desk: Desk) -> bool:
    """Whether any record is of an older edition than the program's."""
    sql = "SELECT EXISTS (SELECT 1 FROM record WHERE forms_version < ?)"
    return bool(desk.connection.value(sql, (desk.catalog.forms_version,)))

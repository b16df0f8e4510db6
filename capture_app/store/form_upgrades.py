"""After a new edition of the law: what is captured here moves to it, after a copy of everything as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from capture_app.changes import Cause
from capture_app.store import baselines, records
from capture_app.store.backups import back_up
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from forms.upgrades import upgrade


def upgrade_drafts(desk: Desk, processes: ProcessStore, backups: Path) -> int:
    """Every record of an older edition, in one transaction; how many. The history says what moved, and operations
    that are sealed stay as they are: the portal moves them when they come."""
    connection, version = desk.connection, desk.catalog.forms_version
    older = connection.rows("SELECT record_id, forms_version FROM record WHERE forms_version < ?", (version,))
    if not older:
        return 0
    back_up(connection, backups, f"antes-de-formas-{version}", desk.now())
    with connection.transaction():
        for row in older:
            _upgrade(desk, processes, str(row["record_id"]), int(row["forms_version"]))
    return len(older)


def _upgrade(desk: Desk, processes: ProcessStore, record_id: str, before: int) -> None:
    record, ground = records.load(desk.connection, record_id), baselines.load(desk.connection, record_id)
    if ground.base_version or ground.sealed:
        fresh = replace(ground, base=upgrade(ground.base, before), sealed=upgrade(ground.sealed, before))
        baselines.write(desk.connection, fresh)
    if not processes.replace(record, upgrade(record.document, before), Cause.UPGRADED).paths:
        processes.set_header(record, forms_version=desk.catalog.forms_version)

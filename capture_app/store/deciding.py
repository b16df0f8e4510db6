"""A person settles a conflict: the portal's value, ours, or a third."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capture_app.changes import Cause, Changes, Conflict
from capture_app.errors import BadInput, Refused
from capture_app.patching import Body
from capture_app.store import baselines, conflicts, records
from capture_app.store.desk import Desk
from capture_app.store.grounds import placed
from capture_app.store.processes import ProcessStore
from capture_app.store.values import stored_form
from forms.pointers import get

CHOICES = ("theirs", "ours", "other")


def decide(desk: Desk, processes: ProcessStore, record_id: str, conflict: Conflict, choice: str, value: Any) -> Changes:
    """The ground takes the portal's value, so that ours or a third one leaves again knowing what it replaces."""
    if choice not in CHOICES:
        raise BadInput(f"No se entiende la decisión «{choice}».")
    with desk.connection.transaction():
        record = records.load(desk.connection, record_id)
        baseline = baselines.load(desk.connection, record_id)
        theirs = get(baseline.base, conflict.path)
        conflicts.decide(desk, conflict.conflict_id, choice)
        if conflict.path:
            sealed = _with(baseline.sealed, conflict.path, theirs)
            baselines.write(desk.connection, replace(baseline, sealed=sealed))
        chosen = {"theirs": theirs, "ours": get(record.document, conflict.path), "other": value}[choice]
        return _choose(desk, processes, record, conflict.path, stored_form(chosen, desk.ids))


def _choose(desk: Desk, processes: ProcessStore, record: records.StoredRecord, path: str, chosen: Any) -> Changes:
    document = _with(record.document, path, chosen) if path else record.document
    changes = processes.replace(record, document, Cause.TYPED)
    return changes if changes.paths else processes.requeue(record)


def _with(document: Body, path: str, value: Any) -> Body:
    found = placed(document, path, value)
    if found is None:
        raise Refused("El renglón ya no existe.", safe_es="Su valor sigue en la lista de diferencias.")
    return found

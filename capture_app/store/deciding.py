"""A person settles a conflict: the portal's value, ours, or a third."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capture_app.changes import ACT, Cause, Changes, Conflict
from capture_app.errors import BadInput, Refused
from capture_app.patching import Body, Change
from capture_app.store import baselines, conflicts, history, records
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
            sealed = placed(baseline.sealed, conflict.path, theirs, baseline.base)
            if sealed is not None:
                baselines.write(desk.connection, replace(baseline, sealed=sealed))
        ours = get(record.document, conflict.path)
        chosen = {"theirs": theirs, "ours": conflict.ours if ours is None else ours, "other": value}[choice]
        if choice != "theirs" and conflict.path:
            _note_theirs(desk, record_id, conflict.path, theirs, chosen)
        document = _chosen(record.document, conflict.path, stored_form(chosen, desk.ids), choice, baseline.base)
        changes = processes.replace(record, document, Cause.DECIDED)
        return changes if changes.paths else processes.requeue(record)


def _note_theirs(desk: Desk, record_id: str, path: str, theirs: Any, chosen: Any) -> None:
    """The portal's value, which never stood here, into the history beside what was decided for: a line like that of an
    act, which neither undoing nor putting bodies together again counts as a change."""
    group = history.Group(desk.ids.op_id(), Cause.DECIDED, None)
    history.add(desk, record_id, [Change(ACT, path, theirs, chosen)], group)


def _chosen(document: Body, path: str, value: Any, choice: str, base: Body) -> Body:
    """The document with the value decided for; where its row has gone, the portal's side needs no writing."""
    if not path:
        return document
    found = placed(document, path, value, base)
    if found is None and choice != "theirs":
        raise Refused(
            "El renglón de este dato ya no existe en el portal ni aquí.",
            safe_es="Su valor sigue en la lista de diferencias.",
            action_es="Elija el valor del portal, o agregue otra vez el renglón y escriba el dato en él.",
        )
    return document if found is None else found

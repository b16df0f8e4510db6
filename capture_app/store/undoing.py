"""Undo and redo from the journal, across restarts (decisions 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from capture_app.changes import Cause, Changes
from capture_app.errors import UndoBlocked
from capture_app.ids import stamp
from capture_app.patching import Body, Change, inverse
from capture_app.store import history, records
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from forms.marks import NOTES
from forms.pointers import get
from sync.canonical import short_hash
from sync.rows import PathError, apply_item

NOTHING = Change("none", "")


def undo(desk: Desk, processes: ProcessStore, record_id: str, *, force: bool = False) -> Changes | None:
    """Take back the last save that is not taken back yet; a record's birth is not taken back."""
    with desk.connection.transaction():
        done, _ = history.stacks(desk.connection, record_id)
        if not done:
            return None
        return _take_back(desk, processes, record_id, done[-1], Cause.UNDO, force=force)


def redo(desk: Desk, processes: ProcessStore, record_id: str, *, force: bool = False) -> Changes | None:
    """Take back the last undo."""
    with desk.connection.transaction():
        _, undone = history.stacks(desk.connection, record_id)
        if not undone:
            return None
        return _take_back(desk, processes, record_id, undone[-1], Cause.REDO, force=force)


def undo_group(desk: Desk, processes: ProcessStore, record_id: str, group_id: str) -> Changes:
    """Take back one edit, however old, inside a transaction; UndoBlocked when its value changed since."""
    return _take_back(desk, processes, record_id, group_id, Cause.UNDO, force=False)


def restore(desk: Desk, processes: ProcessStore, record_id: str, group_id: str) -> Changes:
    """The whole record as a save left it, by an edit like any other: what came since stays in the history, and what
    people noted on its fields, which is not what it says, stays where it is."""
    with desk.connection.transaction():
        record = records.load(desk.connection, record_id)
        document = _reverted(record.document, history.changes_after(desk.connection, record_id, group_id))
        notes = record.document.get(NOTES)
        document = {
            **{name: value for name, value in document.items() if name != NOTES},
            **({NOTES: notes} if notes else {}),
        }
        return processes.replace(record, document, Cause.RESTORED)


def document_at(desk: Desk, record: records.StoredRecord, entry_id: int) -> Body:
    """What the record said when an entry of its history was written."""
    return _reverted(record.document, history.changes_after_entry(desk.connection, record.record_id, entry_id))


def undo_since(desk: Desk, processes: ProcessStore, record_id: str, moment: str) -> Changes | None:
    """Take back, the last first, every save made after a moment (a stamp); each can be made again with redo."""
    with desk.connection.transaction():
        made = {
            entry.group_id
            for entry in history.entries(desk.connection, record_id)
            if stamp(entry.at) > moment and entry.cause not in (Cause.UNDO, Cause.REDO)
        }
        changes: Changes | None = None
        done, _ = history.stacks(desk.connection, record_id)
        while done and done[-1] in made:
            changes = _take_back(desk, processes, record_id, done.pop(), Cause.UNDO, force=True)
        return changes


def _take_back(
    desk: Desk, processes: ProcessStore, record_id: str, group_id: str, cause: Cause, *, force: bool
) -> Changes:
    changes = history.changes_of(desk.connection, record_id, group_id)
    record = records.load(desk.connection, record_id)
    blocked = () if force else tuple(_changed_since(record.document, changes))
    if blocked:
        raise UndoBlocked(blocked)
    document = _reverted(record.document, changes)
    if short_hash(document) == short_hash(record.document):
        history.add(desk, record_id, [NOTHING], history.Group(desk.ids.op_id(), cause, group_id))
        return processes.unchanged(record)
    return processes.replace(record, document, cause, undoes=group_id)


def _changed_since(document: Body, changes: Sequence[Change]) -> Iterable[str]:
    """Places whose value is not the one that the edit left."""
    last = {change.path: change for change in changes if change.kind not in ("row_move", "none")}
    for path, change in last.items():
        expected = _row_left(change, changes) if change.kind == "row_add" else change.new
        if short_hash(get(document, path)) != short_hash(expected):
            yield path


def _row_left(added: Change, changes: Sequence[Change]) -> Any:
    """The row that an edit added, with what the same edit put into it."""
    inside = f"{added.path}/"
    holder: Body = {"rows": [added.new]}
    row = f"/rows/@{added.path.rpartition('@')[2]}"
    for change in changes:
        if change.path.startswith(inside):
            place = f"{row}/{change.path.removeprefix(inside)}"
            holder = apply_item(holder, change.kind, place, change.new)
    return holder["rows"][0]


def _reverted(document: Body, changes: Sequence[Change]) -> Body:
    """The document with each change taken back, the last first; a place that is gone stays gone."""
    for change in reversed(changes):
        back = inverse(change)
        try:
            after = back.after_new if back.kind in ("row_add", "row_move") else None
            document = apply_item(document, back.kind, back.path, back.new, after)
        except PathError:
            continue
    return document

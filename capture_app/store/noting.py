"""Notes on a field, kept in the record: they travel with it to whoever opens it next, and are never published."""

from __future__ import annotations

from capture_app.changes import Changes, FieldEdit
from capture_app.store.desk import Desk
from capture_app.store.processes import ProcessStore
from capture_app.store.records import StoredRecord
from forms.marks import note_path, notes_at


def add_note(desk: Desk, processes: ProcessStore, record: StoredRecord, path: str, said: str) -> Changes:
    """With who says it and when, after those there are."""
    note = {"by": desk.settings.user, "at": desk.now(), "text": said}
    return processes.save(record.record_id, [FieldEdit(note_path(path), [*notes_at(record.body, path), note])])


def last_note(record: StoredRecord, path: str, but: str) -> str:
    """What was last noted on a field by anybody `but` one; "" where nothing was."""
    said = [str(note.get("text") or "") for note in notes_at(record.body, path) if note.get("by") != but]
    return said[-1] if said else ""

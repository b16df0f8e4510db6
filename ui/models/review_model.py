"""What changed since the last approval, side by side, with the notes on each field."""

from capture_app.changes import HistoryEntry
from forms.catalog import RecordType
from forms.marks import notes_at
from forms.telling import BORN_WITH
from ui.models.history_model import HistoryModel
from ui.words import say

REVIEW_COLUMNS = ("field", "old", "new", "notes")
WIDTHS = {"field": 0, "old": 0, "new": 0, "notes": 0}


def is_captured(entry: HistoryEntry, record: RecordType) -> bool:
    """What somebody captures; members that the program fills by itself are no news to a reviewer."""
    field = record.unit_at(entry.path) or record.field_at(entry.path)
    return entry.path != BORN_WITH and (field is None or field.captured)


class ReviewModel(HistoryModel):
    """The same lines as a history, without when and who."""

    columns = REVIEW_COLUMNS

    @property
    def silent(self) -> frozenset[str]:
        """The columns that say nothing in any line: what was before, of what is all new, and notes where none is."""
        has_old = any(entry.old is not None for entry in self.entries)
        has_notes = any(notes_at(self._body, entry.path) for entry in self.entries)
        return frozenset(name for name, speaks in (("old", has_old), ("notes", has_notes)) if not speaks)

    def text(self, entry: HistoryEntry, column: str) -> str:
        if column != "notes":
            return super().text(entry, column)
        return self._notes(entry)

    def whole(self, row: int) -> str:
        """The change in full, and what was noted on it."""
        notes = self._notes(self.entries[row]) if 0 <= row < len(self.entries) else ""
        return "\n".join(part for part in (super().whole(row), notes) if part)

    def _notes(self, entry: HistoryEntry) -> str:
        notes = notes_at(self._body, entry.path)
        return "; ".join(say("mark.note", by=str(n.get("by") or ""), text=str(n.get("text") or "")) for n in notes)

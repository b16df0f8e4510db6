"""What changed since the last approval, side by side, with the notes on each field."""

from collections.abc import Iterable, Mapping

from capture_app.changes import HistoryEntry
from forms.catalog import RecordType
from forms.marks import notes_at
from forms.pointers import join, pattern_of, tokens
from forms.telling import BORN_WITH
from ui.models.history_model import HistoryModel
from ui.words import say

REVIEW_COLUMNS = ("field", "old", "new", "notes")
WIDTHS = {"field": 0, "old": 0, "new": 0, "notes": 0}


def is_captured(entry: HistoryEntry, record: RecordType) -> bool:
    """What somebody captures; members that the program fills by itself are no news to a reviewer."""
    field = record.unit_at(entry.path) or record.field_at(entry.path)
    return entry.path != BORN_WITH and (field is None or field.captured)


def reading_ranks(record: RecordType) -> Mapping[str, int]:
    """Where each place of the law comes in reading order; what holds others comes with the first of them."""
    ranks: dict[str, int] = {}
    for stage in record.stages:
        for item in (one for field in stage.fields for one in field.walk()):
            names = tokens(item.pointer)
            for depth in range(1, len(names) + 1):
                ranks.setdefault(join(names[:depth]), len(ranks))
    return ranks


def in_reading_order(entries: Iterable[HistoryEntry], ranks: Mapping[str, int]) -> tuple[HistoryEntry, ...]:
    """As the form asks for them, a row whole before the next one; what the law does not know comes first."""

    def rank(entry: HistoryEntry) -> int:
        pattern = pattern_of(entry.path)
        return ranks.get(pattern.split("/*")[0], -1)

    return tuple(sorted(entries, key=rank))


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

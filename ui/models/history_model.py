"""The history of a record as lines: when, who, which field, what it said and what it says."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from capture_app.changes import Cause, HistoryEntry, ProcessView
from capture_app.patching import FOLIO_PATH
from forms.catalog import Catalog
from forms.pointers import to_pointer
from forms.record_type import RecordType, kinds_of
from forms.telling import place_words, value_words
from ui.act_lines import act_text, is_act
from ui.form.places import row_title
from ui.theme import current_colours
from ui.times import OfficeTimes
from ui.words import say

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
COLUMNS = ("when", "who", "field", "old", "new")
MOST_LETTERS = 240


def is_shown(entry: HistoryEntry, record: RecordType) -> bool:
    """What a person did or received; the program's own marks stay out."""
    return (
        is_act(entry)
        or entry.path == FOLIO_PATH
        or not entry.path.startswith("/_")
        or record.unit_at(entry.path) is not None
    )


class HistoryModel(QAbstractTableModel):
    """Newest first."""

    columns: tuple[str, ...] = COLUMNS

    def __init__(
        self,
        view: ProcessView,
        entries: tuple[HistoryEntry, ...],
        catalog: Catalog,
        times: OfficeTimes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._body: Mapping[str, Any] = view.body
        self._record = catalog.record_types[view.record_type]
        self._catalog = catalog
        self._times = times
        self.entries = [entry for entry in reversed(entries) if is_shown(entry, self._record)]

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry, column = self.entries[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(entry, column)
        if role == Qt.ItemDataRole.ForegroundRole and column in ("when", "old"):
            return QColor(current_colours().muted)
        return None

    def text(self, entry: HistoryEntry, column: str) -> str:
        if column == "when":
            return self._times.whole(entry.at)
        if is_act(entry) and (column != "who" or entry.cause is not Cause.MERGED):
            return entry.user if column == "who" else act_text(entry, column, self._record, kinds_of(self._body))
        if column == "who":
            return say("history.who", user=entry.user, cause=say(f"history.cause.{entry.cause.value}"))
        if column == "field":
            return field_words(self._record, self._body, entry.path)
        return self._value(entry, entry.old if column == "old" else entry.new)

    def whole(self, row: int) -> str:
        """The change of a line in full, which the columns cut; nothing of a line that is not there."""
        if not 0 <= row < len(self.entries):
            return ""
        field, *values = (self.text(self.entries[row], name) for name in ("field", "old", "new"))
        before, after = (shorten(value, MOST_LETTERS, placeholder="…") for value in values)
        return say("history.change", field=field, before=before, after=after)

    def _value(self, entry: HistoryEntry, value: Any) -> str:
        if entry.kind == "row_move":
            return say("history.moved")
        if value is None:
            return say("conflict.nothing")
        kind = "row_add" if entry.path.rpartition("/")[2].startswith("@") else entry.kind
        return value_words(entry.path, value, kind, self._record, self._catalog)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"history.column.{self.columns[section]}")
        return None


def field_words(record: RecordType, body: Mapping[str, Any], path: str) -> str:
    """What a place is called, and in which row of the record it stands."""
    if path == FOLIO_PATH:
        return say("history.folio")
    row = row_title(record, body, to_pointer_or_same(body, path))
    label = place_words(path, record, kinds_of(body))
    return say("history.in_row", row=row, text=label) if row else label


def to_pointer_or_same(body: Mapping[str, Any], path: str) -> str:
    """With indexes where its rows are still there."""
    try:
        return to_pointer(body, path)
    except ValueError:
        return path

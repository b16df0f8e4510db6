"""The history of a record as lines: when, who, which field, what it said and what it says."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from capture_app.changes import HistoryEntry, ProcessView
from forms.catalog import Catalog
from forms.formats import display
from forms.pointers import to_pointer
from forms.record_type import kinds_of
from forms.words import label_at
from ui.form.places import row_title
from ui.form.widgets.any_field import plain_text
from ui.theme import current_colours
from ui.times import OfficeTimes
from ui.words import count, say

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
COLUMNS = ("when", "who", "field", "old", "new")
FOLIO = "/_folio"


def is_shown(entry: HistoryEntry) -> bool:
    """What a person did or received; the program's own marks stay out."""
    return entry.path == FOLIO or not entry.path.startswith("/_")


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
        self.entries = [entry for entry in reversed(entries) if is_shown(entry)]

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
        if column == "who":
            return say("history.who", user=entry.user, cause=say(f"history.cause.{entry.cause.value}"))
        if column == "field":
            return self._field(entry)
        return self._value(entry, entry.old if column == "old" else entry.new)

    def _field(self, entry: HistoryEntry) -> str:
        if entry.path == FOLIO:
            return say("history.folio")
        row = row_title(self._record, self._body, to_pointer_or_same(self._body, entry.path))
        label = label_at(entry.path, self._record, kinds_of(self._body))
        return say("problems.in_row", row=row, text=label) if row else label

    def _value(self, entry: HistoryEntry, value: Any) -> str:
        if entry.kind == "row_move":
            return say("history.moved")
        if value is None:
            return say("conflict.nothing")
        if entry.kind in ("row_add", "row_remove"):
            return _row_name(value)
        field = self._record.field_at(entry.path) or self._record.unit_at(entry.path)
        return (display(field, value, self._catalog) if field else "") or plain_text(value)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"history.column.{self.columns[section]}")
        return None


def to_pointer_or_same(body: Mapping[str, Any], path: str) -> str:
    """With indexes where its rows are still there."""
    try:
        return to_pointer(body, path)
    except ValueError:
        return path


def _row_name(row: Any) -> str:
    names = (row.get(name) for name in ("title", "name", "description", "id")) if isinstance(row, Mapping) else ()
    found = next((str(name) for name in names if name), "")
    return found or count("rows.number", 1)

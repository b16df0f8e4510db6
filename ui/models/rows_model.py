"""The rows of one list of the record, for a table; texts are made when they are looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from forms.catalog import Catalog, Field, FieldType
from forms.formats import display, row_name
from forms.pointers import get
from ui.amounts import shown_amount
from ui.form.totals import SUMMED, sum_of
from ui.theme import current_colours
from ui.words import count, say

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
NUMBERS = (FieldType.NUMBER, FieldType.INTEGER)


def cell_text(field: Field, value: Any, catalog: Catalog) -> str:
    """What a table shows for a value: money by its amount, lists by their names or number."""
    if value is None:
        return ""
    if field.group == "value" and isinstance(value, Mapping):
        return shown_amount(value.get("amount", value.get("netAmount")))
    if field.type is FieldType.ROWS and isinstance(value, list):
        amounts = sum_of(field, value)
        if amounts is not None:
            return shown_amount(amounts)
        names = [row_name(field, row, catalog) or str(get(row, "/name") or "") for row in value]
        return ", ".join(name for name in names if name) or count("rows.number", len(value))
    return display(field, value, catalog)


class RowsModel(QAbstractTableModel):
    """One row of the list a line; the columns are the fields the law names for it."""

    def __init__(self, columns: Sequence[Field], base: Sequence[str], catalog: Catalog, parent: QObject) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._relative = list(base)
        self._catalog = catalog
        self._rows: list[Any] = []
        self._marks: dict[int, str] = {}
        self._levels: dict[tuple[int, int], str] = {}
        self._texts: dict[tuple[int, int], str] = {}

    def show_rows(self, rows: list[Any]) -> None:
        """Take new rows: cell by cell when their number is the same, whole when it is not."""
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        changed = [at for at, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old is not new]
        self._rows = rows
        if changed:
            last = max(0, self.columnCount() - 1)
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))

    def show_marks(self, marks: dict[int, str]) -> None:
        """The worst level of the findings of each row."""
        if marks != self._marks:
            self._marks = marks
            if self._rows:
                self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def show_cells(self, levels: dict[tuple[int, int], str], texts: dict[tuple[int, int], str]) -> None:
        """The worst level of the findings of each cell (row, column), and the texts kept there as they were typed."""
        if (levels, texts) != (self._levels, self._texts):
            self._levels, self._texts = levels, texts
            if self._rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        field = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            if (index.row(), index.column()) in self._texts:
                return self._texts[index.row(), index.column()]
            value = get(self._rows[index.row()], self._relative[index.column()])
            return cell_text(field, value, self._catalog)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = field.type in NUMBERS or field.group == "value" or field.group in SUMMED
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            level = self._levels.get((index.row(), index.column()), "")
            return self._colour(level or (self._marks.get(index.row(), "") if index.column() == 0 else ""))
        return None

    def _colour(self, level: str) -> QColor | None:
        colours = current_colours()
        wanted = {"error": colours.error, "warning": colours.warning}.get(level)
        return QColor(wanted) if wanted else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._columns[section].label
            if role == Qt.ItemDataRole.ToolTipRole:
                return self._columns[section].help
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            sign = {"error": "✕", "warning": "!"}.get(self._marks.get(section, ""), "")
            return say("rows.marked", number=section + 1, sign=sign) if sign else str(section + 1)
        return None

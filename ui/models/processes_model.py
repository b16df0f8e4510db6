"""The list of records for a table: texts are made when they are looked at."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from capture_app.changes import ProcessSummary
from forms.catalog import RecordType
from ui.form.widgets.money_field import shown_amount
from ui.theme import current_colours
from ui.times import OfficeTimes
from ui.words import count, say

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
COLUMNS = ("folio", "title", "stage", "status", "amount", "problems", "sync", "saved_at")
WIDTHS: Mapping[str, int] = {
    "folio": 152,
    "title": 0,
    "stage": 160,
    "status": 88,
    "amount": 106,
    "problems": 104,
    "sync": 146,
    "saved_at": 84,
}


def problems_text(problems: Mapping[str, int]) -> str:
    if problems.get("error"):
        return count("stage.errors", problems["error"])
    if problems.get("warning"):
        return count("stage.warnings", problems["warning"])
    return say("processes.no_problems")


class ProcessesModel(QAbstractTableModel):
    def __init__(self, record: RecordType, times: OfficeTimes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._stages = {stage.id: stage.title for stage in record.stages}
        self.rows: list[ProcessSummary] = []

    def show_rows(self, rows: list[ProcessSummary]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.ocid if column == "folio" else self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == "amount" else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, column)
        return None

    def _text(self, row: ProcessSummary, column: str) -> str:
        texts = {
            "folio": row.folio or row.ocid,
            "title": row.title or say("process.untitled"),
            "stage": self._stages.get(row.stage, row.stage),
            "status": say(f"status.{row.status}"),
            "amount": shown_amount(row.amount),
            "problems": problems_text(row.problems),
            "sync": say(f"sync.{row.sync_state}") if row.sync_state else "",
            "saved_at": self._times.short(row.saved_at),
        }
        return texts[column]

    @staticmethod
    def _colour(row: ProcessSummary, column: str) -> QColor | None:
        colours = current_colours()
        tone = {"saved_at": colours.muted, "stage": colours.muted}.get(column, "")
        if column == "problems":
            errors, warnings = row.problems.get("error"), row.problems.get("warning")
            tone = colours.error if errors else colours.warning if warnings else colours.good
        return QColor(tone) if tone else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"processes.column.{COLUMNS[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section] == "amount":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

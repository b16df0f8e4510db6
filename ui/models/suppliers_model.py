"""The directory of suppliers for a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ui.theme import current_colours
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.suppliers import SupplierLine

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
COLUMNS = ("name", "rfc", "times", "registers")
WIDTHS = {"name": 0, "rfc": 138, "times": 118, "registers": 132}
SANCTIONED = "sanctioned_supplier"


def registers_text(registers: tuple[str, ...]) -> str:
    return ", ".join(say(f"suppliers.in_{name}") for name in registers)


class SuppliersModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[SupplierLine, ...] = ()

    def show_lines(self, lines: tuple[SupplierLine, ...]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], COLUMNS[index.column()]
        texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in texts:
            return {
                "name": line.party.name,
                "rfc": line.party.rfc or say("suppliers.no_rfc"),
                "times": count("suppliers.times", line.party.times),
                "registers": registers_text(line.registers),
            }[column]
        if role == Qt.ItemDataRole.ForegroundRole and column == "registers" and SANCTIONED in line.registers:
            return QColor(current_colours().error)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"suppliers.column.{COLUMNS[section]}")
        return None

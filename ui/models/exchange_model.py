"""The lines of the screen of sending: what, what happened, when, and what comes next."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from capture_app.services.exchange import WORDS, ExchangeItem
from ui.theme import current_colours
from ui.times import OfficeTimes
from ui.words import say

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
COLUMNS = ("record", "what", "happened", "when", "next")


class ExchangeModel(QAbstractTableModel):
    def __init__(self, times: OfficeTimes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self.items: tuple[ExchangeItem, ...] = ()

    def show_items(self, items: tuple[ExchangeItem, ...]) -> None:
        if items != self.items:
            self.beginResetModel()
            self.items = items
            self.endResetModel()

    @property
    def has_next_steps(self) -> bool:
        return any(self._text(item, "next") for item in self.items)

    def in_need(self, row: int) -> int | None:
        """The row, where its change needs a person; else the first that does."""
        needing = [at for at, item in enumerate(self.items) if WORDS[item.state] == "attention"]
        return row if row in needing else next(iter(needing), None)

    def told(self, row: int) -> str:
        """Everything the line of a change says, whatever the widths of the columns."""
        item = self.items[row]
        whole = "  ·  ".join(part for part in (self._text(item, "record"), item.what, item.detail) if part)
        return "\n".join(part for part in (whole, self._text(item, "next")) if part)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item, column = self.items[index.row()], COLUMNS[index.column()]
        text_roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in text_roles:
            return self._text(item, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(item, column)
        return None

    def _text(self, item: ExchangeItem, column: str) -> str:
        if column == "record":
            return " · ".join(part for part in (item.folio or item.ocid, item.title) if part)
        if column == "happened":
            return " · ".join(part for part in (_happened(item), item.detail) if part)
        return {"what": item.what, "when": self._times.short(item.when), "next": item.next_step or _own_next(item)}[
            column
        ]

    @staticmethod
    def _colour(item: ExchangeItem, column: str) -> QColor | None:
        colours = current_colours()
        if column == "next":
            return QColor(colours.accent_text)
        if column == "happened":
            tones = {"attention": colours.error, "at_portal": colours.good, "sending": colours.accent_text}
            return QColor(tones.get(WORDS[item.state], colours.plain))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"exchange.column.{COLUMNS[section]}")
        return None


def _own_next(item: ExchangeItem) -> str:
    return say("exchange.next_send") if WORDS[item.state] == "here" else ""


def _happened(item: ExchangeItem) -> str:
    if item.receipt_no and WORDS[item.state] == "at_portal":
        return say("exchange.received", word=item.word, receipt=item.receipt_no)
    return item.word

"""Delegates: text that keeps its colour when its line is selected, and lines that wrap."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import current_colours

Index = QModelIndex | QPersistentModelIndex
ICON_SPACE = 34
PADDING = 12


class KeepColour(QStyledItemDelegate):
    """A selected cell is marked by its ground; the colour of its text still says what it said."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        given = index.data(Qt.ItemDataRole.ForegroundRole)
        said = given.color() if isinstance(given, QBrush) else given
        colour = said if isinstance(said, QColor) else QColor(current_colours().text)
        palette = option.palette
        palette.setBrush(QPalette.ColorRole.HighlightedText, QBrush(colour))
        palette.setBrush(QPalette.ColorRole.Text, QBrush(colour))
        option.palette = palette


class WrappedLines(KeepColour):
    """Each line as high as its text needs at the width of the list."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.decorationAlignment = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else 200
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        room = QRect(0, 0, max(60, width - ICON_SPACE), 4000)
        flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
        height = option.fontMetrics.boundingRect(room, flags, text).height()
        return QSize(width, height + PADDING)

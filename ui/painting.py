"""Delegates: text that keeps its colour when its line is selected, and lines that wrap."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import current_colours

Index = QModelIndex | QPersistentModelIndex
ICON_SPACE = 34
PADDING = 12
CELL_MARGIN, FIRST_LETTERS = 3, 4


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


class KeepEnds(KeepColour):
    """A name too long for its cell is cut after its first letters: its end tells it from the others."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        style = option.widget.style() if option.widget is not None else QApplication.style()
        cell = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, option.widget)
        option.text = ends_of(option.text, option.fontMetrics, cell.width() - 2 * CELL_MARGIN)


def ends_of(text: str, metrics: QFontMetrics, room: int) -> str:
    """The text where it fits in so many points, else its first letters and as much of its end as does."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    head, rest = text[:FIRST_LETTERS], text[FIRST_LETTERS:]
    return head + metrics.elidedText(rest, Qt.TextElideMode.ElideLeft, room - metrics.horizontalAdvance(head))


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

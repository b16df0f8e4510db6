"""The sections of a stage with their marks: a list beside the form, or one line above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.marks import SIZE, SignedItem
from ui.words import say

WIDTH, PADDING = 204, 22


@dataclass(frozen=True)
class SectionLine:
    id: str
    title: str
    sign: str
    rows: int | None

    @property
    def text(self) -> str:
        return self.title if not self.rows else say("section.rows", title=self.title, n=self.rows)


class _Measured(QStyledItemDelegate):
    """Measures a name in the room that the style leaves to it, so that it wraps where it would be cut."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        option.rect.setWidth(self._view.width() - PADDING)
        return super().sizeHint(option, index)


class SectionList(QListView):
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sections")
        self.setAccessibleName(say("section.list"))
        self.setFixedWidth(WIDTH)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setItemDelegate(_Measured(self))
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.selectionModel().currentChanged.connect(self._changed)
        self.folded = QComboBox()
        self.folded.setAccessibleName(say("section.list"))
        self.folded.setModel(self._items)
        self.folded.activated.connect(self._activated)
        self._lines: list[SectionLine] = []
        self._shown: list[SignedItem] = []

    def show_lines(self, lines: Sequence[SectionLine]) -> None:
        """Update in place while the sections are the same ones, so the mark does not jump."""
        same = [line.id for line in lines] == [line.id for line in self._lines]
        self._lines = list(lines)
        blocked = self.selectionModel().blockSignals(True)
        if not same:
            self._items.clear()
            self._shown = [SignedItem() for _ in lines]
            for item in self._shown:
                self._items.appendRow(item)
        for item, line in zip(self._shown, lines, strict=True):
            self._tell(item, line)
        self.selectionModel().blockSignals(blocked)

    @staticmethod
    def _tell(item: SignedItem, line: SectionLine) -> None:
        if item.text() != line.text:
            item.setText(line.text)
            item.setToolTip(line.text)
        item.show_sign(line.sign)
        item.setAccessibleText(f"{line.text}, {say(f'sign.{line.sign}')}")

    def choose(self, section_id: str) -> None:
        """Mark a section without saying that it was chosen."""
        row = next((row for row, line in enumerate(self._lines) if line.id == section_id), -1)
        selection = self.selectionModel()
        blocked = selection.blockSignals(True)
        self.setCurrentIndex(self._items.index(row, 0))
        selection.blockSignals(blocked)
        self.folded.setCurrentIndex(row)
        self.viewport().update()

    def _changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self._lines[current.row()].id)

    def _activated(self, row: int) -> None:
        if 0 <= row < len(self._lines):
            self.chosen.emit(self._lines[row].id)

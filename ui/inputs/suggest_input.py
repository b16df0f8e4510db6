"""A line edit with a list under it that filters while typing; the list never takes the focus."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHideEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView

from ui.inputs.reading_input import NOT_LEAVING, LineInput
from ui.theme import RESOURCES
from ui.words import say

SHOWN_ROWS = 8
ROW_HEIGHT = 20
MAX_OFFERED = 200


@dataclass(frozen=True)
class Suggestion:
    """One line offered: what is chosen and how it reads; `is_exact` where it is just what was typed."""

    choice: Any
    text: str
    is_exact: bool = False


class SuggestionList(QListView):
    """The floating list; shown without activation, so the caret stays in its line."""

    def __init__(self, owner: QLineEdit) -> None:
        super().__init__(owner)
        self.setObjectName("suggestions")
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setModel(QStringListModel(self))
        self.setAccessibleName(say("suggestions.name"))

    def offer(self, texts: list[str]) -> None:
        model = self.model()
        assert isinstance(model, QStringListModel)
        model.setStringList(texts)

    def move(self, step: int) -> None:  # type: ignore[override]
        rows = self.model().rowCount()
        if rows:
            row = max(0, min(rows - 1, self.currentIndex().row() + step))
            self.setCurrentIndex(self.model().index(row, 0))


class SuggestInput(LineInput):
    """`lookup(text)` gives what to offer; `chosen` brings a choice, `typed` every text in between."""

    chosen = Signal(object)
    typed = Signal(str)
    left = Signal()

    def __init__(self, lookup: Callable[[str], list[Suggestion]]) -> None:
        super().__init__()
        self._lookup = lookup
        self._offered: list[Suggestion] = []
        self.keeps_caret = False  # a line that adds to a list: Enter adds, and is ready for the next
        self._list = SuggestionList(self)
        self._list.clicked.connect(self._pick)
        self.textEdited.connect(self._filter)
        action = QAction(QIcon(str(RESOURCES / "icons" / "chevron.svg")), say("suggestions.open"), self)
        action.triggered.connect(self.open_all)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        self._action = action

    @property
    def is_open(self) -> bool:
        return self._list.isVisible()

    def set_locked(self, locked: bool) -> None:
        self.setReadOnly(locked)
        self._action.setVisible(not locked)

    def open_all(self) -> None:
        if not self.isReadOnly():
            self.setFocus()
            self._offer("", highlight=False)

    def _filter(self, text: str) -> None:
        self._offer(text, highlight=bool(text.strip()))
        self.typed.emit(text)

    def _offer(self, text: str, highlight: bool) -> None:
        self._offered = self._lookup(text)[:MAX_OFFERED]
        self._list.offer([item.text for item in self._offered])
        if not self._offered:
            self._list.hide()
            return
        if highlight:
            self._list.setCurrentIndex(self._list.model().index(0, 0))
        height = min(len(self._offered), SHOWN_ROWS) * max(ROW_HEIGHT, self._list.sizeHintForRow(0)) + 2
        width = max(self.width(), 240)
        self._list.setGeometry(*self._place(width, height), width, height)
        self._list.show()

    def _place(self, width: int, height: int) -> tuple[int, int]:
        """Under the line, or over it where the screen ends."""
        below = self.mapToGlobal(QPoint(0, self.height() + 1))
        area = self.screen().availableGeometry()
        if below.y() + height > area.bottom():
            below = self.mapToGlobal(QPoint(0, -height - 1))
        return min(below.x(), max(area.left(), area.right() - width)), below.y()

    def _pick(self, index: QModelIndex) -> None:
        self._list.hide()
        if index.isValid() and index.row() < len(self._offered):
            self.chosen.emit(self._offered[index.row()].choice)

    def accept_highlighted(self) -> bool:
        """Take the line under the mark, if the list is open and has one."""
        index = self._list.currentIndex()
        if not self.is_open or not index.isValid():
            return False
        self._pick(index)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Down and not self.is_open:
            self._offer("", highlight=True)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.is_open:
            self._list.move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and self.is_open:
            self._list.move(SHOWN_ROWS if key == Qt.Key.Key_PageDown else -SHOWN_ROWS)
        elif key == Qt.Key.Key_Escape and self.is_open:
            self._list.hide()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Take what is meant and go forward; a list's own line stays while there is something to add, trapping nobody
        with a text that cannot be added."""
        text = self.text().strip()
        if not self.accept_highlighted() and text and self.keeps_caret:
            self.left.emit()
        if not self.keeps_caret or self.text().strip() == text:
            self.focusNextPrevChild(True)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.text().strip():
            self.accept_highlighted()
        self._list.hide()
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in NOT_LEAVING:
            self._list.hide()
            self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self._list.hide()
        super().hideEvent(event)

"""A line of text read as a field's type: lenient while typing, the proper form on leaving."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from forms.catalog import Field
from forms.formats import Unreadable, display, read_typed
from ui.form.widgets.base_field import Surroundings
from ui.inputs.undo_keys import COMMANDS, is_of_record

NOT_LEAVING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class LineInput(QLineEdit):
    """A line edit of the form: Enter goes forward, undo and redo belong to the record."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() >= " " and not event.modifiers() & COMMANDS:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextPrevChild(True)
        elif not is_of_record(self, event):
            super().keyPressEvent(event)

    def put(self, text: str) -> None:
        """Show a text, keeping the caret where it was when nothing changes."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0 if not self.hasFocus() else len(text))


class ReadingInput(LineInput):
    """Emits `read` with each value understood and `unread` with each text that is not one."""

    read = Signal(object)
    unread = Signal(str)
    left = Signal()
    problem = Signal(str)

    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._around = around
        self._value: Any = None
        self._before: Any = None
        self._dirty = False
        self.textEdited.connect(self._take)

    @property
    def being_edited(self) -> bool:
        return self._dirty

    def show_value(self, value: Any, typed: str | None) -> None:
        if self._dirty:
            return
        self._value = value
        self.put(self.shown(value) if typed is None else typed)

    def shown(self, value: Any) -> str:
        return "" if value is None else display(self.field, value, self._around.catalog)

    def understand(self, text: str) -> Any:
        """The value of a text; raises Unreadable."""
        if not text.strip():
            return None
        return read_typed(self.field, text, self._around.today(), self._around.catalog)

    def _take(self, text: str) -> None:
        if not self._dirty:
            self._dirty, self._before = True, self._value
        try:
            self._value = self.understand(text)
        except Unreadable:
            self._restore()
            self.unread.emit(text)
            return
        self.read.emit(self._value)

    def _restore(self) -> None:
        """A text that cannot be read leaves the value as it was before this editing began."""
        if self._value != self._before:
            self._value = self._before
            self.read.emit(self._before)

    def commit(self) -> None:
        """Normalise what was typed; a text that cannot be read stays and says why."""
        if not self._dirty:
            return
        self._dirty = False
        try:
            self._value = self.understand(self.text())
        except Unreadable as error:
            self.problem.emit(str(error))
            return
        self.put(self.shown(self._value))
        self.problem.emit("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in NOT_LEAVING:
            return
        self.commit()
        self.left.emit()

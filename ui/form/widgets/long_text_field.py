"""Several lines. Enter and Tab go forward; Shift+Enter begins a new line."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from forms.catalog import Field
from ui.form.widgets.base_field import BaseField, Edited, Surroundings
from ui.inputs.reading_input import NOT_LEAVING
from ui.inputs.undo_keys import is_of_record
from ui.styled import mark


class LinesInput(QPlainTextEdit):
    """A plain text box whose undo is the record's."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 20)
        self.dirty = False
        self._showing = False
        self.textChanged.connect(self._take)

    def put(self, text: str) -> None:
        if self.dirty or text == self.toPlainText():
            return
        self._showing = True
        self.setPlainText(text)
        self._showing = False

    def _take(self) -> None:
        if not self._showing:
            self.dirty = True
            self.typed.emit(self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.focusNextPrevChild(True)
        elif not is_of_record(self, event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in NOT_LEAVING:
            self.dirty = False
            self.left.emit()


class LongTextField(BaseField):
    LINES = 3

    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.input = LinesInput(self.LINES, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.input)
        self.input.typed.connect(lambda text: self.changed.emit(Edited(self.value_of(text))))
        self.input.left.connect(self.left)

    def value_of(self, text: str) -> Any:
        return text.strip() or None

    def text_of(self, value: Any) -> str:
        return "" if value is None else str(value)

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        self.input.put(typed.get("", self.text_of(value)))

    def inputs(self) -> list[QWidget]:
        return [self.input]

    def set_read_only(self, locked: bool) -> None:
        self.input.setReadOnly(locked)
        mark(self.input, "readOnly", "true" if locked else "")

    def is_wide(self) -> bool:
        return True

    def commit(self) -> None:
        self.input.dirty = False


class TextsField(LongTextField):
    """A list of plain texts, one per line."""

    LINES = 2

    def value_of(self, text: str) -> Any:
        return [line.strip() for line in text.splitlines() if line.strip()] or None

    def text_of(self, value: Any) -> str:
        return "\n".join(str(item) for item in value) if isinstance(value, list) else str(value or "")

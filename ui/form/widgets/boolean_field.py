"""Yes, no, or not answered: three buttons and one stop of the Tab key."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from forms.catalog import Field
from ui.form.widgets.base_field import BaseField, Edited, Surroundings
from ui.words import say

CHOICES = (("yes", True), ("no", False), ("none", None))


class Segment(QPushButton):
    """One of the three; S, N and the arrows choose, Enter goes forward."""

    pressed_letter = Signal(str)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().casefold()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextPrevChild(True)
        elif letter in ("s", "n", "-"):
            self.pressed_letter.emit(letter)
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.pressed_letter.emit("-")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class BooleanField(BaseField):
    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons = [self._add(layout, name) for name, _ in CHOICES]
        self._buttons[-1].setChecked(True)
        layout.addStretch(1)
        self._group.idClicked.connect(self._emit)

    def _add(self, layout: QHBoxLayout, name: str) -> Segment:
        button = Segment(say(f"boolean.{name}"), self)
        button.setObjectName("segment")
        button.setCheckable(True)
        button.pressed_letter.connect(self._letter)
        button.left.connect(self.left)
        self._group.addButton(button, len(self._group.buttons()))
        layout.addWidget(button)
        return button

    def _letter(self, letter: str) -> None:
        button = self._buttons[{"s": 0, "n": 1}.get(letter, 2)]
        button.setFocus()
        button.click()

    def _emit(self, number: int) -> None:
        self.changed.emit(Edited(CHOICES[number][1]))

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        number = next((n for n, (_, choice) in enumerate(CHOICES) if choice is value), 2)
        self._buttons[number].setChecked(True)

    def inputs(self) -> list[QWidget]:
        return list(self._buttons)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        for button in self._buttons:
            button.setAccessibleName(f"{name}: {button.text()}")

    def set_read_only(self, locked: bool) -> None:
        for button in self._buttons:
            button.setEnabled(not locked)

    def focus_first(self) -> None:
        (self._group.checkedButton() or self._buttons[0]).setFocus()

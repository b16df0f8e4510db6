"""One line: text, numbers, addresses of the web and of mail."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.catalog import Field, FieldType
from ui.form.widgets.base_field import BaseField, Edited, Surroundings, Typed
from ui.inputs.reading_input import ReadingInput
from ui.words import say

LONG_LINE = 1000


class LineField(BaseField):
    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.input = self.make_input()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.input)
        self.input.read.connect(lambda value: self.changed.emit(Edited(value)))
        self.input.unread.connect(lambda text: self.changed.emit(Typed(text)))
        self.input.left.connect(self.left)
        self.input.problem.connect(self.problem)
        self.input.inputRejected.connect(self._tell_cut)

    def _tell_cut(self) -> None:
        """What did not fit is said, not dropped in silence."""
        most = self.input.maxLength()
        if len(self.input.text()) >= most:
            self.problem.emit(say("field.cut", most=f"{most:,}"))

    def make_input(self) -> ReadingInput:
        made = ReadingInput(self.field, self.around, self)
        made.setMaxLength(LONG_LINE if self.field.type in (FieldType.TEXT, FieldType.URI) else 120)
        return made

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        text = self.input.shown(value)
        if len(text) > self.input.maxLength():
            self.input.setMaxLength(len(text) + LONG_LINE)
        self.input.show_value(value, typed.get(""))

    def inputs(self) -> list[QWidget]:
        return [self.input]

    def set_read_only(self, locked: bool) -> None:
        self.input.setReadOnly(locked)

    def commit(self) -> None:
        self.input.commit()

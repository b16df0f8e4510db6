"""A value of a shape nobody edits: shown, selectable, never changed."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.catalog import Field
from ui.form.widgets.base_field import BaseField, Surroundings
from ui.inputs.reading_input import LineInput


class AnyField(BaseField):
    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.input = LineInput(self)
        self.input.setReadOnly(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.input)

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        self.input.put(typed.get("", plain_text(value)))

    def inputs(self) -> list[QWidget]:
        return [self.input]

    def set_read_only(self, locked: bool) -> None:
        self.input.setReadOnly(True)


def plain_text(value: Any) -> str:
    """A value as one line a person can read."""
    if value is None:
        return ""
    if isinstance(value, (str, int, Decimal)):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)

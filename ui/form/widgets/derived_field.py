"""A code that follows from what is captured: it is shown, and only what no fact can tell may be chosen."""

from typing import Any

from PySide6.QtWidgets import QWidget

from forms.catalog import Code, Field
from forms.statuses import NEVER_DERIVED, need_stop
from ui.form.widgets.base_field import Surroundings
from ui.form.widgets.code_field import CodeField
from ui.inputs.suggest_input import Suggestion
from ui.words import say


class DerivedField(CodeField):
    """Locked where the facts tell every code of the list."""

    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.input.setPlaceholderText(say("derived.hint"))
        self.set_read_only(False)

    def _left_open(self) -> tuple[Code, ...]:
        """What only a person can say: that it was stopped."""
        return tuple(code for code in self.codelist.codes if code.code in NEVER_DERIVED)

    def _lookup(self, text: str) -> list[Suggestion]:
        found = self.codelist.find(text)
        return [Suggestion(code.code, code.title) for code in self._left_open() if not text.strip() or code in found]

    def _read(self, text: str) -> Any:
        value = super()._read(text)
        need_stop(value)
        return value

    def set_read_only(self, locked: bool) -> None:
        super().set_read_only(locked or not self._left_open())

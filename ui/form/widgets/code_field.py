"""A code of a list: typed by code or by any word of its title, without accents."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from forms.catalog import Codelist, Field
from forms.formats import Unreadable, read_typed
from ui.form.widgets.base_field import BaseField, Edited, Surroundings, Typed
from ui.inputs.suggest_input import SuggestInput, Suggestion
from ui.words import say


class CodeField(BaseField):
    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._value: Any = None
        self._dirty = False
        self.input = SuggestInput(self._lookup)
        self.input.setPlaceholderText(say("code.hint"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.input)
        self.input.typed.connect(self._typed)
        self.input.chosen.connect(self._choose)
        self.input.left.connect(self._leave)

    @property
    def codelist(self) -> Codelist:
        return self.around.catalog.codelists[self.field.codelist or ""]

    def title_of(self, code: Any) -> str:
        return self.codelist.title_of(code)

    def _lookup(self, text: str) -> list[Suggestion]:
        return [Suggestion(code.code, code.title) for code in self.codelist.find(text)]

    def _read(self, text: str) -> Any:
        return read_typed(self.field, text, self.around.today(), self.around.catalog) if text.strip() else None

    def _typed(self, text: str) -> None:
        self._dirty = True
        try:
            self._value = self._read(text)
        except Unreadable:
            self.changed.emit(Typed(text))
            return
        self.changed.emit(Edited(self._value))

    def _choose(self, code: Any) -> None:
        self._dirty = False
        self._value = code
        self.input.put(self.title_of(code))
        self.problem.emit("")
        self.changed.emit(Edited(code))

    def _leave(self) -> None:
        self.commit()
        self.left.emit()

    def commit(self) -> None:
        """Show the title of what was understood; a word with one meaning is taken."""
        if not self._dirty:
            return
        self._dirty = False
        text = self.input.text()
        try:
            value = self._read(text)
        except Unreadable as error:
            found = self.codelist.find(text)
            if len(found) != 1:
                self.problem.emit(str(error))
                return
            value = found[0].code
        changed = value != self._value
        self._value = value
        self.input.put("" if value is None else self.title_of(value))
        self.problem.emit("")
        if changed:
            self.changed.emit(Edited(value))

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        if self._dirty:
            return
        self._value = value
        self.input.put(typed.get("", "" if value is None else self.title_of(value)))

    def inputs(self) -> list[QWidget]:
        return [self.input]

    def set_read_only(self, locked: bool) -> None:
        self.input.set_locked(locked)

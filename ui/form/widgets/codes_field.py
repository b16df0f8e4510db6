"""Several codes: chips of those chosen and one line to add more; Backspace takes the last away."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from forms.catalog import Codelist, Field
from ui.form.widgets.base_field import BaseField, Edited, Surroundings, Typed
from ui.inputs.flow_layout import FlowLayout
from ui.inputs.suggest_input import SuggestInput, Suggestion
from ui.words import say


class CodesField(BaseField):
    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._codes: list[str] = []
        self._locked = False
        self.input = SuggestInput(self._lookup)
        self.input.keeps_caret = True
        self.input.setPlaceholderText(say("codes.hint"))
        self.input.installEventFilter(self)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._chips)
        layout.addWidget(self.input)
        self.input.chosen.connect(self._add)
        self.input.typed.connect(self._typed)
        self.input.left.connect(self._leave)

    @property
    def codelist(self) -> Codelist | None:
        return self.around.catalog.codelists.get(self.field.codelist or "")

    def _title(self, code: str) -> str:
        return self.codelist.title_of(code) if self.codelist else code

    def _lookup(self, text: str) -> list[Suggestion]:
        codes = self.codelist.find(text) if self.codelist else ()
        return [Suggestion(code.code, code.title) for code in codes if code.code not in self._codes]

    def _typed(self, text: str) -> None:
        self.changed.emit(Typed(text) if text.strip() else Edited(list(self._codes) or None))

    def _add(self, code: str) -> None:
        self.input.put("")
        self.problem.emit("")
        self._set([*self._codes, code])

    def _set(self, codes: list[str]) -> None:
        self._codes = codes
        self._draw()
        self.changed.emit(Edited(list(codes) or None))

    def _remove(self, code: str) -> None:
        if not self._locked:
            self._set([item for item in self._codes if item != code])

    def _draw(self) -> None:
        self._flow.clear()
        for code in self._codes:
            chip = QPushButton(self._title(code) + "  ✕", self._chips)
            chip.setObjectName("valueChip")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setAccessibleName(say("codes.remove", title=self._title(code)))
            chip.clicked.connect(lambda _=False, code=code: self._remove(code))
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(self._codes))
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            empty = not self.input.text() and self._codes and not self._locked
            if event.key() == Qt.Key.Key_Backspace and empty:
                self._set(self._codes[:-1])
                return True
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        self.commit()
        self.left.emit()

    def commit(self) -> None:
        """A text that names one code is added; another stays and says why."""
        text = self.input.text().strip()
        if not text:
            self.problem.emit("")
            return
        found = self._lookup(text)
        if len(found) == 1:
            self._add(found[0].choice)
        elif self.codelist is not None and self.codelist.open:
            self._add(text)
        else:
            self.problem.emit(say("codes.unknown", text=text))

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        codes = [str(code) for code in value] if isinstance(value, list) else []
        if codes != self._codes:
            self._codes = codes
            self._draw()
        self._chips.setVisible(bool(self._codes))
        if not self.input.hasFocus():
            self.input.put(typed.get("", ""))

    def inputs(self) -> list[QWidget]:
        return [self.input]

    def set_read_only(self, locked: bool) -> None:
        self._locked = locked
        self.input.set_locked(locked)

    def is_wide(self) -> bool:
        return True

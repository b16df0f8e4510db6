"""A list of references to parties: those chosen, and one line to add another by name or RFC."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import FieldEdit
from forms.catalog import Field
from forms.findings import Finding
from forms.pointers import KEY
from forms.words import describe_in
from ui.form.binding import RecordBinding
from ui.form.field_marks import FieldMarks
from ui.form.grid import RowsBlock
from ui.form.places import is_inside, row_paths, worst_level
from ui.form.widgets.base_field import Surroundings
from ui.form.widgets.organization_field import Choice, ask_directory, lookup, refer, role_of
from ui.inputs.flow_layout import FlowLayout
from ui.inputs.late_suggest_input import LateSuggestInput
from ui.inputs.suggest_input import Suggestion
from ui.styled import mark
from ui.words import say


class ReferencesBlock(RowsBlock):
    """Each reference is a row of the list; the party it names stands once in the record."""

    def __init__(self, field: Field, path: str, binding: RecordBinding, around: Surroundings, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.path = path
        self._binding = binding
        self._around = around
        self._shown: list[tuple[str, str]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.label = QLabel(self)
        self.label.setObjectName("fieldLabel")
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips)
        self.input = LateSuggestInput(self._lookup)
        self.input.asked.connect(lambda text: ask_directory(around, self.input, text, role_of(field)))
        self.input.keeps_caret = True
        self.input.setPlaceholderText(say("references.hint"))
        self.input.setAccessibleName(field.label)
        self.input.setAccessibleDescription(field.help)
        self.input.chosen.connect(self._add)
        self.input.left.connect(self._leave)
        self.label.setBuddy(self.input)
        self.message = QLabel(self)
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(15)
        line = QHBoxLayout()
        line.addWidget(self.input)
        self.marks = FieldMarks(self)
        layout.addLayout(self.marks.head(self.label))
        layout.addWidget(self._chips)
        layout.addLayout(line)
        self.marks.foot(layout)
        layout.addWidget(self.message)
        self.refresh()

    def _rows(self) -> list[Mapping[str, Any]]:
        rows = self._binding.value(self.path)
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []

    def _lookup(self, text: str) -> list[Suggestion]:
        taken = frozenset(str(row.get("id")) for row in self._rows())
        return lookup(self._around, text, taken)

    def _add(self, choice: Choice) -> None:
        self.input.put("")
        value, also = refer(self._around, choice, role_of(self.field))
        key = self._around.mint()
        self._binding.edit(*also, FieldEdit(f"{self.path}/@{key}", {**value, KEY: key}, "row_add"))

    def _leave(self) -> None:
        """A name typed and left is a reference to the party that has it, or to a new one."""
        text = self.input.text().strip()
        if text:
            found = self._lookup(text)
            if found:
                self._add(found[0].choice)
        self._binding.flush()
        self.left.emit()

    def _remove(self, path: str) -> None:
        self._binding.edit(FieldEdit(path, None, "row_remove"))
        self._binding.flush()
        self.input.setFocus()

    def refresh(self) -> None:
        body, record = self._binding.body, self._binding.record
        self.setVisible(record.is_visible(self.field, body, self.path))
        required = record.requirement(self.field, body, self.path) in ("standard", "profile")
        self.label.setText(say("field.required", label=self.field.label) if required else self.field.label)
        names = [str(row.get("name") or row.get("id") or say("references.unnamed")) for row in self._rows()]
        shown = list(zip(row_paths(body, self.path), names, strict=False))
        if shown != self._shown:
            self._shown = shown
            self._draw()
        self._chips.setVisible(bool(shown))
        self.marks.show_marks(body, self.path, self._around.is_pinned(self.field.pointer))

    def _draw(self) -> None:
        self._flow.clear()
        for path, name in self._shown:
            chip = QPushButton(f"{name}  ✕", self._chips)
            chip.setObjectName("valueChip")
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.setAutoDefault(True)
            chip.setAccessibleName(say("references.remove", name=name))
            chip.setToolTip(say("references.remove", name=name))
            chip.clicked.connect(lambda _=False, path=path: self._remove(path))
            self._flow.addWidget(chip)
            chip.show()
        self.restructured.emit()

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        own = [item for path, item in findings if is_inside(path, self.path)]
        binding, law = self._binding, self._around.catalog
        self.message.setText(describe_in(binding.body, own[0], law, binding.record.id) if own else "")
        level = worst_level(own) or ""
        mark(self.message, "level", level)
        mark(self.input, "level", level if level in ("error", "warning") else "")

    def reveal(self, path: str) -> bool:
        self.input.setFocus()
        return True

    def controls(self) -> list[QWidget]:
        chips = [self._flow.itemAt(at).widget() for at in range(self._flow.count())]  # type: ignore[union-attr]
        return [*[chip for chip in chips if chip is not None], self.input]

"""One field in the form: its label above, its widget, and the word about it below."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from capture_app.changes import FieldEdit
from forms.catalog import Field
from forms.findings import Finding, Level
from forms.words import describe_in
from ui.form.binding import RecordBinding
from ui.form.draft import KeptText
from ui.form.field_marks import FieldMarks
from ui.form.places import is_inside, worst_level
from ui.form.widgets.base_field import Edited, Surroundings, Typed
from ui.form.widgets.composite_field import CompositeField
from ui.styled import mark
from ui.words import say


class FieldRow(QWidget):
    """Binds one widget to one path of the record."""

    left = Signal()

    def __init__(
        self, field: Field, path: str, binding: RecordBinding, around: Surroundings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.path = path
        self._binding = binding
        self._catalog = around.catalog
        self._is_pinned = around.is_pinned
        self._own_problem = ""
        self._findings: list[Finding] = []
        self.label = QLabel(self)
        self.label.setObjectName("fieldLabel")
        self.label.setWordWrap(True)
        self.editor = around.make(field, around, self)
        self.message = QLabel(self)
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(15)
        self.marks = FieldMarks(self)
        self.lay_out()
        controls = self.editor.inputs()
        if controls:
            self.label.setBuddy(controls[0])
        self.editor.set_name(field.label)
        self.editor.changed.connect(self._take)
        self.editor.left.connect(self._leave)
        self.editor.problem.connect(self._show_problem)

    def lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(self.marks.head(self.label))
        layout.addWidget(self.editor)
        self.marks.foot(layout)
        layout.addWidget(self.message)
        layout.addStretch(1)

    def _take(self, payload: Edited | Typed) -> None:
        if isinstance(payload, Typed):
            self._binding.write(KeptText(self.path + payload.member, payload.text))
        else:
            self._binding.write(*payload.also, FieldEdit(self.path, payload.value))

    def _leave(self) -> None:
        self._binding.flush()
        self._show_message()
        self.left.emit()

    def _show_problem(self, text: str) -> None:
        self._own_problem = text
        self._show_message()

    def is_here(self) -> bool:
        """Whether the focus is in this field."""
        focused = self.focusWidget()
        return focused is not None and focused.hasFocus()

    def refresh(self) -> None:
        """Show the present value, and whether the field is shown and required now."""
        body, record = self._binding.body, self._binding.record
        self.setVisible(record.is_visible(self.field, body, self.path))
        required = record.requirement(self.field, body, self.path) in ("standard", "profile")
        text = say("field.required", label=self.field.label) if required else self.field.label
        if self.label.text() != text:
            self.label.setText(text)
        self.editor.show_value(self._binding.value(self.path), self._binding.typed(self.path))
        self.marks.show_marks(body, self.path, self._is_pinned(self.field.pointer))

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        """The findings (with their paths) of the record; those of this field are shown below it."""
        inside = [item for path, item in findings if is_inside(path, self.path)]
        self._findings = [item for item in inside if item.level in (Level.ERROR, Level.WARNING)]
        self._show_message()

    def _show_message(self) -> None:
        """Never while the person is still typing here, unless the field was marked already."""
        shown = [] if self.is_here() and not self.message.text() else self._findings
        level = "error" if self._own_problem else worst_level(shown)
        text = self._own_problem or (self._words(shown[0]) if shown else "")
        if self.message.text() != text:
            self.message.setText(text)
        mark(self.message, "level", level or "")
        self.editor.set_level(level if level in ("error", "warning") else None)

    def _words(self, finding: Finding) -> str:
        """The sentence below the field; what is merely missing here needs no name."""
        if finding.code.startswith("required.") and not isinstance(self.editor, CompositeField):
            return say(f"field.missing_{finding.level.value}")
        return describe_in(self._binding.body, finding, self._catalog, self._binding.record.id)

    def focus_at(self, path: str) -> None:
        """Put the caret in the place named, a member of a composite if it is one."""
        if isinstance(self.editor, CompositeField):
            self.editor.focus_member(path[len(self.path) :])
        else:
            self.editor.focus_first()

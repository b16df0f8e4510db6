"""The form of one section in a scroll area: fields, lists, and the focus inside it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from forms.catalog import Field, Section
from forms.findings import Finding
from ui.form.binding import RecordBinding
from ui.form.grid import FormGrid, RowsBlock
from ui.form.references import ReferencesBlock
from ui.form.repeat import RepeatBlock
from ui.form.row import FieldRow
from ui.form.widgets.base_field import Surroundings
from ui.form.worksheet import WorksheetBlock
from ui.styled import give_ground

NARROW = 470
WORKSHEET = "worksheet"


def make_rows(field: Field, path: str, grid: FormGrid) -> RowsBlock:
    """The face of a list: references to parties, a table that is written in, or one with its open row."""
    if field.group == "organization_reference":
        return ReferencesBlock(field, path, grid.binding, grid.around, grid)
    face = WorksheetBlock if field.widget == WORKSHEET else RepeatBlock
    return face(field, path, grid.binding, grid.around, make_rows, grid)


class FormView(QScrollArea):
    """Shows one section of one stage (of one row, where the stage repeats)."""

    left = Signal()
    restructured = Signal()

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self.grid: FormGrid | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self._content = QWidget(self)
        give_ground(self._content, QPalette.ColorRole.Button)
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(0, 0, 10, 8)
        self._layout.setSpacing(4)
        self._title = QLabel(self._content)
        self._title.setObjectName("title")
        self._help = QLabel(self._content)
        self._help.setObjectName("muted")
        self._help.setWordWrap(True)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._help)
        self._layout.addSpacing(6)
        self._layout.addStretch(1)
        self.setWidget(self._content)

    def show_section(self, section: Section, base: str, binding: RecordBinding) -> None:
        """Draw the section's fields; the widgets of the one before go away."""
        self.clear()
        self._title.setText(section.title)
        self._help.setText(section.help)
        self._help.setVisible(bool(section.help))
        self.grid = FormGrid(section.fields, base, binding, self._around, make_rows, self._content)
        self.grid.left.connect(self.left)
        self.grid.restructured.connect(self.restructured)
        self.grid.set_narrow(self.viewport().width() < NARROW)
        self._layout.insertWidget(3, self.grid)
        self.grid.show()
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        if self.grid is not None:
            self.grid.commit()
            self._layout.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
            self.grid = None

    def refresh(self) -> None:
        if self.grid is not None:
            self.grid.refresh()

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        if self.grid is not None:
            self.grid.take_findings(findings)

    def commit(self) -> None:
        if self.grid is not None:
            self.grid.commit()

    def reveal(self, path: str) -> bool:
        """Put the focus at a place of the section and bring it into sight."""
        found = self.grid is not None and self.grid.reveal(path)
        focused = self.focusWidget()
        if found and focused is not None:
            self._layout.activate()
            self.ensureWidgetVisible(focused, 20, 60)
        return found

    def focus_first(self) -> bool:
        return self.grid is not None and self.grid.focus_first()

    def controls(self) -> list[QWidget]:
        return self.grid.controls() if self.grid is not None else []

    def row_of(self, control: QWidget | None) -> FieldRow | RowsBlock | None:
        return self.grid.row_of(control) if self.grid is not None else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.grid is not None:
            self.grid.set_narrow(self.viewport().width() < NARROW)

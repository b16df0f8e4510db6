"""The fields of a section or of an open row, in two columns; lists of rows take the whole width."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from forms.catalog import Field, FieldType
from forms.findings import Finding
from ui.form.binding import RecordBinding
from ui.form.places import bind, captured, is_inside
from ui.form.row import FieldRow
from ui.form.widgets.base_field import Surroundings

MakeRows = Callable[[Field, str, "FormGrid"], "RowsBlock"]


class RowsBlock(QWidget):
    """What a list of rows looks like to the grid: a table with its open row, or references."""

    path: str
    field: Field
    left = Signal()
    restructured = Signal()

    def refresh(self) -> None:
        raise NotImplementedError

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        raise NotImplementedError

    def reveal(self, path: str) -> bool:
        raise NotImplementedError

    def commit(self) -> None:
        """Take what is being composed in the open row as done."""

    def controls(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        raise NotImplementedError


class FormGrid(QWidget):
    """Rows of fields; `base` is the path of the row (or "" at the root) they belong to."""

    left = Signal()
    restructured = Signal()

    def __init__(
        self,
        fields: Sequence[Field],
        base: str,
        binding: RecordBinding,
        around: Surroundings,
        make_rows: MakeRows,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.base = base
        self.binding = binding
        self.around = around
        self._make_rows = make_rows
        self.rows: list[FieldRow] = []
        self.blocks: list[RowsBlock] = []
        self._order: list[FieldRow | RowsBlock] = []
        self._shape: tuple[tuple[bool, ...], bool] | None = None
        self._narrow = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        for item in captured(tuple(fields)):
            self._add(item)
        self.refresh()

    def _add(self, field: Field) -> None:
        path = bind(field.pointer, self.base)
        if field.type is FieldType.ROWS:
            block = self._make_rows(field, path, self)
            block.restructured.connect(self.restructured)
            block.left.connect(self.left)
            self.blocks.append(block)
            self._order.append(block)
            return
        row = FieldRow(field, path, self.binding, self.around, self)
        row.left.connect(self.left)
        self.rows.append(row)
        self._order.append(row)

    def set_narrow(self, narrow: bool) -> None:
        """One column instead of two."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def refresh(self) -> None:
        for item in self._order:
            item.refresh()
        self._arrange()

    def _arrange(self) -> None:
        """Place what is shown, in reading order, only when that changed."""
        shown = tuple(not item.isHidden() for item in self._order)
        if self._shape == (shown, self._narrow):
            return
        self._shape = (shown, self._narrow)
        for item in self._order:
            self._grid.removeWidget(item)
        line, column = 0, 0
        for item in self._order:
            if item.isHidden():
                continue
            wide = self._takes_line(item)
            if wide and column:
                line, column = line + 1, 0
            span = 2 if wide or self._is_alone(item, column) else 1
            self._grid.addWidget(item, line, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
            if column >= 2:
                line, column = line + 1, 0
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if self._narrow else 1)

    def _takes_line(self, item: FieldRow | RowsBlock) -> bool:
        return self._narrow or isinstance(item, RowsBlock) or item.editor.is_wide()

    def _is_alone(self, item: FieldRow | RowsBlock, column: int) -> bool:
        """A line of text with nothing to its right takes the whole width."""
        after = [one for one in self._order[self._order.index(item) + 1 :] if not one.isHidden()]
        alone = column == 0 and (not after or self._takes_line(after[0]))
        return alone and item.field.type in (FieldType.TEXT, FieldType.URI)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What the last key brought on screen is there before the focus looks for the next field."""
        self.binding.catch_up()
        return super().focusNextPrevChild(forward)

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        own = [(path, item) for path, item in findings if is_inside(path, self.base)] if self.base else findings
        for item in self._order:
            item.take_findings(own)

    def reveal(self, path: str) -> bool:
        """Put the focus at a place inside this grid, opening rows on the way."""
        for row in self.rows:
            if is_inside(path, row.path) and not row.isHidden():
                row.focus_at(path)
                return True
        return any(block.reveal(path) for block in self.blocks if is_inside(path, block.path))

    def focus_first(self) -> bool:
        for item in self._order:
            if isinstance(item, FieldRow) and not item.isHidden():
                item.editor.focus_first()
                return True
        return any(block.reveal(block.path) for block in self.blocks)

    def controls(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [
            control
            for item in self._order
            for control in (item.controls() if isinstance(item, RowsBlock) else item.editor.inputs())
        ]

    def row_of(self, control: QWidget | None) -> FieldRow | RowsBlock | None:
        """The field or list a control belongs to, in this grid or in one inside it."""
        while control is not None:
            if isinstance(control, (FieldRow, RowsBlock)):
                return control
            control = control.parentWidget()
        return None

    def commit(self) -> None:
        for row in self.rows:
            row.editor.commit()
        for block in self.blocks:
            block.commit()

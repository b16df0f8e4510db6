"""A list of rows worked on in its own table: the cell in hand is the field's own editor, at its own place."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QHeaderView, QLineEdit, QWidget

from capture_app.changes import FieldEdit
from forms.catalog import Field, FieldType
from forms.findings import Finding
from ui.form.binding import RecordBinding
from ui.form.places import is_inside, worst_level
from ui.form.repeat import RepeatBlock
from ui.form.row import FieldRow
from ui.form.rows_table import ROW_HEIGHT, RowsTable
from ui.form.widget_table import make_cell
from ui.form.widgets.base_field import Surroundings
from ui.inputs.undo_keys import COMMANDS
from ui.styled import mark
from ui.words import say

PERIODS = ("period", "act_period")
ENDS = ("/startDate", "/endDate")
WIDTHS = {"text": 90, "date": 96}
AMOUNT_WIDTH, HEAD_LINES, HEAD_SPACE, MOST_ROWS = 100, 3, 10, 12
BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class CellRow(FieldRow):
    """A field bound to its path like any other of the form, without room for more than its editor."""

    said = Signal()
    index = QModelIndex()

    def __init__(
        self, field: Field, path: str, binding: RecordBinding, around: Surroundings, name: str, parent: QWidget
    ) -> None:
        super().__init__(field, path, binding, replace(around, make=make_cell), parent)
        self.editor.set_name(name)
        self._was = binding.value(path)
        self.refresh()

    def lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        for label in (self.label, self.message):
            label.hide()

    def refresh(self) -> None:
        self.editor.show_value(self._binding.value(self.path), self._binding.typed(self.path))

    def _show_message(self) -> None:
        super()._show_message()
        self.said.emit()

    def revert(self) -> None:
        """What stood here when the cell was come to; an edit like any other."""
        self.editor.commit()
        if self._binding.value(self.path) != self._was or self._binding.typed(self.path):
            self._binding.edit(FieldEdit(self.path, self._was))
        self._show_problem("")
        self.refresh()
        self.choose_all()

    def choose_all(self) -> None:
        for line in self.editor.inputs():
            if isinstance(line, QLineEdit):
                line.selectAll()


class WorksheetTable(RowsTable):
    """Tab and Enter go from cell to cell and out at the end; the arrows walk; Escape gives back what stood there."""

    cell_wanted = Signal(QModelIndex)
    left_cell = Signal()
    reverted = Signal()
    is_going = False

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.clicked.connect(self.cell_wanted)

    def set_columns(self, fields: Sequence[Field]) -> None:
        """As narrow as what is written in them; the names take more than one line."""
        super().set_columns(fields)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setFixedHeight(HEAD_LINES * header.fontMetrics().lineSpacing() + HEAD_SPACE)
        for column, field in enumerate(fields):
            self.setColumnWidth(column, WIDTHS.get(field.type.value, AMOUNT_WIDTH))

    def fit_rows(self, rows: int) -> None:
        height = max(1, min(rows, MOST_ROWS)) * ROW_HEIGHT + self.horizontalHeader().height() + 4
        self.setFixedHeight(height + self.horizontalScrollBar().sizeHint().height())

    def cells(self) -> list[QModelIndex]:
        """The cells that can be written in, in reading order."""
        model = self.model()
        columns = [at for at, field in enumerate(self._fields) if field.type is not FieldType.ROWS]
        shown = [at for at in columns if not self.isColumnHidden(at)]
        return [model.index(row, column) for row in range(model.rowCount()) for column in shown]

    def beside(self, steps: int) -> QModelIndex:
        """The cell so many steps on or back; none beyond the ends."""
        cells, here = self.cells(), self.currentIndex()
        at = cells.index(here) + steps if here in cells else 0
        return cells[at] if 0 <= at < len(cells) else QModelIndex()

    def focusNextPrevChild(self, forward: bool) -> bool:
        beside = self.beside(1 if forward else -1)
        if beside.isValid() and not self.hasFocus():
            self.cell_wanted.emit(beside)
            return True
        self.go_quietly()
        return super().focusNextPrevChild(forward)

    def go_quietly(self) -> None:
        """The focus comes to the table itself and no cell opens: what is in the cell is done."""
        self.is_going = True
        self.setFocus()
        self.is_going = False
        self.left_cell.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        cells = self.cells()
        if self.is_going or not cells or event.reason() is Qt.FocusReason.MouseFocusReason:
            return
        wanted = self.currentIndex()
        if event.reason() in BY_TAB or wanted not in cells:
            wanted = cells[-1 if event.reason() is Qt.FocusReason.BacktabFocusReason else 0]
        self.cell_wanted.emit(wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
        elif steps is not None and not event.modifiers() & COMMANDS:
            here = self.currentIndex()
            wanted = self.model().index(here.row() + steps, here.column())
            if wanted.isValid():
                self.cell_wanted.emit(wanted)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex() in self.cells():
            self.cell_wanted.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class WorksheetBlock(RepeatBlock):
    """The table is the form: what a cell has no room for stands in the row's own form, opened by a button."""

    _cell: CellRow | None = None

    def list_columns(self) -> tuple[list[Field], list[str]]:
        """A period is two cells, its first and its last day."""
        columns, relatives = list[Field](), list[str]()
        for column, relative in zip(*super().list_columns(), strict=True):
            ends = [end for name in ENDS if (end := column.member(name))] if column.group in PERIODS else []
            columns += ends or [column]
            relatives += [relative + end.relative for end in ends] or [relative]
        return columns, relatives

    def make_table(self) -> RowsTable:
        table = self._sheet = WorksheetTable(self.field.label, self)
        table.cell_wanted.connect(self._begin)
        table.left_cell.connect(self._end)
        table.reverted.connect(lambda: self._cell.revert() if self._cell is not None else None)
        return table

    def _build_foot(self) -> None:
        super()._build_foot()
        self.whole_button = self._button(say("rows.whole"), self._open_whole)
        self._tools = (*self._tools, self.whole_button)
        self._foot.insertWidget(1, self.whole_button)

    def _open_whole(self) -> None:
        at, paths = self.table.currentIndex().row(), self._paths()
        if 0 <= at < len(paths):
            super().enter(paths[at])

    # ---- the cell in hand ----

    def _begin(self, index: QModelIndex) -> None:
        paths = self._paths()
        column = index.column()
        if not index.isValid() or index.row() >= len(paths) or self._columns[column].type is FieldType.ROWS:
            return
        self._end()
        field, path = self._columns[column], paths[index.row()] + self._relatives[column]
        name = say("rows.cell", list=self.field.label, at=index.row() + 1, label=self._heading(column))
        self.table.setCurrentIndex(index)
        self._cell = CellRow(field, path, self._binding, self._around, name, self.table.viewport())
        self._cell.left.connect(self._left_cell)
        self._cell.said.connect(self._show_marks)
        for control in self._cell.editor.inputs():
            control.installEventFilter(self)
        self._cell.index = index
        self.table.setIndexWidget(index, self._cell)
        self.table.scrollTo(index)
        self._cell.take_findings(self._findings)
        self._cell.editor.focus_first()
        self._cell.choose_all()

    def _heading(self, column: int) -> str:
        """The name of a column with its owner's, where it is a member of one."""
        field, owner = self._columns[column], self.field.member("/" + self._relatives[column].split("/")[1])
        return field.label if owner is None or owner is field else f"{owner.label}: {field.label}"

    def _end(self) -> None:
        """The cell shows its value again."""
        cell, self._cell = self._cell, None
        if cell is None:
            return
        cell.editor.commit()
        for control in cell.editor.inputs():
            control.removeEventFilter(self)
        cell.left.disconnect(self._left_cell)
        if cell.isAncestorOf(QApplication.focusWidget() or self):
            self._sheet.go_quietly()
        self.table.setIndexWidget(cell.index, None)  # type: ignore[arg-type]
        self._binding.flush()
        self._show_marks()

    def _left_cell(self) -> None:
        """The focus went elsewhere by the mouse or a key of the window: the cell goes when that is done."""
        self.left.emit()
        QTimer.singleShot(0, self, self._end_if_left)

    def _end_if_left(self) -> None:
        focused = QApplication.focusWidget()
        if self._cell is not None and focused is not None and not self._cell.isAncestorOf(focused):
            self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and Right leave a cell at its ends; what is pasted from a spreadsheet is rows."""
        pressed = event if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress else None
        if pressed is None or not isinstance(watched, QLineEdit) or self._cell is None:
            return super().eventFilter(watched, event)
        if pressed.matches(QKeySequence.StandardKey.Paste):
            text = QApplication.clipboard().text().strip("\r\n")
            if "\t" in text or "\n" in text:
                self._end()
                self._paste()
                return True
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(pressed.key()))
        if steps is None or pressed.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        is_whole = len(watched.selectedText()) == len(watched.text())
        edge = len(watched.text()) if steps > 0 else 0
        beside = self._sheet.beside(steps)
        if (is_whole or (not watched.hasSelectedText() and watched.cursorPosition() == edge)) and beside.isValid():
            self._begin(beside)
            return True
        return False

    # ---- rows, findings and places ----

    def refresh(self) -> None:
        """A table of other rows forgets the cell in hand: it opens again in its row."""
        cell, rows = self._cell, self.model.rowCount() if hasattr(self, "model") else 0
        if cell is not None and len(self._rows()) != rows:
            path, is_here = cell.path, cell.is_here()
            self._end()
            super().refresh()
            if is_here:
                self._begin(self._index_of(path))
            return
        super().refresh()
        if cell is not None:
            cell.refresh()

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        """The form of the row follows only where it was opened."""
        if self._open:
            super()._current_changed(current, previous)

    def enter(self, path: str) -> None:
        index = self._index_of(path)
        self._begin(index if index.isValid() else self.model.index(0, 0))

    def reveal(self, path: str) -> bool:
        """The cell of the place; the whole form of its row for what no cell shows."""
        index = self._index_of(path)
        if not index.isValid():
            return super().reveal(path)
        self._begin(index)
        return True

    def _index_of(self, path: str) -> QModelIndex:
        """The cell that shows a place: the first of a row for the row itself."""
        row = next((at for at, one in enumerate(self._paths()) if is_inside(path, one)), None)
        if row is None:
            return QModelIndex()
        base = self._paths()[row]
        written = zip(self._columns, self._relatives, strict=True)
        cells = [base + relative if column.type is not FieldType.ROWS else "" for column, relative in written]
        found = (at for at, cell in enumerate(cells) if cell and (is_inside(path, cell) or is_inside(cell, path)))
        return self.model.index(row, next(found, -1))

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        super().take_findings(findings)
        if self._cell is not None:
            self._cell.take_findings(self._findings)

    def _show_marks(self) -> None:
        """What is wrong in a cell is seen in it; of the cell in hand it is said below."""
        super()._show_marks()
        kept = self._binding.body.get("_typed") or {}
        levels, texts = dict[tuple[int, int], str](), dict[tuple[int, int], str]()
        for row, base in enumerate(self._paths()):
            for column, relative in enumerate(self._relatives):
                path = base + relative
                level = worst_level([item for place, item in self._findings if is_inside(place, path)])
                if level in ("error", "warning"):
                    levels[row, column] = level
                for place in [place for place in kept if is_inside(place, path)]:
                    texts[row, column] = str(kept[place])
        self.model.show_cells(levels, texts)
        if self._cell is not None and self._cell.message.text():
            self.message.setText(self._cell.message.text())
            mark(self.message, "level", str(self._cell.message.property("level") or ""))
            self.message.show()

    def commit(self) -> None:
        super().commit()
        if self._cell is not None:
            self._cell.editor.commit()

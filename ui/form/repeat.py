"""A list of rows: a table, what can be done with it, and the form of the row that is open."""

import copy
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import FieldEdit
from capture_app.reusing import without_keys
from forms.catalog import Field
from forms.findings import Finding
from forms.pointers import KEY
from forms.words import describe_in
from ui.form.attachment import GROUP, AttachmentLine
from ui.form.binding import RecordBinding
from ui.form.clipboard import read_table
from ui.form.draft import KeptText
from ui.form.field_marks import FieldMarks
from ui.form.grid import FormGrid, MakeRows, RowsBlock
from ui.form.places import captured, is_inside, row_paths, worst_level
from ui.form.rows_table import RowsTable
from ui.form.totals import totals_text
from ui.form.widgets.base_field import Surroundings
from ui.models.rows_model import RowsModel
from ui.styled import mark
from ui.words import say

DETAIL_DELAY_MS = 60
NOT_COPIED = frozenset({"id", KEY})


class RepeatBlock(RowsBlock):
    """Table, buttons and the open row; widgets exist for the open row only."""

    def __init__(
        self,
        field: Field,
        path: str,
        binding: RecordBinding,
        around: Surroundings,
        make_rows: MakeRows,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.path = path
        self._binding = binding
        self._around = around
        self._make_rows = make_rows
        self._findings: list[tuple[str, Finding]] = []
        self._open = ""
        self._detail: FormGrid | None = None
        self._attachment: AttachmentLine | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 2, 0, 6)
        self._layout.setSpacing(6)
        self._build_head()
        self._build_table()
        self._build_detail()
        self._build_foot()
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(DETAIL_DELAY_MS)
        self._delay.timeout.connect(self._open_current)
        self.refresh()

    def _build_head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        self.label = QLabel(self)
        self.label.setObjectName("fieldLabel")
        self.label.setWordWrap(True)
        self.marks = FieldMarks(self)
        head.addLayout(self.marks.head(self.label), 1)
        self._layout.addLayout(head)

    def _build_foot(self) -> None:
        """What can be done with rows stands after them: there the Tab key comes when one is filled."""
        foot = self._foot = QHBoxLayout()
        foot.setSpacing(6)
        self.add_button = self._button(self.field.add_label or say("rows.add"), self.add)
        self.copy_button = self._button(say("rows.copy"), self._copy)
        self.remove_button = self._button(say("rows.remove"), self._remove)
        self.add_button.installEventFilter(self)
        self._tools: tuple[QPushButton, ...] = (self.copy_button, self.remove_button)
        for button in (self.add_button, self.copy_button, self.remove_button):
            foot.addWidget(button)
        foot.addStretch(1)
        self._layout.addLayout(foot)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows may be pasted on the button too, when there is no table yet."""
        pressed = event if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress else None
        if pressed is not None and pressed.matches(QKeySequence.StandardKey.Paste):
            self._paste()
            return True
        return super().eventFilter(watched, event)

    def _button(self, text: str, action: Any) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("kind", "small")
        button.setAutoDefault(True)
        button.setAccessibleName(f"{text}: {self.field.label}")
        button.clicked.connect(lambda _=False: action())
        return button

    def _build_table(self) -> None:
        self._columns, self._relatives = self.list_columns()
        self.model = RowsModel(self._columns, self._relatives, self._around.catalog, self)
        self.table = self.make_table()
        self.table.setModel(self.model)
        self.table.set_columns(self._columns)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.table.activated.connect(self._enter_row)
        self.table.paste_asked.connect(self._paste)
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setText(say("rows.empty", help=self.field.help))
        self.message = QLabel(self)
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.totals = QLabel(self)
        self.totals.setObjectName("hint")
        self.totals.setWordWrap(True)
        for widget in (self.empty, self.table, self.totals, self.message):
            self._layout.addWidget(widget)
        self.marks.foot(self._layout)

    def _build_detail(self) -> None:
        self.card = QFrame(self)
        self.card.setObjectName("inner")
        layout = self._card_layout = QVBoxLayout(self.card)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(6)
        self.card_title = QLabel(self.card)
        self.card_title.setObjectName("fieldLabel")
        layout.addWidget(self.card_title)
        self.card.hide()
        self._layout.addWidget(self.card)

    def list_columns(self) -> tuple[list[Field], list[str]]:
        """The fields of the columns and where in a row each stands."""
        named = [found for name in self.field.columns if (found := self.field.member(name)) is not None]
        columns = named or list(captured(self.field.members))[:4]
        return columns, [column.relative or column.pointer for column in columns]

    def make_table(self) -> RowsTable:
        return RowsTable(self.field.label, self)

    # ---- rows ----

    def _rows(self) -> list[Any]:
        rows = self._binding.value(self.path)
        return rows if isinstance(rows, list) else []

    def _paths(self) -> list[str]:
        return row_paths(self._binding.body, self.path)

    def refresh(self) -> None:
        body, record = self._binding.body, self._binding.record
        self.setVisible(record.is_visible(self.field, body, self.path))
        required = record.requirement(self.field, body, self.path) in ("standard", "profile")
        title = say("field.required", label=self.field.label) if required else self.field.label
        rows = self._rows()
        self.label.setText(say("rows.title", label=title, n=len(rows)) if rows else title)
        self.model.show_rows(rows)
        self.table.fit_rows(len(rows))
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.totals.setText(totals_text(self.field, self.path, body))
        self.totals.setVisible(bool(self.totals.text()))
        self.marks.show_marks(body, self.path, self._around.is_pinned(self.field.pointer))
        for button in self._tools:
            button.setVisible(bool(rows))
        self._follow_open()
        self._show_marks()

    @property
    def open_path(self) -> str:
        """The path of the row whose form is shown, "" for none."""
        return self._open

    def _follow_open(self) -> None:
        """Keep the open row open where it is now; close it when it is gone."""
        paths = self._paths()
        if self._open and self._open in paths:
            at = paths.index(self._open)
            if self.table.currentIndex().row() != at:
                self._mark_current(at)
            self._title_card(at, len(paths))
            if self._detail is not None:
                self._detail.refresh()
            if self._attachment is not None:
                self._attachment.refresh()
        elif self._open:
            self._close_detail()

    def _mark_current(self, at: int) -> None:
        selection = self.table.selectionModel()
        blocked = selection.blockSignals(True)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        selection.setCurrentIndex(self.model.index(at, 0), flags)
        selection.blockSignals(blocked)
        self.table.viewport().update()

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._delay.start()

    def _open_current(self) -> None:
        at, paths = self.table.currentIndex().row(), self._paths()
        if 0 <= at < len(paths):
            self.open_row(paths[at])

    def _enter_row(self, index: QModelIndex) -> None:
        paths = self._paths()
        if index.isValid() and index.row() < len(paths):
            self._delay.stop()
            self.enter(paths[index.row()])

    def enter(self, path: str) -> None:
        """Put the focus in the first field of a row."""
        self.open_row(path)
        if self._detail is not None:
            self._detail.focus_first()

    def open_row(self, path: str) -> None:
        """Show the form of a row; one at a time."""
        if path == self._open and self._detail is not None:
            return
        self._close_detail()
        paths = self._paths()
        if path not in paths:
            return
        self._open = path
        if self.field.group == GROUP:
            self._attachment = AttachmentLine(path, self._binding, self.card)
            self._card_layout.addWidget(self._attachment)
        self._detail = FormGrid(self.field.members, path, self._binding, self._around, self._make_rows, self.card)
        self._detail.set_narrow(self._is_narrow())
        self._card_layout.addWidget(self._detail)
        self._detail.take_findings(self._findings)
        self._mark_current(paths.index(path))
        self._title_card(paths.index(path), len(paths))
        self._detail.restructured.connect(self.restructured)
        self._detail.left.connect(self.left)
        self.card.show()
        self.restructured.emit()

    def _is_narrow(self) -> bool:
        return self.width() < 420

    def _close_detail(self) -> None:
        self._open = ""
        if self._detail is not None:
            self._detail.commit()
            self._card_layout.removeWidget(self._detail)
            self._detail.hide()
            self._detail.deleteLater()
            self._detail = None
        if self._attachment is not None:
            self._card_layout.removeWidget(self._attachment)
            self._attachment.hide()
            self._attachment.deleteLater()
            self._attachment = None
        self.card.hide()

    def _title_card(self, at: int, total: int) -> None:
        self.card_title.setText(say("rows.place", at=at + 1, total=total, label=self.field.label))

    # ---- acts ----

    def add(self) -> None:
        """A new row after the last, with the focus in its first field."""
        self._add_row({})

    def _add_row(self, row: dict[str, Any], after: str | None = None) -> None:
        key = self._around.mint()
        path = f"{self.path}/@{key}"
        self._binding.edit(FieldEdit(path, {**row, KEY: key}, "row_add", after))
        self.enter(path)

    def _paste(self) -> None:
        """Rows from a spreadsheet, cells by the order of the columns; one undo step."""
        pasted = read_table(QApplication.clipboard().text(), self._columns, self._relatives, self._around)
        steps: list[FieldEdit | KeptText] = []
        for row in pasted:
            key = self._around.mint()
            steps.append(FieldEdit(f"{self.path}/@{key}", {**row.value, KEY: key}, "row_add"))
            steps += [KeptText(f"{self.path}/@{key}{relative}", text) for relative, text in row.unread.items()]
        self._act(steps)

    def _act(self, steps: Sequence[FieldEdit | KeptText]) -> None:
        """An act of its own: what was typed before goes first, so that one step of undo takes all of it back."""
        self._binding.flush()
        self._binding.edit(*steps)
        self._binding.flush()

    def fill_down(self, path: str) -> int:
        """Give the value at a place of a row to the same place of every row below; how many got it."""
        paths = self._paths()
        at = next((n for n, row in enumerate(paths) if is_inside(path, row)), len(paths))
        if at + 1 >= len(paths):
            return 0
        relative, value = path.removeprefix(paths[at]), self._binding.value(path)
        self._act([FieldEdit(below + relative, copy.deepcopy(value)) for below in paths[at + 1 :]])
        return len(paths) - at - 1

    def current_cell(self) -> str:
        """The path of the cell the table's mark is on, "" for none."""
        index, paths = self.table.currentIndex(), self._paths()
        if not index.isValid() or index.row() >= len(paths):
            return ""
        return paths[index.row()] + self._relatives[index.column()]

    def _copy(self) -> None:
        at, rows = self.table.currentIndex().row(), self._rows()
        if 0 <= at < len(rows):
            row = without_keys(copy.deepcopy(rows[at]))
            key = rows[at].get(KEY)
            self._add_row({name: value for name, value in row.items() if name not in NOT_COPIED}, key and f"@{key}")

    def _remove(self) -> None:
        at, paths = self.table.currentIndex().row(), self._paths()
        if not 0 <= at < len(paths):
            return
        self._close_detail()
        self._binding.edit(FieldEdit(paths[at], None, "row_remove"))
        self._binding.flush()
        rest = self._paths()
        if rest:
            self._mark_current(min(at, len(rest) - 1))
            self.table.setFocus()
        else:
            self.add_button.setFocus()

    # ---- findings and places ----

    def take_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        self._findings = [(path, item) for path, item in findings if is_inside(path, self.path)]
        if self._detail is not None:
            self._detail.take_findings(self._findings)
        self._show_marks()

    def _show_marks(self) -> None:
        by_row: dict[str, list[Finding]] = {}
        for place, item in self._findings:
            by_row.setdefault(place.removeprefix(f"{self.path}/").partition("/")[0], []).append(item)
        marks: dict[int, str] = {}
        for at, path in enumerate(self._paths()) if by_row else ():
            level = worst_level(by_row.get(path.rpartition("/")[2], []))
            if level in ("error", "warning"):
                marks[at] = level
        self.model.show_marks(marks)
        own = [item for place, item in self._findings if place == self.path]
        binding, law = self._binding, self._around.catalog
        self.message.setText(describe_in(binding.body, own[0], law, binding.record.id) if own else "")
        self.message.setVisible(bool(own))
        mark(self.message, "level", worst_level(own) or "")

    def reveal(self, path: str) -> bool:
        """Open the row that holds the place and put the focus there."""
        for row in self._paths():
            if is_inside(path, row):
                self.open_row(row)
                if self._detail is None:
                    return False
                return self._detail.reveal(path) or self._detail.focus_first()
        control: QWidget = self.table if self._rows() else self.add_button
        control.setFocus()
        return True

    def commit(self) -> None:
        if self._detail is not None:
            self._detail.commit()

    def controls(self) -> list[QWidget]:
        inner = self._attachment.controls() if self._attachment is not None else []
        inner += self._detail.controls() if self._detail is not None else []
        return [self.table, *inner, self.add_button, *self._tools]

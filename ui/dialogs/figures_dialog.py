"""Dated rows: ceilings, periods and percentages, from when until when and who approved them; an administrator edits."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from capture_app.services.figures import FigureLine
from forms.thresholds import Threshold
from ui.error_text import explain
from ui.form.banner import Banner
from ui.jobs import Jobs
from ui.painting import KeepColour
from ui.screen import fit
from ui.words import say

SHOWN = ("title", "value", "state", "since", "until", "approved_by")
WIDTHS = (210, 120, 96, 92, 92, 80)
EDITED = ("value", "text", "state", "since", "until", "approved_by", "source")
Lines = tuple[FigureLine, ...]


def read_lines(app: Any) -> Lines:
    lines: Lines = app.figures.lines()
    return lines


def put_row(app: Any, cells: dict[str, str]) -> Lines:
    app.figures.put(cells)
    return read_lines(app)


def end_row(app: Any, row: Threshold) -> Lines:
    app.figures.end(row.code, row.since)
    return read_lines(app)


def import_rows(app: Any, file: Path) -> Lines:
    app.figures.import_file(file)
    return read_lines(app)


def export_rows(app: Any, file: Path) -> Lines:
    app.figures.export_file(file)
    return read_lines(app)


def cells_of(row: Threshold) -> dict[str, str]:
    """A row as people write it."""
    days = {name: day.strftime("%d/%m/%Y") if day else "" for name, day in (("since", row.since), ("until", row.until))}
    value = "" if row.text and not row.value else format(row.value, "f")
    said = {"code": row.code, "value": value, "unit": row.unit, "text": row.text, "state": str(row.state)}
    return {**said, **days, "approved_by": row.approved_by, "source": row.source}


class FiguresDialog(QDialog):
    def __init__(self, jobs: Jobs, lines: Lines, parent: QWidget | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("figures.title"))
        fit(self, 900, 580)
        self._jobs = jobs
        self.lines = lines
        self._editable = editable
        self.banner = Banner(self)
        note = QLabel(say("figures.note"), self)
        note.setObjectName("muted")
        note.setWordWrap(True)
        self._items = QStandardItemModel(self)
        self.table = QTableView(self)
        self.table.setAccessibleName(say("figures.title"))
        self.table.setModel(self._items)
        self.table.setItemDelegate(KeepColour(self.table))
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(8)
        for widget in (note, self.banner):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._form())
        layout.addLayout(self._buttons())
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.show_lines(lines)

    def _form(self) -> QGridLayout:
        grid = QGridLayout()
        self.boxes: dict[str, QLineEdit] = {}
        for at, name in enumerate(EDITED):
            label, line = QLabel(say(f"figures.{name}"), self), QLineEdit(self)
            label.setBuddy(line)
            line.setAccessibleName(say(f"figures.{name}"))
            line.setReadOnly(not self._editable)
            grid.addWidget(label, at // 4 * 2, at % 4)
            grid.addWidget(line, at // 4 * 2 + 1, at % 4)
            self.boxes[name] = line
        return grid

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.buttons = {
            name: QPushButton(say(f"figures.{name}"), self) for name in ("keep", "end", "import", "export", "close")
        }
        acts = {
            "keep": self.keep,
            "end": self._end,
            "import": self._import,
            "export": self._export,
            "close": self.accept,
        }
        for name, button in self.buttons.items():
            button.setAccessibleName(button.text())
            button.clicked.connect(lambda _=False, act=acts[name]: act())
            button.setVisible(self._editable or name in ("export", "close"))
            if name == "close":
                line.addStretch(1)
            line.addWidget(button)
        self.buttons["keep"].setProperty("kind", "primary")
        return line

    def show_lines(self, lines: Lines) -> None:
        at = max(0, self.table.currentIndex().row())
        self.lines = lines
        self._items.clear()
        self._items.setHorizontalHeaderLabels([say(f"figures.{name}") for name in SHOWN])
        for line in lines:
            cells = {**cells_of(line.row), "title": line.title}
            cells["value"] = cells["text"] or f"{cells['value']} {cells['unit']}".strip()
            self._items.appendRow([QStandardItem(cells[name]) for name in SHOWN])
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        if lines:
            self.table.selectRow(min(at, len(lines) - 1))

    def current(self) -> FigureLine | None:
        at = self.table.currentIndex().row()
        return self.lines[at] if 0 <= at < len(self.lines) else None

    def _chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        line = self.current()
        cells = cells_of(line.row) if line is not None else {}
        for name, box in self.boxes.items():
            box.setText(cells.get(name, ""))
        self.buttons["end"].setEnabled(line is not None and line.is_own)

    def keep(self) -> None:
        """The row as it is written now; what cannot be read is told and nothing changes."""
        line = self.current()
        if line is not None:
            said = {name: box.text() for name, box in self.boxes.items()}
            self._order(put_row, {"code": line.row.code, "unit": line.row.unit, **said})

    def _end(self) -> None:
        line = self.current()
        if line is not None:
            self._order(end_row, line.row)

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, say("figures.import"), "", "CSV (*.csv)")
        if name:
            self._order(import_rows, Path(name))

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, say("figures.export"), say("figures.file"), "CSV (*.csv)")
        if name:
            self._order(export_rows, Path(name))

    def _order(self, task: Any, argument: Any) -> None:
        self.banner.hide()
        self._jobs.store(task, argument, done=self._done, failed=lambda error: self.banner.say(explain(error).whole))

    def _done(self, lines: Lines) -> None:
        self.show_lines(lines)
        self.banner.say(say("figures.done"), tone="note")

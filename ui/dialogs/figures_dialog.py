"""Dated rows: ceilings, periods and percentages, from when until when and who approved them; an administrator edits."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from capture_app.services.figures import FigureLine
from forms.codes import fold
from forms.threshold_table import figures
from forms.thresholds import Standing, Threshold
from ui.form.banner import Banner
from ui.inputs.cells import Cells
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.jobs import Jobs
from ui.words import say

NEEDS = {"approved_by": 760, "since": 700}
WIDTHS = {"title": 0, "value": 170, "state": 96, "since": 102, "until": 102, "approved_by": 130}
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
    value = "" if not row.value and (row.text or row.since is None) else format(row.value, ",f")
    said = {"code": row.code, "value": value, "unit": row.unit, "text": row.text, "state": str(row.state)}
    return {**said, **days, "approved_by": row.approved_by, "source": row.source}


class FiguresDialog(RowsToChoose):
    def __init__(self, jobs: Jobs, lines: Lines, parent: QWidget | None = None, *, editable: bool = True) -> None:
        super().__init__("figures", (940, 600), parent)
        self.said.setText(say("figures.note") if editable else f"{say('figures.note')} {say('figures.not_admin')}")
        self._jobs = jobs
        self._all: Lines = ()
        self.lines: Lines = ()
        self.banner, self.search = Banner(self), QLineEdit(self)
        self.search.setAccessibleName(say("figures.search"))
        self.search.setPlaceholderText(say("figures.search"))
        self.search.textChanged.connect(lambda _text: self._show())
        for widget in (self.banner, self.search):
            self.sheet.addWidget(widget)
        self.model = TextRows("figures", tuple(WIDTHS), self)
        self.put_table(self.model, WIDTHS)
        self.table.hide_below(tuple(WIDTHS), NEEDS)
        self.cells = Cells("figures", EDITED, self, editable=editable)
        self.boxes = self.cells.lines
        self.sheet.addLayout(self.cells)
        acts = {"export": self._export, "import": self._import, "end": self._end, "keep": self.keep}
        ending = self.put_ending(
            ("aside.close", self.reject), *((f"figures.{name}", act) for name, act in acts.items())
        )
        ending.go.setDefault(False)  # Enter while searching writes nothing
        self.buttons = dict(zip(acts, ending.acts, strict=True))
        for name, button in self.buttons.items():
            button.setVisible(editable or name == "export")
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.show_lines(lines)
        self.search.setFocus()

    def show_lines(self, lines: Lines) -> None:
        self._all = lines
        self._show()

    def _show(self) -> None:
        """Those with every word typed; once something is typed, also what has no row yet."""
        words = fold(self.search.text()).split()
        offered = (*self._all, *(_without_rows(self._all) if words else ()))
        self.lines = tuple(line for line in offered if all(word in fold(_text(line)) for word in words))
        at = max(0, self.row)
        self.model.show_rows([_shown(line) for line in self.lines])
        self.choose(at)
        self._chosen()

    def current(self) -> FigureLine | None:
        return self.lines[self.row] if 0 <= self.row < len(self.lines) else None

    def _chosen(self) -> None:
        line = self.current()
        self.cells.show_texts(cells_of(line.row) if line is not None else {})
        self.buttons["end"].setEnabled(line is not None and line.is_own)

    def keep(self) -> None:
        """The row as it is written now; what cannot be read is told and nothing changes."""
        line = self.current()
        if line is not None:
            self._order(put_row, {"code": line.row.code, "unit": line.row.unit, **self.cells.texts})

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
        self._jobs.store(task, argument, done=self._done, failed=self.banner.tell)

    def _done(self, lines: Lines) -> None:
        self.show_lines(lines)
        self.banner.say(say("figures.done"), tone="note")


def _without_rows(lines: Lines) -> Lines:
    """What can be said and nobody has said: a row to be written."""
    said = {line.row.code for line in lines}
    fresh = (item for item in figures().values() if item.code not in said)
    return tuple(
        FigureLine(item.title, Threshold(item.code, Decimal(), item.unit, Standing.SAMPLE), False, False)
        for item in fresh
    )


def _text(line: FigureLine) -> str:
    return f"{line.title} {line.row.text} {line.row.approved_by} {line.row.source}"


def _shown(line: FigureLine) -> list[str]:
    cells = {**cells_of(line.row), "title": line.title}
    cells["value"] = cells["text"] or f"{cells['value']} {cells['unit']}".strip()
    return [cells[name] for name in WIDTHS]

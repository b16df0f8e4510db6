"""A dialog of rows to choose from: what they are, the table, and what can be done with the row that has the mark."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.inputs.ending import Choice, Ending
from ui.record_table import RecordTable
from ui.screen import Grown, fit
from ui.words import say

Widths = Mapping[str, int]


class RowsToChoose(Grown):
    """The words are those of a topic: `<topic>.title`, `<topic>.text`, `<topic>.column.<name>`."""

    def __init__(self, topic: str, size: tuple[int, int], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._topic = topic
        self.setWindowTitle(say(f"{topic}.title"))
        fit(self, *size)
        self.said = QLabel(self)
        heading = QLabel(say(f"{topic}.title"), self)
        self.sheet = QVBoxLayout(self)
        self.sheet.setContentsMargins(20, 16, 20, 14)
        for label, name in ((heading, "heading"), (self.said, "muted")):
            label.setObjectName(name)
            label.setWordWrap(True)
            self.sheet.addWidget(label)

    def put_table(self, model: QAbstractItemModel, widths: Widths) -> None:
        self.table = RecordTable(self)
        self.table.setAccessibleName(say(f"{self._topic}.title"))
        self.table.setModel(model)
        self.table.set_widths(tuple(widths), widths)
        self.sheet.addWidget(self.table, 1)

    def put_whole(self) -> QLabel:
        """The line below the table that says whole what the marked row cuts."""
        whole = QLabel(self)
        whole.setObjectName("hint")
        whole.setWordWrap(True)
        whole.setTextFormat(Qt.TextFormat.PlainText)
        self.sheet.addWidget(whole)
        return whole

    def put_ending(self, out: Choice, *choices: Choice, has_main: bool = True, running: str = "") -> Ending:
        """The foot; by now the table has its rows, and the first has the mark."""
        ending = Ending(self, out, *choices, has_main=has_main, running=running)
        self.sheet.addLayout(ending)
        self.choose(0)
        return ending

    @property
    def row(self) -> int:
        """The row that has the mark, -1 where there is none."""
        return self.table.currentIndex().row()

    def choose(self, row: int) -> None:
        if self.table.model().rowCount():
            self.table.put_current(min(row, self.table.model().rowCount() - 1))


class TextRows(QStandardItemModel):
    """Rows of plain text; what a column is too narrow for is its tip."""

    def __init__(self, topic: str, columns: Sequence[str], parent: QWidget) -> None:
        super().__init__(0, len(columns), parent)
        self.setHorizontalHeaderLabels([say(f"{topic}.column.{name}") for name in columns])

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        self.removeRows(0, self.rowCount())
        for row in rows:
            self.appendRow([self._cell(text) for text in row])

    @staticmethod
    def _cell(text: str) -> QStandardItem:
        cell = QStandardItem(text)
        cell.setToolTip(text)
        return cell

"""The columns of a table nobody has described yet, and what a person says of each."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from capture_app.services.mapping_proposal import Answer, Choice, Proposal, ProposedColumn
from ui.words import say

COLUMN, SAMPLES, FIELD, READING = range(4)
TITLES = ("column", "samples", "field", "reading")
READINGS = {"day_order": ("dmy", "mdy"), "decimal_comma": ("point", "comma")}
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class MappingModel(QAbstractTableModel):
    """One line a column; the field and the way of reading can be changed."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__()
        self._columns: Sequence[ProposedColumn] = proposal.columns
        self._choices: list[Choice] = [column.choice for column in proposal.columns]
        self._readings: list[str] = [READINGS.get(c.question, ("",))[0] for c in proposal.columns]
        self._touched: set[int] = set()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return say(f"mapping.column.{TITLES[section]}")
        return None

    def data(self, index: Index, role: int = 0) -> object:
        row, place = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, place)
        if role == Qt.ItemDataRole.FontRole and place == FIELD and self.is_doubtful(row):
            font = QFont()
            font.setItalic(True)
            return font
        return None

    def _text(self, row: int, place: int) -> str:
        column = self._columns[row]
        if place == COLUMN:
            return column.title
        if place == SAMPLES:
            return "  ·  ".join(column.samples[:3])
        if place == FIELD:
            label = self._choices[row].label
            return say("mapping.doubtful", label=label) if self.is_doubtful(row) else label
        return say(f"mapping.reading.{self._readings[row]}") if column.question else ""

    def is_doubtful(self, row: int) -> bool:
        """Whether the field is a guess that nobody has looked at."""
        column = self._columns[row]
        return bool(self._choices[row].pointer) and not column.is_sure and row not in self._touched

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        asked = index.column() == READING and bool(self._columns[index.row()].question)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == FIELD or asked else flags

    def options(self, index: Index, every: Sequence[Choice]) -> list[Choice]:
        """What the cell may be: the likeliest fields first, then all; or the two ways of reading."""
        column = self._columns[index.row()]
        if index.column() == READING:
            return [Choice(name, say(f"mapping.reading.{name}")) for name in READINGS[column.question]]
        first = [self._choices[index.row()], column.choice, *column.others]
        return list({choice.pointer: choice for choice in (*first, *every)}.values())

    def choose(self, index: Index, choice: Choice) -> None:
        """Take what a person says of a cell."""
        if index.column() == READING:
            self._readings[index.row()] = choice.pointer
        else:
            self._choices[index.row()] = choice
            self._touched.add(index.row())
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(TITLES) - 1))

    def answers(self) -> tuple[Answer, ...]:
        """What is said of every column."""
        return tuple(
            Answer(
                column.title,
                choice.pointer,
                reading if reading in READINGS["day_order"] else "",
                reading == "comma" if reading in READINGS["decimal_comma"] else None,
            )
            for column, choice, reading in zip(self._columns, self._choices, self._readings, strict=True)
        )

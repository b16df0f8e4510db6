"""The list of records for a table of any size: rows are asked for when they are looked at, and forgotten after."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor

from capture_app.changes import ProcessSummary
from forms.catalog import RecordType
from forms.register import Register
from ui.amounts import shown_amount
from ui.loads import load_text
from ui.theme import current_colours
from ui.times import OfficeTimes
from ui.words import count, say

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
COLUMNS = ("folio", "title", "stage", "status", "amount", "problems", "sync", "load", "saved_at")
REGISTER_COLUMNS = ("folio", "title", "status", "amount", "problems", "sync", "saved_at")
WIDTHS: Mapping[str, int] = {
    "folio": 172,
    "title": 0,
    "stage": 180,
    "status": 88,
    "amount": 106,
    "problems": 100,
    "sync": 152,
    "load": 52,
    "saved_at": 90,
}
PAGE = 200
LOADED = "✓"
MOST_PAGES = 30


def problems_text(problems: Mapping[str, int]) -> str:
    if problems.get("error"):
        return count("stage.errors", problems["error"])
    if problems.get("warning"):
        return count("stage.warnings", problems["warning"])
    return say("processes.no_problems")


class ProcessesModel(QAbstractTableModel):
    """`numbers` are all that were found; pages of rows come by `take_page` after `page_wanted` asked for them."""

    page_wanted = Signal(int)

    def __init__(
        self,
        record: RecordType,
        times: OfficeTimes,
        columns: tuple[str, ...] = COLUMNS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._times = times
        self._columns = columns
        self._stages = {stage.id: stage.title for stage in record.stages}
        self._heads = {name: say(f"processes.column.{name}") for name in columns}
        self._untitled = say("process.untitled" if record.register is None else "registers.untitled")
        if record.register is not None:
            self._heads |= _heads_of(record, record.register)
        self.numbers: Sequence[int] = ()
        self._pages: OrderedDict[int, tuple[ProcessSummary, ...]] = OrderedDict()
        self._wanted: dict[int, None] = {}
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(0)
        self._ask.timeout.connect(self._ask_for_wanted)

    @property
    def rows(self) -> list[ProcessSummary]:
        """The rows that are here."""
        return [row for number in sorted(self._pages) for row in self._pages[number]]

    def show_found(self, numbers: Sequence[int], first: tuple[ProcessSummary, ...]) -> None:
        self.beginResetModel()
        self.numbers = numbers
        self._pages.clear()
        self._wanted.clear()
        if first:
            self._pages[0] = first
        self.endResetModel()

    def renew(self, first: tuple[ProcessSummary, ...]) -> None:
        """The same records in the same order, their rows read again."""
        self._pages.clear()
        self.take_page(0, first)
        if self.numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.numbers) - 1, len(self._columns) - 1))

    def take_page(self, page: int, rows: tuple[ProcessSummary, ...]) -> None:
        self._wanted.pop(page, None)
        self._pages[page] = rows
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        if rows:
            first = page * PAGE
            last = min(first + len(rows), len(self.numbers)) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def row_at(self, row: int) -> ProcessSummary | None:
        """The row, where it has come; else it is asked for."""
        page, place = divmod(row, PAGE)
        rows = self._pages.get(page)
        if rows is not None:
            self._pages.move_to_end(page)
            return rows[place] if place < len(rows) else None
        if page not in self._wanted:
            self._wanted[page] = None
            self._ask.start()
        return None

    def _ask_for_wanted(self) -> None:
        """Only the last pages asked for are in sight; those passed by while scrolling are let go."""
        self._wanted = dict.fromkeys(list(self._wanted)[-2:])
        for page in self._wanted:
            self.page_wanted.emit(page)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == "amount" else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in _READ_ROLES:
            return None
        row = self.row_at(index.row())
        if row is None:
            return say("processes.coming") if column == "title" and role != Qt.ItemDataRole.ForegroundRole else None
        if role == Qt.ItemDataRole.ToolTipRole and column == "folio":
            return "\n".join(part for part in (row.folio, row.ocid) if part)
        if role in _TOLD_ROLES and column == "load":
            return "" if row.load is None else load_text(row.load)
        return self._colour(row, column) if role == Qt.ItemDataRole.ForegroundRole else self._text(row, column)

    def _text(self, row: ProcessSummary, column: str) -> str:
        match column:
            case "folio":
                name = row.folio or row.ocid
                return say("processes.marked", name=name) if row.is_marked else name
            case "title":
                return row.title or self._untitled
            case "stage":
                return self._stages.get(row.stage, row.stage)
            case "status":
                return say(f"status.{row.status}")
            case "amount":
                return shown_amount(row.amount)
            case "problems":
                return problems_text(row.problems)
            case "sync":
                return say(f"sync.{row.sync_state}") if row.sync_state else ""
            case "load":
                return "" if row.load is None else LOADED
        return self._times.short(row.saved_at)

    @staticmethod
    def _colour(row: ProcessSummary, column: str) -> QColor | None:
        colours = current_colours()
        tone = {"saved_at": colours.muted, "stage": colours.muted, "load": colours.good}.get(column, "")
        if column == "problems":
            errors, warnings = row.problems.get("error"), row.problems.get("warning")
            tone = colours.error if errors else colours.warning if warnings else colours.good
        return QColor(tone) if tone else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[self._columns[section]]
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[section] == "amount":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _heads_of(record: RecordType, register: Register) -> dict[str, str]:
    """A register's columns bear the labels of its own fields."""
    heads = {"folio": say("registers.column.folio")}
    for name, pointer in (("title", register.row_title), ("amount", register.amount)):
        field = record.field_at(pointer) if pointer else None
        if field is not None:
            heads[name] = field.label
    return heads


_TOLD_ROLES = frozenset((Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole))
_READ_ROLES = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.ForegroundRole,
    )
)

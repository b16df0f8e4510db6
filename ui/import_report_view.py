"""What an import did, or a check of one says it would do: five numbers, and a line for each thing to know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.marks import SignedItem
from ui.pages.exchange_page import Tile
from ui.record_table import RecordTable
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.import_report import Difference, FileReport, ImportReport, ProcessOutcome

COUNTS = (("created", "good"), ("changed", "accent"), ("unchanged", ""), ("refused", "error"), ("kept_aside", "accent"))
KINDS = ("all", "refused", "warning", "changed", "created", "unchanged", "note")
COLUMNS = ("file", "place", "message")
WIDTHS = {"file": 220, "place": 200, "message": 0}
NARROW = {"file": 150, "place": 0, "message": 0}
HIDDEN_BELOW = {"place": 620}
IN_PACKAGE = re.compile(r"/records/(\d+)(?:/releases/(\d+))?|/releases/(\d+)")
MOST_LINES = 2000
MOST_FITTED = 100
SHOWN_DIFFERENCES = 6
LEVELS = {"error": "refused", "warning": "warning"}
SIGNS = {"refused": "error", "warning": "warning", "created": "done", "changed": "guide", "note": "note"}


@dataclass(frozen=True)
class Line:
    """One line of the report; `kind` is what it can be chosen by."""

    kind: str
    file: str
    place: str
    text: str
    tip: str


def numbers_of(report: "ImportReport") -> dict[str, int]:
    """The five numbers: what is new, changes, stays as it is, does not come in; and values kept aside."""
    totals = report.totals
    created, changed = (sum(getattr(file, name) for file in report.files) for name in ("created", "changed"))
    unchanged = totals["read"] - created - changed - totals["refused"]
    return {
        "created": created,
        "changed": changed,
        "unchanged": unchanged,
        "refused": totals["refused"],
        "kept_aside": totals["kept_aside"],
    }


def lines_of(report: "ImportReport", *, is_check: bool) -> list[Line]:
    """What keeps something out first, then what to look at, what changes, what is new, what stays, and notes."""
    lines = [line for file in report.files for line in _lines_of_file(file, is_check)]
    return sorted(lines, key=lambda line: KINDS.index(line.kind))


def _lines_of_file(file: "FileReport", is_check: bool) -> Iterator[Line]:
    for problem in file.problems:
        yield Line(
            LEVELS.get(problem.level, "note"),
            file.file,
            problem.place,
            problem.message,
            problem.pointer or problem.place,
        )
    for process in file.processes:
        if process.outcome != "refused":
            said = _said_of(process, is_check)
            yield Line(process.outcome, file.file, process.place, said, process.ocid)


def place_of(place: str) -> str:
    """Where in a package of open data, as people count; other places as the reader of the file says them."""
    found = IN_PACKAGE.match(place)
    if found is None:
        return place
    record, within, alone = (int(number) + 1 if number else 0 for number in found.groups())
    said = say("import.place.process", n=record or alone)
    return said if within < 2 else say("import.place.version", place=said, n=within)


def _said_of(process: "ProcessOutcome", is_check: bool) -> str:
    name = " · ".join(part for part in (process.name, process.title) if part)
    tense = "check" if is_check else "done"
    said = say(f"import.{tense}.{process.outcome}", name=name)
    shown = process.differences[:SHOWN_DIFFERENCES]
    if shown:
        said += " " + "; ".join(map(_difference, shown)) + "."
    if process.changes > len(shown) and shown:
        said += " " + count("import.more_changes", process.changes - len(shown))
    return said


def _difference(change: "Difference") -> str:
    key = "import.differ" if change.old and change.new else "import.differ_new" if change.new else "import.differ_gone"
    return say(key, label=change.label, old=change.old, new=change.new)


class ImportReportView(QWidget):
    """Tiles, a choice of what is listed, and the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tiles = {name: Tile(f"import.{name}", tone, self) for name, tone in COUNTS}
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(say("import.show"))
        self.model = QStandardItemModel(0, len(COLUMNS), self)
        self.table = RecordTable(self)
        self.table.setAccessibleName(say("import.report"))
        self.table.setModel(self.model)
        self.table.set_widths(COLUMNS, WIDTHS)
        self.table.setWordWrap(True)
        self._lines: list[Line] = []
        self._lay_out()
        self.kind.activated.connect(lambda _index: self._list())

    def _lay_out(self) -> None:
        self._numbers = QWidget(self)
        tiles = QHBoxLayout(self._numbers)
        tiles.setContentsMargins(0, 0, 0, 0)
        tiles.setSpacing(12)
        for tile in self.tiles.values():
            tiles.addWidget(tile, 1)
        self._label = QLabel(say("import.show"), self)
        self._label.setBuddy(self.kind)
        choice = QHBoxLayout()
        choice.setSpacing(10)
        choice.addWidget(self._label)
        choice.addWidget(self.kind)
        choice.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._numbers)
        layout.addLayout(choice)
        layout.addWidget(self.table, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow what happened keeps the room: the place goes, which its words name too."""
        super().resizeEvent(event)
        self.table.hide_below(COLUMNS, HIDDEN_BELOW)
        self.table.set_widths(COLUMNS, NARROW if self.width() < HIDDEN_BELOW["place"] else WIDTHS)
        QTimer.singleShot(0, self, self._fit)

    @property
    def is_empty(self) -> bool:
        return not self._lines

    def show_report(self, report: "ImportReport", *, is_check: bool) -> None:
        numbers = numbers_of(report)
        for name, tile in self.tiles.items():
            tile.tell(numbers[name])
        self._numbers.setVisible(any(report.totals.values()))
        self._lines = lines_of(report, is_check=is_check)
        found = {name: sum(line.kind == name for line in self._lines) for name in KINDS}
        found["all"] = len(self._lines)
        self.kind.clear()
        for name in KINDS:
            if found[name]:
                self.kind.addItem(say("import.kind", what=say(f"import.kind.{name}"), n=f"{found[name]:,}"), name)
        for widget in (self._label, self.kind):
            widget.setVisible(self.kind.count() > 2)
        message = "import.column.would" if is_check else "import.column.message"
        self.model.setHorizontalHeaderLabels([say("import.column.file"), say("import.column.place"), say(message)])
        self._list()

    def _list(self) -> None:
        chosen = self.kind.currentData()
        lines = [line for line in self._lines if chosen in ("all", line.kind)]
        self.model.removeRows(0, self.model.rowCount())
        for line in lines[:MOST_LINES]:
            self._add(line)
        if len(lines) > MOST_LINES:
            self._add(Line("note", "", "", count("import.more_lines", len(lines) - MOST_LINES), ""))
        if not lines:
            self.model.appendRow([QStandardItem(""), QStandardItem(""), QStandardItem(say("import.clean"))])
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Lines that need several rows get them, once the columns have their widths."""
        for row in range(min(self.model.rowCount(), MOST_FITTED)):
            self.table.resizeRowToContents(row)

    def _add(self, line: Line) -> None:
        name = SignedItem(SIGNS.get(line.kind, "none"), Path(line.file).name)
        place, message = QStandardItem(place_of(line.place)), QStandardItem(line.text)
        for item, tip in ((name, line.file), (place, line.tip), (message, line.text)):
            item.setToolTip(tip)
        self.model.appendRow([name, place, message])

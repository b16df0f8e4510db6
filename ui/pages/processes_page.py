"""The list of records: search as you type, filters, Enter opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from capture_app.changes import Changes, ProcessSummary
from capture_app.settings import Settings
from forms.catalog import RecordType
from ui.error_text import explain
from ui.form.banner import Banner
from ui.jobs import Jobs
from ui.models.processes_model import COLUMNS, WIDTHS, ProcessesModel
from ui.page_head import PageHead
from ui.painting import KeepColour
from ui.times import times_of
from ui.words import count, say

SEARCH_DELAY_MS = 120
LIMIT = 500
STATUSES = ("draft", "in_review", "approved")
HIDDEN_BELOW = {"saved_at": 960, "sync": 960, "status": 700, "stage": 620, "folio": 560}
BOX_LETTERS, FEW_LETTERS, NARROW = 20, 12, 700


@dataclass(frozen=True)
class Found:
    """What one search brought; `number` tells a late answer from the last one."""

    number: int
    rows: tuple[ProcessSummary, ...]
    total: int


def search_records(app: Any, number: int, text: str, status: str | None, stage: str | None) -> Found:
    rows = app.capture.search(text, status=status, stage=stage, limit=LIMIT)
    return Found(number, tuple(rows), app.capture.count(text, status=status, stage=stage))


def create_record(app: Any) -> Changes:
    changes: Changes = app.capture.create()
    return changes


class SearchBox(QLineEdit):
    """Down and Enter go to the list."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
            return
        super().keyPressEvent(event)


class ProcessTable(QTableView):
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("processes.title"))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(36)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setItemDelegate(KeepColour(self))
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))

    def set_widths(self, columns: tuple[str, ...], widths: Mapping[str, int]) -> None:
        for at, name in enumerate(columns):
            if widths[name]:
                self.setColumnWidth(at, widths[name])
            else:
                self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def hide_below(self, columns: tuple[str, ...], widths: Mapping[str, int]) -> None:
        """Columns give way one by one where the table's page is narrower than each needs."""
        page = self.parentWidget()
        for name, width in widths.items():
            self.setColumnHidden(columns.index(name), page is not None and page.width() < width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class ProcessesPage(QWidget):
    record_chosen = Signal(str)
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, jobs: Jobs, record: RecordType, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._number = 0
        self._loaded = False
        self.head = PageHead(say("processes.title"), self)
        self.head.add_button(say("processes.import")).clicked.connect(lambda: self.import_wanted.emit())
        self.head.add_button(say("processes.new"), "primary", say("processes.new_short")).clicked.connect(
            lambda: self.new_wanted.emit()
        )
        self.banner = Banner(self)
        self.banner.acted.connect(self.search)
        self.search_box = SearchBox(self)
        self.stage_box, self.status_box = self._filters(record)
        self.model = ProcessesModel(record, times_of(settings.zone), self)
        self.table = ProcessTable(self)
        self.table.setModel(self.model)
        self.table.set_widths(COLUMNS, WIDTHS)
        self.empty = QLabel(self)
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.first = QPushButton(say("processes.new"), self)
        self.first.setProperty("kind", "primary")
        self.first.setAutoDefault(True)
        self.first.setAccessibleName(say("processes.new"))
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_DELAY_MS)
        self._timer.timeout.connect(self.search)
        self.search_box.textChanged.connect(lambda _text: self._timer.start())
        self.search_box.down.connect(self._to_table)
        self.stage_box.currentIndexChanged.connect(lambda _at: self.search())
        self.status_box.currentIndexChanged.connect(lambda _at: self.search())
        self.table.chosen.connect(self._choose)
        self.first.clicked.connect(lambda: self.new_wanted.emit())
        jobs.changed.connect(self._changed)

    def _filters(self, record: RecordType) -> tuple[QComboBox, QComboBox]:
        self.search_box.setPlaceholderText(say("processes.search"))
        self.search_box.setAccessibleName(say("processes.search"))
        self.search_box.setClearButtonEnabled(True)
        stage, status = QComboBox(self), QComboBox(self)
        stage.setAccessibleName(say("processes.stage"))
        status.setAccessibleName(say("processes.status"))
        for box in (stage, status):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.view().setMinimumWidth(260)
        stage.addItem(say("processes.all_stages"), None)
        status.addItem(say("processes.all_statuses"), None)
        for step in record.steps():
            stage.addItem(f"{step.number}  {step.title}", step.id)
        for name in STATUSES:
            status.addItem(say(f"status.{name}"), name)
        return stage, status

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.search_box, 1)
        line.addWidget(self.stage_box)
        line.addWidget(self.status_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.banner)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        layout.addWidget(self.empty)
        layout.addWidget(self.first, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(0)

    def arrive(self) -> None:
        """The page comes into sight: fresh rows, and the caret where one searches."""
        self.search()
        self.search_box.setFocus()

    def search(self) -> None:
        self._timer.stop()
        self._number += 1
        self._jobs.store(
            search_records,
            self._number,
            self.search_box.text().strip(),
            self.status_box.currentData(),
            self.stage_box.currentData(),
            done=self._show,
            failed=self._cannot,
        )

    def _show(self, found: Found) -> None:
        if found.number != self._number:
            return
        self.banner.forget(say("process.retry"))
        kept = self._current_id()
        self.model.show_rows(list(found.rows))
        rows = [row.id for row in found.rows]
        if rows:
            self.table.setCurrentIndex(self.model.index(rows.index(kept) if kept in rows else 0, 0))
        text = count("processes.found", found.total)
        if found.total > len(rows):
            text = say("processes.shown", shown=f"{len(rows):,}", total=f"{found.total:,}")
        self.head.subtitle.show_text(text)
        self._show_empty(not rows)

    def _show_empty(self, empty: bool) -> None:
        filters = (self.search_box.text().strip(), self.status_box.currentData(), self.stage_box.currentData())
        searching = any(filters)
        self.table.setVisible(not empty)
        self.empty.setVisible(empty)
        self.empty.setText(say("processes.nothing_found" if searching else "processes.empty"))
        self.first.setVisible(empty and not searching)

    def _cannot(self, error: Exception) -> None:
        self.banner.say(explain(error).whole, say("process.retry"))

    def _current_id(self) -> str:
        at = self.table.currentIndex().row()
        return self.model.rows[at].id if 0 <= at < len(self.model.rows) else ""

    def _to_table(self) -> None:
        if self.model.rows:
            self.table.setFocus()

    def _choose(self, at: int) -> None:
        self.record_chosen.emit(self.model.rows[at].id)

    def _changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.hide_below(COLUMNS, HIDDEN_BELOW)
        for box in (self.stage_box, self.status_box):
            box.setMinimumContentsLength(FEW_LETTERS if self.width() < NARROW else BOX_LETTERS)

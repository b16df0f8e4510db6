"""Importing files: choose, see what would happen or let it happen, and read the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QTableView, QVBoxLayout, QWidget

from capture_app.changes import RunUndone
from capture_app.errors import CaptureError
from ui.error_text import explain
from ui.form.banner import Banner
from ui.jobs import Jobs
from ui.marks import sign_icon
from ui.page_head import PageHead
from ui.pages.exchange_page import Tile
from ui.pages.mapping_page import MappingPage
from ui.record_table import RecordTable
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.import_report import FileReport, ImportReport, Problem
    from capture_app.services.mapping_proposal import Answer, Choice, Proposal

COUNTS = (("read", ""), ("stored", "good"), ("unchanged", ""), ("refused", "error"), ("kept_aside", "accent"))
COLUMNS = ("file", "place", "message")
WIDTHS = {"file": 220, "place": 200, "message": 0}
MOST_PROBLEMS = 2000
MOST_FITTED = 100
ChooseFiles = Callable[[QWidget], Sequence[Path]]


UNKNOWN = "file.unmapped_table"


@dataclass(frozen=True)
class Outcome:
    """What became of the files chosen, and of the first table that nobody has described yet, how it may be read."""

    report: ImportReport
    unknown: tuple[Path, ...] = ()
    proposal: Proposal | None = None
    choices: tuple[Choice, ...] = ()


def import_chosen(app: Any, files: tuple[Path, ...], progress: Callable[[int, int], None]) -> Outcome:
    """Runs in the store lane."""
    report: ImportReport = app.importing.import_files(files, progress=progress)
    unknown = tuple(Path(file.file) for file in report.files if UNKNOWN in {p.code for p in file.problems})
    if not unknown:
        return Outcome(report)
    try:
        return Outcome(report, unknown, app.mapping.propose(unknown[0]), app.mapping.choices())
    except CaptureError:
        return Outcome(report, unknown)


def check_mapped(app: Any, name: str, answers: tuple[Answer, ...], grain: str, file: Path) -> ImportReport:
    """Runs in the store lane: says what importing would do, and keeps nothing."""
    report: ImportReport = app.mapping.check(file, name, answers, grain)
    return report


def import_mapped(
    app: Any,
    name: str,
    answers: tuple[Answer, ...],
    grain: str,
    files: tuple[Path, ...],
    progress: Callable[[int, int], None],
) -> Outcome:
    """Runs in the store lane: keeps the description and imports every table it fits."""
    app.mapping.save(name, answers, grain)
    return import_chosen(app, files, progress)


def undo_runs(app: Any, runs: tuple[str, ...]) -> tuple[RunUndone, ...]:
    """Runs in the store lane."""
    return tuple(app.importing.undo(run) for run in runs)


def choose_files(parent: QWidget) -> list[Path]:
    names, _ = QFileDialog.getOpenFileNames(parent, say("import.choose"), "", say("import.filter"))
    return [Path(name) for name in names]


class Relay(QObject):
    told = Signal(int, int)


class ImportPage(QWidget):
    imported = Signal()
    list_wanted = Signal()

    def __init__(self, jobs: Jobs, choose: ChooseFiles = choose_files) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self._jobs = jobs
        self._choose = choose
        self.head = PageHead(say("import.title"), self)
        self.head.subtitle.show_text(say("import.subtitle"))
        self.tables_button = self.head.add_button(say("tables.open"), short=say("tables.open_short"))
        self.tables_button.clicked.connect(lambda _=False: self._show_tables())
        self.see_button = self.head.add_button(say("import.see"))
        self.see_button.clicked.connect(lambda: self.list_wanted.emit())
        self.undo_button = self.head.add_button(say("import.undo"))
        self.undo_button.clicked.connect(self._undo)
        self.choose_button = self.head.add_button(say("import.choose"), "primary")
        self.choose_button.clicked.connect(self._ask)
        self.banner = Banner(self)
        self.mapping = MappingPage(self)
        self.mapping.left.connect(self._leave_mapping)
        self.mapping.check_wanted.connect(self._check_mapping)
        self.mapping.import_wanted.connect(self._import_mapping)
        self._unknown: tuple[Path, ...] = ()
        self._runs: tuple[str, ...] = ()
        self.tiles = {name: Tile(f"import.{name}", tone, self) for name, tone in COUNTS}
        self.model = QStandardItemModel(0, len(COLUMNS), self)
        self.model.setHorizontalHeaderLabels([say(f"import.column.{name}") for name in COLUMNS])
        self.table: QTableView = self._build_table()
        self.empty = self._build_empty()
        self.relay = Relay()
        self.relay.told.connect(self._tell)
        self._lay_out()
        self._show_frame(empty=True)

    def _build_table(self) -> RecordTable:
        table = RecordTable(self)
        table.setAccessibleName(say("import.report"))
        table.setModel(self.model)
        table.set_widths(COLUMNS, WIDTHS)
        table.setWordWrap(True)
        return table

    def _build_empty(self) -> QFrame:
        """Where files are dropped; a click of the button does the same."""
        area = QFrame(self)
        area.setObjectName("dropArea")
        title, text = QLabel(say("import.drop"), area), QLabel(say("import.empty"), area)
        title.setObjectName("title")
        text.setObjectName("muted")
        text.setWordWrap(True)
        text.setMaximumWidth(560)
        layout = QVBoxLayout(area)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(text, 100)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addStretch(1)
        return area

    def _lay_out(self) -> None:
        self._tiles = QWidget(self)
        tiles = QHBoxLayout(self._tiles)
        tiles.setContentsMargins(0, 0, 0, 0)
        tiles.setSpacing(12)
        for tile in self.tiles.values():
            tiles.addWidget(tile, 1)
        self._card = QFrame(self)
        self._card.setObjectName("card")
        self._said = QLabel(self._card)
        self._bar = QProgressBar(self._card)
        self._bar.setTextVisible(False)
        card = QVBoxLayout(self._card)
        card.addWidget(self._said)
        card.addWidget(self._bar)
        self._card.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        for widget in (self.head, self.banner, self._card, self._tiles):
            layout.addWidget(widget)
        layout.addWidget(self.mapping, 1)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)

    def arrive(self) -> None:
        self.choose_button.setFocus()

    def _show_frame(self, empty: bool, mapping: bool = False) -> None:
        self._tiles.setVisible(not empty and not mapping)
        self.table.setVisible(not empty and not mapping)
        self.empty.setVisible(empty and not mapping)
        self.mapping.setVisible(mapping)
        self.tables_button.setVisible(not mapping)
        self.see_button.setVisible(not empty and not mapping)
        self.undo_button.setVisible(bool(self._runs) and not mapping)

    def _show_tables(self) -> None:
        from ui.dialogs.mappings_dialog import MappingsDialog

        dialog = MappingsDialog(self._jobs, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask(self) -> None:
        self.take(self._choose(self))

    def take(self, files: Sequence[Path]) -> None:
        """Import the files given, in order."""
        if not files:
            return
        self.banner.hide()
        self.choose_button.setEnabled(False)
        self._said.setText(count("import.reading", len(files)))
        self._bar.setRange(0, len(files))
        self._bar.setValue(0)
        self._card.show()
        self._jobs.store(import_chosen, tuple(files), self.relay.told.emit, done=self._show, failed=self._failed)

    def _tell(self, number: int, total: int) -> None:
        self._bar.setValue(number)
        self._said.setText(say("import.progress", done=number, total=total))

    def _end(self) -> None:
        self._card.hide()
        self.choose_button.setEnabled(True)
        self.undo_button.setEnabled(True)
        self.mapping.set_busy(False)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.banner.say(explain(error).whole)

    def _show(self, outcome: Outcome) -> None:
        self._runs = tuple(file.run_id for file in outcome.report.files if file.run_id)
        self._unknown = outcome.unknown
        self._report(outcome.report)
        if outcome.proposal is not None:
            self.banner.say(say("mapping.asked", file=outcome.proposal.file.name), tone="note")
            self._show_frame(empty=False, mapping=True)
            self.mapping.show_proposal(outcome.proposal, outcome.choices)
        self.imported.emit()

    def _report(self, report: ImportReport) -> None:
        self._end()
        totals = report.totals
        for name, tile in self.tiles.items():
            tile.tell(totals[name])
        self.model.removeRows(0, self.model.rowCount())
        lines = [(file, problem) for file in report.files for problem in file.problems]
        for file, problem in lines[:MOST_PROBLEMS]:
            self._add(file, problem)
        if not lines:
            self.model.appendRow([QStandardItem(""), QStandardItem(""), QStandardItem(say("import.clean"))])
        self._show_frame(empty=False)
        for row in range(min(self.model.rowCount(), MOST_FITTED)):
            self.table.resizeRowToContents(row)
        self._tiles.setVisible(any(totals.values()))
        broken = [Path(file.file).name for file in report.files if file.is_refused]
        parts = [count("import.broken", len(broken), names=", ".join(broken))] if broken else []
        if any(totals.values()) or not broken:
            parts.append(say("import.sum", **{name: f"{number:,}" for name, number in totals.items()}))
        sentence = " ".join(parts)
        sheets = [Path(file.error_sheet) for file in report.files if file.error_sheet]
        if sheets:
            sentence += " " + say("import.error_sheet", path=", ".join(str(sheet) for sheet in sheets))
        self.banner.say(sentence, tone="note" if report.is_clean else "error")
        self.see_button.setFocus()

    def _described(self) -> tuple[str, tuple[Answer, ...], str]:
        assert self.mapping.model is not None
        return self.mapping.name.text(), self.mapping.model.answers(), self.mapping.chosen_grain

    def _check_mapping(self) -> None:
        self._begin_mapping()
        self._jobs.store(check_mapped, *self._described(), self._unknown[0], done=self._checked, failed=self._failed)

    def _checked(self, report: ImportReport) -> None:
        self._end()
        file = report.files[0]
        members = {name: f"{number:,}" for name, number in report.totals.items()}
        first = next((problem for problem in file.problems if problem.level == "error"), None)
        said = say("mapping.checked", **members)
        if first is not None:
            said += " " + say("mapping.first", place=first.place, message=first.message)
        self.banner.say(said, tone="note" if report.is_clean else "error")

    def _import_mapping(self) -> None:
        self._begin_mapping()
        described = self._described()
        self._jobs.store(
            import_mapped, *described, self._unknown, self.relay.told.emit, done=self._show, failed=self._failed
        )

    def _begin_mapping(self) -> None:
        self.banner.hide()
        self.mapping.set_busy(True)
        self._said.setText(count("import.reading", len(self._unknown)))
        self._bar.setRange(0, 0)
        self._card.show()

    def _leave_mapping(self) -> None:
        self.banner.hide()
        self._show_frame(empty=self.model.rowCount() == 0)

    def _undo(self) -> None:
        runs, self._runs = self._runs, ()
        self.undo_button.setEnabled(False)
        self._jobs.store(undo_runs, runs, done=self._undone, failed=self._failed)

    def _undone(self, undone: tuple[RunUndone, ...]) -> None:
        kept = [folio for one in undone for folio in one.kept]
        said = say("import.undone", n=f"{sum(one.withdrawn + one.restored for one in undone):,}")
        if kept:
            said += " " + say("import.undone_kept", kept=", ".join(kept))
        self.banner.say(said, tone="error" if kept else "note")
        self.undo_button.setVisible(False)
        self.undo_button.setEnabled(True)
        self.imported.emit()

    def _add(self, file: FileReport, problem: Problem) -> None:
        name = QStandardItem(sign_icon(problem.level if problem.level in ("error", "warning") else "note"), "")
        name.setText(Path(file.file).name)
        name.setToolTip(file.file)
        place = QStandardItem(problem.place)
        message = QStandardItem(problem.message)
        for item, tip in ((place, problem.pointer or problem.place), (message, problem.message)):
            item.setToolTip(tip)
        self.model.appendRow([name, place, message])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

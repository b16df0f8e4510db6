"""Importing files: choose, see what would happen, let it happen, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capture_app.changes import Changes, RunUndone
from capture_app.errors import CaptureError, ChangedSince
from ui.error_text import explain
from ui.form.banner import Banner
from ui.import_report_view import ImportReportView, numbers_of
from ui.jobs import Jobs, Turns
from ui.page_head import PageHead
from ui.pages.mapping_page import MappingPage
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.import_report import ImportReport
    from capture_app.services.mapping_proposal import Answer, Choice, Proposal

ChooseFiles = Callable[[QWidget], Sequence[Path]]
UNKNOWN = "file.unmapped_table"
CHOOSING, CHECKED, MAPPING, MAPPING_CHECKED, DONE = "choosing", "checked", "mapping", "mapping_checked", "done"


@dataclass(frozen=True)
class Outcome:
    """What became of the files chosen, or would, and of the first table that nobody has described yet, how it may be
    read; ``changes`` are those to records that were here before."""

    report: ImportReport
    unknown: tuple[Path, ...] = ()
    proposal: Proposal | None = None
    choices: tuple[Choice, ...] = ()
    changes: tuple[Changes, ...] = ()
    is_stopped: bool = False


def check_chosen(app: Any, turns: Turns, files: tuple[Path, ...]) -> Outcome:
    """Runs in the long lane: says what importing would do, and keeps nothing."""
    report = app.importing.import_files(files, dry_run=True, cancelled=turns.is_cancelled, pace=turns)
    return replace(_outcome(app, turns, report), is_stopped=turns.is_cancelled())


def import_chosen(app: Any, turns: Turns, files: tuple[Path, ...], seen: Mapping[str, str]) -> Outcome:
    """Runs in the long lane, in short transactions; ChangedSince where a file is not what was looked at."""
    report: ImportReport = app.importing.import_files(files, cancelled=turns.is_cancelled, pace=turns, seen=seen)
    changes = tuple(changes for file in report.files for changes in file.changes)
    return replace(_outcome(app, turns, report), changes=changes)


def _outcome(app: Any, turns: Turns, report: ImportReport) -> Outcome:
    unknown = tuple(Path(file.file) for file in report.files if UNKNOWN in {p.code for p in file.problems})
    if not unknown:
        return Outcome(report)
    try:
        proposal = app.mapping.propose(unknown[0], cancelled=turns.is_cancelled)
        return Outcome(report, unknown, proposal, app.mapping.choices())
    except CaptureError:
        return Outcome(report, unknown)


def check_mapped(app: Any, turns: Turns, name: str, answers: tuple[Answer, ...], grain: str, file: Path) -> Outcome:
    """Runs in the long lane: says what importing would do, and keeps nothing."""
    report: ImportReport = app.mapping.check(file, name, answers, grain, turns.is_cancelled, turns)
    return Outcome(report, is_stopped=turns.is_cancelled())


def import_mapped(
    app: Any,
    turns: Turns,
    name: str,
    answers: tuple[Answer, ...],
    grain: str,
    files: tuple[Path, ...],
    seen: Mapping[str, str],
) -> Outcome:
    """Runs in the long lane: keeps the description and imports every table it fits; ChangedSince where one is not what
    was looked at, and then the description is not kept either."""
    app.importing.require_unchanged(seen)
    app.mapping.save(name, answers, grain)
    return import_chosen(app, turns, files, seen)


def undo_runs(app: Any, turns: Turns, runs: tuple[str, ...]) -> tuple[RunUndone, ...]:
    """Runs in the long lane."""
    return tuple(app.importing.undo(run, turns) for run in runs)


def choose_files(parent: QWidget) -> list[Path]:
    names, _ = QFileDialog.getOpenFileNames(parent, say("import.choose"), "", say("import.filter"))
    return [Path(name) for name in names]


class Relay(QObject):
    told = Signal(int)


class ImportPage(QWidget):
    list_wanted = Signal()

    def __init__(self, jobs: Jobs, choose: ChooseFiles = choose_files) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self._jobs = jobs
        self._choose = choose
        self._turns: Turns | None = None
        self._expected = self._would_read = 0
        self._files: tuple[Path, ...] = ()
        self._unknown: tuple[Path, ...] = ()
        self._runs: tuple[str, ...] = ()
        self._seen: dict[str, str] = {}
        self.head = PageHead(say("import.title"), self)
        self.head.subtitle.show_text(say("import.subtitle"))
        self.tables_button = self.head.add_button(say("tables.open"), short=say("tables.open_short"))
        self.see_button = self.head.add_button(say("import.see"), short=say("import.see_short"))
        self.undo_button = self.head.add_button(say("import.undo"), short=say("import.undo_short"))
        self.leave_button = self.head.add_button(say("import.leave"))
        self.choose_button = self.head.add_button(say("import.choose"), "primary", short=say("import.choose_short"))
        self.import_button = self.head.add_button(say("import.now"), "primary")
        self.banner = Banner(self)
        self.mapping = MappingPage(self)
        self.report = ImportReportView(self)
        self.empty = self._build_empty()
        self.relay = Relay()
        self._connect()
        self._lay_out()
        self._show(CHOOSING)

    def _connect(self) -> None:
        self.tables_button.clicked.connect(lambda _=False: self._show_tables())
        self.see_button.clicked.connect(lambda: self.list_wanted.emit())
        self.undo_button.clicked.connect(self._undo)
        self.leave_button.clicked.connect(self._leave)
        self.choose_button.clicked.connect(self._ask)
        self.import_button.clicked.connect(self._import)
        self.mapping.left.connect(self._leave)
        self.mapping.check_wanted.connect(self._check_mapping)
        self.mapping.import_wanted.connect(self._import_mapping)
        self.relay.told.connect(self._tell)

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

    def _build_progress(self) -> QFrame:
        self._card = QFrame(self)
        self._card.setObjectName("card")
        self._said = QLabel(self._card)
        self.cancel_button = QPushButton(say("import.cancel"), self._card)
        self.cancel_button.setAutoDefault(True)
        self.cancel_button.clicked.connect(self._cancel)
        self._bar = QProgressBar(self._card)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(say("import.progress_name"))
        line = QHBoxLayout()
        line.addWidget(self._said, 1)
        line.addWidget(self.cancel_button)
        card = QVBoxLayout(self._card)
        card.addLayout(line)
        card.addWidget(self._bar)
        self._card.hide()
        return self._card

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        for above in (self.head, self.banner, self._build_progress()):
            layout.addWidget(above)
        for frame in (self.mapping, self.report, self.empty):
            layout.addWidget(frame, 1)

    def arrive(self) -> None:
        (self.import_button if self.import_button.isVisible() else self.choose_button).setFocus()

    def _show(self, frame: str) -> None:
        """One of the frames of the page, with its buttons."""
        self._frame = frame
        is_check = frame in (CHECKED, MAPPING_CHECKED)
        self.empty.setVisible(frame == CHOOSING)
        self.mapping.setVisible(frame == MAPPING)
        self.report.setVisible(is_check or frame == DONE)
        self.tables_button.setVisible(frame in (CHOOSING, DONE))
        self.see_button.setVisible(frame == DONE)
        self.undo_button.setVisible(frame == DONE and bool(self._runs))
        self.choose_button.setVisible(frame != MAPPING and not is_check)
        self.import_button.setVisible(is_check)
        self.leave_button.setVisible(is_check)
        self.leave_button.setText(say("import.back" if frame == MAPPING_CHECKED else "import.leave"))

    def _show_tables(self) -> None:
        from ui.dialogs.mappings_dialog import MappingsDialog

        dialog = MappingsDialog(self._jobs, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask(self) -> None:
        self.take(self._choose(self))

    def take(self, files: Sequence[Path]) -> None:
        """Check the files given, in order; nothing is stored before a person says so."""
        if files and self._turns is None:
            self._files, self._runs = tuple(files), ()
            self._begin(check_chosen, self._files, said="import.checking", done=self._checked)

    def _begin(
        self, task: Callable[..., Any], *args: Any, said: str, done: Callable[[Any], None], expected: int = 0
    ) -> None:
        """A long task, with its line of progress; `expected` is how many processes it will meet, where it is known."""
        self.banner.hide()
        self._expected = expected
        self._task = said
        self._said.setText(count(said, len(self._files)))
        self._bar.setRange(0, expected)
        self._bar.setValue(0)
        self.cancel_button.setEnabled(True)
        self._card.show()
        self._set_busy(True)
        self._turns = self._jobs.long(
            task, *args, tell=self.relay.told.emit, done=self._ending(done), failed=self._ending(self._failed)
        )

    def _ending(self, tell: Callable[[Any], None]) -> Callable[[Any], None]:
        def end(answer: Any) -> None:
            self._turns = None
            self._card.hide()
            self._set_busy(False)
            tell(answer)

        return end

    def _set_busy(self, busy: bool) -> None:
        for button in (self.choose_button, self.import_button, self.leave_button, self.undo_button):
            button.setEnabled(not busy)
        self.mapping.set_busy(busy)

    def _tell(self, number: int) -> None:
        if self._turns is not None:
            self._bar.setValue(min(number, self._expected))
            key = "import.so_far_of" if self._expected else "import.so_far"
            self._said.setText(
                count(self._task, len(self._files)) + " " + say(key, n=f"{number:,}", total=f"{self._expected:,}")
            )

    def _cancel(self) -> None:
        if self._turns is not None:
            self._turns.cancel.ask()
            self.cancel_button.setEnabled(False)
            self._said.setText(say("import.cancelling"))

    def _failed(self, error: Exception) -> None:
        """What is shown of a file that is another now says nothing any more."""
        if isinstance(error, ChangedSince):
            self._show(CHOOSING)
            self.arrive()
        self.banner.say(explain(error).whole)

    def _stopped(self, frame: str) -> None:
        """A check that was stopped has nothing to show."""
        self._show(frame)
        self.import_button.setEnabled(False)
        self.banner.say(say("import.check.stopped"), tone="note")
        self.arrive()

    def _checked(self, outcome: Outcome) -> None:
        """What importing would do; an unknown table is asked about where nothing else waits."""
        if outcome.is_stopped:
            self._stopped(CHOOSING)
            return
        self._seen = outcome.report.seen
        self._unknown = outcome.unknown
        self._files = tuple(file for file in self._files if file not in outcome.unknown)
        if outcome.proposal is not None and not outcome.report.totals["read"]:
            self._describe(outcome)
            return
        self.report.show_report(outcome.report, is_check=True)
        self._show(CHECKED)
        self._say_check(outcome.report)

    def _say_check(self, report: ImportReport) -> None:
        numbers = {name: f"{number:,}" for name, number in {**report.totals, **numbers_of(report)}.items()}
        self.import_button.setEnabled(bool(report.totals["stored"]))
        self._would_read = report.totals["read"]
        parts = self._broken(report)
        if report.totals["read"]:
            parts.append(say("import.check.sum", **numbers))
        if self._unknown and self._frame == CHECKED:
            parts.append(count("import.then_tables", len(self._unknown)))
        parts.append(say("import.check.nothing_yet" if report.totals["stored"] else "import.check.nothing_new"))
        self.banner.say(" ".join(parts), tone="note" if report.is_clean else "error")
        (self.import_button if self.import_button.isEnabled() else self.leave_button).setFocus()

    def _broken(self, report: ImportReport) -> list[str]:
        broken = [Path(file.file) for file in report.files if file.is_refused]
        names = [file.name for file in broken if file not in self._unknown]
        return [count("import.broken", len(names), names=", ".join(names))] if names else []

    def _describe(self, outcome: Outcome) -> None:
        assert outcome.proposal is not None
        self.banner.say(say("mapping.asked", file=outcome.proposal.file.name), tone="note")
        self._show(MAPPING)
        self.mapping.show_proposal(outcome.proposal, outcome.choices)

    def _import(self) -> None:
        if self._frame == MAPPING_CHECKED:
            self._import_mapping()
            return
        files = (*self._files, *self._unknown)
        self._begin(
            import_chosen, files, self._seen, said="import.importing", done=self._imported, expected=self._would_read
        )

    def _imported(self, outcome: Outcome) -> None:
        self._runs += tuple(file.run_id for file in outcome.report.files if file.run_id)
        self._unknown = outcome.unknown
        self.report.show_report(outcome.report, is_check=False)
        self._show(DONE)
        if outcome.proposal is not None:
            self._describe(outcome)
            return
        self._say_done(outcome.report)
        self.see_button.setFocus()

    def _say_done(self, report: ImportReport) -> None:
        numbers = {name: f"{number:,}" for name, number in {**report.totals, **numbers_of(report)}.items()}
        parts = [problem.message for file in report.files if file.is_stopped for problem in file.problems[:1]]
        parts += self._broken(report)
        if report.totals["read"] or not parts:
            parts.append(say("import.sum", **numbers))
        sheets = [file.error_sheet for file in report.files if file.error_sheet]
        if sheets:
            parts.append(say("import.error_sheet", path=", ".join(sheets)))
        self.banner.say(" ".join(parts), tone="note" if report.is_clean else "error")

    def _described(self) -> tuple[str, tuple[Answer, ...], str]:
        assert self.mapping.model is not None
        return self.mapping.name.text(), self.mapping.model.answers(), self.mapping.chosen_grain

    def _check_mapping(self) -> None:
        self._begin(
            check_mapped, *self._described(), self._unknown[0], said="import.checking", done=self._mapping_checked
        )

    def _mapping_checked(self, outcome: Outcome) -> None:
        if outcome.is_stopped:
            self._stopped(MAPPING)
            return
        self._seen |= outcome.report.seen
        self.report.show_report(outcome.report, is_check=True)
        self._show(MAPPING_CHECKED)
        self._say_check(outcome.report)

    def _import_mapping(self) -> None:
        seen = {file: self._seen[file] for file in map(str, self._unknown) if file in self._seen}
        task = (import_mapped, *self._described(), self._unknown, seen)
        self._begin(*task, said="import.importing", done=self._imported)

    def _leave(self) -> None:
        """From a check back to the columns it was of; else to where files are chosen."""
        self.banner.hide()
        if self._frame == MAPPING_CHECKED:
            self._show(MAPPING)
            return
        self._show(CHOOSING)
        self.arrive()

    def _undo(self) -> None:
        runs, self._runs = self._runs, ()
        self._begin(undo_runs, runs, said="import.undoing", done=self._undone)

    def _undone(self, undone: tuple[RunUndone, ...]) -> None:
        kept = [folio for one in undone for folio in one.kept]
        said = say("import.undone", n=f"{sum(one.withdrawn + one.restored for one in undone):,}")
        if kept:
            said += " " + say("import.undone_kept", kept=", ".join(kept))
        self._show(CHOOSING)
        self.arrive()
        self.banner.say(said, tone="error" if kept else "note")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

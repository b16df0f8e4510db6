"""Otros registros: which register at the left, its records at the right, with the same list as the processes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from capture_app.changes import Changes, RecordFilter
from capture_app.settings import Settings
from forms.catalog import Catalog
from ui.form.section_list import SectionLine, SectionList
from ui.jobs import Jobs
from ui.page_head import PageHead
from ui.pages.processes_page import FirstStep
from ui.record_list import RecordList
from ui.words import count, say

FOLD_KINDS = 860
KINDS_WIDTH = 300


def count_registers(app: Any, names: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """How many records each register has, and how many of them with errors; a task of the store lane."""
    return {
        name: (
            len(app.finding.matches(RecordFilter(record_type=name))),
            len(app.finding.matches(RecordFilter(record_type=name, problems="error"))),
        )
        for name in names
    }


class RegistersPage(QWidget):
    record_chosen = Signal(str)
    new_wanted = Signal(str)

    def __init__(self, jobs: Jobs, catalog: Catalog, settings: Settings, data_dir: Path) -> None:
        super().__init__()
        self.setObjectName("page")
        self._jobs = jobs
        self._parts = (jobs, catalog, settings, data_dir)
        self._laws = {record.id: (record, register) for record, register in catalog.registers}
        self._lists: dict[str, RecordList] = {}
        self._counts: Mapping[str, tuple[int, int]] = {}
        self.current = next(iter(self._laws))
        self.head = PageHead(say("registers.title"), self)
        self.head.subtitle.show_text(say("registers.subtitle"))
        self.new_button = self.head.add_button(say("registers.new"), "primary", say("processes.new_short"))
        self.new_button.clicked.connect(lambda _=False: self.new_wanted.emit(self.current))
        self.kinds = SectionList(self)
        self.kinds.setFixedWidth(KINDS_WIDTH)
        for box in (self.kinds, self.kinds.folded):
            box.setAccessibleName(say("registers.kinds"))
        self.kinds.chosen.connect(lambda name: self.show_register(name))
        self.name = QLabel(self)
        self.name.setObjectName("title")
        self.help = QLabel(self)
        self.help.setObjectName("muted")
        self.help.setWordWrap(True)
        self.stack = QStackedWidget(self)
        self.first_step = FirstStep(self)
        self.first_step.wanted.connect(lambda: self.new_wanted.emit(self.current))
        self._lay_out()
        self._show_kinds()
        jobs.changed.connect(self._changed)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        for widget in (self.kinds.folded, self.name, self.help):
            right.addWidget(widget)
        right.addWidget(self.stack, 3)
        right.addWidget(self.first_step, 2)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self.kinds)
        body.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addLayout(body, 1)

    @property
    def banner(self) -> Any:
        return self.list.banner

    @property
    def list(self) -> RecordList:
        """The list of the register in sight, made when it is first looked at."""
        if self.current not in self._lists:
            jobs, catalog, settings, data_dir = self._parts
            made = RecordList(jobs, catalog, self._laws[self.current][0], settings, data_dir)
            made.record_chosen.connect(self.record_chosen)
            made.counted.connect(self._counted)
            made.emptied.connect(self._emptied)
            self._lists[self.current] = made
            self.stack.addWidget(made)
        return self._lists[self.current]

    def arrive(self) -> None:
        self.show_register(self.current, focus=True)
        self._jobs.store(count_registers, tuple(self._laws), done=self._take_counts, failed=self.list._cannot)

    def show_register(self, name: str, focus: bool = False) -> None:
        self.current = name
        record, register = self._laws[name]
        self.stack.setCurrentWidget(self.list)
        self.name.setText(register.title_plural)
        self.help.setText(register.help)
        self.first_step.hide()
        self.first_step.offer(say("registers.empty"), say("registers.new_of", title=record.title))
        self.kinds.choose(name)
        self.list.arrive() if focus else self.list.search()

    def _take_counts(self, counts: Mapping[str, tuple[int, int]]) -> None:
        self._counts = counts
        self._show_kinds()

    def _show_kinds(self) -> None:
        lines = []
        for name, (_, register) in self._laws.items():
            number, wrong = self._counts.get(name, (0, 0))
            sign = "error" if wrong else "done" if number else "none"
            lines.append(SectionLine(name, register.title_plural, sign, number))
        self.kinds.show_lines(lines)
        self.kinds.choose(self.current)

    def _counted(self, _text: str) -> None:
        self.head.subtitle.show_text(count("registers.found", len(self.list.model.numbers)))

    def _emptied(self, empty: bool) -> None:
        self.stack.setVisible(not empty)
        self.first_step.setVisible(empty)
        if empty and self.isVisible() and not self.kinds.hasFocus():
            self.first_step.button.setFocus()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.created:
            self._jobs.store(count_registers, tuple(self._laws), done=self._take_counts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < FOLD_KINDS
        self.kinds.setVisible(not narrow)
        self.kinds.folded.setVisible(narrow)
        self.name.setVisible(not narrow)
        self.help.setVisible(self.height() > 420)

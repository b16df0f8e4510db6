"""The page of contracting processes: their list, and the first step where there are none."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from capture_app.changes import Changes
from capture_app.settings import Settings
from forms.catalog import Catalog, RecordType
from ui.jobs import Jobs
from ui.page_head import PageHead
from ui.record_list import RecordList
from ui.words import say


def create_record(app: Any, record_type: str = "contracting_process", pins: tuple[str, ...] = ()) -> Changes:
    """A new record with what is pinned, as the record before has it."""
    changes: Changes = app.capture.create(record_type=record_type)
    carried: Changes | None = app.reuse.carry(changes.record_id, pins) if pins else None
    return carried or changes


class FirstStep(QWidget):
    """What a page without records says, and the button that makes the first."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLabel(self)
        self.text.setObjectName("muted")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setProperty("kind", "primary")
        self.button.setAutoDefault(True)
        self.button.clicked.connect(lambda _=False: self.wanted.emit())
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.text)
        layout.addSpacing(8)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.hide()

    def offer(self, text: str, button: str) -> None:
        self.text.setText(text)
        self.button.setText(button)
        self.button.setAccessibleName(button)


class ProcessesPage(QWidget):
    record_chosen = Signal(str)
    new_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, jobs: Jobs, catalog: Catalog, record: RecordType, settings: Settings, data_dir: Path) -> None:
        super().__init__()
        self.setObjectName("page")
        self.head = PageHead(say("processes.title"), self)
        self.head.add_button(say("processes.import")).clicked.connect(lambda: self.import_wanted.emit())
        self.head.add_button(say("processes.export")).clicked.connect(lambda: self.export_wanted.emit())
        self.head.add_button(say("processes.new"), "primary", say("processes.new_short")).clicked.connect(
            lambda: self.new_wanted.emit()
        )
        self.list = RecordList(jobs, catalog, record, settings, data_dir)
        self.banner, self.model, self.table = self.list.banner, self.list.model, self.list.table
        self.search_box, self.empty = self.list.search_box, self.list.empty
        self.first_step = FirstStep(self)
        self.first_step.offer(say("processes.empty"), say("processes.new"))
        self.first = self.first_step.button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        layout.addWidget(self.head)
        layout.addWidget(self.list, 3)
        layout.addWidget(self.first_step, 2)
        self.list.record_chosen.connect(self.record_chosen)
        self.list.counted.connect(self.head.subtitle.show_text)
        self.list.emptied.connect(self._emptied)
        self.first_step.wanted.connect(self.new_wanted)

    def _emptied(self, empty: bool) -> None:
        """Without records there is nothing to search: the first step has the place and the focus."""
        self.list.setVisible(not empty)
        self.first_step.setVisible(empty)
        if empty and self.isVisible():
            self.first.setFocus()

    def arrive(self) -> None:
        self.list.arrive()

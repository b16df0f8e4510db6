"""An edition of a catalogue out of a file: its name and the days it holds for. All of it or nothing."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from forms.formats import Unreadable, read_typed, show_day
from forms.record_type import Field, FieldType
from ui.form.banner import Banner
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.screen import grow
from ui.words import say

_DAY = Field("/date", "date", FieldType.DATE, "/date")


@dataclass(frozen=True)
class Brought:
    edition: str
    rows: int


def bring_edition(app: Any, name: str, file: Path, edition: str, since: date, until: date | None) -> Brought:
    """Runs in the store lane."""
    made = app.catalogues.import_file(name, file, edition, since, until)
    return Brought(made.edition, made.rows)


class EditionDialog(QDialog):
    brought = Signal(object)

    def __init__(self, jobs: Jobs, name: str, file: Path, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("edition.title"))
        self.setMinimumWidth(480)
        self._jobs, self._name, self._file, self._today = jobs, name, file, today
        self.edition, self.since, self.until = (
            LabelledLine(say(f"edition.{key}"), say(f"edition.{key}_hint"), "", self)
            for key in ("name", "since", "until")
        )
        self.edition.line.setText(today.isoformat())
        self.since.line.setText(show_day(today.isoformat()))
        self.banner = Banner(self)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(24, 20, 24, 18)
        lines.setSpacing(10)
        for words, kind in ((file.name, "heading"), (say("edition.text"), "muted")):
            label = QLabel(words, self)
            label.setObjectName(kind)
            label.setWordWrap(True)
            lines.addWidget(label)
        for widget in (self.banner, self.edition, self.since, self.until):
            lines.addWidget(widget)
        self._ending = Ending(self, ("publish.cancel", self.reject), ("edition.go", self._go), running="person.running")
        self.go = self._ending.go
        lines.addLayout(self._ending)
        self.finished.connect(self.deleteLater)
        self.edition.line.setFocus()
        grow(self)

    def _day(self, line: LabelledLine) -> date | None:
        """The day of a line, None where it is empty; Unreadable, told at the line."""
        try:
            return date.fromisoformat(str(read_typed(_DAY, line.text, self._today))) if line.text else None
        except Unreadable as error:
            line.say_wrong(error.message)
            line.line.setFocus()
            raise

    def _go(self) -> None:
        try:
            since, until = self._day(self.since), self._day(self.until)
        except Unreadable:
            return
        self.banner.hide()
        self._ending.run(True, self.edition, self.since, self.until)
        said = (self._name, self._file, self.edition.text, since or self._today, until)
        self._jobs.store(bring_edition, *said, done=self._done, failed=self._failed)

    def _done(self, made: Brought) -> None:
        self.accept()
        self.brought.emit(made)

    def _failed(self, error: Exception) -> None:
        self._ending.run(False, self.edition, self.since, self.until)
        self.banner.tell(error)
        grow(self)

"""The acuse of the transparency platform: which file was loaded there, its number and its day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from capture_app.changes import Changes, ProcessSummary
from forms.formats import Unreadable, read_typed, show_day
from forms.record_type import Field, FieldType
from ui.error_text import explain
from ui.inputs.ending import Ending, push
from ui.jobs import Jobs
from ui.loads import load_text
from ui.screen import fit
from ui.words import count, say

LONGEST = 80
_DAY = Field("/date", "date", FieldType.DATE, "/date")
ChooseLoaded = Callable[[QWidget, str], str]


@dataclass(frozen=True)
class Acuse:
    """What a person says of a file that was loaded; `day` is ISO."""

    file: Path
    number: str
    day: str
    format: str
    quarter: str


@dataclass(frozen=True)
class Noted:
    """An acuse that is kept, in words, and the records whose page and row now show it."""

    said: str
    changes: tuple[Changes, ...]


def note_acuse(app: Any, acuse: Acuse) -> Noted:
    """Runs in the store lane."""
    uploads = app.platform_uploads
    kept = uploads.note(acuse.number, acuse.day, acuse.file, acuse.format, acuse.quarter)
    found = uploads.records_in(kept)
    said = count("acuse.noted", len(found), acuse=load_text(kept)) if found else say("acuse.alone")
    return Noted(said, tuple(_touched(summary) for summary in found))


def _touched(summary: ProcessSummary) -> Changes:
    """No field of the record changed: what stands around it did."""
    return Changes(summary.id, summary.ocid, (), summary.status, summary.saved_at, summary.pending)


def choose_loaded(parent: QWidget, near: str) -> str:
    found, _ = QFileDialog.getOpenFileName(parent, say("acuse.file"), near, "*.xlsx")
    return found


class AcuseDialog(QDialog):
    """`noted` says in words what was kept."""

    noted = Signal(str)

    def __init__(
        self,
        jobs: Jobs,
        file: str,
        reported: tuple[str, str],
        today: date,
        parent: QWidget | None = None,
        choose: ChooseLoaded = choose_loaded,
    ) -> None:
        """`reported` are the format and the quarter of the file."""
        super().__init__(parent)
        self.setWindowTitle(say("acuse.title"))
        self._jobs, self._reported, self._today, self._choose = jobs, reported, today, choose
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(22, 18, 22, 16)
        self._layout.setSpacing(8)
        self.said = self._words("acuse.help", "muted")
        self.file, self.choose = QLineEdit(file, self), push(("export.choose", self._choose_file), self)
        self.number, self.day = QLineEdit(self), QLineEdit(self)
        self.number.setMaxLength(LONGEST)
        self.day.setText(show_day(today.isoformat()))
        self._add("acuse.file", self.file, self.choose)
        self._add("acuse.number", self.number)
        self._add("acuse.day", self.day)
        self.trouble = self._words("", "message")
        self.trouble.setProperty("level", "error")
        self.trouble.hide()
        self._layout.addStretch(1)
        ending = Ending(self, ("publish.cancel", self.reject), ("acuse.go", self._note))
        self.go = ending.go
        self._layout.addLayout(ending)
        for line in (self.file, self.number, self.day):
            line.textChanged.connect(lambda _: self._show_ready())
        self._show_ready()
        fit(self, 520, 330)
        (self.number if file else self.choose).setFocus()

    def _words(self, key: str, kind: str) -> QLabel:
        label = QLabel(say(key) if key else "", self)
        label.setObjectName(kind)
        label.setWordWrap(True)
        self._layout.addWidget(label)
        return label

    def _add(self, key: str, line: QLineEdit, *beside: QWidget) -> None:
        label, row = QLabel(say(key), self), QHBoxLayout()
        label.setObjectName("fieldLabel")
        label.setBuddy(line)
        line.setAccessibleName(say(key))
        row.addWidget(line, 1)
        for widget in beside:
            row.addWidget(widget)
        self._layout.addWidget(label)
        self._layout.addLayout(row)

    def _choose_file(self) -> None:
        found = self._choose(self, self.file.text())
        if found:
            self.file.setText(found)
            self.number.setFocus()

    def _show_ready(self) -> None:
        self.go.setEnabled(all(line.text().strip() for line in (self.file, self.number, self.day)))

    def _note(self) -> None:
        try:
            day = read_typed(_DAY, self.day.text(), self._today)
        except Unreadable as error:
            self._tell(error.message)
            self.day.setFocus()
            return
        if day > self._today.isoformat():
            self._tell(say("acuse.future"))
            self.day.setFocus()
            return
        self.go.setEnabled(False)
        acuse = Acuse(Path(self.file.text().strip()), self.number.text().strip(), day, *self._reported)
        self._jobs.store(note_acuse, acuse, done=self._done, failed=self._fail)

    def _tell(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.show()

    def _done(self, noted: Noted) -> None:
        self.accept()
        self.noted.emit(noted.said)

    def _fail(self, error: Exception) -> None:
        self._tell(explain(error).whole)
        self._show_ready()

"""The notes on a field: those there are, a new one, and taking them away once they are settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui.inputs.ending import Ending
from ui.times import OfficeTimes
from ui.words import say

LONGEST = 2000


class NotesDialog(QDialog):
    """`written` brings the text of a new note, `settled` says that the notes may go."""

    written = Signal(str)
    settled = Signal()

    def __init__(
        self, label: str, notes: Sequence[Mapping[str, Any]], times: OfficeTimes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("notes.title"))
        self.setMinimumWidth(460)
        self._times = times
        heading, hint = QLabel(label, self), QLabel(say("notes.text"), self)
        heading.setObjectName("title")
        hint.setObjectName("muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(8)
        for widget in (heading, hint, *(self._line(note) for note in notes)):
            widget.setWordWrap(True)
            layout.addWidget(widget)
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(say("notes.new"))
        self.text.setFixedHeight(80)
        layout.addWidget(self.text)
        settle = [("notes.settle", self._settle)] if notes else []
        ending = Ending(self, ("publish.cancel", self.reject), *settle, ("notes.keep", self._keep))
        self.keep = ending.go
        layout.addLayout(ending)
        self.finished.connect(self.deleteLater)

    def _line(self, note: Mapping[str, Any]) -> QLabel:
        when = self._times.short(datetime.fromisoformat(str(note["at"]))) if note.get("at") else ""
        said = say("notes.line", by=str(note.get("by") or ""), when=when, text=str(note.get("text") or ""))
        label = QLabel(said, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _keep(self) -> None:
        text = self.text.toPlainText().strip()[:LONGEST]
        if text:
            self.written.emit(text)
        self.accept()

    def _settle(self) -> None:
        self.settled.emit()
        self.accept()

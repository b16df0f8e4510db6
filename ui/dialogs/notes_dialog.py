"""The notes on a field: those there are, a new one, and taking them away once they are settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui.focus_order import follow
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
        layout.addLayout(self._buttons(bool(notes)))
        self.finished.connect(self.deleteLater)

    def _line(self, note: Mapping[str, Any]) -> QLabel:
        when = self._times.short(datetime.fromisoformat(str(note["at"]))) if note.get("at") else ""
        said = say("notes.line", by=str(note.get("by") or ""), when=when, text=str(note.get("text") or ""))
        label = QLabel(said, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _buttons(self, has_notes: bool) -> QHBoxLayout:
        self.keep = self._button("notes.keep", self._keep)
        self.keep.setProperty("kind", "primary")
        line = QHBoxLayout()
        first = [self._button("publish.cancel", self.reject)]
        if has_notes:
            first.append(self._button("notes.settle", self._settle))
        for button in first:
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.keep)
        self.keep.setDefault(True)
        follow([self.text, *first, self.keep])
        return line

    def _button(self, key: str, act: object) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setAccessibleName(say(key))
        button.setAutoDefault(True)
        button.clicked.connect(act)
        return button

    def _keep(self) -> None:
        text = self.text.toPlainText().strip()[:LONGEST]
        if text:
            self.written.emit(text)
        self.accept()

    def _settle(self) -> None:
        self.settled.emit()
        self.accept()

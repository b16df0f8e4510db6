"""A note that goes with an act of review."""

from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui.inputs.ending import Ending
from ui.words import say


class NoteDialog(QDialog):
    """`needed`: the act waits until something is written."""

    def __init__(self, act: str, parent: QWidget | None = None, *, needed: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(f"act.{act}"))
        self.setMinimumWidth(440)
        text = QLabel(say(f"note.{act}"), self)
        text.setWordWrap(True)
        self._note = QPlainTextEdit(self)
        self._note.setTabChangesFocus(True)
        self._note.setAccessibleName(say(f"note.{act}"))
        self._note.setFixedHeight(90)
        ending = Ending(self, ("publish.cancel", self.reject), (f"act.{act}", self.accept))
        ending.go.setEnabled(not needed)
        self._note.textChanged.connect(lambda: ending.go.setEnabled(not needed or bool(self.note)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(text)
        layout.addWidget(self._note)
        layout.addLayout(ending)

    @property
    def note(self) -> str:
        return self._note.toPlainText().strip()

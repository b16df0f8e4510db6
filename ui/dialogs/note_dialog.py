"""A note that goes with an act of review."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

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
        cancel, ok = QPushButton(say("publish.cancel"), self), QPushButton(say(f"act.{act}"), self)
        ok.setProperty("kind", "primary")
        ok.setEnabled(not needed)
        self._note.textChanged.connect(lambda: ok.setEnabled(not needed or bool(self.note)))
        for button in (cancel, ok):
            button.setAccessibleName(button.text())
        cancel.clicked.connect(self.reject)
        ok.clicked.connect(self.accept)
        line = QHBoxLayout()
        line.addWidget(cancel)
        line.addStretch(1)
        line.addWidget(ok)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(text)
        layout.addWidget(self._note)
        layout.addLayout(line)

    @property
    def note(self) -> str:
        return self._note.toPlainText().strip()

"""Asks for a short name."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.words import say

LONGEST = 60


class NameDialog(QDialog):
    named = Signal(str)

    def __init__(self, title: str, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(380)
        self.line = QLineEdit(self)
        self.line.setMaxLength(LONGEST)
        self.line.setAccessibleName(question)
        label = QLabel(question, self)
        label.setBuddy(self.line)
        cancel, self.ok = QPushButton(say("publish.cancel"), self), QPushButton(say("dialog.keep"), self)
        self.ok.setProperty("kind", "primary")
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        for button in (cancel, self.ok):
            button.setAccessibleName(button.text())
        cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self._take)
        self.line.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        line = QHBoxLayout()
        line.addWidget(cancel)
        line.addStretch(1)
        line.addWidget(self.ok)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(label)
        layout.addWidget(self.line)
        layout.addLayout(line)

    def _take(self) -> None:
        name = self.line.text().strip()
        self.accept()
        self.named.emit(name)

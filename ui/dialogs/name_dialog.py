"""Asks for a short name."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.inputs.ending import Ending

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
        ending = Ending(self, ("publish.cancel", self.reject), ("dialog.keep", self._take))
        self.ok = ending.go
        self.ok.setEnabled(False)
        self.line.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(label)
        layout.addWidget(self.line)
        layout.addLayout(ending)

    def _take(self) -> None:
        name = self.line.text().strip()
        self.accept()
        self.named.emit(name)

"""Taking back an edit whose value changed since: the person decides, knowing what."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.words import say

MOST_NAMED = 4


class UndoDialog(QDialog):
    """Accepted to go back all the same; leaving things as they are is the main button."""

    def __init__(self, labels: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("undo.title"))
        self.setMinimumWidth(440)
        names = ", ".join(f"«{label}»" for label in dict.fromkeys(labels[:MOST_NAMED]))
        heading, text = QLabel(say("undo.title"), self), QLabel(say("undo.changed", names=names), self)
        heading.setObjectName("title")
        text.setWordWrap(True)
        self.force, self.leave = QPushButton(say("undo.force"), self), QPushButton(say("undo.leave"), self)
        self.leave.setProperty("kind", "primary")
        self.leave.setDefault(True)
        for button in (self.leave, self.force):
            button.setAccessibleName(button.text())
        self.leave.clicked.connect(self.reject)
        self.force.clicked.connect(self.accept)
        line = QHBoxLayout()
        line.addWidget(self.force)
        line.addStretch(1)
        line.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(10)
        for label in (heading, text):
            layout.addWidget(label)
        layout.addLayout(line)
        self.leave.setFocus()

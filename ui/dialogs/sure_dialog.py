"""Whether a person means it, knowing what comes of it."""

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from ui.inputs.ending import Ending
from ui.screen import grow
from ui.words import say


class SureDialog(QDialog):
    """Accepted to go on all the same; leaving things as they are is the main button. The words are those of a topic:
    `<topic>.title`, `.sure` with the parameters given, `.force`, `.leave`."""

    def __init__(self, topic: str, parent: QWidget | None = None, **told: object) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(f"{topic}.title"))
        self.setMinimumWidth(440)
        heading, text = QLabel(say(f"{topic}.title"), self), QLabel(say(f"{topic}.sure", **told), self)
        heading.setObjectName("title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(10)
        for label in (heading, text):
            label.setWordWrap(True)
            layout.addWidget(label)
        ending = Ending(self, (f"{topic}.force", self.accept), (f"{topic}.leave", self.reject))
        self.force, self.leave = ending.out, ending.go
        layout.addLayout(ending)
        self.leave.setFocus()
        grow(self)

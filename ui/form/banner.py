"""A strip across the page: what happened, what is safe, and one button."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.error_text import explain
from ui.styled import mark


class Banner(QFrame):
    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setAutoDefault(True)
        self.button.clicked.connect(self.acted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 10, 8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        self.hide()

    def forget(self, button: str) -> None:
        """Away with a strip whose button is this one: what it offered has been done."""
        if self.button.text() == button:
            self.hide()

    def tell(self, error: Exception) -> None:
        """What a task failed with."""
        self.say(explain(error).whole)

    def say(self, text: str, button: str = "", tone: str = "error") -> None:
        mark(self, "tone", tone)
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))
        self.show()

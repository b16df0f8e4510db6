"""A line to fill in a dialog: its name above, what it is for below, and what is wrong with it."""

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.styled import mark


class LabelledLine(QWidget):
    def __init__(self, name: str, hint: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        label = QLabel(name, self)
        label.setObjectName("fieldLabel")
        self.line = QLineEdit(self)
        self.line.setAccessibleName(name)
        self.line.setAccessibleDescription(hint)
        self.line.setPlaceholderText(placeholder)
        self.line.textEdited.connect(lambda _text: self.say_wrong(""))
        label.setBuddy(self.line)
        self.message = QLabel(hint, self)
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.message.setVisible(bool(hint))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for widget in (label, self.line, self.message):
            layout.addWidget(widget)

    @property
    def text(self) -> str:
        return self.line.text().strip()

    def say_wrong(self, text: str) -> None:
        """What is wrong in place of the hint; "" brings the hint back."""
        level = "error" if text else ""
        self.message.setText(text or self._hint)
        self.message.setVisible(bool(text or self._hint))
        mark(self.message, "level", level)
        mark(self.line, "level", level)
        self.line.setAccessibleDescription(text or self._hint)

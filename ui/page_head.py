"""The head of a page: its name, a line under it, and its buttons at the right."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.inputs.elided_label import ElidedLabel

NARROW = 620


class PageHead(QWidget):
    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(self)
        self.title.setObjectName("heading")
        self.title.show_text(title)
        self.subtitle = ElidedLabel(self)
        self.subtitle.setObjectName("muted")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.title)
        texts.addWidget(self.subtitle)
        self._texts: dict[QPushButton, tuple[str, str]] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._layout.addLayout(texts, 1)

    def add_button(self, text: str, kind: str = "", short: str = "") -> QPushButton:
        """`short` is what it says where the page is narrow."""
        button = QPushButton(text, self)
        if short:
            self._texts[button] = (text, short)
        button.setProperty("kind", kind)
        button.setAccessibleName(text)
        button.setAutoDefault(True)
        self._layout.addWidget(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button, (text, short) in self._texts.items():
            button.setText(short if self.width() < NARROW else text)

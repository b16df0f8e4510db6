"""What is on screen before anything is known of the office: the rail, and where the pages will be."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QWidget

from ui.attention_strip import AttentionStrip
from ui.rail import NARROW_WIDTH, WIDTH, Rail

NARROW = 1100


class WindowFrame(QWidget):
    """`show_exchanges` is where the strip under the pages leads."""

    def __init__(self, office: str, pages: Sequence[str], show_exchanges: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.rail = Rail(office, pages, self)
        self.strip = AttentionStrip(show_exchanges)
        self.stack = QStackedWidget(self)
        self.opening = QLabel(self.stack)
        self.opening.setObjectName("muted")
        self.opening.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.opening.setWordWrap(True)
        self.stack.addWidget(self.opening)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(self.strip.over(self.stack), 1)

    def wait(self, text: str) -> None:
        """What the window waits for, in words, until it has the office."""
        self.opening.setText(text)
        self.opening.setAccessibleName(text)

    def fold(self, width: int) -> None:
        """A narrow window has a narrow rail."""
        self.rail.setFixedWidth(WIDTH if width >= NARROW else NARROW_WIDTH)

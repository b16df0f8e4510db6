"""At the right of the guided mode: what the record says so far, and at the end the eight answers."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from forms.progress import Answer
from ui.words import say

MOST_LINES = 12
MOST_LETTERS = 90


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


class SoFar(QWidget):
    """Pairs of a field's name and its value, the latest last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[str, str], ...] | None = None
        self._labels: list[QLabel] = []
        title = QLabel(say("guided.so_far"), self)
        title.setObjectName("title")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addWidget(title)
        self._layout.addStretch(1)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        shown = tuple(pairs[-MOST_LINES:]) or (("", say("guided.nothing_yet")),)
        if shown == self._shown:
            return
        self._shown = shown
        for label in self._labels:
            self._layout.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for name, value in shown:
            self._add(name, "muted")
            self._add(shortened(value), "fieldLabel" if name else "muted")

    def _add(self, text: str, name: str) -> None:
        if not text:
            return
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._layout.insertWidget(self._layout.count() - 1, label)
        self._labels.append(label)
        label.show()


class EightAnswers(QWidget):
    """The last question: each answer with a button that leads to where it is corrected."""

    wanted = Signal(str)

    def __init__(self, answers: Sequence[Answer], parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for answer in answers:
            text = answer.told() if answer.answered else say("publish.unanswered")
            button = QPushButton(answer.title, self)
            button.setProperty("kind", "link")
            button.setAutoDefault(True)
            button.setAccessibleName(f"{answer.title} {text}")
            button.clicked.connect(lambda _=False, topic=answer.question_id: self.wanted.emit(topic))
            line = QLabel(text, self)
            line.setObjectName("" if answer.answered else "muted")
            line.setWordWrap(True)
            line.setContentsMargins(6, 0, 0, 6)
            line.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            layout.addWidget(line)
            self.buttons.append(button)
        layout.addStretch(1)


def scrolled(widget: QWidget, parent: QWidget) -> QScrollArea:
    """The widget in an area that scrolls up and down only."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    widget.setObjectName("content")
    area.setWidget(widget)
    return area

"""A document in the window: its pages one by one, near or far, and the way to another program."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from capture_app.changes import Document, PagePicture
from ui.error_text import explain
from ui.focus_order import follow
from ui.screen import fit
from ui.words import say

Draw = Callable[[Document, int, int, Callable[[PagePicture], None], Callable[[Exception], None]], None]
STEPS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
ROOM = 28
KEYS = {"before": ("PgUp",), "after": ("PgDown",), "farther": ("-",), "nearer": ("+",), "other": (), "close": ()}


class DocumentDialog(QDialog):
    """`draw` makes the picture of a page elsewhere; `other_wanted` opens the file with another program."""

    other_wanted = Signal()

    def __init__(self, document: Document, draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(document.name)
        self._document, self._draw = document, draw
        self.page, self.pages, self._step = 0, 0, STEPS.index(1.0)
        self._asked = 0
        self.sheet = QLabel(say("document.drawing"), self)
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sheet.setWordWrap(True)
        self.area = QScrollArea(self)
        self.area.setWidget(self.sheet)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(say("document.area", name=document.name))
        self.place = QLabel(self)
        self.place.setObjectName("muted")
        self.buttons = {name: self._button(name) for name in KEYS}
        line = QHBoxLayout()
        line.addWidget(self.buttons["close"])
        line.addWidget(self.buttons["other"])
        line.addStretch(1)
        for widget in (self.place, *(self.buttons[name] for name in ("farther", "nearer", "before", "after"))):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addWidget(self.area, 1)
        layout.addLayout(line)
        acts = {
            "before": lambda: self.go(self.page - 1),
            "after": lambda: self.go(self.page + 1),
            "farther": lambda: self.zoom(-1),
            "nearer": lambda: self.zoom(1),
            "other": self.other_wanted.emit,
            "close": self.reject,
        }
        for name, act in acts.items():
            self.buttons[name].clicked.connect(lambda _=False, act=act: act())
        order = ("close", "other", "farther", "nearer", "before", "after")
        follow([self.area, *(self.buttons[name] for name in order)])
        self.finished.connect(self._forget)
        fit(self, 860, 680)
        self.area.setFocus()

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(say(f"document.{name}"), self)
        button.setAccessibleName(say(f"document.{name}_name"))
        button.setToolTip(say(f"document.{name}_name"))
        button.setAutoDefault(False)
        for keys in KEYS[name]:
            QShortcut(keys, self, button.click)
        return button

    def go(self, page: int) -> None:
        """Show a page there is."""
        if 0 <= page < max(1, self.pages):
            self.page = page
            self._ask()

    def zoom(self, step: int) -> None:
        self._step = max(0, min(len(STEPS) - 1, self._step + step))
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask()

    def _ask(self) -> None:
        """The picture for the room there is; an answer to an older question is nobody's."""
        self._asked += 1
        number = self._asked
        width = round((self.area.width() - ROOM) * STEPS[self._step] * self.devicePixelRatioF())
        self._draw(
            self._document,
            self.page,
            max(80, width),
            lambda drawn: self._show(number, drawn),
            lambda error: self._cannot(number, error),
        )

    def _show(self, number: int, drawn: PagePicture) -> None:
        if number != self._asked:
            return
        image = QImage(drawn.points, drawn.width, drawn.height, drawn.width * 3, QImage.Format.Format_RGB888)
        pixmap = QPixmap.fromImage(image.copy())
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.sheet.setPixmap(pixmap)
        self.page, self.pages = drawn.page, drawn.pages
        self.place.setText(say("document.place", at=drawn.page + 1, total=drawn.pages))
        self.sheet.setAccessibleName(self.place.text())
        self.buttons["before"].setEnabled(drawn.page > 0)
        self.buttons["after"].setEnabled(drawn.page + 1 < drawn.pages)

    def _forget(self, _code: int) -> None:
        """A picture that comes later finds no dialog."""
        self._asked += 1

    def _cannot(self, number: int, error: Exception) -> None:
        if number == self._asked:
            self.sheet.setText(explain(error).whole)
            for name in ("before", "after", "farther", "nearer"):
                self.buttons[name].setEnabled(False)

"""Under the list: how many records are chosen, what can be done with them, and how far it is."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ui.words import count, say

BAR_WIDTH, NARROW = 160, 600


class BulkBar(QFrame):
    wanted = Signal(str)
    stop_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, acts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.acts = tuple(acts)
        self.text = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(BAR_WIDTH)
        self.bar.setAccessibleName(say("bulk.progress"))
        self.stop_button = self._button("bulk.stop")
        self.stop_button.clicked.connect(lambda _=False: self.stop_wanted.emit())
        self.buttons = {act: self._button(f"bulk.{act}") for act in acts}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 10, 6)
        layout.setSpacing(8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.stop_button)
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _=False, act=act: self.wanted.emit(act))
            layout.addWidget(button)
        self.more = self._button("bulk.more")
        self.more.clicked.connect(lambda _=False: self.menu_wanted.emit(self.more.mapToGlobal(QPoint(0, 0))))
        layout.addWidget(self.more)
        self._is_running = False
        self.show_selection(0)

    def controls(self) -> list[QWidget]:
        return [self.stop_button, *self.buttons.values(), self.more]

    def _button(self, key: str) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setProperty("kind", "small")
        button.setAccessibleName(say(key))
        button.setAutoDefault(True)
        return button

    def show_selection(self, chosen: int) -> None:
        """One record needs no bar: Enter opens it."""
        self._show_running(False)
        self.text.setText(count("bulk.chosen", chosen))
        self.setVisible(chosen > 1)

    def show_progress(self, done: int, total: int) -> None:
        self._show_running(True)
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.text.setText(say("bulk.doing", done=f"{done:,}", total=f"{total:,}"))
        self.show()

    def _show_running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.stop_button.setVisible(running)
        self._is_running = running
        self._fold()

    def _fold(self) -> None:
        """Where it is narrow the acts stand in one menu."""
        narrow = self.width() < NARROW
        self.more.setVisible(narrow and not self._is_running)
        for button in self.buttons.values():
            button.setVisible(not narrow and not self._is_running)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

"""Learning: what to begin with, and the office to practise on, which opens in a window of its own."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QProcess, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from capture_app.settings import Settings
from ui.form.banner import Banner
from ui.guided.so_far import scrolled
from ui.inputs.ending import push
from ui.page_head import PageHead
from ui.words import say

STEPS = ("look", "capture", "send")
Launch = Callable[[Sequence[str]], bool]


def start_beside(arguments: Sequence[str]) -> bool:
    """This program once more, in a process of its own; False where the system does not start it."""
    own = [] if getattr(sys, "frozen", False) else ["-m", "capture_app"]
    started, _ = QProcess.startDetached(sys.executable, [*own, *arguments], "")
    return started


class TrainingPage(QWidget):
    """`leave_wanted`: enough of practising; nothing of it is erased."""

    leave_wanted = Signal()

    def __init__(self, settings: Settings, data_dir: Path, launch: Launch = start_beside) -> None:
        super().__init__()
        self.setObjectName("page")
        self._data_dir, self._launch = data_dir, launch
        head = PageHead(say("training.title"), self)
        head.subtitle.show_text(say("training.subtitle"))
        self.banner = Banner(self)
        card = QFrame(self)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(20, 16, 20, 18)
        inner.setSpacing(8)
        self._say(inner, "training.practice", "title")
        self._say(inner, "training.here" if settings.is_practice else "training.practice_text", "")
        for step in STEPS:
            inner.addSpacing(6)
            self._say(inner, f"training.{step}", "fieldLabel")
            self._say(inner, f"training.{step}_text", "muted")
        inner.addSpacing(10)
        self.open_button = push(("training.open", self.open), card)
        self.open_button.setProperty("kind", "primary")
        self.open_button.setVisible(not settings.is_practice)
        self.leave_button = push(("training.leave", self.leave_wanted.emit), card)
        self.leave_button.setVisible(settings.is_practice)
        for button in (self.open_button, self.leave_button):
            inner.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 12)
        layout.setSpacing(12)
        frame = QFrame(self)
        frame.setObjectName("card")
        framed = QVBoxLayout(frame)
        framed.setContentsMargins(0, 0, 0, 0)
        framed.addWidget(scrolled(card, frame))
        layout.addWidget(head)
        layout.addWidget(self.banner)
        layout.addWidget(frame, 1)

    def _say(self, layout: QVBoxLayout, key: str, name: str) -> None:
        label = QLabel(say(key), self)
        label.setObjectName(name)
        label.setWordWrap(True)
        layout.addWidget(label)

    def arrive(self) -> None:
        (self.open_button if self.open_button.isVisible() else self.leave_button).setFocus()

    def open(self) -> None:
        started = self._launch(("--data", str(self._data_dir), "practice"))
        self.banner.say(say("training.opening" if started else "training.failed"), tone="note" if started else "error")

"""This account of the computer has no key to the data: the recovery key, from the sheet that was printed."""

from typing import Any, Protocol

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from ui.error_text import explain
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.words import say


class Lock(Protocol):
    """Asked only inside a lane. `unlock` raises BadInput or Refused, nothing changed."""

    def unlock(self, recovery: str) -> bool: ...


def open_with(_app: Any, lock: Lock, recovery: str) -> bool:
    """Runs in a lane that has no office yet."""
    return lock.unlock(recovery)


class RecoveryDialog(QDialog):
    """Accepted once the key was the right one; `has_store`: whether this account will remember it."""

    def __init__(self, jobs: Jobs, lock: Lock, has_store: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("app.name"))
        self.setMinimumWidth(520)
        self._jobs, self._lock = jobs, lock
        heading, text = QLabel(say("recovery.title"), self), QLabel(say("recovery.text"), self)
        heading.setObjectName("heading")
        after = QLabel(say("recovery.remembered" if has_store else "recovery.each_start"), self)
        self.key = LabelledLine(say("recovery.key"), say("recovery.hint"), "", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (heading, text, self.key, after):
            layout.addWidget(widget)
        for label in (text, after):
            label.setObjectName("muted")
            label.setWordWrap(True)
        self._ending = Ending(
            self, ("first.leave", self.reject), ("recovery.go", self.begin), running="recovery.running"
        )
        self.go = self._ending.go
        layout.addLayout(self._ending)
        self.key.line.setFocus()

    def begin(self) -> None:
        if not self.key.text:
            self.key.say_wrong(say("enrol.missing"))
            return
        self._ending.run(True, self.key)
        self._jobs.store(open_with, self._lock, self.key.text, done=lambda _kept: self.accept(), failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._ending.run(False, self.key)
        self.key.say_wrong(explain(error).told)
        self.key.line.setFocus()

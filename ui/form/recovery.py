"""After a window that did not end well: what of it is there, and keeping it or taking it back."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from capture_app.changes import Cause, Changes
from ui.form.banner import Banner
from ui.form.binding import RecordBinding, Saved
from ui.times import OfficeTimes
from ui.words import count, say

BY_HAND = (Cause.TYPED, Cause.PASTED)


@dataclass(frozen=True)
class Recovered:
    """How many fields the window that broke off had changed, and when the last."""

    fields: int
    last_at: datetime | None


def look_for_recovered(app: Any, record_id: str, since: datetime) -> Recovered:
    """A task of the store lane."""
    made = [entry for entry in app.capture.history(record_id) if entry.at > since and entry.cause in BY_HAND]
    paths = {entry.path for entry in made if not entry.path.startswith("/_")}
    return Recovered(len(paths), made[-1].at if made else None)


def take_back(app: Any, record_id: str, since: datetime) -> Saved:
    done: Changes | None = app.capture.undo_since(record_id, since)
    return Saved((done,) if done else (), app.capture.open(record_id))


class RecoveryBanner(Banner):
    """Says what was recovered; `kept` and `taken_back` follow the buttons. Taking back can itself be undone."""

    taken_back = Signal()

    def __init__(self, times: OfficeTimes, parent: QWidget) -> None:
        super().__init__(parent)
        self._times = times
        self.undo = QPushButton(say("recovered.undo"), self)
        self.undo.setProperty("kind", "small")
        self.undo.setAutoDefault(True)
        self.undo.setAccessibleName(say("recovered.undo"))
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.undo)
        self.undo.clicked.connect(lambda _=False: self._choose(self.taken_back))
        self.acted.connect(self.hide)

    def _choose(self, signal: Any) -> None:
        self.hide()
        signal.emit()

    def show_recovered(self, found: Recovered) -> None:
        if found.fields and found.last_at is not None:
            when = self._times.short(found.last_at)
            self.say(count("recovered.said", found.fields, when=when), say("recovered.keep"), tone="note")


def recover(binding: RecordBinding, strip: RecoveryBanner, since: str) -> None:
    """Look for what the window before left in the record since a moment, and offer the two ways."""
    moment = datetime.fromisoformat(since)
    strip.taken_back.connect(partial(binding.perform, take_back, moment))
    binding.ask(look_for_recovered, moment, done=strip.show_recovered)

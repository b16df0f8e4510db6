"""The head of a record: what it is called, how it is known, and whether it is safe."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.form.binding import SaveState
from ui.inputs.elided_label import ElidedLabel
from ui.styled import mark
from ui.words import count, say

TICK_MS = 1000


def chip(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName("chip")
    return label


def ago(moment: datetime, now: datetime) -> str:
    """How long ago in words; a clock that went back says nothing strange."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 60:
        return say("ago.seconds", n=max(1, seconds))
    if seconds < 3600:
        return count("ago.minutes", seconds // 60)
    if seconds < 86400:
        return count("ago.hours", seconds // 3600)
    return count("ago.days", seconds // 86400)


class ProcessHeader(QWidget):
    """`told` brings what the chip says of the saving, for whoever shows it too."""

    history_wanted = Signal()
    guided_wanted = Signal()
    export_wanted = Signal()
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(self)
        self.title.setObjectName("heading")
        self.subtitle = ElidedLabel(self)
        self.subtitle.setObjectName("muted")
        self.status, self.saved, self.pending = chip(self), chip(self), chip(self)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.title)
        texts.addWidget(self.subtitle)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(10)
        self._line.addLayout(texts, 1)
        layout = QHBoxLayout()
        layout.setSpacing(8)
        self._line.addLayout(layout)
        for label in (self.status, self.saved, self.pending):
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
        self.guided = self._button("guided.title", self.guided_wanted)
        self.history = self._button("history.title", self.history_wanted)
        self.export = self._button("processes.export", self.export_wanted)
        for button in (self.guided, self.history, self.export):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(0)
        self._rest = layout
        self._roomy = True
        self._is_shown = self._one_line = False
        self._state: SaveState | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tell_saved)
        self._timer.start()

    def make_room(self, roomy: bool) -> None:
        """Where there is none, the way to the questions and to exporting is the palette's and its keys'."""
        self._roomy = roomy
        for button in (self.guided, self.export):
            button.setVisible(roomy and self._is_shown)

    def _show_chips(self) -> None:
        """Of a record on screen; in one line the title needs the room of all but the saving."""
        self.saved.setVisible(self._is_shown)
        for widget in (self.status, self.history):
            widget.setVisible(self._is_shown and not self._one_line)
        waits = self._state is not None and self._state.pending > 0
        self.pending.setVisible(self._is_shown and waits and not self._one_line)

    def _button(self, key: str, wanted: SignalInstance) -> QPushButton:
        button = QPushButton(say(key), self)
        button.setProperty("kind", "small")
        button.setAutoDefault(True)
        button.setAccessibleName(say(key))
        button.clicked.connect(lambda _=False: wanted.emit())
        return button

    def fold(self, narrow: bool, short: bool) -> None:
        """Where it is narrow the chips stand under the title, in place of the line with the folio.

        Where it is short too there is one line: the title, and whether it is saved.
        """
        under = narrow and not short
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if under else QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(4 if under else 10)
        self._rest.setStretch(self._rest.count() - 1, 1 if under else 0)
        self.subtitle.setVisible(not narrow and not short)
        self._one_line = narrow and short
        self._show_chips()
        mark(self.title, "tight", "true" if short else None)

    def show_record(self, title: str, parts: list[str], status: str) -> None:
        self.title.show_text(title or say("process.untitled"))
        self.subtitle.show_text("  ·  ".join(part for part in parts if part))
        self.status.setText(say(f"status.{status}") if status else "")
        self._is_shown = bool(status)
        self._show_chips()
        self.make_room(self._roomy)
        mark(self.status, "tone", {"in_review": "warning", "approved": "good"}.get(status, ""))

    def show_state(self, state: SaveState) -> None:
        self._state = state
        self._tell_saved()
        self.pending.setText(count("process.pending", state.pending))
        self._show_chips()
        mark(self.pending, "tone", "warning")

    def tell_begun(self) -> None:
        """The word alone, at once with the key; its tone and the rest come with the state."""
        if self._state is not None:
            self._state = replace(self._state, kind="saving", error=None)
            self._write(say("process.saving"))

    def _write(self, text: str) -> None:
        if self.saved.text() != text:
            self.saved.setText(text)
            self.told.emit(text)

    def _tell_saved(self) -> None:
        """ "Guardado" only for what the store confirmed."""
        if self._state is None:
            return
        if self._state.kind == "saved":
            text = say("process.saved", ago=ago(self._state.saved_at, datetime.now(UTC)))
        else:
            text = say(f"process.{self._state.kind}")
        self._write(text)
        mark(self.saved, "tone", {"saved": "good", "failed": "error"}.get(self._state.kind, ""))

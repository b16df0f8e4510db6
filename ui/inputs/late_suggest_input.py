"""A line whose suggestions come later, from another thread: what is typed is never held up by them."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from shiboken6 import isValid

from ui.inputs.suggest_input import SuggestInput, Suggestion

PAUSE_MS = 90


class LateSuggestInput(SuggestInput):
    """`asked(text)` wants suggestions; `bring` shows those of the text that still stands here."""

    asked = Signal(str)

    def __init__(self, lookup: Callable[[str], list[Suggestion]] | None = None) -> None:
        """`lookup` gives what is known at once; what comes later stands after it."""
        self._brought: tuple[str, list[Suggestion]] = ("", [])
        self._at_once = lookup
        super().__init__(self._known)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.asked.emit(self.text()))

    def _known(self, text: str) -> list[Suggestion]:
        now = self._at_once(text) if self._at_once is not None else []
        later = self._brought[1] if text == self._brought[0] else []
        exact = [item for item in later if item.is_exact]
        return [*exact, *now, *(item for item in later if not item.is_exact)]

    def _filter(self, text: str) -> None:
        self._offer(text, highlight=self._at_once is not None and bool(text.strip()))
        self.typed.emit(text)
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()

    def bring(self, text: str, suggestions: list[Suggestion], *, takes_first: bool) -> None:
        """Suggestions for a text; with `takes_first` the first is marked, and Tab takes it."""
        if not isValid(self) or text != self.text() or not self.hasFocus() or self.isReadOnly():
            return
        self._brought = (text, suggestions)
        self._offer(text, highlight=takes_first)

    def open_all(self) -> None:
        """The arrow asks again for what is written."""
        if not self.isReadOnly():
            self.setFocus()
            if self._at_once is not None:
                self._offer("", highlight=False)
            self.asked.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.is_open:
            self.asked.emit(self.text())
            if self._at_once is None:
                return
        super().keyPressEvent(event)

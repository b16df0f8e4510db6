"""What was typed in a record that is left: handed to the store, and tried again until it is there."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ui.error_text import explain
from ui.form.binding import RecordBinding
from ui.words import say

AGAIN_MS = 5000


class Leaving(QObject):
    """Holds the bindings whose last edits the store has not taken yet."""

    told = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._unsaved: list[RecordBinding] = []
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.save)

    def take(self, left: RecordBinding) -> None:
        left.ended.connect(partial(self._well, left))
        left.stranded.connect(partial(self._stranded, left))
        left.close()

    def _well(self, left: RecordBinding) -> None:
        if left in self._unsaved:
            self._unsaved.remove(left)
            self.told.emit(say("process.saved_late"), "note")
        left.deleteLater()

    def _stranded(self, left: RecordBinding, error: Exception) -> None:
        if left not in self._unsaved:
            self._unsaved.append(left)
        self.told.emit(say("process.not_saved_left", reason=explain(error).whole), "error")
        self._again.start()

    def save(self) -> None:
        """What could not be saved when its page was left is tried again."""
        for left in tuple(self._unsaved):
            left.hand_over()

"""Keys pressed while a record is on its way: kept for the first field of a new one, else let fall."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

MOVING = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class KeyKeeper(QObject):
    """From `begin` on, keys of text reach nobody; `end` gives those kept to what has the focus then."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._kept: list[QKeyEvent] = []
        self._keeping = False
        self._watching = False

    def begin(self, keep: bool) -> None:
        """`keep` for a record that is new: what is typed blind into one that exists is not meant for it."""
        application = QApplication.instance()
        self._keeping = keep or bool(self._kept)
        if application is not None and not self._watching:
            self._watching = True
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window or not _is_text(event):
            return False
        if self._keeping:
            self._kept.append(event.clone())
        return True

    def end(self) -> None:
        for event in self.forget():
            target = QApplication.focusWidget() or self._window.focusWidget()
            if target is not None:
                QApplication.sendEvent(target, event)

    def forget(self) -> list[QKeyEvent]:
        """Stop, with what was kept."""
        application = QApplication.instance()
        if self._watching and application is not None:
            application.removeEventFilter(self)
        self._watching = self._keeping = False
        kept, self._kept = self._kept, []
        return kept


def _is_text(event: QKeyEvent) -> bool:
    """What would write, choose or press something; the keys of commands go on."""
    if event.text() and event.text().isprintable():
        return True
    return event.key() in MOVING and not event.modifiers() & COMMANDS

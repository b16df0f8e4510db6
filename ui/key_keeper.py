"""Keys pressed while a record is being opened wait for its first field; none is lost."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class KeyKeeper(QObject):
    """Between `begin` and `end` it keeps the keys of text; `end` gives them to what has the focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._kept: list[QKeyEvent] = []
        self._keeping = False

    def begin(self) -> None:
        application = QApplication.instance()
        if application is not None and not self._keeping:
            self._keeping = True
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if not watched.isWidgetType() or not event.text() or not event.text().isprintable():
            return False
        self._kept.append(event.clone())
        return True

    def end(self) -> None:
        application = QApplication.instance()
        if not self._keeping or application is None:
            return
        self._keeping = False
        application.removeEventFilter(self)
        kept, self._kept = self._kept, []
        target = QApplication.focusWidget() or self._window.focusWidget()
        for event in kept:
            if target is not None:
                QApplication.sendEvent(target, event)

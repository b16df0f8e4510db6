"""Nobody at the keyboard for a while: the window covers itself until the person's password is given again.

What was typed goes to the store first; dialogs stay open under their covers and the lanes go on with what they do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from capture_app.settings import Settings
from ui.inputs.password_entry import PasswordEntry
from ui.jobs import Jobs
from ui.words import say

TICK_MS = 5_000
_SIGNS_OF_LIFE = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


def has_own_password(app: Any) -> bool:
    """Runs in the store lane: whether who works here has a password to give."""
    return any(user.has_password and user.name == app.settings.user for user in app.users.users())


def check_password(app: Any, password: str) -> None:
    """Runs in the store lane. SignInDelayed or Refused when it is not the one of who works here."""
    app.users.sign_in(app.settings.user, password)


class IdleWatch(QObject):
    """Says `idle` once nothing was pressed or moved in any window for so many seconds of the clock given."""

    idle = Signal()

    def __init__(self, clock: Callable[[], float], seconds: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock, self._seconds = clock, seconds
        self._last = clock()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._follow)
        self._follow(QGuiApplication.focusWindow())

    def _follow(self, window: QWindow | None) -> None:
        """Only what reaches a window is looked at, not every event of every widget."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self.stir()
        return super().eventFilter(watched, event)

    def stir(self) -> None:
        """Somebody is there."""
        self._last = self._clock()

    def look(self) -> None:
        if self._clock() - self._last >= self._seconds:
            self.idle.emit()


class Cover(QWidget):
    """Hides all of a window, whatever its size becomes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)


class LockDialog(PasswordEntry):
    """Accepted with the password of who works here, and with nothing else; `leave_wanted` ends the program."""

    leave_wanted = Signal()

    def __init__(self, jobs: Jobs, name: str, parent: QWidget) -> None:
        super().__init__(say("lock.title", name=name), say("lock.text"), "lock.leave", parent)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._jobs = jobs

    def _leave(self) -> None:
        self.leave_wanted.emit()

    def _try(self, password: str) -> None:
        self._jobs.store(check_password, password, done=self._entered, failed=self._refused)

    def reject(self) -> None:
        """Escape does not open."""

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()


class IdleLock(QObject):
    """Covers a window that nobody used for some minutes, where who works in it has a password."""

    def __init__(self, window: QWidget, jobs: Jobs, name: str, flush: Callable[[], None], watch: IdleWatch) -> None:
        super().__init__(window)
        self._window, self._jobs, self._name, self._flush = window, jobs, name, flush
        self._watch = watch
        self._covers: list[Cover] = []
        self.dialog: LockDialog | None = None
        watch.setParent(self)
        watch.idle.connect(self._ask)

    def _ask(self) -> None:
        if self.dialog is None:
            self._jobs.store(
                has_own_password, done=lambda own: self.lock() if own else None, failed=lambda _error: None
            )

    def lock(self) -> None:
        """What was typed is on its way to the store before the cover falls."""
        if self.dialog is not None or not self._window.isVisible():
            return
        self._flush()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.isWindow()]
        self._covers = [Cover(widget) for widget in shown]
        self.dialog = LockDialog(self._jobs, self._name, self._window)
        self.dialog.accepted.connect(self._open)
        self.dialog.leave_wanted.connect(self._leave)
        self.dialog.show()
        self.dialog.activateWindow()
        self.dialog.password.line.setFocus()

    def _open(self) -> None:
        """Everything is as it was left."""
        self.end()
        self._watch.stir()

    def end(self) -> None:
        """The covers go, with the question."""
        for cover in self._covers:
            cover.hide()
            cover.deleteLater()
        self._covers = []
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.deleteLater()
            self.dialog = None

    def _leave(self) -> None:
        """The window closes as ever, saved; nothing of it is seen."""
        self._window.hide()
        self.end()
        self._window.close()


def lock_when_idle(
    window: QWidget, jobs: Jobs, settings: Settings, flush: Callable[[], None], clock: Callable[[], float]
) -> IdleLock | None:
    """With a timer that looks every few seconds; None where the office wants no lock."""
    minutes = int(settings.idle_minutes)
    if not minutes:
        return None
    watch = IdleWatch(clock, minutes * 60)
    lock = IdleLock(window, jobs, settings.user, flush, watch)
    timer = QTimer(lock)
    timer.setInterval(TICK_MS)
    timer.timeout.connect(watch.look)
    timer.start()
    return lock

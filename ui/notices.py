"""A word from the tray when something needs a person and the window is not in sight. It never takes the focus."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStyle, QSystemTrayIcon, QWidget

from capture_app.services.exchange import ExchangeStatus
from ui.pages.exchange_page import ExchangePage
from ui.words import count, say

SHOWN_MS = 15_000


class Tray(Protocol):
    """Where short words of a program in the background appear."""

    def showMessage(self, title: str, text: str, icon: QSystemTrayIcon.MessageIcon, milliseconds: int) -> None: ...


class Notices(QObject):
    """`asked` when the person presses what was said."""

    asked = Signal()

    def __init__(self, page: ExchangePage, window: QWidget, tray: Tray | None = None) -> None:
        super().__init__(window)
        self._window, self.tray = window, tray
        self._known: int | None = None
        page.status_known.connect(self._tell)

    def _tell(self, status: ExchangeStatus) -> None:
        """Once for each time that more needs a person; what was there at the start is in sight already."""
        before, self._known = self._known, status.attention
        if before is None or status.attention <= before or self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if self.tray is not None:
            text = count("strip.attention", status.attention)
            self.tray.showMessage(say("app.name"), text, QSystemTrayIcon.MessageIcon.Information, SHOWN_MS)


def tray_of(application: QApplication, notices: Notices) -> QSystemTrayIcon | None:
    """The system's tray, None where it has none."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    icon = application.windowIcon()
    if icon.isNull():
        icon = application.style().standardIcon(QStyle.StandardPixmap.SP_ComputerIcon)
    tray = QSystemTrayIcon(icon, notices)
    tray.setToolTip(say("app.name"))
    tray.messageClicked.connect(notices.asked)
    tray.activated.connect(lambda _reason: notices.asked.emit())
    tray.show()
    return tray

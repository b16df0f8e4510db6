"""The rail at the left: the office, the pages, and how safe everything is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.times import OfficeTimes
from ui.words import say

if TYPE_CHECKING:
    from capture_app.services.exchange import ExchangeStatus

WIDTH, NARROW_WIDTH, SHORT = 190, 176, 430
TROUBLES = {
    **dict.fromkeys(("no_network", "cut", "stalled"), "rail.no_connection"),
    "captive_portal": "rail.login",
    **dict.fromkeys(("revoked_device", "unknown_device"), "rail.shut_out"),
    "retry_later": "rail.busy",
    "cancelled": "rail.paused",
}


class Rail(QFrame):
    chosen = Signal(str)

    def __init__(self, office: str, pages: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times: OfficeTimes | None = None
        self._trouble = ""
        self._working = False
        self._status: ExchangeStatus | None = None
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        brand = QLabel(say("app.name"), self)
        brand.setObjectName("brand")
        brand.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.office = QLabel(office, self)
        self.office.setWordWrap(True)
        self.connection = QLabel(self)
        self.connection.setObjectName("connection")
        self.connection.setWordWrap(True)
        self.safe = QLabel(self)
        self.safe.setWordWrap(True)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 12)
        layout.setSpacing(0)
        for label, space in ((brand, 12), (self.office, 14)):
            label.setContentsMargins(17, 0, 10, 0)
            layout.addWidget(label)
            layout.addSpacing(space)
        for name in pages:
            layout.addWidget(self._button(name))
        layout.addStretch(1)
        for label in (self.connection, self.safe):
            label.setContentsMargins(17, 0, 8, 0)
            layout.addWidget(label)

    def belong(self, office: str, times: OfficeTimes) -> None:
        """The office is open: whose it is, and that what is typed from now on is kept."""
        self._times = times
        self.office.setText(office)
        self.safe.setText(say("rail.safe"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is short the pages come first: the office is in the title of the window."""
        super().resizeEvent(event)
        for label in (self.office, self.safe):
            label.setVisible(self.height() >= SHORT)

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(say(f"rail.{name}"), self)
        button.setObjectName("railButton")
        button.setCheckable(True)
        button.setAutoDefault(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(say(f"rail.{name}"))
        button.clicked.connect(lambda _=False: self.chosen.emit(name))
        self._group.addButton(button)
        self.buttons[name] = button
        return button

    def choose(self, name: str) -> None:
        if name in self.buttons:
            self.buttons[name].setChecked(True)

    def count(self, name: str, number: int) -> None:
        """The number beside a page's name: what waits there."""
        text = say("rail.counted", name=say(f"rail.{name}"), n=number) if number else say(f"rail.{name}")
        self.buttons[name].setText(text)
        self.buttons[name].setAccessibleName(text)

    def tell_connection(self, text: str) -> None:
        self.connection.setText(f"● {text}")
        self.connection.setAccessibleName(text)

    def tell_unsaved(self, unsaved: bool) -> None:
        """Whether something stands on the screen that the store did not take."""
        self.safe.setText(say("rail.unsaved" if unsaved else "rail.safe"))

    def tell_status(self, status: ExchangeStatus) -> None:
        """How much waits, and when the portal last answered."""
        self.count("exchange", status.here + status.sending + status.attention)
        self._status = status
        self._tell_link()

    def tell_trouble(self, stopped: str) -> None:
        """Why the last exchange did not reach the end; "" when it did."""
        self._trouble = stopped
        self._tell_link()

    def tell_working(self, working: bool) -> None:
        """Whether an exchange is under way."""
        self._working = working
        self._tell_link()

    def _tell_link(self) -> None:
        if self._working:
            self.tell_connection(say("rail.working"))
        elif self._trouble:
            self.tell_connection(say(TROUBLES.get(self._trouble, "rail.not_ended")))
        elif self._status is not None:
            self.tell_connection(self._last(self._status))

    def _last(self, status: ExchangeStatus) -> str:
        """What the portal has is what its last receipt says."""
        if not status.enrolled:
            return say("rail.not_enrolled")
        if status.last_receipt_at is None or self._times is None:
            return say("rail.never")
        return say("rail.last", when=self._times.short(status.last_receipt_at))

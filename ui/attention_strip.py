"""A strip under the page in sight: what came of the exchanges nobody looked at. It never takes the focus.

It lies at the bottom so that nothing being typed moves when it appears.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.form.banner import Banner
from ui.words import count, say

if TYPE_CHECKING:
    from capture_app.services.exchange import ExchangeStatus
    from ui.pages.exchange_page import ExchangePage


class AttentionStrip(Banner):
    """`go` brings the page of exchanges on screen."""

    def __init__(self, go: Callable[[], None]) -> None:
        super().__init__()
        self._go = go
        self._known = 0
        self._offers_stick = self._told = False
        self.acted.connect(self._act)

    def watch(self, page: ExchangePage) -> None:
        """From now on it tells of this page's exchanges."""
        self._page = page
        page.status_known.connect(self._tell_attention)
        page.auto.long_failing.connect(self._offer_stick)
        page.trouble.connect(self._tell_trouble)

    def over(self, inner: QWidget) -> QVBoxLayout:
        """The widget given with the strip under it."""
        layout = QVBoxLayout()
        layout.setSpacing(0)
        under = QVBoxLayout()
        under.setContentsMargins(18, 0, 18, 12)
        under.addWidget(self)
        layout.addWidget(inner, 1)
        layout.addLayout(under)
        return layout

    def _tell_attention(self, status: ExchangeStatus) -> None:
        """Told once for each time that more changes need a person; away when they are in sight or none does."""
        before, self._known = self._known, status.attention
        news = [say("strip.disk")] * status.disk_is_full + [status.rebuilt] * bool(status.rebuilt and not self._told)
        if news:
            self._told = True
            self.say(" ".join(news), "", tone="warning")
            return
        if status.attention > before and not self._page.isVisible():
            self._offers_stick = False
            self.say(count("strip.attention", status.attention), say("strip.see"), tone="warning")
        elif not self._offers_stick and (not status.attention or self._page.isVisible()):
            self._away()

    def _offer_stick(self, minutes: int) -> None:
        if not self._offers_stick or not self.isHidden():
            self._offers_stick = True
            self.say(count("strip.failing", minutes), say("strip.stick"), tone="warning")

    def _tell_trouble(self, stopped: str) -> None:
        """The link is back: nothing has to be carried by hand."""
        if not stopped and self._offers_stick:
            self._offers_stick = False
            self._away()

    def _away(self) -> None:
        """Hiding what has the focus would send it elsewhere; then it stays until it is used."""
        if not self.button.hasFocus():
            self.hide()

    def _act(self) -> None:
        self.hide()
        self._go()
        if self._offers_stick:
            self._page.stick.write.trigger()

"""When the exchange begins by itself: a link that came back, something that waits, or a long time without asking."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from capture_app.services.exchange import ExchangeReport, ExchangeStatus
from ui.link import LinkWatch

TICK_MS = 5_000
SPACING = 60.0
REGULAR = 600.0
LEAST_PAUSE = 10.0
BLOCKED_PAUSE = 300.0
LONG_FAILURE = 900.0
CANCELLED = "cancelled"
ASKED_TO_WAIT = "retry_later"


class AutoSync(QObject):
    """Says when with `wanted`; it starts nothing itself. All times are seconds of the clock given to `begin`.

    It asks at once when it begins and when a link comes: others of the office may have sent meanwhile.
    After an exchange that reached its end the next comes SPACING later while something waits, else REGULAR later.
    One that was stopped is repeated after the pause its report asks for; one that asks for none, because a person
    must do something about it, after BLOCKED_PAUSE.
    """

    wanted = Signal()
    long_failing = Signal(int)

    def __init__(self, allowed: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._allowed = allowed
        self._clock: Callable[[], float] | None = None
        self._waiting = 0
        self._enrolled = False
        self._running = False
        self.paused = False
        self._asked_to_wait = False
        self._asks_for_news = True
        self._not_before = 0.0
        self._failing_since: float | None = None

    def begin(self, clock: Callable[[], float]) -> None:
        """From now on; until then nothing is ever wanted."""
        self._clock = clock
        self._not_before = clock()

    def know(self, status: ExchangeStatus) -> None:
        """What waits here, and whether there is a portal to send it to."""
        self._enrolled = status.enrolled
        self._waiting = status.here + status.sending

    def started(self, by_person: bool) -> None:
        self._running = True
        self._asks_for_news = False
        self.paused = self.paused and not by_person

    def ended(self, report: ExchangeReport | None) -> None:
        """How the exchange ended; None where this computer itself failed."""
        self._running = False
        if self._clock is None:
            return
        now = self._clock()
        stopped = report.stopped if report is not None else "failed"
        self.paused = stopped == CANCELLED
        self._asked_to_wait = stopped == ASKED_TO_WAIT
        if not stopped or self.paused:
            self._failing_since = None
            self._not_before = now + SPACING
        else:
            self._failing_since = now if self._failing_since is None else self._failing_since
            self._not_before = now + _pause(report)

    def link_came(self) -> None:
        """The computer has a network again; only a pause that the portal asked for still holds."""
        if self._clock is not None and not self._asked_to_wait:
            self._asks_for_news = True
            self._not_before = min(self._not_before, self._clock())

    def tick(self) -> None:
        if self._clock is None or not self._enrolled:
            return
        now = self._clock()
        if self._failing_since is not None and now - self._failing_since > LONG_FAILURE:
            self.long_failing.emit(int((now - self._failing_since) // 60))
        if self._allowed and not self._running and not self.paused and now >= self._due():
            self.wanted.emit()

    def _due(self) -> float:
        wanted = self._waiting or self._asks_for_news or self._failing_since is not None
        return self._not_before if wanted else self._not_before + REGULAR - SPACING


def _pause(report: ExchangeReport | None) -> float:
    if report is None or not report.retry_after:
        return BLOCKED_PAUSE
    return max(LEAST_PAUSE, report.retry_after)


def run_by_itself(auto: AutoSync, clock: Callable[[], float]) -> QTimer:
    """Give it the clock, a timer that looks at it, and news of the link where the system tells them."""
    auto.begin(clock)
    timer = QTimer(auto)
    timer.setInterval(TICK_MS)
    timer.timeout.connect(auto.tick)
    timer.start()
    LinkWatch(auto).came.connect(auto.link_came)
    return timer

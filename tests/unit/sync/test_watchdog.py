"""An engine that never gets anything answered while something waits is replaced; one that is merely slow is not."""

from __future__ import annotations

from sync.report import ExchangeReport
from sync.watchdog import PATIENCE, Watchdog
from tests.conftest import FixedClock


class Wedged:
    """An engine that remembers something wrong: it never sends again."""

    def exchange(self) -> ExchangeReport:
        return ExchangeReport(pending=3, stopped="no_network")


class Sound:
    def exchange(self) -> ExchangeReport:
        return ExchangeReport(sent=3, acked=3, receipts=("R-1",))


def test_a_wedged_engine_is_replaced_and_the_queue_drains(fixed_clock: FixedClock, expected_logs):
    expected_logs.expected = ("wedge",)
    engines, closed = [Wedged(), Sound()], []
    watched = Watchdog(lambda: engines.pop(0), lambda: closed.append(1), fixed_clock)
    reports = []
    for _ in range(8):
        reports.append(watched.exchange())
        fixed_clock.advance(seconds=PATIENCE / 4)
    assert reports[0].pending == 3
    assert reports[-1].acked == 3
    assert closed == [1]


def test_with_nothing_waiting_or_with_answers_nothing_is_replaced(fixed_clock: FixedClock):
    for report in (ExchangeReport(stopped="no_network"), ExchangeReport(pending=9, receipts=("R-1",))):
        made = []

        class Still:
            def exchange(self, answer: ExchangeReport = report) -> ExchangeReport:
                return answer

        watched = Watchdog(lambda: made.append(1) or Still(), lambda: None, fixed_clock)  # noqa: B023
        for _ in range(8):
            watched.exchange()
            fixed_clock.advance(seconds=PATIENCE)
        assert made == [1]

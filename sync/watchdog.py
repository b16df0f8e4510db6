"""A courier that makes no headway is torn down and made anew: whatever it had remembered wrongly is gone with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Protocol

from sync import schedule
from sync.ports import Clock
from sync.report import ExchangeReport

PATIENCE = 2 * schedule.LONGEST_PAUSE
_LOG = logging.getLogger("sync.watchdog")


class Exchanging(Protocol):
    """One exchange after another; `SyncEngine` does it."""

    def exchange(self, *given: Any, **named: Any) -> ExchangeReport:
        """Send what waits and take what is new."""


class Watchdog:
    """Makes an engine when it is first needed and another when something has waited for PATIENCE seconds while nothing
    was answered. What it knew is in the outbox; only the pace and the open connection are lost with it."""

    def __init__(self, make: Callable[[], Exchanging], unmake: Callable[[], None], clock: Clock) -> None:
        self._make, self._unmake, self._clock = make, unmake, clock
        self._engine: Exchanging | None = None
        self._stuck_since: float | None = None

    def exchange(self, *given: Any, **named: Any) -> ExchangeReport:
        """One exchange."""
        if self._engine is None:
            self._engine = self._make()
        report = self._engine.exchange(*given, **named)
        self._look_at(report)
        return report

    def renew(self) -> None:
        """The next exchange begins with a new engine."""
        if self._engine is not None:
            self._engine = None
            self._unmake()

    def _look_at(self, report: ExchangeReport) -> None:
        now = self._clock.monotonic()
        is_stuck = report.pending > 0 and not report.receipts
        if not is_stuck:
            self._stuck_since = None
        elif self._stuck_since is None:
            self._stuck_since = now
        elif now - self._stuck_since > PATIENCE:
            _LOG.warning("wedge: %d waiting, nothing answered for %d s", report.pending, now - self._stuck_since)
            self._stuck_since = now
            self.renew()

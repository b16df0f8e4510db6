"""Who may come in: for whom there is no time is told when to come back, before anything is done for him.

Work is counted in units of the bytes that came. What is inside and how long a unit has lately taken say how long the
next one would wait; who would wait too long is sent away until after all those that were sent away before him.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from random import Random
from threading import Lock
from typing import Any

from sync.wire import BLOB_PATH, ENROL_PATH, EXCHANGE_PATH, FIRST_PATHS

LONGEST_WAIT = 1.0  # seconds in the queue, of the two that an answer may take
LONGEST_AWAY = 300.0
MOST_INSIDE = {EXCHANGE_PATH: 12, ENROL_PATH: 4, BLOB_PATH: 4}  # the portal's other threads stay free for its pages
SPREAD = 0.1
LEARNING = 0.1
PLAIN = 2048  # a request without a body costs as much as so many bytes of one
FIRST_PACE = 2e-6  # seconds a unit

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Door:
    """One queue. ``clock`` gives seconds that never go back."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic, random: Random | None = None) -> None:
        self.pace = FIRST_PACE
        self._most = most
        self._clock = clock
        self._random = random or Random()
        self._lock = Lock()
        self._inside = 0
        self._units = 0
        self._busy_since = 0.0
        self._booked = 0.0

    def enter(self, size: int) -> int:
        """0 lets a request of so many bytes in; otherwise the seconds after which there will be time for it."""
        units = size + PLAIN
        with self._lock:
            now, wait = self._clock(), self._units * self.pace
            if self._inside and (self._inside >= self._most or wait > LONGEST_WAIT):
                return self._book(now, wait, units * self.pace)
            if not self._inside:
                self._busy_since = now
            self._inside += 1
            self._units += units
            return 0

    def leave(self, size: int) -> None:
        """It is done: what it took, counted from when the one before was done, is what the next will take."""
        units = size + PLAIN
        with self._lock:
            now = self._clock()
            self.pace += LEARNING * ((now - self._busy_since) / units - self.pace)
            self._busy_since = now
            self._inside -= 1
            self._units -= units

    def _book(self, now: float, wait: float, takes: float) -> int:
        """A time behind everybody's, a little later by chance so that not all come at the stroke of a second."""
        at = max(now + wait, self._booked)
        self._booked = min(at + takes, now + LONGEST_AWAY)
        away = min(at - now, LONGEST_AWAY)
        return math.ceil(away + self._random.uniform(0, 1 + SPREAD * away))


class Admitting:
    """The portal behind its doors: the requests of desks come in by theirs, everybody else as always."""

    def __init__(self, application: Application, doors: dict[str, Door] | None = None) -> None:
        self._application = application
        self._doors = doors or {path: Door(most) for path, most in MOST_INSIDE.items()}
        self._doors |= {FIRST_PATHS[path]: door for path, door in self._doors.items() if path in FIRST_PATHS}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        door = self._doors.get(environ.get("PATH_INFO", ""))
        if door is None:
            return self._application(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdigit() else 0
        seconds = door.enter(size)
        if seconds:
            told = [("Retry-After", str(seconds)), ("Cache-Control", "no-store"), ("Content-Length", "0")]
            start_response("429 Too Many Requests", told)
            return []
        try:
            return self._application(environ, start_response)
        finally:
            door.leave(size)

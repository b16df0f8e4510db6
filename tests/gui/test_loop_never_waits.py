"""With every port slowed by half a second the loop goes on beating. That no port is asked in it is held by the port
itself (conftest); the pause is a guard against hanging, ten times what is wanted."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt, QTimer

LONGEST_S = 2.5


class Heart:
    """Beats in the loop; the longest pause between two beats is how long it was blocked."""

    def __init__(self) -> None:
        self.beats = [time.monotonic()]
        self._timer = QTimer()
        self._timer.setInterval(10)
        self._timer.timeout.connect(lambda: self.beats.append(time.monotonic()))
        self._timer.start()

    @property
    def longest(self) -> float:
        return max(after - before for before, after in pairwise([*self.beats, time.monotonic()]))

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def slow(desk, record, world):
    desk.open(record.record_id)
    world.delay = 0.5
    heart = Heart()
    yield desk, heart
    heart.stop()
    world.delay = 0


def test_typing_and_saving(slow):
    desk, heart = slow
    for _ in range(4):
        desk.type("palabra ")
        desk.qtbot.wait(100)
    desk.saved()
    assert heart.longest < LONGEST_S


def test_going_through_the_sections(slow):
    desk, heart = slow
    for _ in range(6):
        desk.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        desk.qtbot.wait(30)
    assert heart.longest < LONGEST_S


def test_going_through_the_pages(slow):
    desk, heart = slow
    for name in ("home", "processes", "exchange", "import", "settings"):
        desk.window.go(name)
        desk.qtbot.wait(60)
    desk.settle()
    assert heart.longest < LONGEST_S


def test_sending(slow):
    desk, heart = slow
    desk.window.go("exchange")
    desk.window.exchange.send()
    desk.qtbot.waitUntil(lambda: desk.window.exchange._cancel is None, timeout=10_000)
    desk.settle()
    assert heart.longest < LONGEST_S

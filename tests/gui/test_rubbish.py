"""What the window lets go of dies in the window's thread, whatever the lanes make meanwhile."""

import gc
import threading
import weakref

from ui.rubbish import RUBBISH_AFTER, Rubbish


class Loop:
    """Refers to itself, so that only the collector lets go of it."""

    def __init__(self) -> None:
        self.me = self


def make(count: int) -> list[list[int]]:
    return [[number] for number in range(count)]


def test_no_lane_collects_what_the_window_let_go_of(qapp):
    gc.enable()
    rubbish = Rubbish()
    died_in: list[threading.Thread] = []
    gone = Loop()
    weakref.finalize(gone, lambda: died_in.append(threading.current_thread()))
    del gone
    kept: list[list[list[int]]] = []
    lane = threading.Thread(target=lambda: kept.append(make(2 * RUBBISH_AFTER)))
    lane.start()
    lane.join()
    assert died_in == []
    rubbish.look()
    rubbish.stop()
    assert died_in == [threading.main_thread()]

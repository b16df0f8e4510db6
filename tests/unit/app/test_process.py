"""One process writes; its lanes go in under the same lock."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from capture_app.errors import AnotherWindow
from capture_app.process import ProcessLock

HOLD = """
import sys
from pathlib import Path
from capture_app.process import ProcessLock
lock = ProcessLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def stranger(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.communicate()


@pytest.mark.fault(23, "the database is held by another")
def test_another_process_is_refused_until_the_first_ends(tmp_path, stranger):
    with pytest.raises(AnotherWindow, match="la ventana está abierta"):
        ProcessLock(tmp_path)
    stranger.kill()
    stranger.communicate()
    ProcessLock(tmp_path).release()


def test_the_lanes_of_one_process_share_the_lock(tmp_path):
    first, second = ProcessLock(tmp_path), ProcessLock(tmp_path)
    assert (first.held, second.held) == (True, False)
    second.release()
    first.release()
    third = ProcessLock(tmp_path)
    assert third.held
    third.release()


def test_a_lane_that_opens_while_another_lets_go_is_not_told_of_a_stranger(tmp_path):
    first, found = ProcessLock(tmp_path), []

    def open_another():
        try:
            found.append(ProcessLock(tmp_path))
        except AnotherWindow as error:
            found.append(error)

    class Slow:
        """The file of the lock, on which somebody looks in the middle of letting go."""

        def __init__(self, file):
            self._file = file
            self.other = threading.Thread(target=open_another)

        def truncate(self):
            self._file.truncate()
            self._file.flush()
            self.other.start()
            self.other.join(timeout=0.2)

        def __getattr__(self, name):
            return getattr(self._file, name)

    slow = first._file = Slow(first._file)
    first.release()
    slow.other.join()
    assert isinstance(found[0], ProcessLock)
    found[0].release()

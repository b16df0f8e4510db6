"""One process writes; its lanes go in under the same lock."""

from __future__ import annotations

import subprocess
import sys

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

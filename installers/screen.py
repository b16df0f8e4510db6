"""A screen in memory (Xvfb) with hands on its keyboard (xdotool): the frozen window gets what a person would send."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

SIZE = "1366x768x24"
KEY_DELAY_MS = "15"
CLIENT_MESSAGE = 33


def missing_tools() -> list[str]:
    """What the test with keys needs and this machine has not."""
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    return missing + ([] if ctypes.util.find_library("X11") else ["libX11"])


@contextmanager
def screen() -> Iterator[str]:
    """A new display, whose name is given; it ends with the block."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server, os.fdopen(reading) as said:
        os.close(writing)
        try:
            yield f":{said.readline().strip()}"
        finally:
            server.terminate()


class Hands:
    """Types into the one window of a process."""

    def __init__(self, display: str, process: int, seconds: float) -> None:
        self._display = display
        self._window = self._find(process, time.monotonic() + seconds)
        self._do("windowfocus", "--sync", self._window)

    def _find(self, process: int, until: float) -> str:
        while time.monotonic() < until:
            found = self._do("search", "--onlyvisible", "--pid", str(process), check=False).split()
            if found:
                return found[-1]
            time.sleep(0.2)
        raise AssertionError("no window appeared")

    def _do(self, *arguments: str, check: bool = True) -> str:
        environment = {**os.environ, "DISPLAY": self._display}
        done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, check=check)
        return done.stdout

    def press(self, keys: str) -> None:
        self._do("key", "--clearmodifiers", keys)

    def type(self, text: str) -> None:
        self._do("type", "--delay", KEY_DELAY_MS, text)

    def close_window(self) -> None:
        """What the cross of a window's frame sends: the wish to close, not an end."""
        x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self._display.encode()))
        wish, kind = (x11.XInternAtom(display, name, 0) for name in (b"WM_DELETE_WINDOW", b"WM_PROTOCOLS"))
        event = _ClientMessage(CLIENT_MESSAGE, 0, 1, display, int(self._window), kind, 32, (wish, 0))
        x11.XSendEvent(display, ctypes.c_ulong(int(self._window)), 0, ctypes.c_long(0), ctypes.byref(event))
        x11.XCloseDisplay(display)


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest_of_the_union", ctypes.c_long * 16),
    )

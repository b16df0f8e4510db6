"""The real window, typed into until it is killed: `type_until_killed`, the first function of a process of its own.

What it tells through its pipe: `restored` once (where the window came up), `typed` for each key (field, its text,
its caret) and `saved` whenever the chip says so (the text of every field typed so far). With `early` the word is
said before the commit, which is slow: the check that reads this must turn red.
"""

from __future__ import annotations

import faulthandler
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from capture_app.bootstrap import build
from tests.journeys.window_driver import text_of, until
from ui.application import Program, prepare
from ui.form.binding import RecordBinding, SaveState
from ui.form.caret import caret_of

KEY_MS = 12
# Only against hanging: what every thread does then goes to the file of errors, before the proof gives up on the window.
LONGEST_OPENING_S = 250
FIELDS = ("/tender/title", "/tender/description", "/tender/procurementMethodRationale", "/planning/rationale")
LETTERS = "abcdefghijklmnopqrstuvwxyz 0123456789"
opened = partial(until, patience_ms=LONGEST_OPENING_S * 1000)


class Over:
    """Something with a member of its own in place of one of another's."""

    def __init__(self, inner: Any, **members: Any) -> None:
        self._inner = inner
        self.__dict__.update(members)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def slow(app: Any) -> Any:
    """A store whose commits are late."""

    def save_fields(*args: Any) -> Any:
        threading.Event().wait(0.6)
        return app.capture.save_fields(*args)

    return Over(app, capture=Over(app.capture, save_fields=save_fields))


def say_the_word_early() -> None:
    """The word moved before the commit."""
    RecordBinding.state = property(lambda self: SaveState("saved", self.view.saved_at, 0))  # type: ignore[assignment]


class Typist:
    def __init__(self, program: Program, record_id: str, seed: int, told: Callable[[dict[str, Any]], None]) -> None:
        self._program, self._record_id, self._random, self._told = program, record_id, Random(seed), told
        self._texts: dict[str, str] = {}
        self._timer = QTimer()
        self._timer.setInterval(KEY_MS)
        self._timer.timeout.connect(self._press)

    def _tell(self, **what: Any) -> None:
        self._told({"at": time.monotonic(), **what})

    def begin(self) -> None:
        opened(lambda: self._program.window is not None and self._program.window.isVisible())
        self._window = self._program.window
        assert self._window is not None
        self._window.activateWindow()
        opened(self._window.isActiveWindow)
        self._page = self._window.process
        opened(lambda: not self._program.jobs.busy)
        faulthandler.cancel_dump_traceback_later()
        if self._page.record_id != self._record_id:
            self._window.open_record(self._record_id)
            opened(lambda: self._page.record_id == self._record_id)
        opened(lambda: not self._program.jobs.busy)
        focused = QApplication.focusWidget()
        path, caret = self._page.where.place()
        strip = self._page.recovered
        said = strip.text.text() if strip.isVisible() else ""
        self._tell(restored={"path": path, "caret": caret, "text": text_of(focused) if focused else "", "said": said})
        self._page.binding.state_changed.connect(self._state)
        self._go(self._random.choice(FIELDS))
        self._timer.start()

    def _go(self, path: str) -> None:
        self._page.go_to(path)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_End)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)

    def _press(self) -> None:
        if self._random.random() < 0.03:
            self._go(self._random.choice(FIELDS))
        focused = QApplication.focusWidget()
        QTest.keyClick(focused, self._random.choice(LETTERS))
        path, _ = self._page.where.place()
        self._texts[path] = text_of(focused)
        self._tell(typed={"path": path, "text": self._texts[path], "caret": caret_of(focused)})

    def _state(self, state: SaveState) -> None:
        if state.kind == "saved":
            self._tell(saved=dict(self._texts))


def type_until_killed(folder: Path, record_id: str, seed: int, early: bool, pipe: Connection, errors: Path) -> None:
    """What the process does; whatever it says on stderr goes to the file `errors`."""
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    faulthandler.dump_traceback_later(LONGEST_OPENING_S, file=2)
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    if early:
        say_the_word_early()
    application = QApplication(["captura-abierta"])
    prepare(application)
    program = Program(application, lambda: slow(build(folder)) if early else build(folder), folder)
    typist = Typist(program, record_id, seed, pipe.send)
    program.begin()
    QTimer.singleShot(0, typist.begin)
    application.exec()

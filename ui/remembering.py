"""Where the person is, written down soon after it changed: throttled, so that typing on never puts it off."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from ui.jobs import Jobs
from ui.window_state import WindowState, write_state

REMEMBER_MS = 400


class Remembering(QObject):
    def __init__(self, jobs: Jobs, data_dir: Path, state: Callable[[], WindowState], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._data_dir, self._state = jobs, data_dir, state
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REMEMBER_MS)
        self._timer.timeout.connect(lambda: self.now())

    def soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def now(self, ended: int = 0) -> None:
        """`ended` is 1 for a quiet close. A record on its way has no place yet: what was written before stands."""
        self._timer.stop()
        state = self._state()
        if state.page == "process" and not state.record_id and not ended:
            self._timer.start()
            return
        self._jobs.store(write_state, self._data_dir, replace(state, ended=ended))

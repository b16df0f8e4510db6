"""The copy of the day, made while the window is open: the start does not wait for a large one."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.jobs import Jobs

LOOK_MS = 20 * 60_000


def copy_of_the_day(app: Any) -> None:
    """A task of the net lane, out of the way of who types."""
    app.backups.make_of_the_day()


def keep_copies(jobs: Jobs, parent: QObject) -> QTimer:
    """Look three times an hour whether today's copy is there."""
    timer = QTimer(parent)
    timer.setInterval(LOOK_MS)
    timer.timeout.connect(lambda: jobs.net(copy_of_the_day))
    timer.start()
    return timer

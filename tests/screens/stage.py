"""The real main window on one office, and a camera that waits until nothing is under way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QPoint, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from capture_app.bootstrap import build
from ui.application import prepare, welcome
from ui.form.spot import Spot
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.theme import apply_theme
from ui.window_state import read_state

TODAY = date(2026, 3, 20)
LOOK_MS, QUIET_MS, MOST_MS = 20, 450, 30_000
PALETTE = 256


class Stage:
    """One office on screen. `size` is in the window's own points, whatever the scale of the screen."""

    def __init__(self, application: QApplication, office: Path, size: tuple[int, int], dark: bool) -> None:
        self.office, self.size = office, size
        self.jobs = Jobs(lambda: build(office))
        prepare(application)
        apply_theme(application, dark)
        self.window = self._open()

    def _open(self) -> MainWindow:
        found: list[Any] = []
        self.jobs.store(welcome, self.office, done=found.append)
        self.until(lambda: bool(found))
        first = found[0]
        window = MainWindow(self.office, read_state(self.office), lambda _theme: None)
        window.furnish(self.jobs, first.catalog, first.settings, lambda: TODAY)
        window.resize(*self.size)
        window.show()
        window.activateWindow()
        window.start()
        self.settle(window)
        return window

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the window live until something holds."""
        loop, look, end = QEventLoop(), QTimer(), QTimer()
        look.timeout.connect(lambda: loop.quit() if holds() else None)
        end.setSingleShot(True)
        end.timeout.connect(loop.quit)
        look.start(LOOK_MS)
        end.start(MOST_MS)
        loop.exec()
        if not holds():
            raise TimeoutError("the window did not come to rest")

    def settle(self, window: MainWindow | None = None) -> None:
        """Until the lanes have been quiet for a while."""
        quiet = [0]

        def rested() -> bool:
            quiet[0] = 0 if self.jobs.busy else quiet[0] + LOOK_MS
            return quiet[0] >= QUIET_MS

        self.until(rested)

    def go(self, page: str) -> None:
        self.window.go(page)
        self.settle()

    def record(self, record_id: str, step: str, section: str) -> None:
        self.window.open_record(record_id, Spot(step, f"{step}/{section}"))
        self.until(lambda: self.window.process.binding is not None)
        self.settle()

    def clear(self) -> None:
        """Dialogs go away and the window has its size again."""
        for dialog in self._above():
            dialog.close()
        self.window.resize(*self.size)
        self.settle()

    def dialog(self) -> Any:
        """The one on top."""
        return QApplication.activeModalWidget() or self._above()[-1]

    def _above(self) -> list[QWidget]:
        """What stands over the window, a dialog of a dialog after it."""
        shown = (widget for widget in QApplication.topLevelWidgets() if widget.isVisible())
        return sorted((widget for widget in shown if widget is not self.window), key=_depth)

    def picture(self, file: Path) -> None:
        """The window with what lies over it, as a small PNG."""
        shot = self.window.grab()
        for dialog in self._above():
            self._lay(shot, dialog)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        shot.save(buffer, "PNG")
        image = Image.open(BytesIO(bytes(buffer.data().data()))).convert("RGB")
        image.quantize(PALETTE, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(
            file, optimize=True
        )

    def _lay(self, shot: QPixmap, dialog: QWidget) -> None:
        """A dialog where a desktop would put it: centred on the window, which is behind a veil."""
        painter = QPainter(shot)
        whole, box = self.window.rect(), dialog.rect()
        painter.fillRect(whole, QColor(0, 0, 0, 70))
        at = QPoint((whole.width() - box.width()) // 2, max(0, (whole.height() - box.height()) // 2))
        painter.drawPixmap(at, dialog.grab())
        painter.setPen(QColor(0, 0, 0, 110))
        painter.drawRect(box.translated(at).adjusted(-1, -1, 0, 0))
        painter.end()

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()


def _depth(widget: QWidget) -> int:
    parent = widget.parentWidget()
    return 0 if parent is None else 1 + _depth(parent)

"""Sizes that the screen there is can hold."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QDialog, QWidget

from ui.window_state import WindowState

MARGIN, FRAME = 24, 44
SMALLEST, LARGE = (480, 300), (1366, 728)
WINDOW_FRAME = 34
SHORT = 440  # below it what stands over a form is one line


def fit(dialog: QWidget, width: int, height: int) -> None:
    """Resize a dialog to what is wanted, or to what the screen has room for."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(width, room.width() - MARGIN), min(height, room.height() - FRAME))


def grow(dialog: QWidget) -> None:
    """As high as what is written in it needs at its width."""
    layout = dialog.layout()
    if layout is not None:
        width = max(dialog.width(), dialog.minimumWidth())
        fit(dialog, width, max(dialog.height(), layout.totalHeightForWidth(width)))


class Grown(QDialog):
    """As high as what is written in it needs, also what comes later, as far as the screen goes."""

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest) and self.isVisible():
            grow(self)
        return done


def fitted(state: WindowState, available: QSize) -> QSize:
    """The size of last time, no larger than the screen there is now leaves beside the window's frame."""
    wanted = QSize(state.width or LARGE[0], state.height or LARGE[1])
    return wanted.boundedTo(QSize(available.width(), available.height() - WINDOW_FRAME)).expandedTo(QSize(*SMALLEST))

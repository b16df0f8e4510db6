"""Sizes that the screen there is can hold."""

from PySide6.QtWidgets import QWidget

MARGIN, FRAME = 24, 44


def fit(dialog: QWidget, width: int, height: int) -> None:
    """Resize a dialog to what is wanted, or to what the screen has room for."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(width, room.width() - MARGIN), min(height, room.height() - FRAME))

"""Small painted signs: done, look here, wrong, worth a second look."""

from functools import cache
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QStandardItem

from ui.theme import current_colours, font

SIGNS = {"done": "✓", "warning": "!", "error": "✕", "guide": "⚑", "note": "•", "none": ""}
SIZE = 16


def sign_icon(kind: str) -> QIcon:
    """The icon of a sign in the colours of the theme in use."""
    colours = current_colours()
    tones = {
        "done": colours.good,
        "warning": colours.warning,
        "error": colours.error,
        "guide": colours.guide,
        "note": colours.muted,
    }
    return _icon(SIGNS.get(kind, ""), tones.get(kind, colours.muted))


class SignedItem(QStandardItem):
    """A line with a sign before its text; the sign follows the theme while the line stands."""

    def __init__(self, sign: str = "none", text: str = "") -> None:
        super().__init__(text)
        self.sign = sign

    def data(self, role: int = Qt.ItemDataRole.UserRole + 1) -> Any:
        return sign_icon(self.sign) if role == Qt.ItemDataRole.DecorationRole else super().data(role)

    def show_sign(self, sign: str) -> None:
        if sign != self.sign:
            self.sign = sign
            self.emitDataChanged()


@cache
def _icon(text: str, colour: str) -> QIcon:
    pixmap = QPixmap(SIZE * 2, SIZE * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font(13, bold=True))
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(0, 0, SIZE, SIZE), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon

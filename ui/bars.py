"""Painted bars with their names and numbers: stages and questions."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import current_colours
from ui.words import say

LINE, COMPACT = 24, 19
LOW = 0.75


@dataclass(frozen=True)
class Bar:
    name: str
    share: float
    text: str
    low: bool = False


class Bars(QWidget):
    def __init__(self, name_width: int, thickness: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._name_width = name_width
        self._thickness = thickness
        self._line = LINE
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        self._bars = bars
        self.setAccessibleName("; ".join(say("bars.line", name=bar.name, text=bar.text) for bar in bars))
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        self._line = COMPACT if compact else LINE
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(240, self._line * max(1, len(self._bars)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._line * max(1, len(self._bars)))

    def _names_width(self, metrics: QFontMetrics) -> int:
        """As wide as the longest name, while the bars keep a good part."""
        longest = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0) + 14
        return max(40, min(longest, self._name_width, self.width() * 5 // 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = current_colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        number_width = 52
        names = self._names_width(painter.fontMetrics())
        room = max(40, self.width() - names - number_width - 8)
        for row, bar in enumerate(self._bars):
            top = row * self._line
            painter.setPen(QColor(colours.text))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            name = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, names - 6)
            painter.drawText(QRectF(0, top, names, self._line), left, name)
            painter.drawText(QRectF(names + room + 8, top, number_width, self._line), left, bar.text)
            frame = QRectF(names, top + (self._line - self._thickness) / 2, room, self._thickness)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.bar_ground))
            painter.drawRoundedRect(frame, 3, 3)
            if bar.share > 0:
                frame.setWidth(max(4.0, room * min(1.0, bar.share)))
                painter.setBrush(QColor(colours.bar_low if bar.low else colours.accent))
                painter.drawRoundedRect(frame, 3, 3)
        painter.end()

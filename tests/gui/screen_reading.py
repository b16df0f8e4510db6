"""What somebody who does not see, or sees little, gets of a window: names, order, contrast; and its texts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QToolButton,
    QWidget,
)

ENOUGH = 4.5
NEAR = 3  # times as large: strokes of letters have their whole colour somewhere
CLOSE = 6  # points by which things side by side may differ in height
FEWEST_POINTS = 12


def tab_stops(window: QWidget) -> list[QWidget]:
    """What the Tab key comes to, in its order, once round."""
    found, control = [], window
    while True:
        control = control.nextInFocusChain()
        if control is window or control in found:
            return found
        takes = control.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and control.isVisibleTo(window) and control.isEnabled() and window.isAncestorOf(control):
            found.append(control)


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader would not know how to call."""
    found = []
    for control in window.findChildren(QWidget):
        focusable = control.focusPolicy() & Qt.FocusPolicy.TabFocus
        if focusable and control.isVisibleTo(window) and not control.accessibleName():
            found.append(f"{type(control).__name__} {control.objectName()}")
    return found


def place_in(window: QWidget, control: QWidget) -> QRect:
    return QRect(control.mapTo(window, QPoint(0, 0)), control.size())


def _place(window: QWidget, control: QWidget, other: QWidget) -> QRect:
    """Where a control stands; of one in a scrolled part that the other is not in, where that part is."""
    parent = control.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea) and not parent.isAncestorOf(other):
            control = parent
        parent = parent.parentWidget()
    return place_in(window, control)


def against_reading(window: QWidget) -> list[str]:
    """Steps of the Tab key that go back: up in the same column, or to the left on the same line."""
    stops = tab_stops(window)
    found = []
    for one, other in pairwise(stops):
        here, there = _place(window, one, other), _place(window, other, one)
        is_above = there.bottom() <= here.top() + CLOSE
        beside = there.left() >= here.right() - CLOSE
        on_line = abs(there.center().y() - here.center().y()) <= CLOSE
        if (is_above and not beside) or (on_line and there.right() <= here.left() + CLOSE):
            found.append(f"{one.accessibleName()} {here.getRect()} → {other.accessibleName()} {there.getRect()}")
    return found


def texts(window: QWidget) -> Iterator[str]:
    """Everything a person can read or hear in a window, tool tips included."""
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisibleTo(window):
            continue
        yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield from (widget.text(), widget.placeholderText())
        elif isinstance(widget, QPlainTextEdit):
            yield from (widget.toPlainText(), widget.placeholderText())
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(min(model.rowCount(), 40)):
        for column in range(_columns(view)):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.index(row, column).data(role) or "")
    for column in range(_columns(view)):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def _columns(view: QAbstractItemView) -> int:
    return view.model().columnCount() if isinstance(view, QTableView) else 1


def faint(window: QWidget) -> list[str]:
    """Texts in sight whose contrast with what is behind them, as it is painted, is too low to be read."""
    painted = _painted(window)
    found = []
    for name, place in _places(window):
        low = _contrast(painted, place)
        if low is not None and low < ENOUGH:
            found.append(f"{name!r}: {low:.2f}")
    return found


def _painted(window: QWidget) -> Image.Image:
    pixmap = QPixmap(window.size() * NEAR)
    pixmap.setDevicePixelRatio(NEAR)
    pixmap.fill(window.palette().window().color())
    window.render(pixmap)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "BMP")
    return Image.open(BytesIO(bytes(buffer.data().data()))).convert("RGB")


def _places(window: QWidget) -> Iterator[tuple[str, QRect]]:
    """Each text that is painted, and where; of what is locked nothing is asked."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or not widget.isEnabled() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
            continue
        if not widget.visibleRegion().contains(widget.rect().center()):
            continue  # scrolled to an edge: what is written there is painted where nobody sees it
        seen = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).intersected(window.rect())
        if isinstance(widget, (QLabel, QAbstractButton)) and widget.text().strip() and not widget.findChildren(QLabel):
            yield widget.text(), seen
        elif isinstance(widget, QLineEdit) and (widget.text() or widget.placeholderText()):
            yield widget.text() or widget.placeholderText(), seen.adjusted(4, 4, -4, -4)
        elif isinstance(widget, QComboBox) and widget.currentText():
            yield widget.currentText(), seen.adjusted(4, 4, -26, -4)
        elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            yield from _cell_places(window, widget)


def _cell_places(window: QWidget, view: QAbstractItemView) -> Iterator[tuple[str, QRect]]:
    model, port = view.model(), view.viewport()
    if model is None:
        return
    for row in range(min(model.rowCount(), 12)):
        for column in range(_columns(view)):
            index = model.index(row, column)
            place = view.visualRect(index).intersected(port.rect())
            if index.data() and place.width() > 20 and place.height() > 10:
                yield str(index.data()), place.translated(port.mapTo(window, QPoint(0, 0)))


def _contrast(painted: Image.Image, place: QRect) -> float | None:
    """The best contrast of any colour that covers some points with the colour that covers most."""
    box = (place.left() * NEAR, place.top() * NEAR, (place.right() + 1) * NEAR, (place.bottom() + 1) * NEAR)
    if box[2] - box[0] < 8 or box[3] - box[1] < 8:
        return None
    counted = sorted(painted.crop(box).getcolors(4096) or (), reverse=True)
    if len(counted) < 2:
        return None
    ground = _light(counted[0][1])
    others = [_light(colour) for number, colour in counted[1:] if number >= FEWEST_POINTS]
    return max(((max(ground, one) + 0.05) / (min(ground, one) + 0.05) for one in others), default=None)


def _light(colour: tuple[int, int, int]) -> float:
    """Relative luminance, as WCAG reckons it."""
    parts = [one / 255 for one in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

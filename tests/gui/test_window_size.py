"""The window fits the screen there is; on a small one its panels fold away and everything stays in reach."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.main_window import RAIL
from ui.screen import fitted
from ui.window_state import WindowState

SIZES = [(1366, 728), (1024, 560), (683, 344)]


def test_the_size_of_last_time_is_no_larger_than_the_screen():
    last = WindowState(width=1366, height=768)
    assert fitted(last, QSize(1024, 600)).width() == 1024
    assert fitted(last, QSize(1024, 600)).height() < 600
    assert fitted(last, QSize(2560, 1440)) == QSize(1366, 768)
    assert fitted(WindowState(), QSize(683, 384)).width() == 683


def test_the_window_opens_inside_its_screen(new_desk):
    first = new_desk()
    first.window.resize(1366, 768)
    first.close()
    second = new_desk()
    screen = second.window.screen().availableGeometry().size()
    fresh = fitted(second.window._restored, screen)
    assert fresh.width() <= screen.width()
    assert fresh.height() <= screen.height()


def cut(window: QWidget) -> list[str]:
    """What stands out of the place its parent has for it, scrolled contents apart."""
    found = []
    for widget in window.findChildren(QWidget):
        parent = widget.parentWidget()
        if not widget.isVisible() or parent is None or widget.isWindow():
            continue
        if isinstance(parent.parentWidget(), QAbstractScrollArea) or isinstance(parent, QAbstractScrollArea):
            continue
        if not parent.rect().adjusted(-2, -2, 2, 2).contains(widget.geometry()):
            found.append(f"{type(widget).__name__} {widget.objectName()} {widget.accessibleName()}")
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", RAIL)
def test_no_page_is_cut(desk, record, page, size):
    desk.window.go(page)
    desk.settle()
    desk.window.resize(*size)
    desk.qtbot.waitUntil(lambda: not cut(desk.window))
    assert (desk.window.width(), desk.window.height()) == size


@pytest.mark.parametrize("size", SIZES)
def test_a_record_is_not_cut(desk, record, size):
    desk.open(record.record_id)
    desk.window.resize(*size)
    desk.qtbot.waitUntil(lambda: not cut(desk.window))
    assert (desk.window.width(), desk.window.height()) == size
    assert desk.page.view.height() >= 90

"""The window fits the screen there is; on a small one its panels fold away and everything stays in reach."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QWidget

from forms.record_type import Field, FieldType
from ui.form.banner import Banner
from ui.form.recovery import Recovered
from ui.form.rows_table import RowsTable
from ui.main_window import RAIL
from ui.screen import fitted
from ui.window_state import WindowState
from ui.words import say

SMALL = 400
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


def squeezed(window: QWidget) -> list[str]:
    """Buttons lower than what is written on them."""
    shown = [button for button in window.findChildren(QPushButton) if button.isVisible()]
    low = (button for button in shown if button.height() < button.minimumSizeHint().height())
    return [f"{button.accessibleName()}: {button.height()}" for button in low]


@pytest.mark.parametrize("strip", ["disk", "recovered"])
@pytest.mark.parametrize("size", [size for size in SIZES if size[1] > SMALL])
def test_strips_take_no_room_from_what_is_written_on_the_stages(desk, record, size, strip):
    desk.open(record.record_id)
    desk.rest()
    desk.window.resize(*size)
    assert not squeezed(desk.window)
    if strip == "disk":
        desk.window.strip.say(say("strip.disk"), "", tone="warning")
    else:
        desk.page.recovered.show_recovered(Recovered(12, datetime(2026, 3, 20, 15, tzinfo=UTC)))
    desk.qtbot.waitUntil(lambda: not squeezed(desk.window) and not cut(desk.window))
    assert desk.page.view.height() >= 60


def said_on(desk: Any, strip: str) -> Banner:
    """A strip of one kind, with words that need more than a line."""
    long = say("strip.disk")
    shown: Banner = {"disk": desk.window.strip, "error": desk.page.banner, "conflict": desk.page.notice}[strip]
    shown.say(long, "" if strip == "disk" else say("process.retry"), tone="warning")
    return shown


@pytest.mark.parametrize("strip", ["disk", "error", "conflict"])
def test_in_the_shortest_window_a_strip_is_one_line_and_the_form_keeps_its_room(desk, record, strip):
    desk.open(record.record_id)
    desk.rest()
    desk.window.resize(*SIZES[-1])
    shown = said_on(desk, strip)
    desk.qtbot.waitUntil(lambda: not cut(desk.window) and not squeezed(desk.window))
    assert desk.page.view.height() >= 0.4 * SIZES[-1][1]
    assert shown.text.isHidden()
    assert shown.line.toolTip() == say("strip.disk")
    shown.more.click()
    desk.qtbot.waitUntil(lambda: shown.text.isVisible())
    assert shown.text.text() == say("strip.disk")
    desk.window.resize(*SIZES[0])
    desk.qtbot.waitUntil(lambda: not shown.more.isVisible() and shown.text.isVisible())


def heads_of(label: str) -> int:
    """How high the heads of a table are whose narrow column has this name."""
    fields = [
        Field("/at", "at", FieldType.DATE, "/at", label=label),
        Field("/title", "title", FieldType.TEXT, "/title", label="Título"),
    ]
    holder = QWidget()
    table = RowsTable("Documentos", holder)
    table.setModel(QStandardItemModel(1, len(fields), table))
    table.set_columns(fields)
    return table.horizontalHeader().height()


def test_the_name_of_a_narrow_column_takes_a_second_line(qapp):
    line = QWidget().fontMetrics().height()
    assert heads_of("Fecha de la convocatoria") >= heads_of("Fecha") + line // 2
    assert heads_of("Fecha") == heads_of("Día")

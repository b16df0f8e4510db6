"""What is typed while a save is on its way, and then left: saved all the same, or told and tried again."""

from __future__ import annotations

from PySide6.QtCore import Qt

from capture_app.errors import DiskFull
from ui.words import say

CTRL = Qt.KeyboardModifier.ControlModifier


def type_during_a_save(desk, world) -> None:
    """« A» is on its way to a slow disk when « B» is typed."""
    world.delay = 0.4
    desk.key(Qt.Key.Key_End)
    desk.type(" A")
    desk.page.binding.flush()
    desk.type(" B")


def test_leaving_for_another_page_during_a_save_loses_nothing(desk, record, world):
    desk.open(record.record_id)
    type_during_a_save(desk, world)
    desk.key(Qt.Key.Key_F, CTRL)
    desk.settle()
    world.delay = 0
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre A B"


def test_closing_the_window_during_a_save_loses_nothing(desk, record, world):
    desk.open(record.record_id)
    type_during_a_save(desk, world)
    desk.close()
    world.delay = 0
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre A B"


def test_a_save_that_fails_after_leaving_is_told_and_tried_again(desk, record, world):
    desk.open(record.record_id)
    world.errors["save_fields"] = DiskFull()
    desk.key(Qt.Key.Key_End)
    desk.type(" A B")
    desk.key(Qt.Key.Key_F, CTRL)
    banner = desk.window.processes.banner
    desk.qtbot.waitUntil(banner.isVisible)
    assert "El disco está lleno" in banner.text.text()
    desk.page.leaving.save()
    desk.qtbot.waitUntil(lambda: banner.text.text() == say("process.saved_late"))
    desk.settle()
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre A B"


def test_closing_after_a_save_that_failed_tries_once_more(desk, record, world):
    desk.open(record.record_id)
    world.errors["save_fields"] = DiskFull()
    desk.key(Qt.Key.Key_End)
    desk.type(" A")
    desk.key(Qt.Key.Key_F, CTRL)
    desk.qtbot.waitUntil(desk.window.processes.banner.isVisible)
    desk.close()
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre A"

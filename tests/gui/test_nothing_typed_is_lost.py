"""What is typed while a save is on its way, and then left: saved all the same, or told and tried again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from capture_app.errors import DiskFull
from ui.form.caret import caret_of, set_caret
from ui.remembering import Remembering
from ui.window_state import FILE_NAME, WindowState
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


@pytest.mark.fault(20, "the desk's disk is full")
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


def test_while_something_is_not_saved_the_window_does_not_say_that_everything_is(desk, record, world):
    desk.open(record.record_id)
    safe = desk.window.rail.safe
    assert safe.text() == say("rail.safe")
    world.errors["save_fields"] = DiskFull()
    desk.key(Qt.Key.Key_End)
    desk.type(" A")
    desk.qtbot.waitUntil(desk.page.banner.isVisible)
    assert safe.text() == "Hay algo sin guardar"
    desk.page.banner.button.click()
    desk.saved()
    assert safe.text() == say("rail.safe")


def test_closing_after_a_save_that_failed_tries_once_more(desk, record, world):
    desk.open(record.record_id)
    world.errors["save_fields"] = DiskFull()
    desk.key(Qt.Key.Key_End)
    desk.type(" A")
    desk.key(Qt.Key.Key_F, CTRL)
    desk.qtbot.waitUntil(desk.window.processes.banner.isVisible)
    desk.close()
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre A"


def test_after_a_window_that_broke_off_what_was_recovered_is_told_and_can_be_taken_back(desk, new_desk, record, folder):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_End)
    desk.type(" 2026")
    desk.saved()
    desk.close()
    broke_off(folder)
    again = new_desk()
    again.qtbot.waitUntil(lambda: again.page.recovered.isVisible())
    assert "1 dato cambiado" in again.page.recovered.text.text()
    again.page.recovered.undo.click()
    again.settle()
    assert again.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre"
    assert not again.page.recovered.isVisible()
    for _ in range(8):
        again.page.redo()
    again.settle()
    assert again.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre 2026"


def test_after_a_quiet_close_nothing_is_said_of_recovery(desk, new_desk, record):
    desk.open(record.record_id)
    desk.type("x")
    desk.saved()
    desk.close()
    again = new_desk()
    again.settle()
    assert not again.page.recovered.isVisible()


def broke_off(folder):
    """The window's own note of a quiet end taken away, as when there was none."""
    kept = QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)
    kept.setValue("ventana/ended", 0)
    kept.sync()


def test_what_is_typed_in_a_row_that_an_undo_takes_away_brings_the_row_back(desk, record, world):
    desk.open(record.record_id, "tender", "tender/items")
    block = desk.page.view.grid.blocks[0]
    block.add_button.click()
    desk.type("Papel")
    desk.saved()
    row = block.open_path
    desk.page.undo()
    desk.page.undo()
    desk.settle()
    assert not desk.stored(record.record_id)["tender"].get("items")
    desk.page.redo()
    desk.page.redo()
    desk.settle()
    desk.page.go_to(f"{row}/description")
    world.delay = 0.3
    desk.page.undo()
    desk.page.undo()
    desk.type("X")
    desk.window.go("home")
    desk.settle()
    world.delay = 0
    assert desk.stored(record.record_id)["tender"]["items"][0]["description"].endswith("X")
    assert not desk.window.home.banner.isVisible()


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_the_caret_of_a_text_that_was_longer_is_at_its_end(qtbot, kind):
    control = kind("Papel bond")
    qtbot.addWidget(control)
    for caret in (0, 99):
        set_caret(control, caret)
    assert caret_of(control) == len("Papel bond")


class Orders:
    """A lane that only writes down what it is told."""

    def __init__(self) -> None:
        self.written: list[WindowState] = []

    def store(self, _task, _folder, state) -> None:
        self.written.append(state)


def test_a_record_on_its_way_leaves_written_where_the_person_was(qapp, tmp_path):
    orders, shown = Orders(), [WindowState("process")]
    memory = Remembering(orders, tmp_path, lambda: shown[0], qapp)
    memory.now()
    assert orders.written == []
    shown[0] = WindowState("process", record_id="r", path="/tender/title")
    memory.now()
    assert [state.path for state in orders.written] == ["/tender/title"]
    memory.deleteLater()

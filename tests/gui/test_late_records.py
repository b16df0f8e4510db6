"""A record on its way when the person goes elsewhere: no key reaches what nobody looks at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_record_that_comes_late_is_for_nobody(desk, record, world):
    world.delay = 0.2
    desk.window.open_record(record.record_id)
    desk.key(Qt.Key.Key_F, CTRL)
    desk.settle()
    desk.type("algo")
    desk.settle()
    world.delay = 0
    assert desk.page.binding is None
    assert desk.window.processes.search_box.text() == "algo"
    assert QApplication.focusWidget() is desk.window.processes.search_box


def test_keys_typed_blind_do_not_change_a_record_that_exists(desk, record, world):
    world.delay = 0.2
    desk.window.open_record(record.record_id)
    desk.type("xyz ")
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    world.delay = 0
    assert desk.page.binding is not None
    desk.saved()
    assert desk.stored(record.record_id)["tender"] == {"title": "Papelería para el trimestre"}


def test_keys_typed_for_a_new_record_wait_for_its_fields(desk, record, world):
    desk.window.go("processes")
    desk.settle()
    world.delay = 0.2
    desk.key(Qt.Key.Key_N, CTRL)
    desk.type("Llantas")
    desk.key(Qt.Key.Key_Tab)
    desk.type("Para patrullas")
    desk.settle()
    world.delay = 0
    desk.saved()
    assert desk.window.processes.search_box.text() == ""
    tender = desk.stored(desk.page.binding.record_id)["tender"]
    assert (tender["title"], tender["description"]) == ("Llantas", "Para patrullas")


def test_a_new_record_does_not_pull_back_who_has_gone_elsewhere(desk, world):
    world.delay = 0.2
    desk.key(Qt.Key.Key_N, CTRL)
    desk.key(Qt.Key.Key_F, CTRL)
    desk.type("algo")
    desk.settle()
    world.delay = 0
    assert desk.window.processes.isVisible()
    assert desk.window.processes.search_box.text() == "algo"


def test_while_a_record_comes_nothing_of_the_one_before_can_be_pressed(desk, record, world):
    desk.open(record.record_id)
    world.delay = 0.2
    desk.window.open_record(record.record_id)
    assert not desk.page.after.isVisible()
    acts = desk.page.panel.controls()[1:]
    assert not [widget.accessibleName() for widget in acts if widget.isVisible() and widget.isEnabled()]
    for button in desk.page.stepper.buttons.values():
        button.click()
    desk.settle()
    world.delay = 0
    assert desk.page.after.isVisible()

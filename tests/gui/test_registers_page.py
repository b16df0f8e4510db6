"""Otros registros in the window: made, captured, undone, listed and withdrawn, by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capture_app.changes import FieldEdit
from tests.office import opened


def go(desk, name: str = "") -> None:
    desk.window.go("registers")
    desk.settle()
    if name:
        desk.window.registers.show_register(name)
        desk.settle()


def new_record(desk, name: str) -> None:
    go(desk, name)
    desk.qtbot.keyClick(desk.window.registers.new_button, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None and desk.page.binding.view.record_type == name)
    desk.settle()


def test_every_register_is_listed_and_says_what_it_is_for(desk, catalog):
    go(desk)
    page = desk.window.registers
    shown = [page.kinds.model().index(row, 0).data() for row in range(page.kinds.model().rowCount())]
    assert shown == [register.title_plural for _, register in catalog.registers]
    assert page.first_step.isVisible()


def test_a_register_is_captured_undone_and_listed_by_its_own_name(desk):
    new_record(desk, "regulation")
    assert not desk.page.stepper.isVisible()
    assert desk.window.rail.buttons["registers"].isChecked()
    record_id = desk.page.binding.record_id
    desk.type("Reglamento de Adquisiciones")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    assert desk.page.header.title.toolTip() == "Reglamento de Adquisiciones"
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.stored(record_id) == {}
    desk.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    go(desk, "regulation")
    page = desk.window.registers
    assert [row.title for row in page.list.model.rows] == ["Reglamento de Adquisiciones"]
    desk.window.go("processes")
    desk.settle()
    assert desk.window.processes.model.rows == []


def test_from_a_register_to_a_process_and_back_the_stages_follow(desk, record):
    new_record(desk, "public_debt")
    desk.open(record.record_id)
    assert desk.page.stepper.isVisible()
    assert len(desk.page.stepper.buttons) == 5
    assert desk.window.rail.buttons["processes"].isChecked()
    new_record(desk, "annual_budget")
    assert list(desk.page.stepper.buttons) == ["annual_budget"]


def test_what_was_published_is_withdrawn_with_a_reason(desk):
    new_record(desk, "participation_mechanism")
    record_id = desk.page.binding.record_id
    desk.type("Comité de obra")
    desk.saved()
    assert [button.property("act") for button in desk.page.panel._buttons] == ["publish"]
    desk.jobs.store(publish_anyway, record_id)
    desk.settle()
    desk.qtbot.waitUntil(lambda: len(desk.page.panel._buttons) == 2)
    assert "Se publica con el próximo envío" in desk.page.header.subtitle.toolTip()
    desk.qtbot.keyClick(desk.page.panel._buttons[0], Qt.Key.Key_Space)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    ok = next(
        button for button in dialog.findChildren(type(desk.page.panel._buttons[0])) if button.text() != "Cancelar"
    )
    assert not ok.isEnabled()
    desk.qtbot.waitUntil(lambda: dialog.isAncestorOf(desk.focused))
    desk.type("Se disolvió el comité.")
    desk.qtbot.keyClick(ok, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: desk.page.binding.view.publication == "leaving")
    assert "Se retira con el próximo envío" in desk.page.header.subtitle.toolTip()


def publish_anyway(app, record_id: str):
    service = app.publish._inner
    service._refuse_unready = lambda _record: None
    return service.publish([record_id])


def test_what_is_said_below_a_field_names_it_as_the_register_does(desk, folder):
    """Of a register the sentence has the field's own label, as in the panel, and not the name of its member."""
    with opened(folder) as app:
        record_id = app.capture.create("Obras Ficticias", "sanctioned_supplier").record_id
        app.capture.save_fields(record_id, [FieldEdit("/multa/monto", -4)])
    desk.open(record_id, "sanctioned_supplier", "sanctioned_supplier/sanction")
    row = desk.field("/multa/monto")
    desk.qtbot.waitUntil(lambda: "«Monto de la multa»" in row.message.text())

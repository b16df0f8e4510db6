"""A person takes data and sheets out: chooses what, for whom and where, sees it go, and may stop it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from capture_app.changes import FieldEdit
from capture_app.errors import CaptureError
from tests.office import opened
from ui.dialogs.acuse_dialog import AcuseDialog
from ui.dialogs.export_dialog import ExportDialog

WAIT_MS = 10_000


@pytest.fixture
def ask(desk, qtbot, tmp_path):
    def make(name, record_id="", file="salida"):
        dialog = ExportDialog(desk.jobs, record_id, date(2026, 5, 5), None, lambda *_: str(tmp_path / file))
        qtbot.addWidget(dialog)
        dialog.show()
        names = [dialog.format.itemData(n).name for n in range(dialog.format.count())]
        dialog.format.setCurrentIndex(names.index(name))
        return dialog

    return make


def _save(qtbot, dialog):
    qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.go.isEnabled(), timeout=WAIT_MS)


def test_an_office_export_is_written_and_what_is_left_out_is_named(ask, qtbot, record, tmp_path):
    dialog = ask("jsonl", file="todo.jsonl")
    assert dialog.public.isChecked()
    dialog.office.setChecked(True)
    _save(qtbot, dialog)
    assert record.ocid in dialog.remarks.item(0).text()
    assert "No hay expedientes que exportar" in dialog.said.text()


def test_the_platforms_format_says_what_is_missing(ask, qtbot, record, tmp_path):
    dialog = ask("pnt-b", file="b.xlsx")
    assert dialog.quarter.isVisibleTo(dialog)
    assert dialog.quarter.text() == "2026-2"
    assert not dialog.public.isVisibleTo(dialog)
    _save(qtbot, dialog)
    said = [dialog.remarks.item(n).text() for n in range(dialog.remarks.count())]
    assert any("Tipo de procedimiento" in text for text in said)


def test_a_sheet_needs_an_open_record_and_prints_it(ask, qtbot, record, tmp_path):
    assert "Abra un expediente" in ask("caratula").said.text()
    dialog = ask("caratula", record.record_id, "c.pdf")
    _save(qtbot, dialog)
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    assert str(tmp_path / "c.pdf") in dialog.said.text()


def test_from_a_record_it_is_that_one_until_all_are_asked_for(ask, record):
    dialog = ask("xlsx", record.record_id)
    assert not dialog.acuse.isVisible()
    assert dialog.asked().records == (record.record_id,)
    dialog.all.setChecked(True)
    assert dialog.asked().records == ()
    assert not ask("xlsx").open_one.isVisibleTo(ask("xlsx"))


def test_saving_asks_where_to_and_offers_to_open_what_was_saved(ask, qtbot, record, tmp_path):
    dialog, seen = ask("caratula", record.record_id, "c.pdf"), []
    dialog._open = seen.append
    assert not dialog.look.isVisible()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.look.isVisible, timeout=WAIT_MS)
    qtbot.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    assert seen == [tmp_path / "c.pdf"]


def test_without_a_place_nothing_is_written(ask, qtbot, record):
    dialog = ask("caratula", record.record_id, "")
    dialog._choose = lambda *_: ""
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.go.isEnabled()
    assert dialog.said.text() == ""


def test_changing_the_format_changes_the_ending_of_the_file(ask, qtbot):
    dialog = ask("xlsx", file="x.xlsx")
    qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    dialog.format.setCurrentIndex(0)
    assert dialog.path.text().endswith("x.json")


def test_an_empty_register_says_that_it_has_no_entries(ask, qtbot, record, desk):
    dialog = ask("csv-annual_budget", file="r.zip")
    _save(qtbot, dialog)
    assert dialog.said.text() == "El registro «Presupuesto anual» no tiene asientos que exportar."
    with opened(desk.folder) as app:
        app.capture.create("Ejercicio 2026", "annual_budget")
    _save(qtbot, dialog)
    assert dialog.said.text().startswith("Se exportó 1 asiento.")


def test_a_full_disk_is_said_in_the_dialog(ask, qtbot, world):
    world.errors["export"] = CaptureError("El disco está lleno.", "No se perdió nada.")
    dialog = ask("csv", file="a.zip")
    _save(qtbot, dialog)
    assert dialog.said.text() == "El disco está lleno. No se perdió nada."


def test_escape_stops_what_is_being_written_and_then_closes(ask, qtbot, record, world, tmp_path):
    world.delay = 0.3
    dialog = ask("jsonl", file="x.jsonl")
    qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=WAIT_MS)
    assert list(tmp_path.glob("*.jsonl")) == []


def test_the_key_opens_the_dialog_in_the_window(desk, qtbot):
    desk.window.deeds.export()
    (dialog,) = desk.window.findChildren(ExportDialog)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Exportar o imprimir"
    dialog.reject()


def test_the_acuse_of_a_workbook_is_noted_and_seen_in_the_list_and_on_the_record(desk, ask, qtbot, record):
    with opened(desk.folder) as app:
        app.capture.save_fields(record.record_id, (FieldEdit("/tender/procurementMethod", "direct"),))
    dialog = ask("pnt-b", file="b.xlsx")
    assert dialog.acuse.isVisible()
    dialog.quarter.clear()
    _save(qtbot, dialog)
    desk.open(record.record_id)
    qtbot.mouseClick(dialog.acuse, Qt.MouseButton.LeftButton)
    (acuse,) = dialog.findChildren(AcuseDialog)
    assert acuse.day.text() == "05/05/2026"
    assert not acuse.go.isEnabled()
    acuse.number.setText("A-17")
    acuse.day.setText("6 may 2026")
    qtbot.mouseClick(acuse.go, Qt.MouseButton.LeftButton)
    assert "todavía no llega" in acuse.trouble.text()
    acuse.day.setText("30 abr 2026")
    qtbot.mouseClick(acuse.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 expediente" in dialog.said.text(), timeout=WAIT_MS)
    dialog.reject()
    words = "PNT: acuse A-17 del 30/04/2026"
    qtbot.waitUntil(lambda: words in desk.page.header.subtitle.toolTip(), timeout=WAIT_MS)
    desk.window.go("processes")
    desk.settle()
    records = desk.window.processes.list
    at = records.columns.index("load")
    assert not records.table.isColumnHidden(at)
    cell = records.model.index(0, at)
    assert (cell.data(), cell.data(Qt.ItemDataRole.ToolTipRole)) == ("✓", words)


def test_an_acuse_of_a_file_that_was_changed_does_not_claim_records(ask, qtbot, record, tmp_path):
    dialog = ask("pnt-b", file="b.xlsx")
    dialog.path.setText(str(tmp_path / "b.xlsx"))
    (tmp_path / "b.xlsx").write_bytes(b"changed in Excel")
    qtbot.mouseClick(dialog.acuse, Qt.MouseButton.LeftButton)
    (acuse,) = dialog.findChildren(AcuseDialog)
    acuse.number.setText("A-17")
    qtbot.mouseClick(acuse.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no se sabe qué expedientes" in dialog.said.text(), timeout=WAIT_MS)


def test_the_column_of_the_platform_is_only_for_offices_that_note_acuses(desk, record):
    desk.window.go("processes")
    desk.settle()
    records = desk.window.processes.list
    assert records.table.isColumnHidden(records.columns.index("load"))

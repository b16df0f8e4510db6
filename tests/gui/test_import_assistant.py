"""Lupita brings her own spreadsheet: the window asks once what each column is, checks, imports and takes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from capture_app.services.mapping_proposal import Answer, Choice
from tests.gui.conftest import WAIT_MS
from tests.municipal_tables import COMPRAS
from tests.office import opened
from tests.workbooks import workbook
from ui.dialogs.mappings_dialog import MappingsDialog
from ui.import_report_view import place_of
from ui.models.mapping_model import FIELD


def begin_import(desk, file):
    page = desk.window.importing
    desk.window.go("import")
    page.take([file])
    desk.settle()
    return page


def titles(desk) -> list[str]:
    with opened(desk.folder, read_only=True) as app:
        return sorted(summary.title for summary in app.capture.search())


def test_a_table_is_described_checked_imported_and_taken_back(desk, tmp_path):
    page = begin_import(desk, COMPRAS.write(tmp_path))
    assert page.mapping.isVisible()
    assert not page.report.isVisible()
    shown = {page.mapping.model.index(row, 0).data(): page.mapping.model.index(row, FIELD).data() for row in range(10)}
    assert "RFC" in shown["R.F.C."]
    assert shown["I.V.A."] == "No se importa"
    page.mapping.check_button.click()
    desk.settle()
    assert "3 expedientes leídos, 3 nuevos" in page.banner.text.text()
    assert not page.mapping.isVisible()
    assert titles(desk) == []
    with opened(desk.folder, read_only=True) as app:
        assert app.mapping.names() == ()
    page.leave_button.click()
    assert page.mapping.isVisible()
    page.mapping.check_button.click()
    desk.settle()
    page.import_button.click()
    desk.settle()
    assert not page.mapping.isVisible()
    assert titles(desk) == ["Papelería para las oficinas", "Tóner", "Uniformes"]
    assert page.undo_button.isVisible()
    page.undo_button.click()
    desk.settle()
    assert titles(desk) == []
    assert not page.undo_button.isVisible()
    assert not page.report.isVisible()
    assert page.empty.isVisible()
    assert "3 expedientes" in page.banner.text.text()


def test_an_unknown_table_saved_again_after_its_columns_were_shown_is_neither_kept_nor_described(desk, tmp_path):
    file = COMPRAS.write(tmp_path)
    page = begin_import(desk, file)
    file.write_bytes(file.read_bytes() + b"\n")
    page.mapping.import_button.click()
    desk.settle()
    assert "cambió después de que se revisó" in page.banner.text.text()
    assert titles(desk) == []
    with opened(desk.folder, read_only=True) as app:
        assert app.mapping.names() == ()


def test_another_table_under_the_first_is_told_with_its_row_before_anything_comes_in(desk, tmp_path):
    works = ["Obra", "Localidad", "Contratista", "Monto contratado"]
    bought = [["No. Exp.", "Descripción", "Proveedor", "Importe"], ["T-1", "Papel", "Papelería Inventada", 100]]
    rows = [*bought, [], ["OBRA PÚBLICA"], works, ["O-1", "Cabecera", "Constructora Inventada", 5000]]
    page = begin_import(desk, workbook(tmp_path / "dos.xlsx", Hoja1=rows))
    page.mapping.check_button.click()
    desk.settle()
    model = page.report.model
    lines = {model.item(row, 1).text(): model.item(row, 2).text() for row in range(model.rowCount())}
    assert "Aquí empieza otra tabla" in lines["renglón 4"]
    page.import_button.click()
    desk.settle()
    assert titles(desk) == ["Papel"]


def test_where_it_is_narrow_what_would_happen_keeps_the_room(desk, tmp_path):
    file = COMPRAS.write(tmp_path)
    begin_import(desk, file).mapping.import_button.click()
    desk.settle()
    report = begin_import(desk, file).report
    for width, is_shown in ((500, False), (900, True)):
        report.resize(width, 300)
        desk.qtbot.waitUntil(lambda: report.table.columnWidth(2) > 200, timeout=WAIT_MS)
        assert report.table.isColumnHidden(1) is not is_shown
        assert report.table.columnWidth(2) > report.table.columnWidth(0)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/records/0/releases/0", "expediente 1"),
        ("/records/2/releases/1", "expediente 3, versión 2"),
        ("/releases/4", "expediente 5"),
        ("renglón 4", "renglón 4"),
    ],
)
def test_places_in_open_data_are_said_as_people_count(place, said):
    assert place_of(place) == said


def test_the_second_time_nothing_is_asked(desk, tmp_path):
    file = COMPRAS.write(tmp_path)
    begin_import(desk, file).mapping.import_button.click()
    desk.settle()
    page = begin_import(desk, file)
    assert not page.mapping.isVisible()
    assert page.report.tiles["unchanged"].number.text() == "3"
    assert "No hay nada que guardar" in page.banner.text.text()
    assert not page.import_button.isEnabled()


def test_a_column_is_corrected_by_keys(desk, tmp_path):
    page = begin_import(desk, COMPRAS.write(tmp_path))
    table, model = page.mapping.table, page.mapping.model
    table.setCurrentIndex(model.index(2, FIELD))
    table.edit(model.index(2, FIELD))
    desk.qtbot.waitUntil(lambda: bool(table.findChildren(QComboBox)), timeout=WAIT_MS)
    box = table.findChildren(QComboBox)[0]
    wanted = next(n for n in range(box.count()) if box.itemData(n) == Choice("/tender/description", box.itemText(n)))
    box.setCurrentIndex(wanted)
    desk.qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: model.answers()[2].pointer == "/tender/description", timeout=WAIT_MS)
    page.mapping.leave_button.click()
    assert not page.mapping.isVisible()
    assert titles(desk) == []


def known_tables(desk) -> MappingsDialog:
    desk.window.importing.tables_button.click()
    desk.settle()
    return desk.window.importing.findChildren(MappingsDialog)[-1]


def test_a_known_table_gets_another_name_and_is_forgotten_only_when_said_twice(desk, tmp_path):
    file = COMPRAS.write(tmp_path)
    page = begin_import(desk, file)
    assert not page.tables_button.isVisible()
    page.mapping.name.setText("compras")
    page.mapping.import_button.click()
    desk.settle()
    dialog = known_tables(desk)
    assert (dialog.current, dialog.name.text()) == ("compras", "compras")
    assert not dialog.rename.isEnabled()
    dialog.name.setText("Compras del DIF")
    dialog.rename.click()
    desk.settle()
    assert dialog.current == "Compras del DIF"
    assert dialog.said.text() == "«compras» ahora se llama «Compras del DIF»."
    dialog.forget.click()
    desk.settle()
    assert dialog.current == "Compras del DIF"
    assert "¿Olvidar" in dialog.said.text()
    dialog.forget.click()
    desk.settle()
    assert dialog.list.count() == 0
    assert "Se olvidó" in dialog.said.text()
    assert "Todavía no hay ninguna" in dialog.help.text()
    assert not dialog.forget.isEnabled()
    dialog.accept()
    assert len(titles(desk)) == 3
    assert begin_import(desk, file).mapping.isVisible()


def test_a_name_that_another_table_has_is_refused_and_both_stay(desk, tmp_path):
    with opened(desk.folder) as app:
        for name, column in (("compras", "Objeto"), ("obras", "Obra")):
            app.mapping.save(name, (Answer("Expediente", "/tender/id"), Answer(column, "/tender/title")), "process")
    dialog = known_tables(desk)
    dialog.forget.click()
    dialog.list.setCurrentRow(1)
    assert dialog.forget.text() == "Olvidar esta tabla"
    dialog.name.setText("compras")
    dialog.rename.click()
    desk.settle()
    assert "compras" in dialog.said.text()
    assert [dialog.list.item(n).text() for n in range(dialog.list.count())] == ["compras", "obras"]

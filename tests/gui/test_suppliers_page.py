"""Proveedores in the window: found, seen whole, and two that are one made one and taken apart, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capture_app.changes import FieldEdit
from tests.office import opened
from ui.words import say

RFC = "PIS150620KL1"


def party(key: str, name: str, rfc: str = "") -> dict[str, object]:
    identifier = {"identifier": {"scheme": "MX-RFC", "id": rfc}} if rfc else {}
    return {"_key": key, "id": key, "name": name, "roles": ["supplier"], **identifier}


@pytest.fixture
def page(new_desk, folder):
    with opened(folder) as app:
        for title, row in (
            ("Papel", party("ppppppppp1", "Papelería Inventada, S.A. de C.V.", RFC)),
            ("Lápices", party("ppppppppp2", "PAPELERIA INVENTADA")),
            ("Bacheo", party("ppppppppp3", "Pavimentos Ficticios")),
        ):
            app.capture.save_fields(app.capture.create(title).record_id, [FieldEdit("/parties", [row])])
        made = app.capture.create("Papelería Inventada", "sanctioned_supplier")
        app.capture.save_fields(made.record_id, [FieldEdit("/particularSancionado/rfc", RFC)])
    desk = new_desk()
    desk.window.go("suppliers")
    desk.settle()
    return desk, desk.window.suppliers


def test_a_supplier_is_found_and_shown_with_its_sanction_and_its_processes(page):
    desk, suppliers = page
    desk.type("pis1506")
    desk.qtbot.waitUntil(lambda: len(suppliers.model.lines) == 1)
    desk.settle()
    assert suppliers.card.name.text() == "Papelería Inventada, S.A. de C.V."
    assert "1 sanción" in suppliers.card.sanction.text()
    assert suppliers.card.records.model().rowCount() == 1
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is suppliers.card.records
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None)


def test_two_that_are_one_are_joined_after_the_list_is_seen_and_taken_apart(page):
    desk, suppliers = page
    assert suppliers.duplicates.isVisible()
    desk.qtbot.keyClick(suppliers.duplicates, Qt.Key.Key_Space)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    desk.qtbot.waitUntil(lambda: dialog.join.isEnabled())
    assert dialog.touched.count() == 1
    assert dialog.chosen()[0].rfc == RFC
    desk.qtbot.keyClick(dialog.join, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: len(suppliers.model.lines) == 2)
    desk.settle()
    assert "se corrigió 1 expediente" in suppliers.banner.text.text()
    desk.qtbot.keyClick(suppliers.banner.button, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: len(suppliers.model.lines) == 3)
    assert "quedó como estaba" in suppliers.banner.text.text()


def test_an_office_without_suppliers_is_told_what_the_page_is_for(desk):
    desk.window.go("suppliers")
    desk.settle()
    assert desk.window.suppliers.empty.text() == say("suppliers.empty")


def test_a_directory_that_cannot_be_read_says_so_and_offers_again(page):
    from capture_app.errors import StoreBusy

    desk, suppliers = page
    desk.world.errors["directory"] = StoreBusy()
    desk.type("p")
    desk.qtbot.waitUntil(suppliers.banner.isVisible)
    desk.qtbot.keyClick(suppliers.banner.button, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not suppliers.banner.isVisible())


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768)])
def test_the_name_has_room_at_both_sizes(page, size):
    desk, suppliers = page
    desk.window.resize(*size)
    desk.qtbot.waitUntil(lambda: desk.window.size().toTuple() == size)
    assert suppliers.table.columnWidth(0) >= 190
    assert not suppliers.table.isColumnHidden(1)

"""Catálogos: looked up as in the form; a row written or an edition brought by who administers, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt

from tests.gui.conftest import WAIT_MS
from tests.gui.test_people_dialog import press, shown
from tests.office import opened
from ui.dialogs.catalogues_dialog import CataloguesDialog
from ui.dialogs.edition_dialog import EditionDialog
from ui.words import say


def catalogues_of(desk: Any, name: str = "public_bodies") -> Any:
    desk.window.go("settings")
    desk.settle()
    desk.qtbot.keyClick(desk.window.settings_page.catalogues_button, Qt.Key.Key_Space)
    dialog = shown(desk, CataloguesDialog)
    dialog.name.setCurrentIndex(dialog.name.findData(name))
    desk.settle()
    return dialog


def look(desk: Any, dialog: Any, text: str) -> list[str]:
    dialog.search.setText(text)
    desk.qtbot.waitUntil(lambda: not dialog._pause.isActive(), timeout=WAIT_MS)
    desk.settle()
    return [dialog.model.item(row, 0).text() for row in range(dialog.model.rowCount())]


def found(desk: Any, name: str, text: str) -> list[tuple[str, str, str]]:
    with opened(desk.folder, read_only=True) as app:
        return [(hit.code, hit.title, hit.source) for hit in app.catalogues.search(name, text)]


def test_it_is_looked_up_by_any_word_without_accents(desk):
    dialog = catalogues_of(desk, "spending_classifier")
    assert "2000" in look(desk, dialog, "materiales y suministros")
    assert dialog.cells.lines["code"].text()
    assert not dialog.cells.lines["parent"].isVisible()


def test_a_row_is_written_and_read_back_with_its_source(desk):
    dialog = catalogues_of(desk)
    press(desk, dialog.fresh)
    written = {"code": "LAGUNA-PARQUES", "name": "Dirección de Parques (INVENTADA)", "kind": "área"}
    written |= {"source": "Cabildo, acta 12", "since": "01/01/2026"}
    for name, text in written.items():
        dialog.cells.lines[name].setText(text)
    dialog.search.setText("parques")
    press(desk, dialog.keep_button)
    desk.qtbot.waitUntil(dialog.banner.isVisible, timeout=WAIT_MS)
    assert dialog.banner.text.text() == say("catalogues.kept")
    row = ("LAGUNA-PARQUES", "Dirección de Parques (INVENTADA)", "Cabildo, acta 12")
    assert row in found(desk, "public_bodies", "parques")
    desk.settle()
    assert "Edición renglon-" in dialog.said.text()


def test_a_cell_that_cannot_be_is_told_and_nothing_is_kept(desk):
    dialog = catalogues_of(desk)
    press(desk, dialog.fresh)
    for name, text in {"code": "con espacio", "name": "Una", "kind": "área"}.items():
        dialog.cells.lines[name].setText(text)
    press(desk, dialog.keep_button)
    desk.qtbot.waitUntil(dialog.banner.isVisible, timeout=WAIT_MS)
    assert "La clave «con espacio» no es" in dialog.banner.text.text()
    assert not (desk.folder / "catalogues").exists()


def test_an_edition_is_brought_with_its_days_and_a_wrong_one_is_refused_whole(desk, tmp_path):
    table = tmp_path / "areas.csv"
    table.write_text("clave,nombre,nivel\nLAGUNA-A,Área A (INVENTADA),área\n", encoding="utf-8")
    dialog = catalogues_of(desk)
    dialog._choose = lambda _parent: str(table)
    press(desk, dialog.bring)
    edition = shown(desk, EditionDialog)
    edition.edition.line.setText("2026-1")
    edition.since.line.setText("no es un día")
    edition.go.click()
    assert edition.since.message.text()
    edition.since.line.setText("01/01/2026")
    edition.go.click()
    desk.qtbot.waitUntil(dialog.banner.isVisible, timeout=WAIT_MS)
    assert [hit[0] for hit in found(desk, "public_bodies", "Área A (INVENTADA)")][:1] == ["LAGUNA-A"]
    table.write_text("clave,nombre,nivel\nLAGUNA-B,Área B,área\n,sin clave,área\n", encoding="utf-8")
    press(desk, dialog.bring)
    edition = shown(desk, EditionDialog)
    edition.edition.line.setText("2026-2")
    edition.go.click()
    desk.qtbot.waitUntil(edition.banner.isVisible, timeout=WAIT_MS)
    assert "renglón 3" in edition.banner.text.text()
    assert "LAGUNA-B" not in [hit[0] for hit in found(desk, "public_bodies", "Área B")]


def test_who_does_not_administer_only_looks(desk):
    page = desk.window.page("settings")
    page._settings = replace(page._settings, user_role="capturista")
    dialog = catalogues_of(desk)
    assert not any(button.isVisible() for button in (dialog.bring, dialog.fresh, dialog.keep_button))
    assert all(line.isReadOnly() for line in dialog.cells.lines.values())

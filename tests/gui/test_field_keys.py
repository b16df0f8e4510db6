"""Keys on the field in hand: notes, no value and why, the value of before, pins; the palette, the card, new records."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.office import opened
from ui.actions import DEEDS
from ui.words import say

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DOWN, ENTER = Qt.Key.Key_Down, Qt.Key.Key_Return


def dialog() -> Any:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def reach(desk: Any, path: str) -> None:
    desk.page.go_to(path)
    desk.settle()


@pytest.fixture
def before(folder):
    """The record made before, with a buyer, a supplier and an amount."""
    with opened(folder) as app:
        from capture_app.changes import FieldEdit

        made = app.capture.create("Papel del primer trimestre")
        app.capture.save_fields(
            made.record_id,
            (
                FieldEdit("/parties/@city000001", {"id": "MX-1", "name": "Laguna Azul", "roles": ["buyer"]}, "row_add"),
                FieldEdit("/buyer", {"id": "MX-1", "name": "Laguna Azul"}),
                FieldEdit("/planning/rationale", "Reposición trimestral"),
                FieldEdit("/tender/value", {"amount": 48000, "currency": "MXN"}),
            ),
        )
        return made


def test_ditto_brings_the_value_of_the_record_before_and_the_party_it_names(desk_after, record_after):
    desk = desk_after
    desk.open(record_after.record_id)
    reach(desk, "/tender/value")
    desk.key(Qt.Key.Key_D, CTRL)
    desk.settle()
    assert desk.page.binding.value("/tender/value/amount") == 48000
    reach(desk, "/buyer")
    desk.key(Qt.Key.Key_D, CTRL)
    desk.settle()
    body = desk.stored(record_after.record_id)
    assert body["buyer"]["name"] == "Laguna Azul"
    assert body["parties"][0]["id"] == body["buyer"]["id"]
    reach(desk, "/tender/description")
    desk.key(Qt.Key.Key_D, CTRL)
    desk.settle()
    assert desk.page.notice.text.text().startswith("El expediente anterior no tiene nada")


@pytest.fixture
def record_after(folder, before):
    with opened(folder) as app:
        return app.capture.create("Papel del segundo trimestre")


@pytest.fixture
def desk_after(record_after, new_desk):
    return new_desk()


def test_a_pin_is_marked_carries_its_value_and_survives_a_restart(desk_after, record_after, new_desk):
    desk = desk_after
    desk.open(record_after.record_id)
    reach(desk, "/planning/rationale")
    desk.type("Se acaba")
    desk.key(Qt.Key.Key_D, CTRL | SHIFT)
    desk.saved()
    assert desk.field("/planning/rationale").marks.tag.text() == say("mark.pinned")
    desk.close()
    again = new_desk()
    again.key(Qt.Key.Key_N, CTRL)
    again.qtbot.waitUntil(lambda: again.page.record_id not in ("", record_after.record_id))
    again.settle()
    assert again.page.binding.value("/planning/rationale") == "Se acaba"
    reach(again, "/planning/rationale")
    assert again.field("/planning/rationale").marks.tag.text() == say("mark.pinned")
    again.key(Qt.Key.Key_D, CTRL | SHIFT)
    again.settle()
    assert again.field("/planning/rationale").marks.tag.isHidden()


def test_a_note_is_kept_in_the_record_and_shown_at_its_field(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_F2)
    desk.qtbot.keyClicks(dialog().text, "Falta la firma del director")
    dialog().keep.click()
    desk.back()
    desk.settle()
    shown = desk.field("/tender/title").marks.said
    assert shown.isVisible()
    assert "Ana Inventada: Falta la firma del director" in shown.text()
    notes = desk.stored(record.record_id)["_notes"]["/tender/title"]
    assert [(note["by"], note["text"]) for note in notes] == [("Ana Inventada", "Falta la firma del director")]


def test_no_value_and_why_is_said_of_a_blank_field_and_of_no_other(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_F4)
    desk.settle()
    assert "ya tiene valor" in desk.page.notice.text.text()
    reach(desk, "/tender/description")
    desk.key(Qt.Key.Key_F4)
    desk.qtbot.keyClicks(dialog().reason, "compra sin anexo")
    dialog().not_applicable.click()
    desk.back()
    desk.saved()
    row = desk.field("/tender/description")
    assert row.marks.tag.text() == say("mark.not_applicable")
    assert "compra sin anexo" in row.marks.said.text()
    assert not row.message.text()
    desk.type("Hojas")
    desk.saved()
    assert "_absent" not in desk.stored(record.record_id)


def test_the_palette_runs_an_action_finds_a_field_and_a_record(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_K, CTRL)
    desk.qtbot.keyClicks(dialog().line, "suficiencia monto")
    assert dialog().shown[0].title == "Monto de la suficiencia"
    desk.qtbot.keyClick(dialog().line, ENTER)
    desk.back()
    desk.settle()
    assert desk.page.spot.section == "planning/budget"
    desk.key(Qt.Key.Key_K, CTRL)
    desk.qtbot.keyClicks(dialog().line, "papeleria")
    desk.qtbot.waitUntil(lambda: any(entry.kind == "record" for entry in dialog().shown))
    dialog().reject()
    desk.back()
    desk.key(Qt.Key.Key_K, CTRL)
    desk.qtbot.keyClicks(dialog().line, "ajustes")
    desk.qtbot.keyClick(dialog().line, ENTER)
    desk.back()
    desk.settle()
    assert desk.window._current == "settings"


def test_the_card_of_keys_and_the_palette_follow_the_table_of_deeds(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_F1)
    titles = {title for _, title in dialog().lines}
    assert {deed.title for deed in DEEDS if deed.keys} <= titles
    dialog().accept()
    desk.back()
    desk.key(Qt.Key.Key_K, CTRL)
    offered = {entry.title for entry in dialog().shown}
    assert {deed.title for deed in DEEDS if deed.name != "palette"} <= offered
    dialog().reject()
    desk.back()


def test_no_two_deeds_share_a_key():
    keys = [key for deed in DEEDS for key in deed.keys]
    assert len(keys) == len(set(keys))


def test_a_record_is_copied_without_the_facts_of_the_first(desk_after, before):
    desk = desk_after
    desk.open(before.record_id)
    desk.key(Qt.Key.Key_N, CTRL | SHIFT)
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    desk.qtbot.keyClicks(dialog().line, "primer trimestre")
    desk.qtbot.waitUntil(lambda: any(entry.kind == "copy" for entry in dialog().shown))
    desk.qtbot.keyClick(dialog().line, ENTER)
    desk.back()
    desk.qtbot.waitUntil(lambda: desk.page.record_id not in ("", before.record_id))
    desk.settle()
    body = desk.page.binding.body
    assert body["buyer"]["name"] == "Laguna Azul"
    assert body["tender"]["value"]["amount"] == 48000
    assert "id" not in body["tender"]


def test_a_template_is_kept_and_a_new_record_begins_with_it(desk_after, before):
    desk = desk_after
    desk.open(before.record_id)
    next(action for action in desk.window.actions() if action.objectName() == "save_template").trigger()
    desk.qtbot.keyClicks(dialog().line, "Papel trimestral")
    dialog().ok.click()
    desk.back()
    desk.settle()
    assert "Papel trimestral" in desk.page.notice.text.text()
    desk.key(Qt.Key.Key_N, CTRL | SHIFT)
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    desk.qtbot.keyClicks(dialog().line, "plantilla papel")
    desk.qtbot.keyClick(dialog().line, ENTER)
    desk.back()
    desk.qtbot.waitUntil(lambda: desk.page.record_id not in ("", before.record_id))
    desk.settle()
    assert desk.page.binding.value("/planning/rationale") == "Reposición trimestral"


def test_a_record_begins_from_a_row_of_a_spreadsheet(desk):
    sheet = "Qué se compra o construye\tMonto estimado\tFecha de firma\tColor\nPapel\t39 m\t3 mar 2026\tazul\n"
    QApplication.clipboard().setText(sheet)
    desk.key(Qt.Key.Key_N, CTRL | SHIFT)
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    desk.qtbot.keyClicks(dialog().line, "excel")
    desk.qtbot.keyClick(dialog().line, ENTER)
    desk.back()
    desk.qtbot.waitUntil(lambda: desk.page.record_id != "")
    desk.settle()
    body = desk.stored(desk.page.record_id)
    assert body["tender"]["title"] == "Papel"
    assert body["contracts"][0]["dateSigned"] == "2026-03-03"
    assert body["_typed"] == {"/tender/value": "39 m"}


def items(desk: Any, text: str) -> Any:
    reach(desk, "/contracts" if False else "/tender/items")
    block = desk.page.view.grid.blocks[0]
    QApplication.clipboard().setText(text)
    desk.key(Qt.Key.Key_V, CTRL)
    desk.saved()
    return block


def test_rows_pasted_are_one_step_and_those_with_errors_are_marked(desk, record):
    desk.open(record.record_id)
    reach(desk, "/tender/items")
    columns = [column.label for column in desk.page.view.grid.blocks[0]._columns]
    at = columns.index("Cantidad")
    rows = [["x"] * at + [number] for number in ("30", "treinta", "12")]
    block = items(desk, "\n".join("\t".join(row) for row in rows))
    assert len(desk.stored(record.record_id)["tender"]["items"]) == 3
    assert block.model._marks.get(1) == "error"
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.settle()
    body = desk.stored(record.record_id)
    assert "items" not in body["tender"]
    assert "_typed" not in body


def test_filling_down_is_one_step(desk, record):
    desk.open(record.record_id)
    block = items(desk, "1\tPapel\n2\tPapel\n3\tPapel")
    block.open_row(block._paths()[0])
    block._detail.reveal(f"{block._paths()[0]}/unit/name")
    desk.type("caja")
    desk.key(ENTER)
    block._detail.reveal(f"{block._paths()[0]}/unit/name")
    desk.saved()
    desk.key(DOWN, CTRL | SHIFT)
    desk.saved()
    units = [row.get("unit", {}).get("name") for row in desk.stored(record.record_id)["tender"]["items"]]
    assert len(set(units)) == 1
    assert units[0]
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.settle()
    units = [row.get("unit", {}).get("name") for row in desk.stored(record.record_id)["tender"]["items"]]
    assert units[1:] == [None, None]

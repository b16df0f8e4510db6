"""A person captures with the keyboard alone; what is typed is in the store when the window says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from capture_app.changes import FieldEdit
from capture_app.errors import DiskFull
from ui.words import say

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_typed_keys_reach_the_store(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_End)
    desk.type(" 2026")
    assert desk.page.binding.value("/tender/title") == "Papelería para el trimestre 2026"
    desk.saved()
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre 2026"


def test_saved_is_said_only_after_the_commit(desk, record, world):
    desk.open(record.record_id)
    world.delay = 0.3
    desk.type("x")
    assert desk.page.header.saved.text() == say("process.saving")
    desk.saved()
    world.delay = 0
    assert desk.page.header.saved.text().startswith("Guardado")


def test_the_clock_of_the_chip_does_not_say_saved_again_before_it_is(desk, record, world):
    desk.open(record.record_id)
    world.delay = 0.3
    desk.page.binding.write(FieldEdit("/tender/title", "Otra"))
    desk.page.header._timer.timeout.emit()
    assert desk.page.header.saved.text() == say("process.saving")
    desk.saved()
    world.delay = 0


def test_leaving_the_field_saves_at_once(desk, record):
    desk.open(record.record_id)
    desk.type("x")
    desk.key(Qt.Key.Key_Tab)
    assert not desk.page.binding.timer.isActive()
    desk.saved()


def test_a_failed_save_keeps_the_text_and_says_what_to_do(desk, record, world):
    desk.open(record.record_id)
    world.errors["save_fields"] = DiskFull()
    desk.key(Qt.Key.Key_End)
    desk.type("!")
    desk.qtbot.waitUntil(lambda: desk.page.binding.state.kind == "failed")
    assert desk.page.banner.isVisible()
    assert "El disco está lleno" in desk.page.banner.text.text()
    assert desk.field("/tender/title").editor.input.text().endswith("!")
    desk.page.banner.button.click()
    desk.saved()
    assert not desk.page.banner.isVisible()
    assert desk.stored(record.record_id)["tender"]["title"].endswith("!")


def test_unreadable_text_is_kept_as_typed(desk, record):
    desk.open(record.record_id)
    editor = desk.field("/tender/value").editor
    editor.focus_first()
    desk.type("39 m")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    body = desk.stored(record.record_id)
    assert body["_typed"] == {"/tender/value/amount": "39 m"}
    assert "value" not in body["tender"]
    assert editor.parts["/amount"].input.text() == "39 m"
    assert desk.field("/tender/value").message.property("level") == "error"


def test_the_other_half_of_an_amount_keeps_the_unreadable_one(desk, record):
    desk.open(record.record_id)
    editor = desk.field("/tender/value").editor
    editor.focus_first()
    desk.type("39 m")
    editor.parts["/netAmount"].focus_first()
    desk.type("100")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    body = desk.stored(record.record_id)
    assert body["_typed"] == {"/tender/value/amount": "39 m"}
    assert body["tender"]["value"] == {"netAmount": 100, "currency": "MXN"}


def test_leaving_normalises_what_was_typed(desk, record):
    desk.open(record.record_id)
    editor = desk.field("/tender/value").editor
    editor.focus_first()
    desk.type("4.85 mdp")
    desk.key(Qt.Key.Key_Tab)
    assert editor.parts["/amount"].input.text() == "4,850,000.00"
    desk.saved()
    assert desk.stored(record.record_id)["tender"]["value"] == {"amount": 4850000, "currency": "MXN"}


def test_a_code_is_found_by_a_word_without_accents(desk, record):
    desk.open(record.record_id)
    desk.field("/tender/mainProcurementCategory").editor.focus_first()
    desk.type("obra pub")
    assert desk.focused.is_open
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    assert desk.stored(record.record_id)["tender"]["mainProcurementCategory"] == "works"


def test_in_works_the_items_are_concepts_in_list_form_and_problems(desk, record):
    desk.open(record.record_id)
    desk.field("/tender/mainProcurementCategory").editor.focus_first()
    desk.type("obra pub")
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    desk.open(record.record_id, "tender", "tender/items")
    block = desk.page.view.grid.blocks[0]
    block.add()
    desk.saved()
    lines = desk.page.sections.model()
    assert "Conceptos de obra" in " ".join(str(lines.index(row, 0).data()) for row in range(lines.rowCount()))
    assert block.label.text().startswith("Conceptos de obra")
    assert block.add_button.text() == "Agregar concepto"
    labels = [label.text() for label in desk.page.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Clave del concepto") for text in labels)
    assert [text for text in labels if "partida" in text.lower()] == []


def test_undo_and_redo_of_an_edit(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_End)
    desk.type("?")
    desk.saved()
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert desk.field("/tender/title").editor.input.text() == "Papelería para el trimestre"
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre"
    desk.key(Qt.Key.Key_Y, CTRL)
    desk.settle()
    assert desk.field("/tender/title").editor.input.text().endswith("?")


def test_undo_with_nothing_left_says_so(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert desk.page.notice.isVisible()


def test_f8_goes_from_problem_to_problem_and_round(desk, record):
    desk.open(record.record_id, "planning", "")
    seen = []
    for _ in range(40):
        desk.key(Qt.Key.Key_F8)
        desk.settle()
        seen.append(desk.page._problem)
    assert len(set(seen)) > 5
    assert seen[0] in seen[1:]
    assert "/tender/id" in seen
    desk.key(Qt.Key.Key_F8, SHIFT)


def test_a_problem_in_the_panel_is_a_link(desk, record):
    desk.open(record.record_id, "tender", "tender/dates")
    panel = desk.page.panel.problems
    finding = next(item for item, _ in panel._shown if item.pointer == "/tender/id")
    panel.chosen.emit(finding)
    desk.settle()
    assert desk.page.spot.section == "tender/general"
    assert desk.focused is desk.field("/tender/id").editor.input


@pytest.mark.parametrize(("forward", "back"), [(Qt.Key.Key_Tab, True), (Qt.Key.Key_Return, False)])
def test_forward_and_back_through_a_whole_section(desk, record, forward, back):
    desk.open(record.record_id)
    order = [control for control in desk.page.view.controls() if takes_focus(control)]
    order[0].setFocus()
    for control in order[1:]:
        desk.key(forward)
        assert desk.focused is control, control.accessibleName()
    desk.key(Qt.Key.Key_Tab)
    assert not desk.page.view.isAncestorOf(desk.focused)
    if back:
        desk.key(Qt.Key.Key_Tab, SHIFT)
        for control in reversed(order[:-1]):
            desk.key(Qt.Key.Key_Tab, SHIFT)
            assert desk.focused is control, control.accessibleName()


def takes_focus(control: QWidget) -> bool:
    return control.isVisibleTo(control.window()) and bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)


def test_nothing_traps_the_focus(desk, record):
    desk.open(record.record_id)
    first = desk.focused
    seen = {first}
    for _ in range(200):
        desk.key(Qt.Key.Key_Tab)
        if desk.focused is first:
            break
        seen.add(desk.focused)
    assert desk.focused is first
    assert desk.page.after in seen
    assert desk.page.panel.problems in seen
    assert set(desk.window.rail.buttons.values()) & seen


def test_sections_by_keys(desk, record):
    desk.open(record.record_id)
    before = desk.page.spot
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()
    assert desk.page.spot.section == "tender/criteria"
    desk.key(Qt.Key.Key_PageUp, CTRL)
    desk.settle()
    assert desk.page.spot == before


def test_adding_an_item_puts_the_focus_in_its_first_field(desk, record):
    desk.open(record.record_id, "tender", "tender/items")
    block = desk.page.view.grid.blocks[0]
    block.add_button.setFocus()
    desk.key(Qt.Key.Key_Space)
    assert desk.focused.accessibleName() == block.field.members[0].label
    desk.type("7")
    desk.key(Qt.Key.Key_Return)
    desk.type("Cajas de papel")
    desk.saved()
    item = desk.stored(record.record_id)["tender"]["items"][0]
    assert (item["id"], item["description"]) == ("7", "Cajas de papel")
    assert block.model.index(0, 1).data() == "Cajas de papel"


def test_duplicate_and_remove_a_row(desk, record):
    desk.open(record.record_id, "tender", "tender/items")
    block = desk.page.view.grid.blocks[0]
    block.add_button.click()
    desk.type("1")
    desk.key(Qt.Key.Key_Return)
    desk.type("Lápices")
    block.copy_button.click()
    desk.saved()
    rows = desk.stored(record.record_id)["tender"]["items"]
    assert [row["description"] for row in rows] == ["Lápices", "Lápices"]
    assert rows[0]["_key"] != rows[1]["_key"]
    assert "id" not in rows[1]
    block.remove_button.click()
    desk.saved()
    assert len(desk.stored(record.record_id)["tender"]["items"]) == 1
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert len(desk.stored(record.record_id)["tender"]["items"]) == 2


def test_an_award_a_supplier_and_its_items_are_reachable(desk, record):
    desk.open(record.record_id, "award", "")
    assert desk.focused is desk.page._empty_button
    desk.key(Qt.Key.Key_Space)
    desk.type("ADJ-1")
    desk.saved()
    desk.page.sections.chosen.emit("award/suppliers")
    desk.type("Papelería Inventada")
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    desk.page.sections.chosen.emit("award/items")
    desk.page.view.grid.blocks[0].add_button.click()
    desk.type("1")
    desk.saved()
    body = desk.stored(record.record_id)
    award, party = body["awards"][0], body["parties"][0]
    assert award["suppliers"][0]["id"] == party["id"]
    assert party["name"] == "Papelería Inventada"
    assert party["roles"] == ["supplier"]
    assert award["items"][0]["id"] == "1"


def test_a_payment_inside_its_contract(desk, record):
    desk.open(record.record_id, "implementation", "")
    desk.key(Qt.Key.Key_Space)
    assert desk.page.spot.step == "contract"
    desk.page._empty_button.click()
    desk.type("C-1")
    desk.page.stepper.chosen.emit("implementation")
    desk.page.sections.chosen.emit("implementation/payments")
    desk.page.view.grid.blocks[0].add_button.click()
    desk.type("120326")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    contract = desk.stored(record.record_id)["contracts"][0]
    assert contract["id"] == "C-1"
    assert contract["implementation"]["transactions"][0]["date"] == "2026-03-12"


def test_a_confirmed_save_never_moves_the_caret(desk, record):
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_Home)
    desk.type("Mas ")
    desk.saved()
    assert desk.focused.cursorPosition() == 4
    desk.type("x")
    assert desk.focused.text().startswith("Mas xPapel")


def test_help_follows_the_focus(desk, record):
    desk.open(record.record_id)
    desk.field("/tender/id").editor.focus_first()
    assert desk.page.panel.help.title.text() == "Número de expediente"
    desk.key(Qt.Key.Key_I, CTRL)
    assert desk.page.panel.help.detail.isVisible()
    assert "tender" in desk.page.panel.help.detail.text()


def test_ctrl_n_begins_a_record_in_its_title(desk):
    desk.key(Qt.Key.Key_N, CTRL)
    desk.settle()
    desk.type("Luminarias")
    desk.saved()
    assert desk.stored(desk.page.binding.record_id)["tender"]["title"] == "Luminarias"
    assert QApplication.focusWidget() is desk.field("/tender/title").editor.input


def test_rows_are_pasted_from_a_spreadsheet_in_one_undo_step(desk, record):
    desk.open(record.record_id, "tender", "tender/items")
    block = desk.page.view.grid.blocks[0]
    lines = [
        "\t".join(column.label for column in block._columns),
        "1\tLápices\t30\tPieza\t4,850.50",
        "2\tPlumas\tmuchas",
    ]
    QApplication.clipboard().setText("\n".join(lines))
    block.add_button.setFocus()
    desk.key(Qt.Key.Key_V, CTRL)
    desk.saved()
    body = desk.stored(record.record_id)
    first, second = body["tender"]["items"]
    assert (first["description"], first["quantity"], first["unit"]["value"]["amount"]) == (
        "Lápices",
        30,
        Decimal("4850.5"),
    )
    assert (second["description"], "quantity" in second) == ("Plumas", False)
    assert list(body["_typed"].values()) == ["muchas"]


def test_five_hundred_items_stay_smooth(desk, record):
    desk.open(record.record_id, "tender", "tender/items")
    QApplication.clipboard().setText("\n".join(f"{n}\tConcepto {n}\t{n}" for n in range(1, 501)))
    block = desk.page.view.grid.blocks[0]
    block.add_button.setFocus()
    desk.key(Qt.Key.Key_V, CTRL)
    desk.saved()
    assert block.model.rowCount() == 500
    block.table.setFocus()
    desk.key(Qt.Key.Key_End, CTRL)
    desk.key(Qt.Key.Key_Return)
    desk.type("9")
    desk.saved()
    assert len(desk.stored(record.record_id)["tender"]["items"]) == 500


def test_keys_typed_while_a_record_opens_are_not_lost(desk, world):
    world.delay = 0.2
    desk.key(Qt.Key.Key_N, CTRL)
    desk.type("Lum")
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None, timeout=10_000)
    desk.type("inarias")
    world.delay = 0
    desk.saved()
    assert desk.stored(desk.page.binding.record_id)["tender"]["title"] == "Luminarias"


def test_a_failure_is_said_on_the_page_in_sight(desk, world):
    world.errors["create"] = DiskFull()
    desk.key(Qt.Key.Key_N, CTRL)
    desk.settle()
    assert desk.window.home.banner.isVisible()


def test_a_paste_that_does_not_fit_in_a_line_says_so(desk, record):
    desk.open(record.record_id)
    desk.page.go_to("/tender/title")
    QApplication.clipboard().setText("papel " * 400)
    desk.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "Solo caben 1,000 letras" in desk.field("/tender/title").message.text()

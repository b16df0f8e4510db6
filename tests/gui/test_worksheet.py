"""Estimaciones as the working table of who directs works: the cells themselves are written in, by keys alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capture_app.changes import FieldEdit
from tests.office import opened

CTRL = Qt.KeyboardModifier.ControlModifier
ESTIMATES = "/contracts/@cccccccccc/implementation/estimates"
MXN = {"currency": "MXN"}


def estimate(number: int, gross: int) -> dict[str, object]:
    return {"number": str(number), "gross": {"amount": gross, **MXN}, "net": {"amount": gross, **MXN}}


@pytest.fixture
def works(folder, record):
    """A contract of works with two estimates."""
    with opened(folder) as app:
        row = {"_key": "cccccccccc", "id": "C-1", "value": {"amount": 4000000, **MXN}}
        edits = [
            FieldEdit("/tender/mainProcurementCategory", "works"),
            FieldEdit("/contracts/@cccccccccc", row, "row_add"),
            FieldEdit(f"{ESTIMATES}/@aaaaaaaaaa", {"_key": "aaaaaaaaaa", **estimate(1, 780000)}, "row_add"),
            FieldEdit(f"{ESTIMATES}/@bbbbbbbbbb", {"_key": "bbbbbbbbbb", **estimate(2, 1032400)}, "row_add"),
        ]
        app.capture.save_fields(record.record_id, edits)
    return record.record_id


@pytest.fixture
def sheet(desk, works):
    desk.open(works, "implementation", "implementation/estimates")
    block = desk.page.view.grid.blocks[0]
    block.table.setFocus(Qt.FocusReason.TabFocusReason)
    return block


def rows(desk, works):
    return desk.stored(works)["contracts"][0]["implementation"]["estimates"]


def said(desk) -> str:
    return desk.focused.accessibleName()


def test_tab_and_enter_walk_the_cells_in_reading_order_and_out(desk, sheet):
    seen = [said(desk)]
    for _ in range(13):
        desk.key(Qt.Key.Key_Tab if len(seen) % 2 else Qt.Key.Key_Return)
        seen.append(said(desk))
    columns = [
        "Número de la estimación",
        "Periodo que se cobra: Fecha de inicio",
        "Periodo que se cobra: Fecha de término",
        "Importe de los trabajos",
        "Amortización del anticipo",
        "Penas y deductivas de esta estimación",
        "Líquido a pagar",
    ]
    assert seen == [f"Estimaciones, renglón {row}: {label}" for row in (1, 2) for label in columns]
    desk.key(Qt.Key.Key_Tab)
    assert desk.focused is sheet.add_button
    desk.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert said(desk) == seen[-1]
    for name in reversed(seen[:-1]):
        desk.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert said(desk) == name
    desk.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not sheet.table.isAncestorOf(desk.focused)


def test_what_is_typed_in_a_cell_is_read_as_in_the_form_and_stored(desk, works, sheet):
    desk.key(Qt.Key.Key_Tab)
    for text in ("010525", "31 may 2025", "0.8 mdp", "234 mil"):
        desk.type(text)
        desk.key(Qt.Key.Key_Return)
    desk.saved()
    first = rows(desk, works)[0]
    assert first["period"] == {"startDate": "2025-05-01", "endDate": "2025-05-31"}
    assert first["gross"] == {"amount": 800000, **MXN}
    assert first["advanceAmortised"] == {"amount": 234000, **MXN}
    shown = [sheet.model.index(0, column).data() for column in range(5)]
    assert shown == ["1", "01/05/2025", "31/05/2025", "800,000.00", "234,000.00"]
    assert "Importe de los trabajos 1,832,400.00" in sheet.totals.text()
    assert "falta por estimar 2,167,600.00" in sheet.totals.text()


def test_the_tax_that_an_amount_had_stays_with_it(desk, works, sheet):
    with opened(desk.folder, read_only=True) as app:
        assert app.capture.body(works)
    cell = sheet._index_of(f"{ESTIMATES}/@aaaaaaaaaa/gross")
    desk.page.binding.edit(FieldEdit(f"{ESTIMATES}/@aaaaaaaaaa/gross", {"amount": 1160, "netAmount": 1000, **MXN}))
    sheet._begin(cell)
    desk.type("2320")
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    assert rows(desk, works)[0]["gross"] == {"amount": 2320, "netAmount": 2000, **MXN}


def test_an_amount_known_without_tax_is_written_without_tax(desk, works, sheet):
    desk.page.binding.edit(FieldEdit(f"{ESTIMATES}/@aaaaaaaaaa/gross", {"netAmount": Decimal("1000.50"), **MXN}))
    sheet._begin(sheet._index_of(f"{ESTIMATES}/@aaaaaaaaaa/gross"))
    assert desk.focused.text() == "1,000.50"
    desk.type("2000")
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    assert rows(desk, works)[0]["gross"] == {"netAmount": 2000, **MXN}


def test_arrows_walk_and_escape_gives_back_what_stood_there(desk, works, sheet):
    desk.key(Qt.Key.Key_Down)
    assert said(desk).startswith("Estimaciones, renglón 2: Número")
    desk.key(Qt.Key.Key_Right)
    assert said(desk).endswith("Fecha de inicio")
    desk.key(Qt.Key.Key_Left)
    desk.type("22")
    desk.key(Qt.Key.Key_Left)
    assert said(desk).endswith("Número de la estimación"), "inside what was typed the arrow moves the caret"
    desk.saved()
    assert rows(desk, works)[1]["number"] == "22"
    desk.key(Qt.Key.Key_Escape)
    assert desk.focused.text() == "2"
    desk.saved()
    assert rows(desk, works)[1]["number"] == "2"
    desk.key(Qt.Key.Key_Up)
    assert said(desk).startswith("Estimaciones, renglón 1: Número")


def test_what_cannot_be_read_stays_in_its_cell_and_says_why(desk, works, sheet):
    sheet._begin(sheet._index_of(f"{ESTIMATES}/@bbbbbbbbbb/gross"))
    desk.type("39 m")
    desk.key(Qt.Key.Key_Return)
    desk.saved()
    assert sheet.model.index(1, 3).data() == "39 m"
    assert rows(desk, works)[1]["gross"]["amount"] == 1032400
    assert desk.stored(works)["_typed"] == {f"{ESTIMATES}/@bbbbbbbbbb/gross/amount": "39 m"}
    colour = sheet.model.index(1, 3).data(Qt.ItemDataRole.ForegroundRole)
    assert colour is not None
    assert colour != sheet.model.index(0, 3).data(Qt.ItemDataRole.ForegroundRole)
    sheet._begin(sheet._index_of(f"{ESTIMATES}/@bbbbbbbbbb/gross"))
    assert desk.focused.text() == "39 m"
    assert "39 m" in sheet.message.text()
    assert sheet.message.isVisible()


def test_a_soft_warning_is_seen_in_its_cell_and_goes_when_it_is_mended(desk, works, sheet):
    sheet._begin(sheet._index_of(f"{ESTIMATES}/@aaaaaaaaaa/net"))
    desk.type("700000")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    net = sheet.model.index(0, 7)
    assert net.data(Qt.ItemDataRole.ForegroundRole) is not None
    desk.page.step_problem(1)
    while not said(desk).endswith("Líquido a pagar"):
        desk.page.step_problem(1)
    sheet = desk.page.view.grid.blocks[0]
    assert "debería ser 780,000.00" in sheet.message.text()
    desk.type("780000")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    assert sheet.model.index(0, 7).data(Qt.ItemDataRole.ForegroundRole) is None


def test_undo_goes_back_cell_by_cell_with_the_focus(desk, works, sheet):
    desk.key(Qt.Key.Key_Tab)
    desk.type("010525")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    desk.type("310525")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert rows(desk, works)[0]["period"] == {"startDate": "2025-05-01"}
    assert said(desk).startswith("Estimaciones, renglón 1: Periodo")
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert "period" not in rows(desk, works)[0]
    desk.key(Qt.Key.Key_Y, CTRL)
    desk.saved()
    assert rows(desk, works)[0]["period"] == {"startDate": "2025-05-01"}


def test_a_new_estimate_begins_in_its_first_cell_and_one_taken_away_closes_its(desk, works, sheet):
    sheet.add_button.setFocus()
    desk.key(Qt.Key.Key_Space)
    assert said(desk) == "Estimaciones, renglón 3: Número de la estimación"
    desk.type("3")
    desk.saved()
    assert [row["number"] for row in rows(desk, works)] == ["1", "2", "3"]
    sheet.remove_button.click()
    desk.saved()
    assert [row["number"] for row in rows(desk, works)] == ["1", "2"]
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.saved()
    assert len(rows(desk, works)) == 3


def test_what_no_cell_shows_stands_in_the_whole_row(desk, works, sheet):
    sheet.whole_button.click()
    assert sheet.card.isVisible()
    assert desk.page.view.reveal(f"{ESTIMATES}/@bbbbbbbbbb/retentions")
    assert sheet.open_path == f"{ESTIMATES}/@bbbbbbbbbb"
    retained = [
        {"_key": "r" * 10, "amount": {"amount": 5162, **MXN}},
        {"_key": "s" * 10, "amount": {"amount": 8, **MXN}},
    ]
    desk.page.binding.edit(FieldEdit(f"{ESTIMATES}/@bbbbbbbbbb/retentions", retained))
    assert sheet.model.index(1, 5).data() == "5,170.00"
    assert "Retenciones 5,170.00" in sheet.totals.text()


def test_rows_of_a_spreadsheet_are_added_from_a_cell(desk, works, sheet):
    lines = ("3\t01/07/2025\t31/07/2025\t960,250\t288,075\t4,801.25\t\t667,373.75", "4\t1 ago 2025\tno sé\t1")
    QApplication.clipboard().setText("\n".join(lines))
    desk.key(Qt.Key.Key_V, CTRL)
    desk.saved()
    third, fourth = rows(desk, works)[2:]
    assert third["period"] == {"startDate": "2025-07-01", "endDate": "2025-07-31"}
    assert third["retentions"][0]["amount"] == {"amount": Decimal("4801.25"), **MXN}
    assert fourth["period"] == {"startDate": "2025-08-01"}
    assert sheet.model.index(3, 2).data() == "no sé"
    QApplication.clipboard().setText("9")
    sheet._begin(sheet.model.index(0, 0))
    desk.key(Qt.Key.Key_V, CTRL)
    desk.saved()
    assert [row["number"] for row in rows(desk, works)] == ["9", "2", "3", "4"]


def test_the_caret_comes_back_to_its_cell(desk, works, sheet):
    sheet._begin(sheet._index_of(f"{ESTIMATES}/@bbbbbbbbbb/period/endDate"))
    desk.type("3106")
    place = desk.page.where.place()
    assert place == (f"{ESTIMATES}/@bbbbbbbbbb/period/endDate", 4)
    desk.page.view.grid.focus_first()
    desk.page.go_to(place[0])
    assert said(desk) == "Estimaciones, renglón 2: Periodo que se cobra: Fecha de término"


def test_leaving_by_the_window_keeps_what_was_typed(desk, works, sheet):
    desk.type("7")
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.saved()
    assert rows(desk, works)[0]["number"] == "7"

"""The list of records: any size, narrowed, kept as a person likes it, and acts on many at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from capture_app.changes import FieldEdit
from capture_app.exporters.registry import EXPORTERS
from tests.office import opened
from ui.dialogs.export_dialog import ExportDialog
from ui.models.processes_model import PAGE, WIDTHS
from ui.record_list import LEAST_TITLE, LEAST_WIDTHS
from ui.words import say

MANY = PAGE * 2 + 30


@pytest.fixture
def desk_with(new_desk, folder: Path):
    """The list on screen, over records made as given: (title, edits)."""

    def make(*made: tuple[str, dict[str, object]]):
        with opened(folder) as app:
            for title, values in made:
                changes = app.capture.create(title)
                app.capture.save_fields(changes.record_id, [FieldEdit(path, new) for path, new in values.items()])
        desk = new_desk()
        desk.window.go("processes")
        desk.settle()
        return desk

    return make


def titles(desk) -> list[str]:
    return [row.title for row in desk.window.processes.model.rows]


def value(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "MXN"}


def test_rows_far_down_come_when_they_are_looked_at(desk_with):
    desk = desk_with(*((f"Compra {number}", {}) for number in range(MANY)))
    page = desk.window.processes
    assert page.model.rowCount() == MANY
    assert len(page.model.rows) == PAGE
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    last = page.model.index(MANY - 1, 1)
    desk.qtbot.waitUntil(lambda: last.data() == "Compra 0")


def test_enter_in_the_empty_search_goes_to_the_list_and_again_opens(desk_with):
    desk = desk_with(("Una compra", {}))
    desk.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is desk.window.processes.table
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.page.binding is not None)


def test_enter_waits_for_what_was_just_typed(desk_with):
    desk = desk_with(("Papel", {}), ("Bacheo", {}))
    desk.type("bacheo")
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: QApplication.focusWidget() is desk.window.processes.table)
    assert titles(desk) == ["Bacheo"]


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        ({"least": "10 mil"}, ["Cara"]),
        ({"most": "9,999.99"}, ["Barata"]),
        ({"method": "open"}, ["Cara"]),
        ({"status": "in_review"}, []),
        ({"year": "1999"}, ["Barata", "Cara"]),
    ],
)
def test_filters_narrow_the_list(desk_with, texts, left):
    desk = desk_with(
        ("Barata", {"/tender/value": value(9000), "/tender/procurementMethod": "direct"}),
        ("Cara", {"/tender/value": value(90000), "/tender/procurementMethod": "open"}),
    )
    desk.window.processes.list.filters.put(texts)
    desk.settle()
    assert sorted(titles(desk)) == left


def test_an_amount_that_cannot_be_read_asks_nothing_and_is_marked(desk_with):
    desk = desk_with(("Barata", {"/tender/value": value(9000)}))
    filters = desk.window.processes.list.filters
    filters.put({"least": "mucho"})
    desk.settle()
    assert titles(desk) == ["Barata"]
    assert filters.least.property("level") == "error"


def test_the_list_of_an_area_has_what_it_asked_for(desk_with):
    party = {"id": "OM", "name": "Oficialía Mayor", "roles": ["requestingUnit"], "_key": "aaaaaaaaaa"}
    desk = desk_with(("De la oficialía", {"/parties": [party]}), ("De nadie", {}))
    filters = desk.window.processes.list.filters
    area = next(filters.boxes["area"].itemData(at) for at in range(1, filters.boxes["area"].count()))
    filters.put({"area": area})
    desk.settle()
    assert titles(desk) == ["De la oficialía"]


def test_space_marks_and_the_marks_are_found_again(desk_with, new_desk):
    desk = desk_with(("Papel", {}), ("Bacheo", {}))
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Space)
    desk.settle()
    desk.qtbot.waitUntil(lambda: desk.window.processes.model.rows[0].is_marked)
    desk.window.processes.list.filters.put({"is_marked": "1"})
    desk.settle()
    assert titles(desk) == ["Bacheo"]


def test_a_view_is_kept_across_programs_and_shown_again(desk_with, new_desk):
    desk = desk_with(("Papel", {"/tender/procurementMethod": "direct"}), ("Bacheo", {}))
    found = desk.window.processes.list
    found.filters.put({"method": "direct"})
    found.keep_view("Directas")
    found.show_column("amount", False)
    desk.settle()
    desk.close()
    again = new_desk()
    again.window.go("processes")
    again.settle()
    found = again.window.processes.list
    assert found.table.isColumnHidden(found.columns.index("amount"))
    found.show_view(found._state.views["Directas"])
    again.settle()
    assert titles(again) == ["Papel"]


def width_of(found, name: str) -> int:
    return int(found.table.columnWidth(found.columns.index(name)))


def test_where_it_is_narrow_the_title_keeps_its_room(desk_with):
    desk = desk_with(("Papel", {}), ("Bacheo", {}))
    found = desk.window.processes.list
    assert width_of(found, "stage") == WIDTHS["stage"]
    desk.window.resize(1024, 560)
    desk.settle()
    assert width_of(found, "title") >= LEAST_TITLE
    assert LEAST_WIDTHS["stage"] <= width_of(found, "stage") < WIDTHS["stage"]
    desk.window.resize(1366, 768)
    desk.settle()
    assert width_of(found, "stage") == WIDTHS["stage"]


def test_a_column_that_is_asked_for_is_seen_also_where_it_is_narrow(desk_with, new_desk):
    desk = desk_with(("Papel", {}), ("Bacheo", {}))
    desk.window.resize(1024, 560)
    desk.settle()
    found = desk.window.processes.list
    at = found.columns.index("sync")
    assert found.table.isColumnHidden(at)
    found.show_column("sync", True)
    assert not found.table.isColumnHidden(at)
    assert width_of(found, "title") >= LEAST_TITLE
    desk.settle()
    desk.close()
    again = new_desk()
    again.window.resize(1024, 560)
    again.window.go("processes")
    again.settle()
    found = again.window.processes.list
    assert not found.table.isColumnHidden(at)
    assert width_of(found, "stage") < WIDTHS["stage"]
    found.show_column("sync", False)
    assert found.table.isColumnHidden(at)
    again.settle()


def test_many_are_copied_and_the_end_is_told(desk_with):
    desk = desk_with(("Papel", {}), ("Bacheo", {}))
    found = desk.window.processes.list
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert found.bulk.isVisible()
    desk.qtbot.keyClick(found.bulk.buttons["copy"], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not found.run.is_running)
    desk.settle()
    assert sorted(titles(desk)) == ["Bacheo", "Bacheo", "Papel", "Papel"]
    assert "2 copias hechas" in found.banner.text.text()


def test_those_with_errors_are_left_and_the_reason_is_told(desk_with):
    desk = desk_with(
        ("Papel", {}), ("Bacheo", {"/tender/tenderPeriod": {"startDate": "2026-03-09", "endDate": "2026-03-01"}})
    )
    found = desk.window.processes.list
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    found.do("submit")
    desk.qtbot.waitUntil(lambda: not found.run.is_running)
    desk.settle()
    assert "2 no se pudieron" in found.banner.text.text()


def test_a_long_act_stops_when_asked_and_says_so(desk_with):
    desk = desk_with(*((f"Compra {number}", {}) for number in range(30)))
    found = desk.window.processes.list
    found.table.selectAll()
    found.run.progressed.connect(lambda done, _total: found.run.stop() if done >= 3 else None)
    found.do("copy")
    desk.qtbot.waitUntil(lambda: not found.run.is_running)
    desk.settle()
    assert found.model.rowCount() == 33
    assert say("bulk.stopped") in found.banner.text.text()


def test_an_export_goes_where_it_was_told(desk_with, tmp_path):
    desk = desk_with(("Papel", {}))
    found = desk.window.processes.list
    found.table.selectAll()
    found.do("export")
    desk.settle()
    (dialog,) = found.findChildren(ExportDialog)
    names = [dialog.format.itemData(place).name for place in range(dialog.format.count())]
    assert set(names) == {item.name for item in EXPORTERS if item.record_type == "contracting_process"}
    dialog.format.setCurrentIndex(names.index("pnt-b"))
    target = tmp_path / "b.xlsx"
    dialog.path.setText(str(target))
    assert "elegido" in dialog.open_one.text()
    assert dialog.open_one.isChecked()
    desk.qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    desk.settle()
    assert dialog.said.text()
    assert len(dialog.asked().records) == 1
    dialog.reject()


def test_a_search_that_fails_says_so_and_offers_again(desk_with):
    from capture_app.errors import StoreBusy

    desk = desk_with(("Papel", {}))
    desk.world.errors["matches"] = StoreBusy()
    desk.type("papel")
    desk.qtbot.waitUntil(desk.window.processes.banner.isVisible)
    desk.qtbot.keyClick(desk.window.processes.banner.button, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not desk.window.processes.banner.isVisible())


def test_what_is_put_away_can_be_taken_back_at_once(desk_with):
    desk = desk_with(("Papel", {}), ("Bacheo", {}))
    found = desk.window.processes.list
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.keyClick(found.bulk.buttons["delete"], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not found.run.is_running)
    desk.settle()
    assert "2 eliminados" in found.banner.text.text()
    assert titles(desk) == []
    desk.qtbot.keyClick(found.banner.button, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not found.run.is_running)
    desk.settle()
    assert "2 recuperados" in found.banner.text.text()
    assert sorted(titles(desk)) == ["Bacheo", "Papel"]


def test_the_first_rows_are_on_screen_before_all_are_counted(new_desk, folder, monkeypatch):
    monkeypatch.setattr("ui.record_list.IN_SIGHT", 3)
    with opened(folder) as app:
        for number in range(5):
            app.capture.create(f"Compra {number}")
    desk = new_desk()
    page = desk.window.processes
    shown: list[int] = []
    said: list[str] = []
    page.model.modelReset.connect(lambda: shown.append(page.model.rowCount()))
    page.list.counted.connect(said.append)
    desk.window.go("processes")
    desk.settle()
    assert shown == [3, 5]
    assert len(said) == 1
    assert said[0].startswith("5 ")
    assert titles(desk) == [f"Compra {number}" for number in reversed(range(5))]


@pytest.mark.parametrize("mark", ["", "★ "])
def test_a_folio_too_long_for_its_column_shows_what_tells_it_from_the_others(desk_with, mark):
    desk = desk_with(("Papel", {"/_folio": "LAZARO-CARDENAS-OM-EXP-2026-K7-0147"}))
    page = desk.window.processes
    if mark:
        page.list.do("mark")
        desk.settle()
    table, index = page.table, page.model.index(0, 0)
    desk.qtbot.waitUntil(lambda: index.data() == f"{mark}LAZARO-CARDENAS-OM-EXP-2026-K7-0147")
    option = QStyleOptionViewItem()
    option.initFrom(table)
    option.widget, option.rect = table, table.visualRect(index)
    table.itemDelegateForColumn(0).initStyleOption(option, index)
    assert option.text.startswith(f"{mark}LAZARO-"[:4])
    assert option.text.endswith("2026-K7-0147")
    assert option.fontMetrics.horizontalAdvance(option.text) < option.rect.width()
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith("LAZARO-CARDENAS-OM-EXP-2026-K7-0147\nocds-")

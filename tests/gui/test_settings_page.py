"""Ajustes: what the office decides, dated rows, where keys are, who works here."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capture_app.settings import read_settings
from ui.actions import OFFICE
from ui.dialogs.palette_dialog import PaletteDialog
from ui.words import say


def page_of(desk):
    desk.window.go("settings")
    desk.settle()
    return desk.window.settings_page


def test_an_administrator_changes_what_the_office_decides_and_the_window_opens_again(desk, qtbot):
    page = page_of(desk)
    card = page.office_card
    assert not card.save.isEnabled()
    card.controls["complaint_url"].setText("https://ejemplo.gob.mx/quejas")
    card.controls["approval"].setCurrentIndex(card.controls["approval"].findData("two_persons"))
    with qtbot.waitSignal(page.enrolled):
        qtbot.keyClick(card.save, Qt.Key.Key_Space)
    settings = read_settings(desk.folder)
    assert (settings.complaint_url, settings.approval) == ("https://ejemplo.gob.mx/quejas", "two_persons")


def test_a_link_that_is_none_is_refused_in_words_and_nothing_is_written(desk):
    page = page_of(desk)
    before = read_settings(desk.folder)
    page.office_card.controls["complaint_url"].setText("quejas")
    desk.qtbot.keyClick(page.office_card.save, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(page.banner.isVisible)
    assert "quejas" in page.banner.text.text()
    assert read_settings(desk.folder) == before


def test_the_rfc_of_the_office_is_kept_and_one_that_is_none_is_refused(desk, qtbot):
    page = page_of(desk)
    page.office_card.controls["office_rfc"].setText("no es un rfc")
    qtbot.keyClick(page.office_card.save, Qt.Key.Key_Space)
    qtbot.waitUntil(page.banner.isVisible)
    assert "no es un rfc" in page.banner.text.text()
    assert read_settings(desk.folder).office_rfc == ""
    page.office_card.controls["office_rfc"].setText("MLA110217AB9")
    with qtbot.waitSignal(page.enrolled):
        qtbot.keyClick(page.office_card.save, Qt.Key.Key_Space)
    assert read_settings(desk.folder).office_rfc == "MLA110217AB9"


def test_where_the_keys_are_is_said_plainly(desk):
    assert page_of(desk)._secrets.text() in (say("settings.secrets_file"), say("settings.secrets_system"))


def test_a_dated_row_is_edited_kept_and_taken_back(desk):
    page = page_of(desk)
    desk.qtbot.keyClick(page.figures_button, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    at = next(n for n, line in enumerate(dialog.lines) if line.row.unit and not line.row.text)
    code = dialog.lines[at].row.code
    dialog.table.selectRow(at)
    written = {"value": "123", "state": "vigente", "since": "01/01/2026", "until": "", "approved_by": "Cabildo"}
    for name, text in {**written, "source": "Acta 12"}.items():
        dialog.boxes[name].setText(text)
    desk.qtbot.keyClick(dialog.buttons["keep"], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(dialog.banner.isVisible)
    own = [line for line in dialog.lines if line.is_own]
    assert [(line.row.code, int(line.row.value)) for line in own] == [(code, 123)], dialog.banner.text.text()
    dialog.table.selectRow(dialog.lines.index(own[0]))
    desk.qtbot.keyClick(dialog.buttons["end"], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not any(line.is_own for line in dialog.lines))


@pytest.mark.parametrize("deed", OFFICE)
def test_each_dialog_of_ajustes_is_found_in_the_palette_from_anywhere_and_left_by_escape(desk, deed):
    desk.window.go("processes")
    desk.settle()
    title = say(f"action.{deed}")
    desk.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PaletteDialog))
    desk.type(title)
    desk.key(Qt.Key.Key_Return)
    words = f"{deed}.title"
    desk.qtbot.waitUntil(lambda: getattr(QApplication.activeModalWidget(), "windowTitle", str)() == say(words))
    assert desk.window._current == "settings"
    dialog = QApplication.activeModalWidget()
    desk.qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_figure_without_a_row_is_found_and_written(desk):
    page = page_of(desk)
    desk.qtbot.keyClick(page.figures_button, Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    before = len(dialog.lines)
    dialog.search.setText("ley federal maximo adjudicar obra")
    assert [line.row.code for line in dialog.lines] == ["federal.ceiling.direct.works"]
    written = {"value": "250,000", "state": "vigente", "since": "01/01/2026", "approved_by": "Cabildo"}
    for name, text in {**written, "source": "Decreto de presupuesto 2026"}.items():
        dialog.boxes[name].setText(text)
    desk.qtbot.keyClick(dialog.buttons["keep"], Qt.Key.Key_Space)
    desk.qtbot.waitUntil(dialog.banner.isVisible)
    assert [(line.row.value, line.is_own) for line in dialog.lines] == [(250_000, True)]
    dialog.search.clear()
    assert len(dialog.lines) == before + 1

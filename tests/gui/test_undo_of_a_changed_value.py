"""Taking back an edit whose value came to be another since: only if the person says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capture_app.changes import Cause, FieldEdit
from tests.gui.screen_reading import nameless
from tests.office import opened
from ui.dialogs.sure_dialog import SureDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def asked(desk, record) -> SureDialog:
    """Someone types a title, the portal brings another, and Ctrl+Z is pressed."""
    desk.open(record.record_id)
    desk.key(Qt.Key.Key_End)
    desk.type(" 2026")
    desk.key(Qt.Key.Key_Tab)
    desk.saved()
    with opened(desk.folder) as app:
        app.capture.save_fields(record.record_id, [FieldEdit("/tender/title", "Del portal")], Cause.MERGED)
    desk.key(Qt.Key.Key_Z, CTRL)
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SureDialog))
    dialog = QApplication.activeModalWidget()
    assert not nameless(dialog)
    return dialog


def test_going_back_all_the_same_takes_one_more_word(desk, record, asked):
    asked.force.click()
    desk.settle()
    assert desk.stored(record.record_id)["tender"]["title"] == "Papelería para el trimestre"


def test_enter_leaves_things_as_they_are(desk, record, asked):
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert not asked.isVisible()
    assert desk.stored(record.record_id)["tender"]["title"] == "Del portal"

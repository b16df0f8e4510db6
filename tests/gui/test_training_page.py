"""Learning apart from the real thing: the page says what to do and opens the office of practice beside this one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from capture_app.settings import PRACTICE
from ui.dialogs.keys_dialog import KeysDialog
from ui.pages.training_page import TrainingPage


def test_the_practice_office_opens_beside_the_real_one(desk, qtbot):
    asked: list[tuple[str, ...]] = []
    page = TrainingPage(desk.window._settings, Path("/datos"), lambda given: not asked.append(tuple(given)))
    qtbot.addWidget(page)
    page.show()
    page.open_button.click()
    assert asked == [("--data", "/datos", "practice")]
    assert "otra ventana" in page.banner.text.text()


def test_inside_the_practice_office_there_is_nothing_more_to_open(desk, qtbot):
    page = TrainingPage(replace(desk.window._settings, space=PRACTICE), Path("/datos"))
    qtbot.addWidget(page)
    page.show()
    assert not page.open_button.isVisible()
    page.arrive()
    with qtbot.waitSignal(page.leave_wanted):
        qtbot.keyClick(page.leave_button, Qt.Key.Key_Space)


def test_leaving_practice_closes_its_window_and_erases_nothing(desk, record):
    page = desk.window.page("training")
    page.leave_wanted.emit()
    assert not desk.window.isVisible()
    desk.closed = True
    desk.window.deleteLater()
    assert desk.stored(record.record_id)


def test_help_tells_of_the_page_in_sight(desk):
    desk.key(Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    desk.settle()
    desk.key(Qt.Key.Key_F1)
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), KeysDialog))
    dialog = QApplication.activeModalWidget()
    assert "oficina de práctica" in " ".join(label.text() for label in dialog.findChildren(type(dialog.about)))
    dialog.reject()

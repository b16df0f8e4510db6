"""Left alone, the window covers itself and asks for the password; what was typed and what runs go on."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from capture_app.settings import change_settings
from tests.gui.conftest import WAIT_MS
from tests.gui.screen_reading import nameless
from ui.idle_lock import Cover, lock_when_idle
from ui.words import say

GOOD = "cuatro palabras de nadie"
TEN_MINUTES = 600.0


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Left:
    """A window in use, its lock, and the clock."""

    def __init__(self, desk: Any, password: str = GOOD) -> None:
        self.desk, self.clock = desk, Clock()
        if password:
            name = desk.window._settings.user
            desk.jobs.store(_give_password, name, password)
            desk.settle()
        made = lock_when_idle(desk.window, desk.jobs, desk.window._settings, desk.window.process.flush, self.clock)
        assert made is not None
        self.lock = made

    def wait(self, seconds: float) -> None:
        self.clock.now += seconds
        self.lock._watch.look()
        self.desk.settle()

    @property
    def dialog(self) -> Any:
        return self.lock.dialog

    def try_password(self, text: str) -> None:
        self.desk.qtbot.keyClicks(self.dialog.password.line, text)
        self.desk.qtbot.keyClick(self.dialog.password.line, Qt.Key.Key_Return)
        self.desk.settle()


def _give_password(app: Any, name: str, password: str) -> None:
    app.users.add(name, "administrador")
    app.users.set_password(name, password)


@pytest.fixture
def left(desk, record):
    desk.open(record.record_id)
    return Left(desk)


def covered(window: Any) -> bool:
    return any(cover.isVisible() and cover.geometry() == window.rect() for cover in window.findChildren(Cover))


def test_after_ten_minutes_it_covers_itself_and_what_was_typed_is_in_the_store(left, record):
    desk = left.desk
    desk.field("/tender/title").editor.focus_first()
    desk.type(" y más")
    left.wait(TEN_MINUTES - 1)
    assert left.dialog is None
    left.wait(1)
    assert left.dialog.isVisible()
    assert covered(desk.window)
    assert not nameless(left.dialog)
    left.dialog.hide()
    left.dialog.resize(460, 120)
    left.dialog.show()
    desk.settle()
    heights = [label.height() - label.heightForWidth(label.width()) for label in left.dialog.findChildren(QLabel)]
    assert min(heights) >= 0
    assert "y más" in desk.stored(record.record_id)["tender"]["title"]


def test_the_right_password_gives_back_the_same_field_and_caret(left):
    desk = left.desk
    line = desk.field("/tender/title").editor.focus_first()
    line = desk.focused
    line.setCursorPosition(3)
    left.wait(TEN_MINUTES)
    left.try_password(GOOD)
    assert left.dialog is None
    assert not covered(desk.window)
    desk.back()
    assert (desk.focused, line.cursorPosition()) == (line, 3)
    left.wait(TEN_MINUTES - 1)
    assert left.dialog is None


def test_neither_a_wrong_password_nor_escape_nor_closing_opens(left):
    left.wait(TEN_MINUTES)
    left.try_password("jaguar-adivinado")
    assert left.dialog.banner.isVisible()
    assert left.dialog.password.line.text() == ""
    left.desk.qtbot.keyClick(left.dialog, Qt.Key.Key_Escape)
    left.dialog.close()
    assert left.dialog.isVisible()
    assert covered(left.desk.window)
    assert QApplication.activeModalWidget() is left.dialog
    left.try_password(GOOD)
    assert left.dialog is None


def test_the_cover_grows_with_the_window(left):
    left.wait(TEN_MINUTES)
    left.desk.window.resize(1024, 600)
    left.desk.qtbot.waitUntil(lambda: covered(left.desk.window), timeout=WAIT_MS)


@pytest.mark.parametrize("sign", ["key", "mouse"])
def test_a_key_or_the_mouse_says_that_somebody_is_there(left, sign):
    handle = left.desk.window.windowHandle()
    left.lock._watch._follow(handle)
    left.wait(TEN_MINUTES - 1)
    if sign == "key":
        QTest.keyClick(handle, Qt.Key.Key_Shift)
    else:
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton)
    left.wait(TEN_MINUTES - 1)
    assert left.dialog is None
    left.wait(1)
    assert left.dialog is not None


def test_an_open_dialog_is_covered_and_still_there_afterwards(left):
    left.desk.window.deeds.keys()
    keys = QApplication.activeModalWidget()
    left.wait(TEN_MINUTES)
    assert covered(keys)
    left.try_password(GOOD)
    assert keys.isVisible()
    assert not covered(keys)
    keys.close()


def test_what_runs_in_the_lanes_goes_on(left):
    done: list[str] = []
    left.wait(TEN_MINUTES)
    left.desk.jobs.net(lambda app: app.settings.user, done=done.append)
    left.desk.qtbot.waitUntil(lambda: bool(done), timeout=WAIT_MS)
    assert left.dialog.isVisible()


def test_leaving_the_program_closes_a_window_that_stays_unseen(left):
    left.wait(TEN_MINUTES)
    left.dialog.leave_wanted.emit()
    assert not left.desk.window.isVisible()
    left.desk.closed = True
    left.desk.window.deleteLater()


def test_who_has_no_password_is_never_asked_for_one(desk, record):
    desk.open(record.record_id)
    left = Left(desk, password="")
    left.wait(TEN_MINUTES * 10)
    assert left.dialog is None


def test_the_office_chooses_the_minutes_and_may_want_none(desk, folder):
    settings = change_settings(folder, "idle_minutes", "0")
    assert lock_when_idle(desk.window, desk.jobs, settings, lambda: None, Clock()) is None
    box = desk.window.page("settings").office_card.controls["idle_minutes"]
    assert box.currentText() == say("office.idle", n=10)

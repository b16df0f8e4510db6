"""Where people have passwords the window asks who is there; nothing typed is shown, kept or waited for."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from capture_app.commands.window import OfficeDoor
from tests.gui.screen_reading import nameless
from tests.office import opened
from ui.application import Program, prepare
from ui.words import say

WAIT_MS = 10_000
GOOD = "cuatro palabras de nadie"
WRONG = "jaguar-adivinado"


class GuardedDoor(OfficeDoor):
    """A door that refuses the main thread."""

    def people(self) -> Any:
        assert threading.current_thread() is not threading.main_thread()
        return super().people()

    def sign_in(self, name: str, password: str) -> None:
        assert threading.current_thread() is not threading.main_thread()
        super().sign_in(name, password)


@pytest.fixture
def left(monkeypatch) -> list[bool]:
    """How often the program was told to end."""
    ended: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: ended.append(True))
    return ended


@pytest.fixture
def program(qapp: QApplication, qtbot, folder, left):
    prepare(qapp)
    with opened(folder) as app:
        app.users.add("Ana Inventada", "administrador")
        app.users.add("Luis Inventado", "revisor")
        app.users.add("Eva Sin Contraseña", "capturista")
        app.users.set_password("Ana Inventada", GOOD + " más")
        app.users.set_password("Luis Inventado", GOOD)
    door = GuardedDoor(folder, None)
    made = Program(qapp, door.open, folder, door=door)
    made.begin()
    qtbot.waitUntil(lambda: made.sign_in is not None and made.sign_in.go.isEnabled(), timeout=WAIT_MS)
    yield made
    made.sign_in.close()
    made.jobs.close()
    made.frame.close()
    made.frame.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setQuitOnLastWindowClosed(True)


def try_password(qtbot, dialog, password: str) -> None:
    qtbot.keyClicks(dialog.password.line, password)
    qtbot.keyClick(dialog.password.line, Qt.Key.Key_Return)


def answered(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: dialog.go.isEnabled() and dialog.banner.isVisible(), timeout=WAIT_MS)


def test_the_right_password_opens_the_window_as_that_person(program, qtbot):
    dialog = program.sign_in
    assert not nameless(dialog)
    assert [dialog.names.itemText(at) for at in range(dialog.names.count())] == ["Ana Inventada", "Luis Inventado"]
    assert dialog.names.currentText() == "Ana Inventada"
    dialog.names.setCurrentText("Luis Inventado")
    try_password(qtbot, dialog, GOOD)
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    assert program.window.isVisible()
    assert not dialog.isVisible()
    who: list[str] = []
    for order in (program.jobs.store, program.jobs.net):
        order(lambda app: app.settings.user, done=who.append)
    qtbot.waitUntil(lambda: len(who) == 2, timeout=WAIT_MS)
    assert who == ["Luis Inventado", "Luis Inventado"]


def test_a_wrong_password_opens_nothing_and_the_third_says_how_long_to_wait(program, qtbot):
    dialog = program.sign_in
    for _ in range(3):
        dialog.banner.hide()
        try_password(qtbot, dialog, WRONG)
        answered(qtbot, dialog)
    assert "no son correctos" in dialog.banner.text.text()
    assert "segundos para volver a intentar" in dialog.banner.text.text()
    dialog.banner.hide()
    try_password(qtbot, dialog, WRONG)
    answered(qtbot, dialog)
    assert "espere" in dialog.banner.text.text()
    assert program.window is None
    assert dialog.isVisible()


def test_nothing_typed_is_shown_or_written_down(program, qtbot, caplog):
    dialog = program.sign_in
    line = dialog.password.line
    assert line.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(line, WRONG)
    assert WRONG not in line.displayText()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not line.text()
    answered(qtbot, dialog)
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    shown += [box.currentText() for box in dialog.findChildren(QComboBox)]
    assert not any(WRONG in text for text in (*shown, dialog.windowTitle(), caplog.text))


def test_an_empty_password_is_not_a_try(program, qtbot):
    program.sign_in.go.click()
    assert program.sign_in.password.message.text() == say("enrol.missing")
    assert not program.jobs.busy


def test_who_cancels_ends_the_program(program, left):
    program.sign_in.reject()
    assert left == [True]
    assert program.window is None

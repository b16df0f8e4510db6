"""Respaldos: made here or elsewhere, and one put back once what would be lost was read; what was there is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from capture_app.changes import FieldEdit
from capture_app.commands.window import OfficeDoor
from tests.gui.conftest import WAIT_MS
from tests.gui.test_people_dialog import press, shown
from tests.office import opened
from ui.application import Program, prepare
from ui.dialogs.backups_dialog import BackupsDialog
from ui.dialogs.sure_dialog import SureDialog


def backups_of(desk: Any) -> Any:
    desk.window.go("settings")
    desk.settle()
    desk.qtbot.keyClick(desk.window.settings_page.backups_button, Qt.Key.Key_Space)
    return shown(desk, BackupsDialog)


@pytest.fixture
def copied(desk, record) -> Any:
    """A copy, and after it one record changed and one more."""
    with opened(desk.folder) as app:
        app.backups.make()
        app.capture.save_fields(record.record_id, [FieldEdit("/tender/title", "Después")])
        app.capture.create("Otro expediente")
    return desk


def test_a_copy_is_made_here_and_in_another_folder(desk, record, tmp_path):
    dialog = backups_of(desk)
    press(desk, dialog.make)
    desk.qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=WAIT_MS)
    assert dialog.model.item(0, 1).text() == "1"
    other = tmp_path / "otro disco"
    other.mkdir()
    dialog._choose_folder = lambda _parent: str(other)
    press(desk, dialog.elsewhere)
    desk.qtbot.waitUntil(lambda: str(other) in dialog.banner.text.text(), timeout=WAIT_MS)
    assert len(list(other.glob("*.sqlite3"))) == 1
    assert dialog.model.rowCount() == 1


def test_what_would_be_lost_is_said_and_nothing_is_touched_before_the_person_says_so(copied):
    dialog = backups_of(copied)
    press(copied, dialog.put_back)
    sure = shown(copied, SureDialog)
    text = " ".join(label.text() for label in sure.findChildren(type(dialog.said)))
    assert "Tiene 1 expediente; ahora hay 2." in text
    assert "1 expediente se empezó después y no estará." in text
    assert "1 expediente cambió después" in text
    assert "De ellos, 2 tienen cambios que aún no están en el portal" in text
    wanted: list[Path] = []
    dialog.wanted.connect(wanted.append)
    sure.leave.click()
    assert (wanted, dialog.isVisible()) == ([], True)
    press(copied, dialog.put_back)
    shown(copied, SureDialog).force.click()
    assert [path.suffix for path in wanted] == [".sqlite3"]


def test_what_is_no_copy_is_told_and_nothing_is_asked(copied, tmp_path):
    other = tmp_path / "cualquiera.sqlite3"
    other.write_bytes(b"hola")
    dialog = backups_of(copied)
    dialog._choose_copy = lambda _parent: str(other)
    press(copied, dialog.other)
    copied.qtbot.waitUntil(dialog.banner.isVisible, timeout=WAIT_MS)
    assert "no es un respaldo" in dialog.banner.text.text()
    assert QApplication.activeModalWidget() is dialog


def test_who_does_not_administer_makes_copies_and_puts_none_back(copied):
    page = copied.window.page("settings")
    page._settings = replace(page._settings, user_role="capturista")
    dialog = backups_of(copied)
    assert dialog.make.isVisible()
    assert not dialog.put_back.isVisible()
    assert not dialog.other.isVisible()


# ---- the program puts it back ----


@pytest.fixture
def program(qapp: QApplication, qtbot, folder) -> Any:
    prepare(qapp)
    door = OfficeDoor(folder, None)
    made = Program(qapp, door.open, folder, door=door)
    made.begin()
    qtbot.waitUntil(lambda: made.window is not None, timeout=WAIT_MS)
    yield made
    made.jobs.close()
    made.frame.close()
    made.frame.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setQuitOnLastWindowClosed(True)


def in_window(program: Any, qtbot: Any, task: Any) -> Any:
    found: list[Any] = []
    program.jobs.store(task, done=found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=WAIT_MS)
    return found[0]


def test_the_window_closes_puts_the_copy_back_and_opens_again_with_what_was_there_kept(program, qtbot, folder):
    copy = in_window(program, qtbot, lambda app: (app.capture.create("Antes"), app.backups.make())[1].path)
    in_window(program, qtbot, lambda app: app.capture.create("Después"))
    before = program.window
    program.put_back(copy)
    qtbot.waitUntil(lambda: program.window not in (None, before), timeout=WAIT_MS)
    titles = in_window(program, qtbot, lambda app: [row.title for row in app.capture.search()])
    assert titles == ["Antes"]
    kept = next(path for path in (folder / "backups").glob("*antes-de-restaurar*"))
    qtbot.waitUntil(lambda: str(kept) in program.window.home.banner.text.text(), timeout=WAIT_MS)


def test_a_copy_that_cannot_be_put_back_leaves_everything_as_it_was_and_says_so(program, qtbot, folder, tmp_path):
    in_window(program, qtbot, lambda app: app.capture.create("Antes"))
    spoilt = tmp_path / "captura.sqlite3"
    spoilt.write_bytes(b"hola")
    before = program.window
    program.put_back(spoilt)
    qtbot.waitUntil(lambda: program.window not in (None, before), timeout=WAIT_MS)
    assert in_window(program, qtbot, lambda app: len(app.capture.search())) == 1
    qtbot.waitUntil(lambda: "no es un respaldo" in program.window.home.banner.text.text(), timeout=WAIT_MS)


def test_the_door_puts_nothing_back_for_who_does_not_administer(folder):
    from capture_app.errors import Refused

    with opened(folder) as app:
        app.capture.create("Antes")
        copy = app.backups.make().path
        app.users.add("Ana Inventada", "administrador")
        app.users.add("Luis Inventado", "capturista")
    with pytest.raises(Refused):
        OfficeDoor(folder, "Luis Inventado").put_back(copy)
    assert OfficeDoor(folder, "Ana Inventada").put_back(copy)[0] == 1

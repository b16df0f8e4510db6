"""An administrator protects the computer in Ajustes; another account is asked for the sheet that was printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from capture_app.commands.window import OfficeDoor
from capture_app.services.protecting import standing_of
from capture_app.store.connection import FILE_NAME
from capture_app.store.converting import has_open_head
from tests.keystore import MemoryStore
from tests.office import opened
from ui.application import Program, prepare
from ui.dialogs.protect_dialog import ProtectDialog
from ui.dialogs.sure_dialog import SureDialog

WAIT_MS = 20_000

pytestmark = pytest.mark.usefixtures("store")


def card_of(desk):
    desk.window.go("settings")
    desk.settle()
    card = desk.window.settings_page.protection_card
    desk.qtbot.waitUntil(lambda: card.button.isVisibleTo(card), timeout=WAIT_MS)
    return card


def dialog_of(desk, card, kind):
    card.button.click()
    desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=WAIT_MS)
    return QApplication.activeModalWidget()


def test_the_last_group_is_asked_back_and_then_the_window_opens_again(desk):
    card = card_of(desk)
    assert "no están cifrados" in card.said.text()
    dialog = dialog_of(desk, card, ProtectDialog)
    desk.qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)
    groups = dialog.key.text().split()
    assert [len(group) for group in groups] == [6] * 8
    assert all(group in dialog.sheet() for group in groups)
    dialog.last.line.setText("123456")
    dialog.go.click()
    desk.qtbot.waitUntil(lambda: "último grupo" in dialog.last.message.text(), timeout=WAIT_MS)
    assert standing_of(desk.folder).state == "open"
    dialog.last.line.setText(groups[-1])
    with desk.qtbot.waitSignal(card.decided, timeout=WAIT_MS):
        dialog.go.click()
    assert standing_of(desk.folder).state == "sealing"


@pytest.fixture
def lost(qapp: QApplication, qtbot, folder: Path, store: MemoryStore, monkeypatch) -> Iterator[tuple[Program, str]]:
    """A protected office on an account without its key, asked for it; and the recovery key."""
    monkeypatch.setattr(QApplication, "quit", lambda *_: None)
    prepare(qapp)
    with opened(folder) as app:
        app.capture.create("Papel")
        prepared = app.protecting.prepare()
        app.protecting.begin(prepared, prepared.groups[-1])
    opened(folder).__enter__().close()
    store.kept.clear()
    door = OfficeDoor(folder, None)
    program = Program(qapp, door.open, folder, door=door)
    program.begin()
    qtbot.waitUntil(lambda: program.recovery is not None, timeout=WAIT_MS)
    yield program, prepared.recovery
    program.recovery.close()
    program.jobs.close()
    program.frame.close()
    program.frame.deleteLater()


def test_another_account_is_asked_for_the_sheet_and_a_slip_is_named(lost, qtbot):
    program, recovery = lost
    dialog = program.recovery
    groups = recovery.split("-")
    dialog.key.line.setText("-".join([groups[0], "000001", *groups[2:]]))
    dialog.go.click()
    qtbot.waitUntil(lambda: "El grupo 2" in dialog.key.message.text(), timeout=WAIT_MS)
    dialog.key.line.setText("-".join(["000011"] * 8))
    dialog.go.click()
    qtbot.waitUntil(lambda: "no es la de esta carpeta" in dialog.key.message.text(), timeout=WAIT_MS)
    dialog.key.line.setText(recovery.replace("-", "  "))
    dialog.go.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    assert program.window.isVisible()


@pytest.fixture
def program(qapp: QApplication, qtbot, folder: Path) -> Iterator[Program]:
    prepare(qapp)
    with opened(folder) as app:
        app.capture.create("Papel")
    made = Program(qapp, OfficeDoor(folder, None).open, folder, door=OfficeDoor(folder, None))
    made.begin()
    yield made
    made.jobs.close()
    made.frame.close()
    made.frame.deleteLater()


def decide(program: Program, qtbot, kind: type) -> Any:
    """The dialog of the button in Ajustes."""
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    program.window.go("settings")
    card = program.window.settings_page.protection_card
    qtbot.waitUntil(lambda: card.button.isVisibleTo(card), timeout=WAIT_MS)
    card.button.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=WAIT_MS)
    return QApplication.activeModalWidget()


def test_the_window_opens_again_on_sealed_data_and_again_once_it_is_taken_off(program, qtbot, folder):
    dialog = decide(program, qtbot, ProtectDialog)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=WAIT_MS)
    dialog.last.line.setText(dialog.key.text().split()[-1])
    dialog.go.click()
    qtbot.waitUntil(lambda: standing_of(folder).state == "sealed", timeout=WAIT_MS)
    assert not has_open_head(folder / FILE_NAME)
    sure = decide(program, qtbot, SureDialog)
    sure.force.click()
    qtbot.waitUntil(lambda: standing_of(folder).state == "open", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: program.window is not None, timeout=WAIT_MS)
    assert has_open_head(folder / FILE_NAME)

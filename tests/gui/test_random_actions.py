"""A person who presses anything: no exception, no word of Qt, and what is on screen is what is in the store."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

PROVE = bool(os.environ.get("CAPTURA_PROVE"))
SEEDS, ACTIONS = (10, 1000) if PROVE else (2, 120)
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
K = Qt.Key
KEYS: tuple[tuple[Qt.Key, Qt.KeyboardModifier], ...] = (
    *(
        (key, NONE)
        for key in (K.Key_Tab, K.Key_Tab, K.Key_Return, K.Key_Down, K.Key_Up, K.Key_Escape, K.Key_F8, K.Key_F2)
    ),
    *((key, NONE) for key in (K.Key_Backspace, K.Key_Delete, K.Key_Home, K.Key_End, K.Key_F4, K.Key_Space)),
    *(
        (key, CTRL)
        for key in (K.Key_PageDown, K.Key_PageUp, K.Key_Z, K.Key_Y, K.Key_D, K.Key_K, K.Key_I, K.Key_A, K.Key_V)
    ),
    *((key, CTRL | SHIFT) for key in (K.Key_D, K.Key_F, K.Key_Down)),
    (K.Key_Tab, SHIFT),
)
TEXTS = ("papel", "48 mil", "3 mar", "hoy", "12", "39 m", "open", "Ñandú", "x", "si", "2111", "+15", "servicios")


class Monkey:
    def __init__(self, desk: Any, record_id: str, seed: int) -> None:
        self.desk, self.record_id, self.random = desk, record_id, Random(seed)
        QApplication.clipboard().setText("1\tPapel\t30\n2\tLápiz\ttreinta")
        self.acts = (*[self.press] * 12, *[self.write] * 8, self.jump, self.row, self.away)

    def act(self) -> None:
        """One thing; a dialog in the way is answered first."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            self.random.choice((dialog.reject, dialog.reject, dialog.accept))()
            self.desk.back()
        elif QApplication.focusWidget() is None or self.desk.page.binding is None:
            self.come_back()
        else:
            self.random.choice(self.acts)()

    def come_back(self) -> None:
        self.desk.back() if self.desk.page.binding is not None else self.desk.open(self.record_id)

    def press(self) -> None:
        self.desk.key(*self.random.choice(KEYS))

    def write(self) -> None:
        for letter in self.random.choice(TEXTS):
            if QApplication.focusWidget() is None or QApplication.activeModalWidget() is not None:
                return
            self.desk.type(letter)

    def jump(self) -> None:
        places = self.desk.page._map.field_places(self.desk.page.binding.body)
        self.desk.page.go_to(self.random.choice(places)[2])

    def row(self) -> None:
        """Add, copy or remove a row of a list in sight."""
        blocks = self.desk.page.view.grid.blocks if self.desk.page.view.grid else []
        tables = [block for block in blocks if hasattr(block, "copy_button") and not block.isHidden()]
        if tables:
            block = self.random.choice(tables)
            buttons = [block.add_button, block.add_button, block.copy_button, block.remove_button]
            self.random.choice([button for button in buttons if not button.isHidden()]).click()

    def away(self) -> None:
        """Another page, and back to the record."""
        self.desk.window.go(self.random.choice(("home", "processes", "settings")))
        self.desk.open(self.record_id)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_is_pressed_the_screen_and_the_store_agree(desk, record, seed):
    desk.open(record.record_id)
    monkey = Monkey(desk, record.record_id, seed)
    for number in range(ACTIONS):
        monkey.act()
        if number % 40 == 39:
            agree(desk, record.record_id)
    agree(desk, record.record_id)


def agree(desk: Any, record_id: str) -> None:
    """Everything that was typed is handed over, and both sides say the same."""
    if desk.page.binding is None:
        desk.open(record_id)
    while QApplication.activeModalWidget() is not None:
        QApplication.activeModalWidget().close()
    desk.page.flush()
    desk.saved()
    assert desk.page.binding.body == desk.stored(desk.page.binding.record_id)
    assert not desk.page.banner.isVisible(), desk.page.banner.text.text()

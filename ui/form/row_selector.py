"""Which award or contract the stage shows, and the button for one more."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QPushButton, QWidget

from forms.catalog import Stage
from forms.pointers import get
from ui.words import say

MOST_CHIPS = 4
MOST_LETTERS = 26


def row_name(stage: Stage, row: Any, number: int, label: str) -> str:
    """What a row is called: its title, else its number beside the stage's word for one."""
    named = get(row, stage.row_title or "/title") or get(row, "/id") if isinstance(row, Mapping) else None
    return str(named) if named else say("selector.row", label=label, n=number)


class RowSelector(QWidget):
    chosen = Signal(int)
    added = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self.combo = QComboBox(self)
        self.combo.activated.connect(self.chosen)
        self.add_button = self._button(self.added)
        self.remove_button = self._button(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(6)
        layout.addLayout(self._chips)
        layout.addWidget(self.combo, 1)
        layout.addStretch(1)
        layout.addWidget(self.remove_button)
        layout.addWidget(self.add_button)

    def _button(self, signal: Any) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("kind", "small")
        button.setAutoDefault(True)
        button.clicked.connect(lambda _=False: signal.emit())
        return button

    def show_rows(self, label: str, names: list[str], current: int, can_add: bool) -> None:
        label = label.lower()
        self.add_button.setText(say("selector.add", label=label))
        self.add_button.setAccessibleName(self.add_button.text())
        self.remove_button.setText(say("selector.remove"))
        self.remove_button.setAccessibleName(say("selector.remove_name", label=label))
        self.add_button.setVisible(can_add)
        self.remove_button.setVisible(can_add and bool(names))
        if names != self._names:
            self._names = list(names)
            self._draw(label)
        if len(names) <= MOST_CHIPS and 0 <= current < len(names):
            self._group.button(current).setChecked(True)
        self.combo.setVisible(len(names) > MOST_CHIPS)
        self.combo.setCurrentIndex(current)

    def controls(self) -> list[QWidget]:
        return [*self._group.buttons(), self.combo, self.remove_button, self.add_button]

    def _draw(self, label: str) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._chips.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.combo.clear()
        self.combo.addItems(self._names)
        self.combo.setAccessibleName(label)
        if len(self._names) > MOST_CHIPS:
            return
        for number, name in enumerate(self._names):
            short = name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
            button = QPushButton(short, self)
            button.setProperty("kind", "small")
            button.setCheckable(True)
            button.setToolTip(name)
            button.setAccessibleName(f"{label}: {name}")
            self._group.addButton(button, number)
            self._chips.addWidget(button)
            button.show()

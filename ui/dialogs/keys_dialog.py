"""The card of keys: every deed that has keys, by where it serves, and those of the controls themselves."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.actions import DEEDS, GROUPS, PLAIN_KEYS, shown_keys
from ui.guided.so_far import scrolled
from ui.inputs.ending import Ending
from ui.screen import fit
from ui.words import say


class KeysDialog(QDialog):
    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        """`page` is the name of the page in sight, whose help comes first."""
        super().__init__(parent)
        self.setWindowTitle(say("action.keys"))
        heading = QLabel(say("action.keys"), self)
        heading.setObjectName("heading")
        self.about = QLabel(say(f"about.{page}"), self)
        self.about.setWordWrap(True)
        sheet = QWidget(self)
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, 10, 0)
        grid.setHorizontalSpacing(18)
        grid.setColumnStretch(1, 1)
        self.lines: list[tuple[str, str]] = []
        for group in (*GROUPS, *(name for name in PLAIN_KEYS if name not in GROUPS)):
            self._add(grid, "", say(f"keys.{group}"), "groupName")
            for keys, title in self._of(group):
                self._add(grid, keys, title, "")
                self.lines.append((keys, title))
        grid.setRowStretch(grid.rowCount(), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(heading)
        layout.addWidget(self.about)
        area = scrolled(sheet, self)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(say("action.keys"))
        ending = Ending(self, ("aside.close", self.accept))
        layout.addWidget(area, 1)
        layout.addLayout(ending)
        ending.out.setFocus()
        self.finished.connect(self.deleteLater)
        fit(self, 620, 640)

    @staticmethod
    def _of(group: str) -> list[tuple[str, str]]:
        own = [(shown_keys(deed.keys), deed.title) for deed in DEEDS if deed.group == group and deed.keys]
        return own + [(say(f"keys.{name}_keys"), say(f"keys.{name}")) for name in PLAIN_KEYS.get(group, ())]

    @staticmethod
    def _add(grid: QGridLayout, keys: str, title: str, name: str) -> None:
        row = grid.rowCount()
        for column, text in enumerate((keys, title)):
            if text:
                label = QLabel(text)
                label.setObjectName(name or ("fieldLabel" if column == 0 else ""))
                label.setWordWrap(column == 1)
                start = 0 if name else column
                grid.addWidget(label, row, start, 1, 2 if name else 1)

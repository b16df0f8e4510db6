"""The keys that work everywhere in the window."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.words import say

KEYS: Mapping[str, str] = {
    "new": "Ctrl+N",
    "find": "Ctrl+F",
    "home": "Alt+1",
    "processes": "Alt+2",
    "import": "Alt+3",
    "exchange": "Alt+4",
    "settings": "Alt+5",
}


def add_actions(window: QWidget, acts: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """One action for each name of KEYS that has something to do."""
    result = {}
    for name, act in acts.items():
        action = QAction(say(f"action.{name}"), window)
        action.setShortcut(QKeySequence(KEYS[name]))
        action.triggered.connect(lambda _=False, act=act: act())
        window.addAction(action)
        result[name] = action
    return result

"""The foot of a dialog: the way out at the left, what can be done at the right, and that it is being done."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.words import say

Choice = tuple[str, Callable[[], object]]


def push(choice: Choice, parent: QWidget) -> QPushButton:
    """A button with the words of a key, read aloud as they are shown; Enter presses it where the focus is on it."""
    key, act = choice
    button = QPushButton(say(key), parent)
    button.setAccessibleName(say(key))
    button.setAutoDefault(True)
    button.clicked.connect(act)
    return button


class Ending(QHBoxLayout):
    """The last choice is what the dialog is for: Enter does it, unless no choice is (`has_main`).

    `running` is the key of what is told while something is under way, where something can be.
    """

    def __init__(
        self, dialog: QDialog, out: Choice, *choices: Choice, running: str = "", has_main: bool = True
    ) -> None:
        super().__init__()
        self.out = push(out, dialog)
        self.acts = [push(choice, dialog) for choice in choices]
        self.go = [self.out, *self.acts][-1]
        self._bar = _bar(running, dialog) if running else None
        if choices:
            self.addWidget(self.out)
        if self._bar is not None:
            self.addWidget(self._bar, 1)
        self.addStretch(0)
        for button in self.acts or [self.out]:
            self.addWidget(button)
        if choices and has_main:
            self.go.setProperty("kind", "primary")
            self.go.setDefault(True)

    def run(self, running: bool, *asked: QWidget) -> None:
        """While it runs nothing else can be done, nor changed in what was asked."""
        if self._bar is not None:
            self._bar.setVisible(running)
        for widget in (*self.acts, *asked):
            widget.setEnabled(not running)


def _bar(running: str, parent: QWidget) -> QProgressBar:
    bar = QProgressBar(parent)
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setAccessibleName(say(running))
    bar.hide()
    return bar

"""Ctrl+Z and Ctrl+Y in a box of text are the record's.

Qt gives the keys of undoing to the box itself. They are caught where they are pressed: an override of `event`
would be asked about every paint and every blink of the caret as well.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
STEPS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def is_of_record(box: QWidget, event: QKeyEvent) -> bool:
    """Whether the key undoes or redoes and something around the box does that; then it has been done."""
    if not event.modifiers() & COMMANDS or not any(event.matches(step) for step in STEPS):
        return False
    keys = QKeySequence(event.keyCombination())
    around: QWidget | None = box
    while around is not None:
        for action in around.actions():
            if keys in action.shortcuts() and action.isEnabled():
                action.trigger()
                return True
        around = around.parentWidget()
    return False

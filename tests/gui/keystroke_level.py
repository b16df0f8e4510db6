"""How long a form takes a practised clerk, by the keystroke-level model (Card, Moran, Newell 1980).

Seconds per operator: a key of a typist of 40 words a minute, pointing, moving the hand to the mouse or back,
pressing its button, and preparing for a field in mind. A chord (Ctrl+K) is two keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

KEY, POINT, HAND, BUTTON, MIND = 0.28, 1.1, 0.4, 0.1, 1.35
PULL_DOWN, DATE_PICKER = 3.04, 6.81
MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
POINTER = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.TouchBegin)


@dataclass
class Tally:
    """One record: keys pressed, events of a pointer, and the fields that had to be thought of."""

    keys: int = 0
    pointer: int = 0
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def by_keys(self) -> float:
        return self.keys * KEY + len(self.fields) * MIND

    def by_mouse(self, carried: int) -> float:
        """The same record in a form led by the mouse, which carries nothing: a trip to each field, then its text."""
        trip = 2 * HAND + POINT + 2 * BUTTON
        kinds = {"code": PULL_DOWN, "date": DATE_PICKER}
        typed = sum(MIND + trip + kinds.get(kind, len(text) * KEY) for kind, text in self.fields)
        return typed + carried * (MIND + trip + PULL_DOWN)


class KeyCounter(QObject):
    """Watches the application: every key and every event of a pointer, into the tally of now."""

    def __init__(self) -> None:
        super().__init__()
        self.tally = Tally()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in POINTER:
            self.tally.pointer += 1
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched.isWidgetType():
            modified = event.modifiers() & MODIFIERS and not event.text().isprintable()
            self.tally.keys += 2 if modified else 1
        return False

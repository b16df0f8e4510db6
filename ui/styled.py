"""Properties that the style sheet reads, and grounds that it need not."""

from typing import Any

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget


def mark(widget: QWidget, name: str, value: Any) -> None:
    """Set a property that the style sheet reads, and repaint only if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def give_ground(widget: QWidget, role: QPalette.ColorRole = QPalette.ColorRole.Window) -> None:
    """A colour of its own: what changes on it is painted on it, and nothing of what lies below is painted again.

    The style sheet must have no background for it, else the widget counts as one that is seen through.
    """
    widget.setBackgroundRole(role)
    widget.setAutoFillBackground(True)

"""Properties that the style sheet reads."""

from typing import Any

from PySide6.QtWidgets import QWidget


def mark(widget: QWidget, name: str, value: Any) -> None:
    """Set a property that the style sheet reads, and repaint only if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)

"""A band over the whole window while practising, so that nobody takes it for the real thing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from capture_app.settings import Settings
from ui.words import say


def banded(inner: QWidget, settings: Settings) -> QWidget:
    """The widget itself, in a practice folder under the band."""
    if not settings.is_practice:
        return inner
    whole = QWidget(inner.parentWidget())
    band = QLabel(say("practice.band"), whole)
    band.setObjectName("practiceBand")
    band.setAlignment(Qt.AlignmentFlag.AlignCenter)
    band.setWordWrap(True)
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(band)
    layout.addWidget(inner, 1)
    return whole

"""The order in which the Tab key comes to controls."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def follow(controls: Iterable[QWidget]) -> None:
    """From each to the next, as they are read."""
    for first, second in pairwise(controls):
        QWidget.setTabOrder(first, second)

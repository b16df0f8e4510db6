"""What is likely wanted next is loaded after the first page is filled, piece by piece, keys before each."""

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

# What opening a first record needs and then the other pages, the last first.
PIECES = (
    "ui.pages.settings_page",
    "ui.pages.review_page",
    "ui.pages.import_page",
    "ui.pages.suppliers_page",
    "ui.pages.registers_page",
    "ui.pages.inicio_page",
    "ui.window_deeds",
    "ui.acts",
    "ui.pages.process_page",
    "ui.form.process_layout",
    "ui.guided.guided_view",
    "ui.form.side_panel",
    "ui.form.binding",
    "ui.form.repeat",
    "ui.form.surroundings",
    "ui.pages.exchange_page",
)


class Loading(QTimer):
    """Started where there is time; `done` is called once, at the end."""

    def __init__(self, done: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._left = list(PIECES)
        self._done = done
        self.timeout.connect(self._take)

    def _take(self) -> None:
        if self._left:
            import_module(self._left.pop())
            return
        self.stop()
        self._done()

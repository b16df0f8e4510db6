"""Garbage is collected in the window's own thread alone: a widget that dies in a lane takes the program with it."""

import gc

from PySide6.QtCore import QTimer

EVERY_MS = 1_000
# Objects made since the last look before rubbish is looked for.
RUBBISH_AFTER = 20_000
# Looks at the young for each at the older ones.
LOOKS = 10


class Rubbish(QTimer):
    """From now on no other thread collects."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self.timeout.connect(self.look)
        self.start(EVERY_MS)

    def look(self) -> None:
        """Collect where enough was made; the older generations now and then, as the interpreter would."""
        young, older, oldest = gc.get_count()
        if young >= RUBBISH_AFTER:
            gc.collect(2 if oldest >= LOOKS else 1 if older >= LOOKS else 0)

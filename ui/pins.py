"""The fields pinned on this computer: kept beside the data, read at the start, written in the store lane."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from ui.window_state import FILE_NAME

PLACE = "fijos/campos"


class Pins:
    """Patterns of the fields whose value goes on to the next record."""

    def __init__(self, patterns: tuple[str, ...] = ()) -> None:
        self.patterns = patterns

    def has(self, pattern: str) -> bool:
        return pattern in self.patterns

    def toggle(self, pattern: str) -> bool:
        """Pin it, or let it go; whether it is pinned now."""
        if self.has(pattern):
            self.patterns = tuple(item for item in self.patterns if item != pattern)
            return False
        self.patterns = (*self.patterns, pattern)
        return True


def read_pins(data_dir: Path) -> Pins:
    kept = QSettings(str(data_dir / FILE_NAME), QSettings.Format.IniFormat).value(PLACE)
    text = kept if isinstance(kept, str) else ""
    return Pins(tuple(pattern for pattern in text.split(" ") if pattern.startswith("/")))


def write_pins(_app: Any, data_dir: Path, patterns: tuple[str, ...]) -> None:
    """A task of the store lane."""
    kept = QSettings(str(data_dir / FILE_NAME), QSettings.Format.IniFormat)
    kept.setValue(PLACE, " ".join(patterns))
    kept.sync()

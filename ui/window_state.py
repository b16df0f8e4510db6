"""Where the person was: kept beside the data, written in the store lane, read at the start."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

FILE_NAME = "ventana.ini"


@dataclass(frozen=True)
class WindowState:
    """`since` is when the open record was opened; `ended` is 1 after a quiet close."""

    page: str = "home"
    record_id: str = ""
    step: str = ""
    section: str = ""
    base: str = ""
    path: str = ""
    caret: int = 0
    script: str = ""
    question: str = ""
    since: str = ""
    ended: int = 0
    width: int = 0
    height: int = 0
    maximized: int = 0
    theme: str = "system"


def read_state(data_dir: Path) -> WindowState:
    """The state of last time; what cannot be read is as on the first day."""
    kept = QSettings(str(data_dir / FILE_NAME), QSettings.Format.IniFormat)
    return _state_of({name: kept.value(f"ventana/{name}") for name in WindowState.__dataclass_fields__})


def _state_of(members: Mapping[str, Any]) -> WindowState:
    first = WindowState()
    given: dict[str, Any] = {}
    for name, value in members.items():
        default = getattr(first, name)
        if isinstance(default, int):
            given[name] = int(value) if isinstance(value, (int, str)) and str(value).isdigit() else default
        else:
            given[name] = value if isinstance(value, str) else default
    return WindowState(**given)


def write_state(_app: Any, data_dir: Path, state: WindowState) -> None:
    """A task of the store lane."""
    kept = QSettings(str(data_dir / FILE_NAME), QSettings.Format.IniFormat)
    for name, value in asdict(state).items():
        kept.setValue(f"ventana/{name}", value)
    kept.sync()

"""What every field widget is: it shows a value, says what was edited, and never loses what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from capture_app.changes import FieldEdit
from forms.catalog import Catalog, Field
from ui.styled import mark


@dataclass(frozen=True)
class Edited:
    """A value that was read; `also` are edits elsewhere that belong to the same act."""

    value: Any
    also: tuple[FieldEdit, ...] = ()


@dataclass(frozen=True)
class Typed:
    """Text that cannot be read as the field's type; `member` is a place inside a composite."""

    text: str
    member: str = ""


@dataclass(frozen=True)
class Organization:
    """A party of the record, as the reference widgets offer it."""

    key: str
    id: str
    name: str
    rfc: str
    roles: tuple[str, ...] = ()


DIRECTORY = "directory"
Search = Callable[[str, str, Callable[[tuple[Any, ...]], None]], None]
Make = Callable[[Field, "Surroundings", QWidget | None], "BaseField"]


@dataclass(frozen=True)
class Surroundings:
    """What widgets may ask about: the law, the day, the record's parties, a new row's key, what is pinned, catalogues.

    `search(catalogue, text, bring)` answers later, on the main thread.
    """

    catalog: Catalog
    today: Callable[[], date]
    organizations: Callable[[], tuple[Organization, ...]]
    mint: Callable[[], str]
    make: Make
    is_pinned: Callable[[str], bool] = lambda _pattern: False
    search: Search = lambda _catalogue, _text, _bring: None


class BaseField(QWidget):
    """One field of the law on screen. `path` is set by whoever places it."""

    changed = Signal(object)
    left = Signal()
    problem = Signal(str)

    def __init__(self, field: Field, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.around = around
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.Fixed)

    def show_value(self, value: Any, typed: Mapping[str, str]) -> None:
        """Show the stored value, or the text kept for it; never under the caret of someone typing."""
        raise NotImplementedError

    def inputs(self) -> list[QWidget]:
        """The controls that take the focus, in reading order."""
        raise NotImplementedError

    def set_read_only(self, locked: bool) -> None:
        raise NotImplementedError

    def set_name(self, name: str) -> None:
        """Accessible name (and the help as description) of the controls."""
        for control in self.inputs():
            control.setAccessibleName(name)
            control.setAccessibleDescription(self.field.help)

    def set_level(self, level: str | None) -> None:
        """Mark the controls with the gravity of their worst finding."""
        for control in self.inputs():
            mark(control, "level", level or "")

    def field_of(self, control: QWidget | None) -> Field:
        """The field of the law a control belongs to, for the help panel."""
        return self.field

    def is_wide(self) -> bool:
        """Whether it takes the whole width of the form."""
        return False

    def commit(self) -> None:
        """Take what is still being composed as done (called when the field or the page is left)."""

    def focus_first(self) -> None:
        controls = self.inputs()
        if controls:
            controls[0].setFocus()

"""The one table of what keys do: shortcuts, the command palette and the card of keys follow from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.words import say

Act = Callable[[], None]


@dataclass(frozen=True)
class Deed:
    """Something a person may do: its keys (none where it has only the palette) and the group of the card."""

    name: str
    group: str
    keys: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return say(f"action.{self.name}")


ANYWHERE = ("palette", "keys", "new_from", "export", "copy_record", "save_template")
# What Ajustes keeps in dialogs of its own.
OFFICE = ("people", "figures", "catalogues", "backups", "authorities")
DEEDS: tuple[Deed, ...] = (
    Deed("palette", "always", ("Ctrl+K",)),
    Deed("keys", "always", ("F1", "?")),
    Deed("new", "always", ("Ctrl+N",)),
    Deed("new_from", "always", ("Ctrl+Shift+N",)),
    Deed("find", "always", ("Ctrl+F",)),
    Deed("home", "always", ("Alt+1",)),
    Deed("processes", "always", ("Alt+2",)),
    Deed("registers", "always", ("Alt+3",)),
    Deed("suppliers", "always", ("Alt+4",)),
    Deed("import", "always", ("Alt+5",)),
    Deed("export", "always", ("Ctrl+E",)),
    Deed("review", "always", ("Alt+6",)),
    Deed("exchange", "always", ("Alt+7",)),
    Deed("training", "always", ("Alt+8",)),
    Deed("settings", "always", ("Alt+9",)),
    *(Deed(name, "always") for name in OFFICE),
    Deed("next_section", "record", ("Ctrl+PgDown",)),
    Deed("previous_section", "record", ("Ctrl+PgUp",)),
    Deed("next_problem", "record", ("F8",)),
    Deed("previous_problem", "record", ("Shift+F8",)),
    Deed("next_usual", "record", ("F7",)),
    Deed("undo", "record", ("Ctrl+Z",)),
    Deed("redo", "record", ("Ctrl+Y", "Ctrl+Shift+Z")),
    Deed("guided", "record", ("Ctrl+Shift+F",)),
    Deed("history", "record", ("Ctrl+H",)),
    Deed("copy_record", "record"),
    Deed("save_template", "record"),
    Deed("note", "field", ("F2",)),
    Deed("absent", "field", ("F4",)),
    Deed("ditto", "field", ("Ctrl+D",)),
    Deed("pin", "field", ("Ctrl+Shift+D",)),
    Deed("detail", "field", ("Ctrl+I",)),
    Deed("fill_down", "table", ("Ctrl+Shift+Down",)),
)
GROUPS = tuple(dict.fromkeys(deed.group for deed in DEEDS))
# Keys of controls that no action stands for, by the card's group: shown there, handled where they are pressed.
PLAIN_KEYS: Mapping[str, tuple[str, ...]] = {
    "field": ("next", "previous", "list", "line"),
    "table": ("open_row", "paste"),
}


def add_actions(owner: QWidget, acts: Mapping[str, Act], everywhere: bool = True) -> dict[str, QAction]:
    """One action of `owner` for each deed that has something to do; its keys work there, or in the whole window."""
    context = Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
    result = {}
    for deed in (deed for deed in DEEDS if deed.name in acts):
        action = QAction(deed.title, owner)
        action.setObjectName(deed.name)
        action.setShortcuts([QKeySequence(keys) for keys in deed.keys])
        action.setShortcutContext(context)
        action.triggered.connect(lambda _=False, act=acts[deed.name]: act())
        owner.addAction(action)
        result[deed.name] = action
    return result


def actions_of(owners: Iterable[QWidget]) -> list[QAction]:
    """The actions of these widgets in the order of the table."""
    known = {action.objectName(): action for owner in owners for action in owner.actions()}
    return [known[deed.name] for deed in DEEDS if deed.name in known]


def shown_keys(keys: Iterable[str]) -> str:
    """Keys as they are printed on a Spanish keyboard."""
    return " / ".join(_spanish(one) for one in keys)


def _spanish(keys: str) -> str:
    for english, spanish in (("Shift", "Mayús"), ("PgDown", "AvPág"), ("PgUp", "RePág"), ("Down", "Abajo")):
        keys = keys.replace(english, spanish)
    return keys

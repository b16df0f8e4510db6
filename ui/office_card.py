"""What the office decides, for its administrator: approval, what is asked for, the complaint link, natural persons."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from capture_app.settings import IDLE_MINUTES, SENDING, Settings, change_settings
from forms.outlets import PUBLIC_OUTLETS, Keys, Names, PersonPolicy
from forms.profiles import profiles
from forms.workflow import Policy, Role
from ui.words import say


def change_office(_app: Any, data_dir: Path, changes: tuple[tuple[str, str], ...]) -> Settings:
    """A task of the store lane: each change is checked before it is written."""
    for name, value in changes:
        settings = change_settings(data_dir, name, value)
    return settings


class OfficeCard(QFrame):
    """`changed` brings what is to be written: (setting, value) pairs; nothing is written while nothing differs."""

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._settings = settings
        self.controls: dict[str, QComboBox | QLineEdit] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 16, 20, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        title = QLabel(say("office.title"), self)
        title.setObjectName("title")
        self._grid.addWidget(title, 0, 0, 1, 2)
        self._choose("approval", [(item.value, say(f"settings.approval_{item.value}")) for item in Policy])
        self._choose("requirements", [(item.id, item.title) for item in profiles().values()])
        self._choose("sending", [(name, say(f"office.sending_{name}")) for name in SENDING])
        self._choose("idle_minutes", [(name, _idle_words(name)) for name in IDLE_MINUTES])
        for outlet in PUBLIC_OUTLETS:
            self._choose(f"persons_{outlet}", _policies())
        self._write("office_rfc")
        self._write("complaint_url")
        self.save = QPushButton(say("dialog.keep"), self)
        self.save.setProperty("kind", "primary")
        self.save.setAccessibleName(say("office.save_name"))
        self.save.setAutoDefault(True)
        self.save.clicked.connect(lambda _=False: self.changed.emit(self.changes()))
        self._grid.addWidget(self.save, self._grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
        self._allow(settings.user_role == Role.ADMINISTRADOR)

    def _choose(self, name: str, pairs: list[tuple[str, str]]) -> None:
        box = QComboBox(self)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, text in pairs:
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(self._now(name))))
        box.currentIndexChanged.connect(lambda _at: self._tell())
        self._place(name, box)

    def _write(self, name: str) -> None:
        line = QLineEdit(self._now(name), self)
        line.setPlaceholderText(say(f"office.{name}_hint"))
        line.textChanged.connect(lambda _text: self._tell())
        self._place(name, line)

    def _place(self, name: str, control: QComboBox | QLineEdit) -> None:
        label = QLabel(say(f"office.{name}"), self)
        label.setObjectName("fieldLabel")
        label.setWordWrap(True)
        label.setBuddy(control)
        control.setAccessibleName(say(f"office.{name}"))
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(control, row, 1)
        self.controls[name] = control

    def _now(self, name: str) -> str:
        value = str(getattr(self._settings, name))
        return value or (PersonPolicy().text if name.startswith("persons_") else "")

    def _value(self, name: str) -> str:
        control = self.controls[name]
        return str(control.currentData()) if isinstance(control, QComboBox) else control.text().strip()

    def changes(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, self._value(name)) for name in self.controls if self._value(name) != self._now(name))

    def _tell(self) -> None:
        self.save.setEnabled(bool(self.changes()))

    def _allow(self, allowed: bool) -> None:
        """Others read what was decided."""
        for control in self.controls.values():
            control.setEnabled(allowed)
        self.save.setVisible(allowed)
        self._tell()


def _idle_words(minutes: str) -> str:
    return say("office.idle", n=minutes) if int(minutes) else say("office.idle_never")


def _policies() -> list[tuple[str, str]]:
    """Every policy an outlet may have, the cautious one first."""
    found = [PersonPolicy(names, keys) for names in Names for keys in Keys]
    found.sort(key=lambda policy: policy != PersonPolicy())
    return [
        (
            policy.text,
            say("office.policy", names=say(f"office.names_{policy.names}"), keys=say(f"office.keys_{policy.keys}")),
        )
        for policy in found
    ]

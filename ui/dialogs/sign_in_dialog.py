"""Who works here today: one of the office's people, with the password of that person."""

from pathlib import Path
from typing import Any, Protocol

from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from capture_app.errors import SignInDelayed
from capture_app.services.users import User
from ui.error_text import explain
from ui.inputs.password_entry import PasswordEntry
from ui.jobs import Jobs
from ui.words import say


class Door(Protocol):
    """Asked only inside a lane. `sign_in` raises SignInDelayed or Refused; after it the office opens as that person.
    `unlock` takes the recovery key of sealed data (`recovery_dialog`). `put_back` puts a copy of the database in its
    place while nothing is open: how many records it has, and where what was there is kept; CaptureError with nothing
    changed."""

    def people(self) -> tuple[User, ...]: ...

    def sign_in(self, name: str, password: str) -> None: ...

    def unlock(self, recovery: str) -> bool: ...

    def put_back(self, copy: Path) -> tuple[int, Path | None]: ...


def people_at(_app: Any, door: Door) -> tuple[User, ...]:
    """Those who can sign in: everybody with a password."""
    return tuple(user for user in door.people() if user.has_password)


def enter(_app: Any, door: Door, name: str, password: str) -> None:
    """Runs in a lane that has no office yet."""
    door.sign_in(name, password)


class SignInDialog(PasswordEntry):
    """Accepted once somebody has signed in; `name` is who is chosen at first."""

    def __init__(self, jobs: Jobs, door: Door, name: str, parent: QWidget | None = None) -> None:
        person, names = _person()
        super().__init__(say("enter.title"), say("enter.text"), "first.leave", parent, above=person)
        self._jobs, self._door, self._name = jobs, door, name
        self.names, self._said = names, ""
        self._run(True)
        jobs.store(people_at, door, done=self._take_people, failed=self._failed)

    def _try(self, password: str) -> None:
        name = self.names.currentText()
        self._jobs.store(enter, self._door, name, password, done=self._entered, failed=self._refused)

    def _take_people(self, people: tuple[User, ...]) -> None:
        self.names.addItems([user.name for user in people])
        self.names.setCurrentIndex(max(0, self.names.findText(self._name)))
        self._run(False)

    def _refused(self, error: Exception) -> None:
        """What was wrong; after a wrong password also how long the next try has to wait."""
        if isinstance(error, SignInDelayed):
            self._failed(error)
            return
        self._said = explain(error).told
        self._jobs.store(people_at, self._door, done=self._tell_wait, failed=self._failed)

    def _tell_wait(self, people: tuple[User, ...]) -> None:
        chosen = self.names.currentText()
        waits = next((user.waits for user in people if user.name == chosen), 0)
        self._tell(f"{self._said} {explain(SignInDelayed(waits)).happened}" if waits else self._said)

    def _failed(self, error: Exception) -> None:
        self._tell(explain(error).told)


def _person() -> tuple[QWidget, QComboBox]:
    """The box of names under its label, and what holds both."""
    whole, names = QWidget(), QComboBox()
    names.setAccessibleName(say("enter.name"))
    label = QLabel(say("enter.name"), whole)
    label.setObjectName("fieldLabel")
    label.setBuddy(names)
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    for widget in (label, names):
        layout.addWidget(widget)
    return whole, names

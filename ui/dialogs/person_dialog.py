"""One person of the office: taken on, with another function, or with another password."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from capture_app.errors import BadInput
from capture_app.services.users import User
from forms.workflow import Role
from ui.error_text import explain
from ui.form.banner import Banner
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.inputs.password_entry import password_line
from ui.jobs import Jobs
from ui.screen import grow
from ui.words import say


@dataclass(frozen=True)
class People:
    """Who works on this computer, and whether one enters with a password."""

    users: tuple[User, ...]
    needs_sign_in: bool


@dataclass(frozen=True)
class Person:
    """What was said of one."""

    name: str
    role: str
    password: str = ""
    old: str = ""


def read_people(app: Any) -> People:
    """Runs in the store lane, as all that follows."""
    return People(app.users.users(), app.users.needs_sign_in())


def add_person(app: Any, said: Person) -> People:
    app.users.add(said.name, said.role, said.password or None)
    return read_people(app)


def give_role(app: Any, said: Person) -> People:
    app.users.set_role(said.name, said.role)
    return read_people(app)


def give_password(app: Any, said: Person) -> People:
    app.users.set_password(said.name, said.password, said.old or None)
    return read_people(app)


LEAST_WIDTH = 600
TASKS: dict[str, Callable[[Any, Person], People]] = {
    "add": add_person,
    "role": give_role,
    "password": give_password,
}


class PersonDialog(QDialog):
    """`deed` is one of TASKS; `kept` brings the name and the people there are then."""

    kept = Signal(str, object)

    def __init__(
        self,
        jobs: Jobs,
        deed: str,
        user: User,
        parent: QWidget | None = None,
        *,
        asks_old: bool = False,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(f"person.{deed}"))
        self.setMinimumWidth(LEAST_WIDTH)
        self._jobs, self._deed = jobs, deed
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 20, 24, 18)
        self._layout.setSpacing(10)
        self._say(say(f"person.{deed}") if deed == "add" else say(f"person.{deed}_of", name=user.name), "heading")
        self._say(say(f"person.{deed}_text"), "muted")
        if note:
            self._say(note, "muted")
        self.banner = Banner(self)
        self._layout.addWidget(self.banner)
        self.name = LabelledLine(say("enter.name"), say("person.name_hint"), "", self)
        self.name.line.setText(user.name)
        self.name.setVisible(deed == "add")
        self.roles = QComboBox(self)
        who, passwords = QHBoxLayout(), QHBoxLayout()
        who.addWidget(self.name, 3)
        self._add_roles(user.role, who)
        self.old, self.password, self.again = (
            password_line(say(f"person.{name}"), say(f"person.{name}_hint"), self) for name in ("old", "new", "again")
        )
        asked = {self.old: asks_old, self.password: deed != "role", self.again: deed != "role"}
        for widget, wanted in asked.items():
            widget.setVisible(wanted)
            passwords.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
        for line in (who, passwords):
            self._layout.addLayout(line)
        self._asked = [widget for widget, wanted in {self.name: deed == "add", **asked}.items() if wanted]
        self._ending = Ending(
            self, ("publish.cancel", self.reject), ("dialog.keep", self.keep), running="person.running"
        )
        self.go = self._ending.go
        self._layout.addLayout(self._ending)
        self.finished.connect(self.deleteLater)
        (self._asked[0].line if self._asked else self.roles).setFocus()
        grow(self)

    def _say(self, text: str, name: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        self._layout.addWidget(label)
        return label

    def _add_roles(self, now: str, beside: QHBoxLayout) -> None:
        label = QLabel(say("person.function"), self)
        label.setObjectName("fieldLabel")
        label.setBuddy(self.roles)
        self.roles.setAccessibleName(say("person.function"))
        for role in Role:
            self.roles.addItem(say(f"person.role_{role}"), role.value)
        self.roles.setCurrentIndex(self.roles.findData(now))
        function = QVBoxLayout()
        function.setSpacing(4)
        for widget in (label, self.roles):
            function.addWidget(widget)
            widget.setVisible(self._deed != "password")
        function.addStretch(1)
        beside.addLayout(function, 2)

    def keep(self) -> None:
        if self._deed != "role" and self.password.line.text() != self.again.line.text():
            self.again.say_wrong(say("person.differs"))
            self.again.line.setFocus()
            return
        said = Person(self.name.text, self.roles.currentData(), self.password.line.text(), self.old.line.text())
        self.banner.hide()
        self._ending.run(True, *self._asked, self.roles)
        self._jobs.store(TASKS[self._deed], said, done=self._done, failed=self._failed)

    def _done(self, people: People) -> None:
        self.accept()
        self.kept.emit(self.name.text, people)

    def _failed(self, error: Exception) -> None:
        """At the line where it can be mended, else above; what was typed as a password is typed again."""
        self._ending.run(False, *self._asked, self.roles)
        for line in (self.old, self.password, self.again):
            line.line.clear()
        at = {"name": self.name, "password": self.password}.get(error.place) if isinstance(error, BadInput) else None
        if at is not None and at in self._asked:
            at.say_wrong(explain(error).told)
        else:
            self.banner.say(explain(error).told)
        ((at or self._asked[0]).line if self._asked else self.roles).setFocus()
        grow(self)

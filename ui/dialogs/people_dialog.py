"""Who works on this computer. An administrator takes people on, changes what they do, and puts them away."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from capture_app.services.users import User
from capture_app.settings import Settings
from forms.codes import fold
from forms.workflow import Role, may_manage_users
from ui.dialogs.person_dialog import People, PersonDialog, read_people
from ui.dialogs.sure_dialog import SureDialog
from ui.form.banner import Banner
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.jobs import Jobs
from ui.words import count, say

WIDTHS = {"name": 0, "role": 210, "password": 120, "signs": 120}


def put_person_away(app: Any, name: str) -> People:
    """Runs in the store lane."""
    app.users.remove(name)
    return read_people(app)


class PeopleDialog(RowsToChoose):
    """`reopen_wanted`: who works in the window, or how one enters, is another from now on."""

    reopen_wanted = Signal()

    def __init__(self, jobs: Jobs, people: People, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__("people", (760, 440), parent)
        self._jobs, self._settings = jobs, settings
        self._people = people
        self.banner = Banner(self)
        self.sheet.addWidget(self.banner)
        self.model = TextRows("people", tuple(WIDTHS), self)
        self.put_table(self.model, WIDTHS)
        ending = self.put_ending(
            ("aside.close", self.reject),
            ("people.remove", self._ask_removal),
            ("people.role", lambda: self._ask("role")),
            ("people.password", lambda: self._ask("password")),
            ("people.add", lambda: self._ask("add")),
        )
        self.remove, self.role, self.password, self.add = ending.acts
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.show_people(people)

    def show_people(self, people: People) -> None:
        self._people = people
        self._decides = may_manage_users(self._settings.user_role) or not people.users
        policy = say(f"settings.approval_{self._settings.approval}")
        words = "people.text" if self._decides else "people.not_admin"
        self.said.setText(say(words, policy=policy))
        if not people.users:
            self.banner.say(say("people.none", name=self._settings.user), tone="note")
        row = self.row
        self.model.show_rows([_texts(user) for user in people.users])
        for button in (self.remove, self.role, self.add):
            button.setVisible(self._decides)
        self.choose(max(0, row))
        self._chosen()

    @property
    def current(self) -> User | None:
        return self._people.users[self.row] if self.row >= 0 else None

    def _is_own(self, name: str) -> bool:
        return fold(name) == fold(self._settings.user)

    def _chosen(self) -> None:
        user = self.current
        for button in (self.remove, self.role):
            button.setEnabled(user is not None)
        self.password.setEnabled(user is not None and (self._decides or self._is_own(user.name)))

    def _ask(self, deed: str) -> None:
        first = not self._people.users
        fresh = User(self._settings.user if first else "", Role.ADMINISTRADOR if first else Role.CAPTURISTA, False, 0)
        user = fresh if deed == "add" else self.current
        if user is None:
            return
        asks_old = deed == "password" and user.has_password and self._is_own(user.name)
        note = "" if self._people.needs_sign_in or deed == "role" else say("person.first_password")
        dialog = PersonDialog(self._jobs, deed, user, self, asks_old=asks_old, note=note)
        dialog.kept.connect(self._kept)
        dialog.open()

    def _ask_removal(self) -> None:
        user = self.current
        if user is None:
            return
        dialog = SureDialog("leaving", self, name=user.name)
        dialog.accepted.connect(lambda: self._remove(user.name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove(self, name: str) -> None:
        self._jobs.store(put_person_away, name, done=lambda people: self._kept(name, people), failed=self.banner.tell)

    def _kept(self, name: str, people: People) -> None:
        if self._is_own(name) or people.needs_sign_in != self._people.needs_sign_in:
            self.accept()
            self.reopen_wanted.emit()
            return
        self.show_people(people)
        self.banner.say(say("people.done", name=name), tone="note")


def _texts(user: User) -> tuple[str, ...]:
    password = say("people.with_password" if user.has_password else "people.without_password")
    waits = [count("people.waits", user.waits)] if user.waits else []
    signs = say("people.signs" if user.signs else "people.signs_not")
    return user.name, say(f"person.role_{user.role}"), " · ".join([password, *waits]), signs

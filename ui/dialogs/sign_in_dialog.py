"""Who works here today: one of the office's people, with the password of that person."""

from typing import Any, Protocol

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from capture_app.errors import SignInDelayed
from capture_app.services.users import User
from ui.error_text import explain
from ui.form.banner import Banner
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.words import say


class Door(Protocol):
    """Asked only inside a lane. `sign_in` raises SignInDelayed or Refused; after it the office opens as that person."""

    def people(self) -> tuple[User, ...]: ...

    def sign_in(self, name: str, password: str) -> None: ...


def people_at(_app: Any, door: Door) -> tuple[User, ...]:
    """Those who can sign in: everybody with a password."""
    return tuple(user for user in door.people() if user.has_password)


def enter(_app: Any, door: Door, name: str, password: str) -> None:
    """Runs in a lane that has no office yet."""
    door.sign_in(name, password)


def told(error: Exception) -> str:
    """What happened and what to do; that nothing changed goes without saying where nothing was to be changed."""
    text = explain(error)
    return f"{text.happened} {text.action}".strip()


class SignInDialog(QDialog):
    """Accepted once somebody has signed in; `name` is who is chosen at first."""

    def __init__(self, jobs: Jobs, door: Door, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("app.name"))
        self.setMinimumWidth(460)
        self._jobs, self._door, self._name = jobs, door, name
        self._said = ""
        self.names = QComboBox(self)
        self.names.setAccessibleName(say("enter.name"))
        self.password = LabelledLine(say("enter.password"), "", "", self)
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.banner = Banner(self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("enter.running"))
        self._lay_out()
        self._run(True)
        jobs.store(people_at, door, done=self._take_people, failed=self._failed)

    def _lay_out(self) -> None:
        heading, text, label = QLabel(say("enter.title"), self), QLabel(say("enter.text"), self), QLabel(self)
        heading.setObjectName("heading")
        text.setObjectName("muted")
        text.setWordWrap(True)
        label.setText(say("enter.name"))
        label.setObjectName("fieldLabel")
        label.setBuddy(self.names)
        person = QVBoxLayout()
        person.setSpacing(3)
        person.addWidget(label)
        person.addWidget(self.names)
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (heading, text, self.banner):
            layout.addWidget(widget)
        layout.addLayout(person)
        layout.addWidget(self.password)
        layout.addLayout(self._build_buttons())

    def _build_buttons(self) -> QHBoxLayout:
        leave, self.go = QPushButton(say("first.leave"), self), QPushButton(say("enter.go"), self)
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)
        for button in (leave, self.go):
            button.setAccessibleName(button.text())
        leave.clicked.connect(self.reject)
        self.go.clicked.connect(self.enter)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(leave)
        line.addWidget(self.bar, 1)
        line.addStretch(0)
        line.addWidget(self.go)
        return line

    def enter(self) -> None:
        password = self.password.line.text()
        if not password:
            self.password.say_wrong(say("enrol.missing"))
            self.password.line.setFocus()
            return
        self.password.line.clear()
        self.banner.hide()
        self._run(True)
        name = self.names.currentText()
        self._jobs.store(enter, self._door, name, password, done=self._entered, failed=self._refused)

    def _run(self, running: bool) -> None:
        self.bar.setVisible(running)
        for widget in (self.go, self.names, self.password):
            widget.setEnabled(not running)
        if not running:
            self.password.line.setFocus()

    def _take_people(self, people: tuple[User, ...]) -> None:
        self.names.addItems([user.name for user in people])
        self.names.setCurrentIndex(max(0, self.names.findText(self._name)))
        self._run(False)

    def _entered(self, _nothing: None) -> None:
        """Who cancelled meanwhile stays outside."""
        if self.isVisible():
            self.accept()

    def _refused(self, error: Exception) -> None:
        """What was wrong; after a wrong password also how long the next try has to wait."""
        if isinstance(error, SignInDelayed):
            self._failed(error)
            return
        self._said = told(error)
        self._jobs.store(people_at, self._door, done=self._tell_wait, failed=self._failed)

    def _tell_wait(self, people: tuple[User, ...]) -> None:
        chosen = self.names.currentText()
        waits = next((user.waits for user in people if user.name == chosen), 0)
        self._tell(f"{self._said} {explain(SignInDelayed(waits)).happened}" if waits else self._said)

    def _failed(self, error: Exception) -> None:
        self._tell(told(error))

    def _tell(self, text: str) -> None:
        self._run(False)
        self.banner.say(text)
        self.resize(self.width(), max(self.height(), self._lines.totalHeightForWidth(self.width())))

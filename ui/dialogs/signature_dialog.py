"""Giving a person a key to sign acts with: the code that the portal's administrator gave for it, and the password."""

from typing import Any

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from ui.error_text import explain
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.inputs.password_entry import password_line
from ui.jobs import Jobs
from ui.words import say


def enrol_key(app: Any, name: str, password: str, code: str) -> None:
    """Runs in the net lane."""
    app.users.enrol_key(name, password, code)


class SignatureDialog(QDialog):
    """Accepted once the portal knows the key."""

    def __init__(self, jobs: Jobs, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("signature.title"))
        self.setMinimumWidth(480)
        self._jobs, self._name = jobs, name
        heading, text = QLabel(say("signature.title"), self), QLabel(say("signature.text", name=name), self)
        heading.setObjectName("heading")
        text.setObjectName("muted")
        text.setWordWrap(True)
        self.code = LabelledLine(say("signature.code"), say("enrol.code_hint"), "", self)
        self.password = password_line(say("enter.password"), say("signature.password_hint"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (heading, text, self.code, self.password):
            layout.addWidget(widget)
        choices = ("publish.cancel", self.reject), ("signature.go", self.begin)
        self._ending = Ending(self, *choices, running="enrol.running")
        self.go = self._ending.go
        layout.addLayout(self._ending)
        self.code.line.setFocus()

    def begin(self) -> None:
        for line in (self.code, self.password):
            if not line.text:
                line.say_wrong(say("enrol.missing"))
                line.line.setFocus()
                return
        self._ending.run(True, self.code, self.password)
        password, code = self.password.line.text(), self.code.text
        self._jobs.net(enrol_key, self._name, password, code, done=lambda _nothing: self.accept(), failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._ending.run(False, self.code, self.password)
        self.password.line.clear()
        self.code.say_wrong(explain(error).whole)
        self.code.line.setFocus()

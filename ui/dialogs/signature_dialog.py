"""Giving a person a key to sign acts with: the code that the portal's administrator gave for it, and the password."""

from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from capture_app.errors import CaptureError
from ui.error_text import explain
from ui.inputs.labelled_line import LabelledLine
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
        self.password = LabelledLine(say("enter.password"), say("signature.password_hint"), "", self)
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("enrol.running"))
        self.bar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (heading, text, self.code, self.password, self.bar):
            layout.addWidget(widget)
        layout.addLayout(self._buttons())
        self.code.line.setFocus()

    def _buttons(self) -> QHBoxLayout:
        cancel, self.go = QPushButton(say("publish.cancel"), self), QPushButton(say("signature.go"), self)
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)
        for button in (cancel, self.go):
            button.setAccessibleName(button.text())
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.begin)
        line = QHBoxLayout()
        line.addWidget(cancel)
        line.addStretch(1)
        line.addWidget(self.go)
        return line

    def begin(self) -> None:
        for line in (self.code, self.password):
            if not line.text:
                line.say_wrong(say("enrol.missing"))
                line.line.setFocus()
                return
        self._run(True)
        password, code = self.password.line.text(), self.code.text
        self._jobs.net(enrol_key, self._name, password, code, done=lambda _nothing: self.accept(), failed=self._failed)

    def _run(self, running: bool) -> None:
        self.bar.setVisible(running)
        for widget in (self.go, self.code, self.password):
            widget.setEnabled(not running)

    def _failed(self, error: Exception) -> None:
        self._run(False)
        self.password.line.clear()
        self.code.say_wrong(error.sentences if isinstance(error, CaptureError) else explain(error).whole)
        self.code.line.setFocus()

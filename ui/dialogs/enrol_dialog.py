"""Making this computer known to the portal: its address and the code its administrator gave."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from capture_app.errors import CaptureError
from capture_app.settings import Settings
from ui.error_text import explain
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.words import say

Enrol = Callable[[str, str], Settings]


def enrol_at_portal(_app: Any, enrol: Enrol, address: str, code: str) -> Settings:
    """Runs in the net lane."""
    return enrol(address, code)


class PortalLines(QWidget):
    """The two lines about the portal; an error of the portal is said under the line it is about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address = LabelledLine(say("enrol.address"), "", say("enrol.address_example"), self)
        self.code = LabelledLine(say("enrol.code"), say("enrol.code_hint"), "", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.address)
        layout.addWidget(self.code)

    def check(self) -> LabelledLine | None:
        """The first line that is missing, marked."""
        for line in (self.address, self.code):
            if not line.text:
                line.say_wrong(say("enrol.missing"))
                return line
        return None

    def take_error(self, text: str) -> LabelledLine:
        self.code.say_wrong(text)
        return self.code


class EnrolDialog(QDialog):
    """Accepted once the portal said yes."""

    def __init__(self, jobs: Jobs, enrol: Enrol, address: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("enrol.title"))
        self.setMinimumWidth(480)
        self._jobs = jobs
        self._enrol = enrol
        heading = QLabel(say("enrol.title"), self)
        heading.setObjectName("heading")
        text = QLabel(say("enrol.text"), self)
        text.setObjectName("muted")
        text.setWordWrap(True)
        self.lines = PortalLines(self)
        self.lines.address.line.setText(address)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("enrol.running"))
        self.bar.hide()
        cancel, self.go = QPushButton(say("publish.cancel"), self), QPushButton(say("enrol.go"), self)
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)
        for button in (cancel, self.go):
            button.setAccessibleName(button.text())
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.begin)
        buttons = QHBoxLayout()
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (heading, text, self.lines, self.bar):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        (self.lines.code if address else self.lines.address).line.setFocus()

    def begin(self) -> None:
        missing = self.lines.check()
        if missing is not None:
            missing.line.setFocus()
            return
        self._run(True)
        address, code = self.lines.address.text, self.lines.code.text
        self._jobs.net(enrol_at_portal, self._enrol, address, code, done=self._done, failed=self._failed)

    def _run(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.go.setEnabled(not running)
        self.lines.setEnabled(not running)

    def _done(self, _settings: Settings) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._run(False)
        text = error.sentences if isinstance(error, CaptureError) else explain(error).whole
        self.lines.take_error(text).line.setFocus()

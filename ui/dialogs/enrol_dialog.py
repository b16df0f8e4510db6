"""Making this computer known to the portal: its address and the code its administrator gave."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from capture_app.errors import NotEnrolled
from capture_app.settings import Settings
from ui.error_text import explain
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.screen import Grown, grow
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

    def take_error(self, error: Exception, more: str = "") -> None:
        """Under the line to look at, where the caret goes."""
        at_address = isinstance(error, NotEnrolled) and error.place == "portal_url"
        self.code.say_wrong("")
        self.address.say_wrong("")
        line = self.address if at_address else self.code
        line.say_wrong(f"{explain(error).whole} {more}".strip())
        line.line.setFocus()


class EnrolDialog(Grown):
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (heading, text, self.lines):
            layout.addWidget(widget)
        self._ending = Ending(self, ("publish.cancel", self.reject), ("enrol.go", self.begin), running="enrol.running")
        self.go = self._ending.go
        layout.addLayout(self._ending)
        (self.lines.code if address else self.lines.address).line.setFocus()

    def begin(self) -> None:
        missing = self.lines.check()
        if missing is not None:
            missing.line.setFocus()
            return
        self._ending.run(True, self.lines)
        address, code = self.lines.address.text, self.lines.code.text
        self._jobs.net(enrol_at_portal, self._enrol, address, code, done=self._done, failed=self._failed)

    def _done(self, _settings: Settings) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._ending.run(False, self.lines)
        self.lines.take_error(error)
        grow(self)

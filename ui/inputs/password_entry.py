"""Asking for a password: what for, the line, and above it what went wrong. What is typed is kept nowhere."""

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.error_text import explain
from ui.form.banner import Banner
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.screen import Grown, grow
from ui.words import say


def password_line(name: str, hint: str, parent: QWidget) -> LabelledLine:
    """A line that shows nothing of what is typed in it."""
    line = LabelledLine(name, hint, "", parent)
    line.line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


class PasswordEntry(Grown):
    """`above` stands between the words and the password; what is done with it is `_try`, and the way out `_leave`."""

    def __init__(self, heading: str, text: str, out: str, parent: QWidget | None, above: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("app.name"))
        self.setMinimumWidth(460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for words, name in ((heading, "heading"), (text, "muted")):
            label = QLabel(words, self)
            label.setObjectName(name)
            label.setWordWrap(True)
            layout.addWidget(label)
        self.banner = Banner(self)
        layout.addWidget(self.banner)
        if above is not None:
            layout.addWidget(above)
        self.password = password_line(say("enter.password"), "", self)
        layout.addWidget(self.password)
        self.ending = Ending(self, (out, self._leave), ("enter.go", self.enter), running="enter.running")
        self.go = self.ending.go
        layout.addLayout(self.ending)
        self._asked = [self.password, *([above] if above is not None else [])]
        self._run(False)

    def _leave(self) -> None:
        self.reject()

    def _try(self, password: str) -> None:
        """Order what is done with a password; `_entered` or `_refused` come of it."""
        raise NotImplementedError

    def enter(self) -> None:
        password = self.password.line.text()
        if not password:
            self.password.say_wrong(say("enrol.missing"))
            self.password.line.setFocus()
            return
        self.password.line.clear()
        self.banner.hide()
        self._run(True)
        self._try(password)

    def _run(self, running: bool) -> None:
        self.ending.run(running, *self._asked)
        if not running:
            self.password.line.setFocus()

    def _entered(self, _nothing: None) -> None:
        """Who left meanwhile stays outside."""
        if self.isVisible():
            self.accept()

    def _refused(self, error: Exception) -> None:
        self._tell(explain(error).told)

    def _tell(self, text: str) -> None:
        self._run(False)
        self.banner.say(text)
        grow(self)

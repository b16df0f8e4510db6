"""One certificate out of a file: its fingerprint is compared with what the other side says, and typed, before it is
trusted."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from capture_app.services.authorities import Found, Trusted
from ui.error_text import explain
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.screen import grow
from ui.words import say

GROUP, GROUPS_A_LINE = 4, 8


def trust(app: Any, data: bytes, fingerprint: str) -> tuple[Trusted, ...]:
    """Runs in the store lane."""
    app.authorities.trust(data, fingerprint)
    found: tuple[Trusted, ...] = app.authorities.trusted()
    return found


def in_groups(fingerprint: str) -> str:
    """A fingerprint as it is read aloud: four signs at a time, eight groups a line."""
    letters = "".join(letter for letter in fingerprint if letter.isalnum())
    groups = [letters[at : at + GROUP] for at in range(0, len(letters), GROUP)]
    return "\n".join(" ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE))


class AuthorityDialog(QDialog):
    """`trusted` brings all that are trusted then."""

    trusted = Signal(object)

    def __init__(self, jobs: Jobs, data: bytes, found: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("authority.title"))
        self.setMinimumWidth(520)
        self._jobs, self._data, self.found = jobs, data, found
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        until = found.until.strftime("%d/%m/%Y")
        told = (
            (say("authority.title"), "heading"),
            (say("authority.of", subject=found.subject, until=until), ""),
            (say("authority.fingerprint"), "fieldLabel"),
            (in_groups(found.fingerprint), "code"),
            (say("authority.compare"), "muted"),
        )
        for words, name in told:
            label = QLabel(words, self)
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            layout.addWidget(label)
        self.fingerprint = LabelledLine(say("authority.typed"), say("authority.typed_hint"), "", self)
        layout.addWidget(self.fingerprint)
        choices = ("publish.cancel", self.reject), ("authority.go", self.confirm)
        self._ending = Ending(self, *choices, running="person.running")
        self.go = self._ending.go
        layout.addLayout(self._ending)
        self.finished.connect(self.deleteLater)
        self.fingerprint.line.setFocus()
        grow(self)

    def confirm(self) -> None:
        if not self.fingerprint.text:
            self.fingerprint.say_wrong(say("enrol.missing"))
            self.fingerprint.line.setFocus()
            return
        self._ending.run(True, self.fingerprint)
        self._jobs.store(trust, self._data, self.fingerprint.text, done=self._done, failed=self._failed)

    def _done(self, trusted: tuple[Trusted, ...]) -> None:
        self.accept()
        self.trusted.emit(trusted)

    def _failed(self, error: Exception) -> None:
        self._ending.run(False, self.fingerprint)
        self.fingerprint.say_wrong(explain(error).told)
        self.fingerprint.line.setFocus()
        grow(self)

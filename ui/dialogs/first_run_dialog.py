"""The first day: who the office is, who captures, and its portal if there is one already."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from capture_app.errors import BadInput, CaptureError, OtherOffice
from capture_app.settings import Settings
from ui.dialogs.enrol_dialog import PortalLines
from ui.error_text import explain
from ui.form.banner import Banner
from ui.inputs.elided_label import ElidedLabel
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.words import say

LONGEST_CODE = 16
SCROLL_ROOM = 12
OF_EVERY_OFFICE = ("h", "ayuntamiento", "municipio", "gobierno", "municipal")
SMALL_WORDS = frozenset((*OF_EVERY_OFFICE, "de", "del", "la", "las", "los", "el", "y", "e"))
NAMES = ("office_name", "office_code", "ocid_prefix", "user")
Begin = Callable[..., Settings]


@dataclass(frozen=True)
class Answers:
    """What the assistant asks; the members are those of `init`."""

    office_code: str
    office_name: str
    ocid_prefix: str
    user: str
    portal_url: str | None = None
    enrol_code: str | None = None


def begin_office(_app: Any, begin: Begin, answers: Answers) -> Settings:
    """Runs in a lane that has no office yet."""
    return begin(**asdict(answers))


def proposed_code(name: str) -> str:
    """A short code out of an office's name: its own words, or their initials where they are too long."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in SMALL_WORDS]
    whole = "-".join(words).upper()
    return whole if len(whole) <= LONGEST_CODE else "".join(word[0] for word in words).upper()[:LONGEST_CODE]


class FirstRunDialog(QDialog):
    """Accepted once the office is in its folder; `protect` says whether its data are to be sealed next."""

    def __init__(self, jobs: Jobs, begin: Begin, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("app.name"))
        self._jobs = jobs
        self._begin = begin
        self._own_code = False
        self.lines = {name: self._line(name) for name in NAMES}
        self.protect, self.later = self._choice("protect"), self._choice("later")
        self.later.setChecked(True)
        self.portal = PortalLines(self)
        self.portal.hide()
        self.banner = Banner(self)
        self._lay_out(folder)
        self.lines["office_name"].line.textEdited.connect(self._propose)
        self.lines["office_code"].line.textEdited.connect(self._take_code)
        self.later.toggled.connect(self._fold)
        self.lines["office_name"].line.setFocus()
        self.resize(560, self._fitting_height())

    def _line(self, name: str) -> LabelledLine:
        return LabelledLine(say(f"first.{name}"), say(f"first.{name}_hint"), say(f"first.{name}_example"), self)

    def _choice(self, name: str) -> QCheckBox:
        box = QCheckBox(say(f"first.{name}"), self)
        box.setAccessibleName(say(f"first.{name}"))
        return box

    def _protection(self) -> QVBoxLayout:
        """What protecting the data does and asks, before it is chosen."""
        hint = QLabel(say("first.protect_hint"), self)
        hint.setObjectName("hint")
        hint.setWordWrap(True)
        hint.setContentsMargins(27, 0, 0, 0)
        self.protect.setAccessibleDescription(hint.text())
        layout = QVBoxLayout()
        layout.setSpacing(2)
        layout.addWidget(self.protect)
        layout.addWidget(hint)
        return layout

    def _lay_out(self, folder: Path) -> None:
        heading, text, place = QLabel(say("first.title"), self), QLabel(say("first.text"), self), ElidedLabel(self)
        heading.setObjectName("heading")
        text.setObjectName("muted")
        text.setWordWrap(True)
        place.setObjectName("hint")
        place.show_text(say("first.folder", folder=folder))
        self._content = QWidget(self)
        self._content.setObjectName("content")
        form = QVBoxLayout(self._content)
        form.setContentsMargins(0, 0, SCROLL_ROOM, 0)
        form.setSpacing(10)
        code_and_prefix = QHBoxLayout()
        code_and_prefix.setSpacing(14)
        for name in ("office_code", "ocid_prefix"):
            code_and_prefix.addWidget(self.lines[name], 1, Qt.AlignmentFlag.AlignTop)
        form.addWidget(self.lines["office_name"])
        form.addLayout(code_and_prefix)
        form.addWidget(self.lines["user"])
        form.addWidget(self._rule())
        form.addLayout(self._protection())
        form.addWidget(self.later)
        form.addWidget(self.portal)
        form.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 22, 28 - SCROLL_ROOM, 18)
        layout.setSpacing(10)
        for widget in (heading, text, self.banner):
            layout.addWidget(widget)
        layout.addSpacing(4)
        layout.addWidget(self._area, 1)
        layout.addWidget(place)
        self._ending = Ending(self, ("first.leave", self.reject), ("first.go", self.begin), running="first.running")
        self._ending.setContentsMargins(0, 0, SCROLL_ROOM, 0)
        self.go = self._ending.go
        layout.addLayout(self._ending)

    def _rule(self) -> QFrame:
        rule = QFrame(self)
        rule.setObjectName("rule")
        return rule

    def _fitting_height(self) -> int:
        wanted = self.sizeHint().height() + self._content.sizeHint().height() - self._area.sizeHint().height()
        return min(max(wanted, 460), self.screen().availableGeometry().height() - 60)

    def _propose(self, name: str) -> None:
        if not self._own_code:
            self.lines["office_code"].line.setText(proposed_code(name))
            self.lines["office_code"].say_wrong("")

    def _take_code(self, text: str) -> None:
        self._own_code = bool(text.strip())

    def _fold(self, later: bool) -> None:
        self.portal.setVisible(not later)
        self.resize(self.width(), self._fitting_height())
        if not later:
            self.portal.address.line.setFocus()

    # ---- beginning ----

    def begin(self) -> None:
        wrong = self._missing()
        if wrong is not None:
            wrong.line.setFocus()
            return
        self.banner.hide()
        self._ending.run(True, self._area)
        self._jobs.net(begin_office, self._begin, self.answers(), done=self._done, failed=self._failed)

    def answers(self) -> Answers:
        given: Mapping[str, str] = {name: line.text for name, line in self.lines.items()}
        if self.later.isChecked():
            return Answers(**given)
        return Answers(**given, portal_url=self.portal.address.text, enrol_code=self.portal.code.text)

    def _missing(self) -> LabelledLine | None:
        """The first line that must not stay empty, marked."""
        for line in self.lines.values():
            if not line.text:
                line.say_wrong(say("enrol.missing"))
                return line
        return None if self.later.isChecked() else self.portal.check()

    def _done(self, _settings: Settings) -> None:
        self.accept()

    def _failed(self, error: Exception) -> None:
        """Under its line where the error names one; the portal's under its address or its code; else in the strip."""
        self._ending.run(False, self._area)
        if isinstance(error, OtherOffice):
            self._say_under("office_code", say("first.other_office", office=error.office))
        elif isinstance(error, BadInput) and error.place in self.lines:
            self._say_under(error.place, error.message_es)
        elif isinstance(error, CaptureError) and not self.later.isChecked():
            self.portal.take_error(error, say("first.portal_later"))
        else:
            self.banner.say(explain(error).whole)

    def _say_under(self, name: str, text: str) -> None:
        self.lines[name].say_wrong(text)
        self.lines[name].line.setFocus()

"""Putting on the protection: what it does, the recovery key to print, and its last group asked back."""

from html import escape
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QTextDocument
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from capture_app.services.protecting import Prepared
from ui.error_text import explain
from ui.form.banner import Banner
from ui.inputs.ending import Ending
from ui.inputs.labelled_line import LabelledLine
from ui.jobs import Jobs
from ui.words import say

IN_A_LINE = 4


def prepare(app: Any) -> Prepared:
    """A task of the store lane: nothing is written."""
    prepared: Prepared = app.protecting.prepare()
    return prepared


def protect(app: Any, prepared: Prepared, last_group: str) -> None:
    """A task of the store lane."""
    app.protecting.begin(prepared, last_group)


class ProtectDialog(QDialog):
    """Accepted once it is decided: the window opens again, which seals the data."""

    def __init__(self, jobs: Jobs, office: str, has_store: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("protect.title"))
        self.setMinimumWidth(560)
        self._jobs, self._office = jobs, office
        self._prepared: Prepared | None = None
        heading, self.banner = QLabel(say("protect.title"), self), Banner(self)
        heading.setObjectName("heading")
        text, lost = QLabel(say("protect.text"), self), QLabel(say("protect.lost"), self)
        store = QLabel(say("protect.store" if has_store else "protect.no_store"), self)
        self.key = QLabel("", self)
        self.key.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.key.setObjectName("title")
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.last = LabelledLine(say("protect.last"), say("protect.last_hint"), "", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        for label in (heading, text, lost, store):
            label.setWordWrap(True)
        for widget in (heading, self.banner, text, lost, self.key, store, self.last):
            layout.addWidget(widget)
        self._ending = Ending(
            self,
            ("publish.cancel", self.reject),
            ("protect.print", self._print),
            ("protect.go", self.begin),
            running="protect.running",
        )
        self.go, self.print_button = self._ending.go, self._ending.acts[0]
        layout.addLayout(self._ending)
        self._ending.run(True, self.last)
        jobs.store(prepare, done=self._show, failed=self._failed)

    def _show(self, prepared: Prepared) -> None:
        self._prepared = prepared
        groups = prepared.groups
        lines = ("   ".join(groups[at : at + IN_A_LINE]) for at in range(0, len(groups), IN_A_LINE))
        self.key.setText("\n".join(lines))
        self.key.setAccessibleName(say("protect.key_name", groups=", ".join(groups)))
        self._ending.run(False, self.last)
        self.last.line.setFocus()

    def sheet(self) -> str:
        """What is printed."""
        shown = escape(self.key.text()).replace("\n", "<br>").replace("   ", "&nbsp;&nbsp;&nbsp;")
        told = escape(say("protect.sheet_text", office=self._office))
        return f"<h2>{escape(say('protect.sheet_title'))}</h2><p>{told}</p><pre><h2>{shown}</h2></pre>"

    def _print(self) -> None:
        """On paper, and nowhere on the disk."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        document = QTextDocument(self)
        document.setHtml(self.sheet())
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: document.print_(printer))
        QDialog.open(dialog)

    def begin(self) -> None:
        if self._prepared is None:
            return
        self._ending.run(True, self.last)
        self._jobs.store(protect, self._prepared, self.last.text, done=lambda _: self.accept(), failed=self._wrong)

    def _wrong(self, error: Exception) -> None:
        self._ending.run(False, self.last)
        self.last.say_wrong(explain(error).told)
        self.last.line.setFocus()

    def _failed(self, error: Exception) -> None:
        self.banner.tell(error)
        self._ending.run(False, self.last)
        self.go.setEnabled(False)
        self.print_button.setEnabled(False)

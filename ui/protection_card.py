"""Whether the data of this computer are sealed, in Ajustes; an administrator decides it."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QVBoxLayout, QWidget

from capture_app.ids import read_stamp
from capture_app.services.protecting import OPEN, Standing
from capture_app.settings import Settings
from forms.workflow import Role
from ui.dialogs.protect_dialog import ProtectDialog
from ui.dialogs.sure_dialog import SureDialog
from ui.error_text import explain
from ui.inputs.ending import push
from ui.jobs import Jobs
from ui.times import times_of
from ui.words import say

OFFERED = {OPEN: "protect.on", "sealed": "protect.off"}


def read_standing(app: Any) -> Standing:
    """A task of the store lane; loading the system's key store takes a moment."""
    standing: Standing = app.protecting.standing()
    return standing


def take_off(app: Any) -> None:
    """A task of the store lane."""
    app.protecting.end()


class ProtectionCard(QFrame):
    """`decided`: the window is to open again, which seals the data or opens them."""

    decided = Signal()

    def __init__(self, jobs: Jobs, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._jobs, self._settings = jobs, settings
        self._standing = Standing(OPEN, "", True)
        title, self.said = QLabel(say("protect.card"), self), QLabel(say("settings.secrets_reading"), self)
        title.setObjectName("title")
        self.said.setWordWrap(True)
        self.button = push(("protect.on", self._ask), self)
        self.button.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self.said)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def read(self) -> None:
        """Ask where the folder stands."""
        self._jobs.store(read_standing, done=self._show, failed=self._tell)

    def offer(self) -> None:
        """The dialog at once, for who asked for the protection on the first day."""
        self._jobs.store(read_standing, done=self._offer, failed=self._tell)

    def _offer(self, standing: Standing) -> None:
        self._show(standing)
        if standing.state == OPEN:
            self._ask()

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        since = times_of(self._settings.zone).short(read_stamp(standing.since)) if standing.since else ""
        store = (
            "" if standing.state == OPEN else say("protect.by_session" if standing.has_store else "protect.no_store")
        )
        may = self._settings.user_role == Role.ADMINISTRADOR
        parts = (say(f"protect.{standing.state}", since=since), store, "" if may else say("protect.administrator"))
        self.said.setText(" ".join(part for part in parts if part))
        key = OFFERED.get(standing.state, "")
        self.button.setVisible(bool(key) and may)
        self.button.setText(say(key))
        self.button.setAccessibleName(say(key))

    def _tell(self, error: Exception) -> None:
        self.said.setText(explain(error).whole)

    def _ask(self) -> None:
        dialog: QDialog
        if self._standing.state == OPEN:
            dialog = ProtectDialog(self._jobs, self._settings.office_name, self._standing.has_store, self)
            dialog.accepted.connect(self.decided)
        else:
            dialog = SureDialog("unprotect", self)
            dialog.accepted.connect(self._take_off)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _take_off(self) -> None:
        self._jobs.store(take_off, done=lambda _: self.decided.emit(), failed=self._tell)

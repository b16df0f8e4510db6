"""Certificates that the office trusts beside the system's: those there are, one more, and one no longer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from capture_app.services.authorities import Found, Trusted
from capture_app.settings import Settings
from forms.workflow import Role
from ui.dialogs.authority_dialog import AuthorityDialog
from ui.dialogs.sure_dialog import SureDialog
from ui.form.banner import Banner
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.jobs import Jobs
from ui.words import say

WIDTHS = {"subject": 0, "fingerprint": 250, "by": 130, "when": 92}
Choose = Callable[[QWidget], str]


@dataclass(frozen=True)
class InFile:
    """What is in a file, and its bytes, so that what was compared is what is trusted."""

    data: bytes
    found: Found


def read_authorities(app: Any) -> tuple[Trusted, ...]:
    """Runs in the store lane, as all that follows."""
    found: tuple[Trusted, ...] = app.authorities.trusted()
    return found


def look_in_file(app: Any, file: Path) -> InFile:
    data = app.authorities.read_file(file)
    return InFile(data, app.authorities.look_at(data))


def forget(app: Any, fingerprint: str) -> tuple[Trusted, ...]:
    app.authorities.forget(fingerprint)
    return read_authorities(app)


def choose_certificate(parent: QWidget) -> str:
    found, _ = QFileDialog.getOpenFileName(parent, say("authorities.add"), "", "*.pem *.crt *.cer *.der")
    return found


class AuthoritiesDialog(RowsToChoose):
    """Accepted when it closes with other certificates than it opened with: connections are made anew."""

    def __init__(
        self,
        jobs: Jobs,
        trusted: tuple[Trusted, ...],
        settings: Settings,
        parent: QWidget | None = None,
        choose: Choose = choose_certificate,
    ) -> None:
        super().__init__("authorities", (800, 420), parent)
        self._jobs, self._choose = jobs, choose
        self._is_changed = False
        decides = settings.user_role == Role.ADMINISTRADOR
        self.banner = Banner(self)
        self.sheet.addWidget(self.banner)
        self.model = TextRows("authorities", tuple(WIDTHS), self)
        self.put_table(self.model, WIDTHS)
        ending = self.put_ending(
            ("aside.close", self.reject), ("authorities.forget", self._ask_forget), ("authorities.add", self._add)
        )
        self.forget, self.add = ending.acts
        for button in ending.acts:
            button.setVisible(decides)
        self._words = "authorities.text" if decides else "authorities.not_admin"
        self.show_trusted(trusted)

    def show_trusted(self, trusted: tuple[Trusted, ...]) -> None:
        self._trusted = trusted
        self.said.setText(say(self._words))
        if not trusted:
            self.banner.say(say("authorities.none"), tone="note")
        self.model.show_rows([(one.subject, one.fingerprint, one.added_by, one.added_at[:10]) for one in trusted])
        self.choose(0)
        self.forget.setEnabled(bool(trusted))

    def _add(self) -> None:
        if file := self._choose(self):
            self._jobs.store(look_in_file, Path(file), done=self._ask, failed=self.banner.tell)

    def _ask(self, looked: InFile) -> None:
        dialog = AuthorityDialog(self._jobs, looked.data, looked.found, self)
        dialog.trusted.connect(self._changed)
        dialog.open()

    def _ask_forget(self) -> None:
        one = self._trusted[self.row] if self.row >= 0 else None
        if one is None:
            return
        dialog = SureDialog("distrust", self, subject=one.subject)
        dialog.accepted.connect(partial(self._forget, one.fingerprint))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _forget(self, fingerprint: str) -> None:
        self._jobs.store(forget, fingerprint, done=self._changed, failed=self.banner.tell)

    def _changed(self, trusted: tuple[Trusted, ...]) -> None:
        self.show_trusted(trusted)
        self.banner.say(say("authorities.done"), tone="note")
        self._is_changed = True

    def reject(self) -> None:
        self.accept() if self._is_changed else super().reject()

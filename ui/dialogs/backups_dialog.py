"""Copies of the database: those there are, one more here or on another disk, and putting one back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from capture_app.services.backups import Backup, Comparison
from capture_app.settings import Settings
from forms.workflow import Role
from ui.dialogs.sure_dialog import SureDialog
from ui.form.banner import Banner
from ui.inputs.rows_to_choose import RowsToChoose, TextRows
from ui.jobs import Jobs
from ui.times import OfficeTimes, times_of
from ui.words import count, load_words, say

WIDTHS = {"when": 140, "records": 110, "size": 90, "reason": 0}
Choose = Callable[[QWidget], str]


@dataclass(frozen=True)
class Copies:
    """Each copy with how many records it says it has, None where it cannot be opened; `made` is one just made."""

    rows: tuple[tuple[Backup, int | None], ...]
    made: Path | None = None


@dataclass(frozen=True)
class Compared:
    """A copy read whole, beside what is here now."""

    path: Path
    found: Comparison


def read_copies(app: Any) -> Copies:
    """Runs in a lane, as all that follows."""
    return Copies(tuple((copy, app.backups.records_of(copy)) for copy in app.backups.kept()))


def make_copy(app: Any, folder: str) -> Copies:
    made = app.backups.make(Path(folder) if folder else None)
    return Copies(read_copies(app).rows, made.path)


def compare_copy(app: Any, path: Path) -> Compared:
    return Compared(path, app.backups.compare(path))


def choose_folder(parent: QWidget) -> str:
    return QFileDialog.getExistingDirectory(parent, say("backups.elsewhere"))


def choose_copy(parent: QWidget) -> str:
    found, _ = QFileDialog.getOpenFileName(parent, say("backups.other"), "", "*.sqlite3")
    return found


class BackupsDialog(RowsToChoose):
    """`wanted` brings the copy that is to take the place of the database, once somebody has read what comes of it."""

    wanted = Signal(object)

    def __init__(
        self,
        jobs: Jobs,
        copies: Copies,
        settings: Settings,
        parent: QWidget | None = None,
        folder: Choose = choose_folder,
        copy: Choose = choose_copy,
    ) -> None:
        super().__init__("backups", (780, 460), parent)
        self._jobs, self._settings = jobs, settings
        self._choose_folder, self._choose_copy = folder, copy
        self._times = times_of(settings.zone)
        decides = settings.user_role == Role.ADMINISTRADOR
        self.said.setText(say("backups.text" if decides else "backups.not_admin"))
        self.banner = Banner(self)
        self.sheet.addWidget(self.banner)
        self.model = TextRows("backups", tuple(WIDTHS), self)
        self.put_table(self.model, WIDTHS)
        self._ending = self.put_ending(
            ("aside.close", self.reject),
            ("backups.make", lambda: self._make("")),
            ("backups.elsewhere", self._make_elsewhere),
            ("backups.other", self._compare_other),
            ("backups.put_back", self._compare),
            has_main=False,
            running="backups.running",
        )
        self.make, self.elsewhere, self.other, self.put_back = self._ending.acts
        for button in (self.other, self.put_back):
            button.setVisible(decides)
        self._arrive(copies)

    def _arrive(self, copies: Copies) -> None:
        self._ending.run(False)
        self._rows = copies.rows
        self.model.show_rows([_texts(copy, records, self._times) for copy, records in copies.rows])
        self.choose(0)
        self.put_back.setEnabled(bool(copies.rows))
        if not copies.rows:
            self.banner.say(say("backups.none"), tone="note")
        if copies.made is not None:
            self.banner.say(say("backups.made", path=copies.made), tone="note")

    def _order(self, task: Any, argument: Any, done: Callable[[Any], None]) -> None:
        self.banner.hide()
        self._ending.run(True)
        self._jobs.net(task, argument, done=done, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._ending.run(False)
        self.put_back.setEnabled(bool(self._rows))
        self.banner.tell(error)

    def _make(self, folder: str) -> None:
        self._order(make_copy, folder, self._arrive)

    def _make_elsewhere(self) -> None:
        if folder := self._choose_folder(self):
            self._make(folder)

    def _compare(self) -> None:
        if self.row >= 0:
            self._order(compare_copy, self._rows[self.row][0].path, self._ask)

    def _compare_other(self) -> None:
        if file := self._choose_copy(self):
            self._order(compare_copy, Path(file), self._ask)

    def _ask(self, compared: Compared) -> None:
        """What would be lost and what not, before anything is touched."""
        self._ending.run(False)
        when = next((self._times.whole(copy.made_at) for copy, _ in self._rows if copy.path == compared.path), "")
        dialog = SureDialog("putting", self, which=when or compared.path.name, told="\n".join(told(compared.found)))
        dialog.accepted.connect(partial(self._go, compared.path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _go(self, path: Path) -> None:
        self.accept()
        self.wanted.emit(path)


def told(found: Comparison) -> list[str]:
    """What putting a copy back does to the records, in sentences."""
    lines = [count("putting.records", found.records, now=f"{found.now:,}")]
    for name in ("made_since", "changed_since", "back_again"):
        if number := getattr(found, name):
            lines.append(count(f"putting.{name}", number))
    if found.made_since or found.changed_since:
        lines.append(count("putting.only_here", found.only_here) if found.only_here else say("putting.all_sent"))
    else:
        lines.append(say("putting.nothing_lost"))
    return lines


def _texts(copy: Backup, records: int | None, times: OfficeTimes) -> tuple[str, ...]:
    reason = load_words().get(f"backups.reason.{copy.reason}", copy.reason.replace("-", " "))
    size = QLocale().formattedDataSize(copy.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
    return times.whole(copy.made_at), say("backups.unreadable") if records is None else f"{records:,}", size, reason

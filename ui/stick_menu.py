"""The post by hand, from the exchange page: what waits goes to a memory stick, receipts come back from one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from capture_app.services.queue_file import QueueFile
from capture_app.services.stick import StickFiles
from ui.error_text import explain
from ui.jobs import Jobs
from ui.words import count, say

FileChooser = Callable[[QWidget, Callable[[list[str]], None]], None]


def choose_folder(parent: QWidget, chosen: Callable[[list[str]], None]) -> None:
    """Ask for the stick; nothing waits for the answer."""
    _ask(QFileDialog(parent, say("stick.choose_folder")), QFileDialog.FileMode.Directory, chosen)


def choose_receipts(parent: QWidget, chosen: Callable[[list[str]], None]) -> None:
    """Ask for the receipts."""
    dialog = QFileDialog(parent, say("stick.choose_receipts"), "", say("stick.filter"))
    _ask(dialog, QFileDialog.FileMode.ExistingFiles, chosen)


def _ask(dialog: QFileDialog, mode: QFileDialog.FileMode, chosen: Callable[[list[str]], None]) -> None:
    dialog.setFileMode(mode)
    dialog.filesSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def write_files(app: Any, folder: str) -> StickFiles:
    files: StickFiles = app.stick.write(Path(folder))
    return files


def write_queue(app: Any, name: str) -> QueueFile:
    written: QueueFile = app.exchange.write_queue(Path(name))
    return written


def told_of_queue(written: QueueFile) -> str:
    if written.changes:
        return count("stick.queue_written", written.changes, path=written.path)
    return say("stick.queue_differences" if written.records else "stick.queue_none", path=written.path)


def choose_file(parent: QWidget, chosen: Callable[[list[str]], None]) -> None:
    """Ask where to put everything that waits."""
    dialog = QFileDialog(parent, say("stick.choose_file"), say("stick.queue_name"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    _ask(dialog, QFileDialog.FileMode.AnyFile, chosen)


@dataclass(frozen=True)
class Taken:
    """What receipts said, and whether anything was answered by them that had no answer yet."""

    files: StickFiles
    is_news: bool


def take_files(app: Any, names: tuple[str, ...]) -> Taken:
    before = _answered(app)
    files: StickFiles = app.stick.take([Path(name) for name in names])
    return Taken(files, _answered(app) > before)


def _answered(app: Any) -> int:
    status = app.exchange.status()
    return int(status.at_portal + status.attention)


class StickMenu(QObject):
    """Three actions under one button; `told` brings (sentence, tone), `moved` says that states changed."""

    told = Signal(str, str)
    moved = Signal()

    def __init__(
        self,
        button: QPushButton,
        jobs: Jobs,
        folder: FileChooser = choose_folder,
        receipts: FileChooser = choose_receipts,
        file: FileChooser = choose_file,
    ) -> None:
        super().__init__(button)
        self._button, self._jobs = button, jobs
        menu = QMenu(button)
        self.write = self._action(menu, "stick.write", lambda: folder(button, self._write))
        self.take = self._action(menu, "stick.take", lambda: receipts(button, self._take))
        menu.addSeparator()
        self.queue = self._action(menu, "stick.queue", lambda: file(button, self._write_queue))
        button.setMenu(menu)

    def _action(self, menu: QMenu, word: str, chosen: Callable[[], None]) -> QAction:
        action = menu.addAction(say(word))
        action.triggered.connect(lambda _checked: chosen())
        return action

    def _write(self, folders: list[str]) -> None:
        self._begin(write_files, folders[0], done=self._written)

    def _take(self, names: list[str]) -> None:
        self._begin(take_files, tuple(names), done=self._taken)

    def _write_queue(self, names: list[str]) -> None:
        self._begin(write_queue, names[0], done=self._queue_written)

    def _queue_written(self, written: QueueFile) -> None:
        self._end(told_of_queue(written), "note")

    def _begin(self, task: Callable[..., Any], what: Any, done: Callable[[Any], None]) -> None:
        self._button.setEnabled(False)
        self.told.emit(say("stick.working"), "note")
        self._jobs.net(task, what, done=done, failed=self._failed)

    def _written(self, files: StickFiles) -> None:
        if not files.files:
            return self._end(say("stick.nothing"), "note")
        names = ", ".join(path.name for path in files.files)
        return self._end(
            f"{count('stick.written', files.operations)} {count('stick.carry', files.operations, names=names)}", "note"
        )

    def _taken(self, taken: Taken) -> None:
        files = taken.files
        said = count("stick.taken", files.operations) if taken.is_news else say("stick.known")
        self._end(" ".join(filter(None, (said, files.notice))), "note")

    def _failed(self, error: Exception) -> None:
        self._end(explain(error).whole, "error")

    def _end(self, said: str, tone: str) -> None:
        self._button.setEnabled(True)
        self.told.emit(said, tone)
        self.moved.emit()

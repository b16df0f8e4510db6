"""A database that a later program made: said, and what waits may be kept in a file that any program reads."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMessageBox, QWidget

from capture_app.services.queue_file import QueueFile, write_queue_of_later
from ui.error_text import ErrorText, explain
from ui.jobs import Jobs
from ui.stick_menu import FileChooser, choose_file, told_of_queue
from ui.words import say


def write_later(_app: Any, data_dir: Path, name: str) -> QueueFile:
    return write_queue_of_later(data_dir, Path(name))


class LaterDataDialog(QMessageBox):
    """Stays until it is closed; the copy is written in a lane and told in the box."""

    def __init__(
        self, parent: QWidget | None, text: ErrorText, jobs: Jobs, data_dir: Path, choose: FileChooser = choose_file
    ) -> None:
        super().__init__(
            QMessageBox.Icon.Critical, say("app.name"), text.happened, QMessageBox.StandardButton.Close, parent
        )
        self._jobs, self._data_dir, self._choose = jobs, data_dir, choose
        self.setInformativeText(f"{text.safe}\n\n{text.action}")
        self.save = self.addButton(say("stick.queue"), QMessageBox.ButtonRole.ActionRole)
        for button in self.buttons():
            button.setAccessibleName(button.text())
        self.save.clicked.disconnect()  # pressing it does not close the box
        self.save.clicked.connect(lambda _checked: self._choose(self, self._write))

    def _write(self, names: list[str]) -> None:
        self.save.setEnabled(False)
        self._jobs.store(write_later, self._data_dir, names[0], done=self._written, failed=self._failed)

    def _written(self, written: QueueFile) -> None:
        self._end(told_of_queue(written))

    def _failed(self, error: Exception) -> None:
        self._end(explain(error).whole)

    def _end(self, said: str) -> None:
        self.save.setEnabled(True)
        self.setInformativeText(said)

"""Without a verb: the window."""

from __future__ import annotations

import logging
from argparse import Namespace
from contextlib import closing
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from capture_app.commands.session import Session
from capture_app.commands.verb import WORLD_FAILED, Verb
from capture_app.settings import FILE_NAME, read_settings
from capture_app.words import say

if TYPE_CHECKING:
    from capture_app.app import App
    from capture_app.services.users import SignedIn, User

LOGS = "logs"
LOG_BYTES = 1_000_000


def run(session: Session, arguments: Namespace) -> int:
    return open_window(session, session.data_dir)


def open_window(session: Session, folder: Path) -> int:
    """The window on a data folder, until it is closed."""
    from capture_app.commands.joining import enrol, init

    try:
        from ui import application
    except ImportError as error:
        session.say(say("window.missing", detail=error))
        return WORLD_FAILED
    begun = (folder / FILE_NAME).exists()
    office = read_settings(folder).office_name if begun else ""
    keep_log(folder)
    door = OfficeDoor(folder, session.who_writes() if begun else session.user)
    code: int = application.run(
        door.open,
        folder,
        begin=None if begun else partial(init, folder),
        enrol=partial(enrol, folder),
        door=door,
        office=office,
    )
    return code


class OfficeDoor:
    """Opens the office for the window as who has signed in there, and lets people in."""

    def __init__(self, folder: Path, user: str | SignedIn | None) -> None:
        self._folder, self._user = folder, user

    def open(self) -> App:
        """The office of one lane. SignInNeeded where somebody has to sign in first."""
        from capture_app.bootstrap import build

        return build(self._folder, user=self._user)

    def people(self) -> tuple[User, ...]:
        """Everybody of the office, and how long the next try of each has to wait."""
        from capture_app.commands.signing_in import people_of

        return people_of(self._folder)

    def sign_in(self, name: str, password: str) -> None:
        """From now on the office opens as this person; SignInDelayed or Refused, nothing else changed."""
        from capture_app.commands.signing_in import sign_in

        self._user = sign_in(self._folder, name, password)

    def unlock(self, recovery: str) -> bool:
        """Open sealed data with their recovery key; whether the next start will not ask. BadInput or Refused,
        nothing changed."""
        from capture_app.services.protecting import unlock_folder

        return unlock_folder(self._folder, recovery)

    def put_back(self, copy: Path) -> tuple[int, Path | None]:
        """A copy takes the place of the database, which is kept; Refused for who does not administer, BadInput for
        what is no sound copy."""
        from capture_app.commands.backup import put_back_whole
        from capture_app.services.backups import refuse_others

        with closing(self.open()) as app:
            refuse_others(app.settings)
        return put_back_whole(self._folder, copy)


def keep_log(folder: Path) -> None:
    """Trouble of the window is written in the data folder, without what anyone typed."""
    logging.getLogger().addHandler(OpenedAtFirst(folder / LOGS / "captura.log"))


class OpenedAtFirst(logging.Handler):
    """The file of the log, opened by its first line: most days have none, and a start is shorter by what that takes."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    @cached_property
    def _kept(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        self._file.parent.mkdir(parents=True, exist_ok=True)
        kept = RotatingFileHandler(self._file, maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
        kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        return kept

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.emit(record)

    def close(self) -> None:
        if "_kept" in vars(self):
            self._kept.close()
        super().close()


WINDOW = Verb("", "Abre la ventana.", run)

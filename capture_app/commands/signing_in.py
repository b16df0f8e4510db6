"""Signing in: with the words typed at a terminal or kept in a file, for the window and for the command line."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from capture_app.commands.person_keys import PersonKeyring
from capture_app.errors import BadInput
from capture_app.ids import Clock, SystemClock, stamp
from capture_app.process import ProcessLock
from capture_app.settings import read_settings
from capture_app.words import say

if TYPE_CHECKING:
    from capture_app.services.users import SignedIn, User, UserService

FILE_VARIABLE = "CAPTURA_PASSWORD_FILE"


@contextmanager
def _users(data_dir: Path, clock: Clock) -> Iterator[UserService]:
    from capture_app.services.users import UserService
    from capture_app.store.opening import open_database

    settings = read_settings(data_dir)
    lock = ProcessLock(data_dir)
    try:
        with closing(open_database(data_dir, stamp(clock.now()), read_only=False)) as connection:
            yield UserService(connection, settings, clock, keyring=PersonKeyring())
    finally:
        lock.release()


def sign_in(data_dir: Path, name: str, password: str, clock: Clock | None = None) -> SignedIn:
    """Proof for `bootstrap.build(user=…)`; SignInDelayed or Refused, nothing else changed."""
    with _users(data_dir, clock or SystemClock()) as users:
        return users.sign_in(name, password)


def people_of(data_dir: Path, clock: Clock | None = None) -> tuple[User, ...]:
    """Everybody of the office, and how long the next try of each has to wait."""
    with _users(data_dir, clock or SystemClock()) as users:
        return users.users()


def ask(question: str) -> str | None:
    """What is typed without being shown, or the first line that comes in; None where nobody is there."""
    if sys.stdin is None:
        return None
    if sys.stdin.isatty():
        return getpass.getpass(question)
    return sys.stdin.readline().rstrip("\r\n") or None


def can_ask() -> bool:
    """Whether a password can be had without a window: from a file, or from somebody at a terminal."""
    return bool(os.environ.get(FILE_VARIABLE)) or (sys.stdin is not None and sys.stdin.isatty())


def kept_or_asked(name: str) -> str | None:
    """The password of who signs in: from the file that the environment names, else asked for at a terminal."""
    file = os.environ.get(FILE_VARIABLE)
    if not file:
        return getpass.getpass(say("user.ask", name=name)) if can_ask() else None
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise BadInput(say("user.no_file", file=file), file) from error

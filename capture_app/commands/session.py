"""One call of the command line: the data folder, who acts, and where words and results go."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import msgspec
import platformdirs

from capture_app.errors import CaptureError, RecoveryKeyNeeded, SignInNeeded
from capture_app.settings import Settings, read_settings
from sync import canonical

if TYPE_CHECKING:
    from capture_app.app import App
    from capture_app.services.users import SignedIn
    from forms.catalog import Catalog

APPLICATION = "captura"
T = TypeVar("T")
_BAR = 30


def default_folder() -> Path:
    """Where the data of this computer's user are when nobody says otherwise."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))


@dataclass
class Session:
    """Opens the office once and closes it; results go to stdout, words to stderr (nowhere in a windowed program)."""

    data_dir: Path
    user: str | None = None
    as_json: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout or StringIO())
    err: TextIO = field(default_factory=lambda: sys.stderr or StringIO())
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def let_go(self) -> None:
        """Close what was opened; it can be opened again."""
        self._stack.close()

    def reader(self) -> App:
        """The office for reading; it may be open in the window at the same time."""
        return self._open(read_only=True)

    def writer(self) -> App:
        """The office for writing; AnotherWindow where another process writes."""
        return self._open(read_only=False)

    def _open(self, read_only: bool) -> App:
        from capture_app.bootstrap import build

        try:
            app = self.with_key(lambda: build(self.data_dir, user=self.user, read_only=read_only))
        except SignInNeeded as needed:
            app = build(self.data_dir, user=self.signed_in(needed), read_only=read_only)
        self._stack.callback(app.close)
        return app

    def with_key(self, work: Callable[[], T]) -> T:
        """Do something with what is sealed; where this account has not its key, with the recovery key kept in a file
        or asked for at the terminal."""
        from capture_app.commands.unlocking import kept_or_asked
        from capture_app.store.protection import Protection, unlock

        try:
            return work()
        except RecoveryKeyNeeded as needed:
            recovery = kept_or_asked()
            if recovery is None or not isinstance(needed.protection, Protection):
                raise
            unlock(needed.protection, recovery)
            return work()

    def signed_in(self, needed: SignInNeeded) -> SignedIn:
        """Who the person is, with the password kept in a file or asked for at the terminal."""
        from capture_app.commands.signing_in import kept_or_asked, sign_in

        password = kept_or_asked(needed.name)
        if password is None:
            raise needed
        return sign_in(self.data_dir, needed.name, password)

    def who_writes(self) -> str | SignedIn | None:
        """Who works in the window: where the password can be asked for here it is, else the window asks."""
        from capture_app.commands.signing_in import can_ask

        if not can_ask():
            return self.user
        from capture_app.bootstrap import build

        try:
            build(self.data_dir, user=self.user).close()
        except SignInNeeded as needed:
            return self.signed_in(needed)
        except CaptureError:
            return self.user
        return self.user

    @property
    def catalog(self) -> Catalog:
        from forms.catalog import load_catalog

        return load_catalog()

    def settings(self) -> Settings:
        return read_settings(self.data_dir)

    def result(self, value: Any) -> None:
        """The machine's answer, one JSON document."""
        self.out.write(canonical.encode(value).decode() + "\n")

    def document(self, value: Any) -> None:
        """A JSON document for people: indented, or as ``--json`` shows it."""
        data = canonical.encode(value)
        self.out.write((data if self.as_json else msgspec.json.format(data, indent=2)).decode() + "\n")

    def line(self, text: str = "") -> None:
        """One line of the people's answer."""
        self.out.write(text + "\n")

    def say(self, text: str) -> None:
        """One line beside the answer: trouble, remarks, progress."""
        self.err.write(text + "\n")

    def progress(self, done: int, total: int) -> None:
        """A bar, where someone is looking."""
        if self.as_json or not self.err.isatty():
            return
        filled = _BAR * done // max(total, 1)
        end = "\n" if done >= total else ""
        self.err.write(f"\r[{'█' * filled}{' ' * (_BAR - filled)}] {done:,} / {total:,}{end}")
        self.err.flush()

"""One call of the command line: the data folder, who acts, and where words and results go."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

import msgspec
import platformdirs

from capture_app.settings import Settings, read_settings
from forms.catalog import Catalog, load_catalog
from sync import canonical

if TYPE_CHECKING:
    from capture_app.app import App

APPLICATION = "captura"
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

    def reader(self) -> App:
        """The office for reading; it may be open in the window at the same time."""
        return self._open(read_only=True)

    def writer(self) -> App:
        """The office for writing; AnotherWindow where another process writes."""
        return self._open(read_only=False)

    def _open(self, read_only: bool) -> App:
        from capture_app.bootstrap import build

        app = build(self.data_dir, user=self.user, read_only=read_only)
        self._stack.callback(app.close)
        return app

    @property
    def catalog(self) -> Catalog:
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

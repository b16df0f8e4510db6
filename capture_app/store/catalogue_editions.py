"""Imported editions of catalogues: the file as it was given, and beside it who brought it, when and for which days."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from capture_app.errors import BadInput, CaptureError, Refused
from capture_app.settings import write_whole
from capture_app.words import say

EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


@dataclass(frozen=True, slots=True)
class Edition:
    """One imported file: `<name>-<edition>.csv`, in force from `since` until `until`."""

    name: str
    edition: str
    since: date
    until: date | None
    sha256: str
    rows: int
    imported_at: str
    imported_by: str
    original: str

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.edition}.csv"

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class EditionFolder:
    """The folder `catalogues` of the data folder; an edition exists once its description is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def every(self, name: str) -> tuple[Edition, ...]:
        """The editions of a catalogue, in the order in which they apply."""
        found = (_read(file) for file in sorted(self.folder.glob(f"{name}-*.toml")))
        mine = [edition for edition in found if edition.name == name]
        return tuple(sorted(mine, key=lambda edition: (edition.since, edition.imported_at)))

    def on(self, name: str, day: date) -> tuple[Edition, ...]:
        """The editions of a day, in the order in which they apply."""
        return tuple(edition for edition in self.every(name) if edition.holds_on(day))

    def content(self, edition: Edition) -> bytes:
        """The file as it was given; CaptureError where it is not that any more."""
        file = self.folder / edition.file_name
        data = file.read_bytes() if file.is_file() else b""
        if hashlib.sha256(data).hexdigest() != edition.sha256:
            raise _damaged(file)
        return data

    def indexed(self, edition: Edition) -> Path:
        """Where the indexed form of an edition is, for a catalogue that has one."""
        return self.folder / f"{edition.name}-{edition.edition}.sqlite3"

    def known(self, name: str, edition: str, data: bytes) -> Edition | None:
        """The same edition where it was imported before, its file put back; Refused where it was another file."""
        same = next((other for other in self.every(name) if other.edition == edition), None)
        if same is None:
            return None
        if same.sha256 != hashlib.sha256(data).hexdigest():
            message = say("catalogue.edition_taken", edition=edition, name=name)
            raise Refused(message, (), say("act.safe"), say("catalogue.edition_taken.action"))
        write_whole(self.folder / same.file_name, data)
        return same

    def keep(self, edition: Edition, data: bytes) -> None:
        """The file first, its description last."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / edition.file_name, data)
        write_whole(self.folder / f"{edition.name}-{edition.edition}.toml", _described(edition).encode())


def _damaged(file: Path) -> CaptureError:
    message = say("catalogue.damaged", file=file)
    return CaptureError(message, say("catalogue.damaged.safe"), say("catalogue.damaged.action"))


def check_edition(name: str) -> str:
    """The name of an edition, or BadInput."""
    if not EDITION.fullmatch(name):
        raise BadInput(say("catalogue.edition_shape", edition=name), place="edition")
    return name


def _described(edition: Edition) -> str:
    days = {"since": edition.since, "until": edition.until}
    lines = [f"{name} = {day.isoformat()}" for name, day in days.items() if day is not None]
    texts = ("name", "edition", "sha256", "imported_at", "imported_by", "original")
    lines += [f"{name} = {_quoted(getattr(edition, name))}" for name in texts]
    return "\n".join([*lines, f"rows = {edition.rows}", ""])


def _quoted(text: str) -> str:
    plain = "".join(character if character.isprintable() else " " for character in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(file: Path) -> Edition:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return Edition(**{"until": None, **table})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise _damaged(file) from error

"""Power cuts: what a program writes is logged as the disk hears it, and put together again as any cut may leave it.

A write counts only once its file was synced after it; of what was not, each sector of 512 bytes is there or not, and
now and then one is torn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import apsw

SECTOR = 512
TORN = 0.05
_NUMBERS = count()


class Heard(NamedTuple):
    """One thing the disk was told: ``write`` (offset, data), ``truncate`` (offset = new size) or ``sync``."""

    file: str
    kind: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """The files of a folder, as bytes that are safe, and everything heard since."""

    folder: Path
    safe: dict[str, bytes] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    def begin(self) -> None:
        """What is there now is safe."""
        self.safe = {path.name: path.read_bytes() for path in self.folder.glob("*.sqlite3*")}
        self.heard = []

    def after_cut(self, at: int, random: Random) -> dict[str, bytes]:
        """The files as they may be found after a cut behind the first ``at`` things heard."""
        files = {name: bytearray(data) for name, data in self.safe.items()}
        for name in {item.file for item in self.heard[:at]}:
            told = [item for item in self.heard[:at] if item.file == name]
            synced = max((place for place, item in enumerate(told) if item.kind == "sync"), default=-1)
            content = files.setdefault(name, bytearray())
            for place, item in enumerate(told):
                _do(content, item, random if place > synced else None)
        return {name: bytes(data) for name, data in files.items() if not name.endswith("-shm")}


def _do(content: bytearray, item: Heard, random: Random | None) -> None:
    """Let a file hear one thing: whole, or (with a random) as an unsynced one may have been written."""
    if item.kind == "truncate" and (random is None or random.random() < 0.5):
        del content[item.offset :]
    if item.kind != "write":
        return
    for first in range(0, len(item.data), SECTOR):
        piece = item.data[first : first + SECTOR]
        if random is not None and random.random() < 0.5:
            continue
        if random is not None and random.random() < TORN:
            piece = random.randbytes(len(piece))
        offset = item.offset + first
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(piece)] = piece


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: Any) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary").name

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's own name
        self._disk.heard.append(Heard(self._name, "write", offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.heard.append(Heard(self._name, "truncate", size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.heard.append(Heard(self._name, "sync"))
        super().xSync(flags)


class Listening(apsw.VFS):
    """The system's files, every word to them kept."""

    def __init__(self, disk: Disk) -> None:
        self.name = f"listening-{next(_NUMBERS)}"
        super().__init__(self.name, "")
        self._disk = disk

    def xOpen(self, name: Any, flags: Any) -> _File:  # noqa: N802
        return _File(self._disk, name, flags)


class _Cursor:
    def __init__(self, cursor: apsw.Cursor) -> None:
        self._cursor = cursor

    @property
    def description(self) -> Any:
        try:
            return self._cursor.get_description()
        except apsw.ExecutionCompleteError:
            return ()

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> Any:
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)


class Connected:
    """What the store needs of a connection of sqlite3, upon files that are listened to."""

    def __init__(self, path: Path, files: str) -> None:
        self._raw = apsw.Connection(str(path), vfs=files)

    @property
    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    def execute(self, sql: str, parameters: Any = ()) -> _Cursor:
        try:
            return _Cursor(self._raw.execute(sql, parameters or None))
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error

    def executemany(self, sql: str, parameters: Any) -> None:
        for row in parameters:
            self.execute(sql, row)

    def close(self) -> None:
        self._raw.close()

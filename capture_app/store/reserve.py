"""Room kept on the disk for what a person types: with a full disk capture goes on in it, and nothing else may."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from capture_app.errors import DiskFull
from capture_app.store.connection import Connection

T = TypeVar("T")

FILE_NAME = "reserva.bin"
SIZE = 50 * 1024 * 1024
SIZE_VARIABLE = "CAPTURA_RESERVE_BYTES"
TIMES_FREE = 3


class Reserve:
    """A file of the data folder that says nothing; given up when the disk is full, taken again when it is not."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self.path = data_dir / FILE_NAME

    @property
    def size(self) -> int:
        """Bytes to keep; the variable is for places where the office's disk is smaller than usual."""
        return int(os.environ.get(SIZE_VARIABLE, SIZE))

    @property
    def is_held(self) -> bool:
        return self.path.exists()

    @property
    def is_needed(self) -> bool:
        """Whether what is typed goes into the room that was kept, or would find none."""
        return not self.is_held and self._is_scarce()

    def _is_scarce(self) -> bool:
        return shutil.disk_usage(self._folder).free < TIMES_FREE * self.size

    def hold(self) -> bool:
        """Keep the room where it is not kept and the disk has three times as much; whether it is kept now."""
        if self.is_held or self._is_scarce():
            return self.is_held
        part = self.path.with_suffix(".tmp")
        try:
            _fill(part, self.size)
            part.replace(self.path)
        except OSError:
            part.unlink(missing_ok=True)
        return self.is_held

    def give_up(self) -> bool:
        """Free the room; False where there was none."""
        if not self.is_held:
            return False
        self.path.unlink()
        return True


def _fill(path: Path, size: int) -> None:
    """A file whose bytes are really on the disk: NTFS takes the room at once, elsewhere it is asked for."""
    with path.open("wb") as file:
        if sys.platform == "win32":
            file.truncate(size)
        else:
            os.posix_fallocate(file.fileno(), 0, max(size, 1))
        file.flush()
        os.fsync(file.fileno())


def in_reserve(connection: Connection, write: Callable[[], T]) -> T:
    """What a person typed: where the disk is full the reserve is given up and it is written once more."""
    try:
        return write()
    except DiskFull:
        if connection.in_transaction or not Reserve(connection.path.parent).give_up():
            raise
        return write()

"""One writing process for each data folder: an operating-system lock on `captura.lock`."""

from __future__ import annotations

import os
import secrets
import sys
import threading
from functools import cache
from pathlib import Path
from typing import IO

from capture_app.errors import AnotherWindow, StoreUnreadable
from capture_app.words import reason

FILE_NAME = "captura.lock"
_LOCKED_BYTE = 1 << 30
_TAKING = threading.Lock()


class ProcessLock:
    """Held by the first App of a process on a folder; later Apps of the same process go in under it.

    The file says which process holds it, so that the second lane of the window is told from a stranger.
    """

    def __init__(self, data_dir: Path) -> None:
        self._file: IO[bytes] | None = None
        with _TAKING:
            file = _lock_file(data_dir / FILE_NAME)
            if _lock(file):
                self._file = file
                self._sign(file)
                return
            holder = _holder(file)
            file.close()
        if holder != process_token():
            raise AnotherWindow

    @property
    def held(self) -> bool:
        """Whether this object, not another of the same process, holds the lock."""
        return self._file is not None

    def _sign(self, file: IO[bytes]) -> None:
        file.seek(0)
        file.truncate()
        file.write(process_token().encode())
        file.flush()

    def release(self) -> None:
        """Let other processes write; the system does the same when the process ends. A lane of this process that
        opens meanwhile waits: it must not find the folder held by nobody."""
        with _TAKING:
            if self._file is not None:
                self._file.seek(0)
                self._file.truncate()
                self._file.flush()
                self._file.close()
                self._file = None


def _lock_file(path: Path) -> IO[bytes]:
    try:
        return path.open("r+b" if path.exists() else "w+b")
    except OSError as error:
        raise StoreUnreadable(reason(error)) from error


@cache
def process_token() -> str:
    """A name no other process has, made once."""
    return f"{os.getpid()}-{secrets.token_hex(8)}"


def _holder(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(100).decode("ascii", "replace")


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

"""Opening a foreign table: a child reads it, the parent waits, and only a file read whole is handed on."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from capture_app.importers.reading import Cancelled, FileRefused, never
from capture_app.importers.tables.book import Book, read_book
from capture_app.importers.tables.child import REFUSED, Job
from capture_app.importers.tables.limits import CHILD_FLAG, DEFAULT, MIB, Limits
from capture_app.words import say

TABLE_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"})
_ROOT = Path(__file__).resolve().parents[3]
_TICK = 0.1
_OUT_OF_TIME = frozenset({-24, 1816})
# A library that gets no more memory ends its process: abort, and on Windows the code of a fast fail.
_OUT_OF_MEMORY = frozenset({-6, 0xC0000409})
_NO_WINDOW = 0x08000000


def is_table(file: Path) -> bool:
    """Whether the file's name is that of a table."""
    return file.suffix.lower() in TABLE_SUFFIXES


@contextmanager
def opened_book(file: Path, limits: Limits = DEFAULT, cancelled: Cancelled = never) -> Iterator[Book]:
    """The file as a book; FileRefused where it cannot be read whole within the limits, or once it is cancelled."""
    if not file.is_file():
        raise FileRefused("unreadable", file, detail=say("system.EISDIR" if file.is_dir() else "system.ENOENT"))
    with tempfile.TemporaryDirectory(prefix="captura-tabla-") as folder:
        spool = Path(folder) / "spool"
        _run(file, Job(str(file.resolve()), str(spool), limits), Path(folder), cancelled)
        yield read_book(file, spool, cancelled)


def _run(file: Path, job: Job, folder: Path, cancelled: Cancelled) -> None:
    job_file, answer = folder / "job.json", folder / "answer"
    job_file.write_bytes(msgspec.json.encode(job))
    with answer.open("wb") as told:
        process = subprocess.Popen(
            [*_command(), str(job_file)],
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
        code = _awaited(process, file, job.limits, cancelled)
    if code:
        raise _refusal(file, code, answer.read_bytes(), job.limits)


def _command() -> list[str]:
    """The program itself with a flag when it is frozen, this interpreter with a module otherwise."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_FLAG]
    return [sys.executable, "-m", "capture_app.importers.tables.child"]


def _environment() -> dict[str, str]:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONMALLOC": "malloc", "RUST_BACKTRACE": "0"}


def _awaited(process: subprocess.Popen[bytes], file: Path, limits: Limits, cancelled: Cancelled) -> int:
    """The exit code; the child is ended when nobody wants it any more, or when it takes too long."""
    deadline = time.monotonic() + limits.wall_seconds
    try:
        while True:
            if _has_ended(process, _TICK):
                return process.wait()
            if cancelled():
                raise FileRefused("cancelled", file)
            if time.monotonic() > deadline:
                raise FileRefused("table_slow", file, seconds=limits.wall_seconds)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _has_ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the child ends within so long; on Linux its end is heard at once, elsewhere it is looked for."""
    if sys.platform == "linux":
        with suppress(OSError):
            return _is_heard(os.pidfd_open(process.pid), seconds)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    return process.returncode is not None


def _is_heard(end: int, seconds: float) -> bool:
    """Whether the end of the process behind a descriptor comes within so long."""
    ear = select.poll()
    ear.register(end, select.POLLIN)
    try:
        return bool(ear.poll(seconds * 1000))
    finally:
        os.close(end)


def _refusal(file: Path, code: int, answer: bytes, limits: Limits) -> FileRefused:
    if code == REFUSED and answer:
        told = msgspec.json.decode(answer, type=dict[str, str])
        if told["code"] == "table_memory":
            return FileRefused("table_memory", file, megabytes=limits.memory_bytes // MIB)
        return FileRefused(told["code"], file, detail=told["detail"])
    if code in _OUT_OF_MEMORY:
        return FileRefused("table_memory", file, megabytes=limits.memory_bytes // MIB)
    if code in _OUT_OF_TIME:
        return FileRefused("table_slow", file, seconds=limits.cpu_seconds)
    return FileRefused("table_broke", file, megabytes=limits.memory_bytes // MIB)

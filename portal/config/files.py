"""Files of the portal's data folder: secrets that only their owner can read, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


class HomeMissing(RuntimeError):
    """The folder was never initialised, or its secrets were taken away."""


def read_secret(file: Path) -> str:
    """The text of a secret. HomeMissing where it is not there."""
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise HomeMissing(f"{file.parent}: falta {file.name}; ejecute captura-portal init") from error


def write_once(file: Path, text: str) -> None:
    """Write a secret only its owner can read, unless there is one."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def replace_whole(file: Path, data: bytes) -> None:
    """Put another content in the place of a file, in one moment."""
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    write_once(beside, data.decode("ascii"))
    beside.replace(file)
    _keep_name(file.parent)


def _keep_name(folder: Path) -> None:
    """After a power cut the new name is there too, where the system can promise it."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

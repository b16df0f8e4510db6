"""Pieces of a file on the disk: whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capture_app.errors import CaptureError
from capture_app.words import reason, say


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file written."""

    path: str
    bytes: int
    sha256: str

    def members(self) -> dict[str, Any]:
        return {"path": self.path, "bytes": self.bytes, "sha256": self.sha256}


def write_file(path: Path, pieces: Iterator[bytes]) -> ExportedFile:
    """Write beside, flush to the disk, then rename over: the name never stands for half a file."""
    try:
        return _write_pieces(path, pieces)
    except OSError as error:
        detail = reason(error)
        message = say("export.unwritable", path=path, detail=detail)
        raise CaptureError(message, action_es=say("export.unwritable.action")) from error


def _write_pieces(path: Path, pieces: Iterator[bytes]) -> ExportedFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    seal, size = hashlib.sha256(), 0
    try:
        with temporary.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                seal.update(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return ExportedFile(str(path), size, seal.hexdigest())

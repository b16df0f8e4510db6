"""A file packed with gzip, unpacked beside before it is read: within limits, and gone afterwards."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from capture_app.importers.reading import Cancelled, FileRefused, never
from capture_app.importers.tables.limits import DEFAULT, MIB, Limits
from capture_app.words import reason

SUFFIX = ".gz"
MAGIC = b"\x1f\x8b"
_CHUNK = 1 * MIB
_WORTH_A_LOOK = 8 * MIB
_NAMELESS = "datos"


@contextmanager
def plain_file(file: Path, limits: Limits = DEFAULT, cancelled: Cancelled = never) -> Iterator[Path]:
    """The file itself, or where it is packed what is in it, under its own name without ``.gz``.

    FileRefused where it is cut or damaged, or would become larger than the limits allow.
    """
    if not _is_packed(file):
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="captura-gz-") as folder:
        plain = Path(folder) / (_name_within(file) or _NAMELESS)
        _unpack(file, plain, limits, cancelled)
        yield plain


def _name_within(file: Path) -> str:
    return file.name[: -len(SUFFIX)] if file.name.lower().endswith(SUFFIX) else file.name


def _is_packed(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _unpack(file: Path, plain: Path, limits: Limits, cancelled: Cancelled) -> None:
    try:
        with gzip.open(file) as packed, plain.open("wb") as out:
            _copy(packed, out, file, limits, cancelled)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileRefused("packed_damaged", file) from error
    except OSError as error:
        raise FileRefused("unreadable", file, detail=reason(error)) from error


def _copy(packed: gzip.GzipFile, out: IO[bytes], file: Path, limits: Limits, cancelled: Cancelled) -> None:
    total, most = 0, max(_WORTH_A_LOOK, min(limits.unpacked_bytes, limits.ratio * file.stat().st_size))
    while chunk := packed.read(_CHUNK):
        if cancelled():
            raise FileRefused("cancelled", file)
        total += len(chunk)
        if total > most:
            raise FileRefused("packed_bomb", file, megabytes=f"{most // MIB:,}")
        out.write(chunk)

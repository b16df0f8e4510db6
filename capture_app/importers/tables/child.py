"""The process that opens a foreign file: it limits itself first, reads values only, and writes frames.

It is started by ``reader`` with one argument, a JSON file naming the file, the spool and the limits. What it finds
wrong is one line of JSON on its standard output; where the system ends it, its exit code says so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import msgspec

from capture_app.importers.tables.limits import Limits
from capture_app.importers.tables.refused import TableRefused
from capture_app.importers.tables.restraint import restrain
from capture_app.words import reason

REFUSED = 9
_LOOKED_AT, _WEB = 256, (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Job(msgspec.Struct, frozen=True):
    """What the parent asks for."""

    file: str
    spool: str
    limits: Limits


def main(arguments: Sequence[str] | None = None) -> int:
    """Read one file within the limits; 0 done, 9 refused with a reason, anything else ended by the system."""
    (job_file,) = sys.argv[1:] if arguments is None else arguments
    job = msgspec.json.decode(Path(job_file).read_bytes(), type=Job)
    restrain(job.limits)
    try:
        _read(job)
    except TableRefused as refusal:
        return _tell(refusal.code, refusal.detail)
    except MemoryError:
        return _tell("table_memory")
    except OSError as error:
        return _tell("unreadable", reason(error))
    return 0


def _read(job: Job) -> None:
    path = Path(job.file)
    size = path.stat().st_size
    if size > job.limits.file_bytes:
        raise TableRefused("table_large", str(job.limits.file_bytes // (1024 * 1024)))
    if not size:
        raise TableRefused("empty")
    with Path(job.spool).open("wb") as spool:
        _transcriber(path)(path, spool, job.limits)


def _transcriber(path: Path) -> Callable[[Path, IO[bytes], Limits], None]:
    """What reads such a file; only that is loaded."""
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB):
        raise TableRefused("table_web")
    if not start.startswith((_ZIP, _OLE)):
        from capture_app.importers.tables import delimited

        return delimited.transcribe
    from capture_app.importers.tables import archive

    if archive.is_of_text(path):
        from capture_app.importers.tables import text_archive

        return text_archive.transcribe
    if archive.is_of_others(path):
        return archive.refuse_others
    from capture_app.importers.tables import workbook

    return workbook.transcribe


def _tell(code: str, detail: str = "") -> int:
    sys.stdout.buffer.write(msgspec.json.encode({"code": code, "detail": detail[:200]}))
    sys.stdout.flush()
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())

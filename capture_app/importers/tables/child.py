"""The process that opens a foreign file: it limits itself first, reads values only, and writes frames.

It is started by ``reader`` with one argument, a JSON file naming the file, the spool and the limits. What it finds
wrong is one line of JSON on its standard output; where the system ends it, its exit code says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from capture_app.importers.tables.limits import Limits
from capture_app.importers.tables.refused import TableRefused
from capture_app.importers.tables.restraint import restrain

REFUSED = 9


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
        return _tell("unreadable", error.strerror or "")
    return 0


def _read(job: Job) -> None:
    from capture_app.importers.tables import archive, delimited, workbook

    path = Path(job.file)
    size = path.stat().st_size
    if size > job.limits.file_bytes:
        raise TableRefused("table_large", str(job.limits.file_bytes // (1024 * 1024)))
    if not size:
        raise TableRefused("empty")
    with Path(job.spool).open("wb") as spool:
        if not workbook.is_workbook(path):
            delimited.transcribe(path, spool, job.limits)
        elif archive.is_of_text(path):
            delimited.transcribe_archive(path, spool, job.limits)
        else:
            workbook.transcribe(path, spool, job.limits)


def _tell(code: str, detail: str = "") -> int:
    sys.stdout.buffer.write(msgspec.json.encode({"code": code, "detail": detail[:200]}))
    sys.stdout.flush()
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())

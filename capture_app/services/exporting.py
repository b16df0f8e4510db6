"""Exporting records: whole files or none, the same bytes for the same data."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from capture_app.changes import ProcessSummary
from capture_app.errors import CaptureError, NotFound
from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.registry import Exporter, exporter_of
from capture_app.ocds.dates import utc_text
from capture_app.ocds.draft import draft_release
from capture_app.ocds.package import PackageHead, Publisher, local_uri
from capture_app.ocds.release import RECORD_TYPE
from capture_app.ocds.soundness import defects
from capture_app.settings import Settings
from capture_app.words import say
from forms.catalog import Catalog
from forms.findings import Finding

PROCESSES_IN_A_FILE = 1000


class ExportDesk(Protocol):
    """Where the records are."""

    def everything(self) -> tuple[ProcessSummary, ...]:
        """Every record once."""

    def find(self, name: str) -> str | None:
        """The record id behind an ocid."""

    def body(self, name: str) -> dict[str, Any]:
        """The body of a record."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file written."""

    path: str
    bytes: int
    sha256: str

    def members(self) -> dict[str, Any]:
        return {"path": self.path, "bytes": self.bytes, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A process that the official schema would reject, and where."""

    ocid: str
    defects: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What went out and what did not."""

    format: str
    records: int
    files: tuple[ExportedFile, ...]
    left_out: tuple[LeftOut, ...] = ()

    def members(self) -> dict[str, Any]:
        """The report as ``--json`` shows it."""
        files = [file.members() for file in self.files]
        return {"format": self.format, "records": self.records, "files": files}


class ExportService:
    """Writes records in the formats of the exporters."""

    def __init__(self, desk: ExportDesk, catalog: Catalog, settings: Settings) -> None:
        self._desk = desk
        self._record = catalog.record_types[RECORD_TYPE]
        self._catalog = catalog
        self._settings = settings

    def export(
        self,
        format: str,
        out: Path,
        ocids: Sequence[str] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> ExportReport:
        """Export all records, or those named; KeyError for a format that does not exist."""
        exporter = exporter_of(format)
        chosen = self._chosen(ocids)
        sound, left_out = self._sorted_out(chosen, progress)
        files = [self._write(exporter, path, part) for path, part in _parts(out, sound, exporter) if part]
        return ExportReport(format, len(sound), tuple(files), tuple(left_out))

    def _chosen(self, ocids: Sequence[str] | None) -> list[ProcessSummary]:
        everything = sorted(self._desk.everything(), key=lambda summary: (summary.ocid, summary.id))
        if not ocids:
            return everything
        wanted = {self._found(ocid, everything) for ocid in ocids}
        return [summary for summary in everything if summary.id in wanted]

    def _found(self, ocid: str, everything: Sequence[ProcessSummary]) -> str:
        record_id = self._desk.find(ocid)
        if record_id is None:
            raise NotFound(say("export.not_found", ocid=ocid))
        if not any(summary.id == record_id for summary in everything):
            raise NotFound(say("export.register", ocid=ocid))
        return record_id

    def _sorted_out(
        self, chosen: list[ProcessSummary], progress: Callable[[int, int], None] | None
    ) -> tuple[list[ProcessSummary], list[LeftOut]]:
        """Those that can go out, and those that the official schema would reject."""
        sound, left_out = [], []
        for number, summary in enumerate(chosen, 1):
            found = defects(self._release(summary), self._catalog)
            if found:
                left_out.append(LeftOut(summary.ocid, found))
            else:
                sound.append(summary)
            if progress is not None:
                progress(number, len(chosen))
        return sound, left_out

    def _release(self, summary: ProcessSummary) -> dict[str, Any]:
        body = self._desk.body(summary.id)
        zone, policies = self._settings.zone, self._settings.policies
        return draft_release(
            summary.ocid, body, summary.saved_at, zone, record=self._record, policies=policies, salt=summary.id
        )

    def _write(self, exporter: Exporter, path: Path, part: Sequence[ProcessSummary]) -> ExportedFile:
        name = part[0].ocid if len(part) == 1 else path.stem
        head = self._head(name, max(summary.saved_at for summary in part))
        processes = (ExportProcess(summary.ocid, (self._release(summary),)) for summary in part)
        return write_file(path, exporter.write(processes, head))

    def _head(self, name: str, changed_at: datetime) -> PackageHead:
        office = self._settings
        return PackageHead(local_uri(office.office_code, name), Publisher(office.office_name), utc_text(changed_at))


def _parts(
    out: Path, sound: Sequence[ProcessSummary], exporter: Exporter
) -> Iterator[tuple[Path, Sequence[ProcessSummary]]]:
    """The one file, or numbered files in a folder."""
    if not out.is_dir() and len(sound) <= PROCESSES_IN_A_FILE:
        yield out, sound
        return
    for number, first in enumerate(range(0, len(sound), PROCESSES_IN_A_FILE), 1):
        part = sound[first : first + PROCESSES_IN_A_FILE]
        yield out / f"{exporter.name}-{number:04}{exporter.suffix}", part


def write_file(path: Path, pieces: Iterator[bytes]) -> ExportedFile:
    """Write beside, flush to the disk, then rename over: the name never stands for half a file."""
    try:
        return _write_pieces(path, pieces)
    except OSError as error:
        detail = error.strerror or type(error).__name__
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

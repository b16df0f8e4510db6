"""Importing files of other programs: one transaction a process, and a report that adds up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from capture_app.changes import Aside, Imported, Taken
from capture_app.errors import BadInput, Refused
from capture_app.importers.foreign import ForeignProcess, Merged, Remark
from capture_app.importers.merging import merge_foreign
from capture_app.importers.numbers import tamed
from capture_app.importers.reading import FileRefused
from capture_app.importers.registry import AUTO, importer_for
from capture_app.ocds.record import ReleasesDisagree
from capture_app.services.wording import aside_message, pointer_in, remark_message
from capture_app.settings import Settings
from capture_app.words import say
from forms.catalog import Catalog
from forms.findings import Level
from sync import canonical

_OCID = re.compile(r"(ocds-[a-z0-9]{6})-.+")


class ImportDesk(Protocol):
    """Where imported processes go."""

    def imported_releases(self, ocid: str) -> tuple[bytes, ...]:
        """The foreign releases of a process that are here already."""

    def take_import(self, imported: Imported) -> Taken:
        """Store one process, all of it or nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to know about an import: where in the file, where in the record, and a sentence."""

    place: str
    pointer: str
    code: str
    level: str
    message: str


@dataclass(slots=True)
class FileReport:
    """What became of one file; read = stored + unchanged + refused, in contracting processes."""

    file: str
    format: str
    read: int = 0
    stored: int = 0
    unchanged: int = 0
    refused: int = 0
    kept_aside: int = 0
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False

    def members(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "is_refused"}


COUNTS = ("read", "stored", "unchanged", "refused", "kept_aside")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all files."""

    files: tuple[FileReport, ...]

    @property
    def totals(self) -> dict[str, int]:
        return {name: sum(getattr(report, name) for report in self.files) for name in COUNTS}

    @property
    def is_clean(self) -> bool:
        """Whether every file was taken and no process refused."""
        return not any(report.is_refused or report.refused for report in self.files)

    def members(self) -> dict[str, Any]:
        """The report as ``--json`` shows it."""
        return {"files": [report.members() for report in self.files], "totals": self.totals}


@dataclass(frozen=True, slots=True)
class _Source:
    file: Path
    sha256: str


class ImportService:
    """Takes processes from files into the office's records."""

    def __init__(self, desk: ImportDesk, catalog: Catalog, settings: Settings) -> None:
        self._desk = desk
        self._catalog = catalog
        self._settings = settings

    def import_files(
        self,
        files: Sequence[Path],
        format: str = AUTO,
        dry_run: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> ImportReport:
        """Import each file; one that cannot be read changes nothing and does not stop the others."""
        reports = []
        for number, file in enumerate(files, 1):
            reports.append(self._import_file(Path(file), format, dry_run))
            if progress is not None:
                progress(number, len(files))
        return ImportReport(tuple(reports))

    def _import_file(self, file: Path, format: str, dry_run: bool) -> FileReport:
        report = FileReport(str(file), format)
        try:
            importer = importer_for(file, format)
            report.format = importer.name
            source = _Source(file, _sha256(file))
            for process in importer.read(file):
                self._count(self._take(process, source, dry_run, report), report)
        except FileRefused as refusal:
            report.is_refused = True
            report.problems.append(
                Problem(refusal.place, refusal.pointer, f"file.{refusal.code}", Level.ERROR, refusal.sentences)
            )
        return report

    def _count(self, outcome: str, report: FileReport) -> None:
        report.read += 1
        setattr(report, outcome, getattr(report, outcome) + 1)

    def _take(self, process: ForeignProcess, source: _Source, dry_run: bool, report: FileReport) -> str:
        """Take one process; the name of the count it goes into."""
        if process.refusal:
            return _refuse(process, process.refusal, say(f"refused.{process.refusal}"), report)
        known = self._desk.imported_releases(process.ocid)
        given = dict.fromkeys(canonical.encode(tamed(release)) for release in process.releases)
        fresh = [release for release in given if release not in set(known)]
        if not fresh:
            return "unchanged"
        try:
            merged = merge_foreign([canonical.decode(release) for release in (*known, *fresh)], self._catalog)
            taken = None if dry_run else self._desk.take_import(_imported(process, merged, fresh, source))
        except ReleasesDisagree as error:
            message = say("refused.releases.disagree", detail=error)
            return _refuse(process, "releases.disagree", message, report)
        except (BadInput, Refused) as error:
            return _refuse(process, "store", say("refused.store", detail=error.sentences), report)
        report.kept_aside += len(merged.aside) if taken is None else taken.kept_aside
        report.problems.extend(self._problems(process, merged, taken))
        return "unchanged" if taken is not None and taken.changes is None else "stored"

    def _problems(self, process: ForeignProcess, merged: Merged, taken: Taken | None) -> Iterator[Problem]:
        for item in merged.aside:
            message, pointer = aside_message(item, self._catalog), pointer_in(merged.body, item.path)
            yield Problem(process.place, pointer, f"aside.{item.reason}", Level.WARNING, message)
        kept = taken.conflicts if taken else ()
        remarks = (*(Remark(path, "edit.kept", Level.WARNING) for path in kept), *merged.remarks)
        yield from self._ocid_problems(process)
        for remark in remarks:
            message, pointer = remark_message(remark, self._catalog), pointer_in(merged.body, remark.path)
            yield Problem(process.place, pointer, remark.code, remark.level, message)

    def _ocid_problems(self, process: ForeignProcess) -> Iterator[Problem]:
        match = _OCID.fullmatch(process.ocid)
        if match and match[1] in self._settings.ocid_prefixes:
            return
        code = "ocid.foreign" if match else "ocid.malformed"
        yield Problem(process.place, "", code, Level.NOTE, say(f"note.{code}", ocid=process.ocid))


def _imported(process: ForeignProcess, merged: Merged, fresh: Sequence[bytes], source: _Source) -> Imported:
    aside = tuple(
        Aside(pointer_in(merged.body, item.path), item.value, item.reason, source.file.name, source.sha256)
        for item in merged.aside
    )
    return Imported(process.ocid, merged.body, tuple(fresh), aside, source.file.name, source.sha256)


def _refuse(process: ForeignProcess, code: str, message: str, report: FileReport) -> str:
    report.problems.append(Problem(process.place, "", f"refused.{code}", Level.ERROR, message))
    return "refused"


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused("unreadable", file, detail=error.strerror or "") from error

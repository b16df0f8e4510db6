"""Importing files of other programs: one transaction a process, and a report that adds up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from capture_app.changes import Aside, Imported, ImportRun, RunUndone, Taken
from capture_app.errors import BadInput, NotFound, Refused
from capture_app.ids import Clock
from capture_app.importers.foreign import ForeignProcess, Merged, Remark
from capture_app.importers.mapping.plan import Plan
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.merging import ReleaseTooLarge, merge_entries, merge_foreign
from capture_app.importers.numbers import tamed
from capture_app.importers.office import Office
from capture_app.importers.packed import plain_file
from capture_app.importers.reading import FileRefused
from capture_app.importers.registry import AUTO, opened_source
from capture_app.importers.tables.limits import DEFAULT, Limits
from capture_app.importers.tables.reader import Cancelled, never
from capture_app.ocds.record import ReleasesDisagree
from capture_app.ocds.release import RECORD_TYPE
from capture_app.services.error_sheet import write_error_sheet
from capture_app.services.import_report import COUNTS as COUNTS
from capture_app.services.import_report import FileReport, ImportReport, Problem, RefusedRow, RowCounts
from capture_app.services.wording import aside_message, pointer_in, refusal_message, remark_message, row_message
from capture_app.settings import Settings
from capture_app.words import say
from forms.catalog import Catalog
from forms.findings import Level
from sync import canonical

_OCID = re.compile(r"(ocds-[a-z0-9]{6})-.+")
TOGETHER = 50
Progress = Callable[[int, int], None]


class ImportDesk(Protocol):
    """Where imported processes go."""

    def imported_releases(self, ocid: str) -> tuple[bytes, ...]:
        """The foreign releases of a process that are here already."""

    def take_import(self, imported: Imported) -> Taken:
        """Store one process, all of it or nothing."""

    def ocid_of(self, name: str) -> str:
        """The ocid of the record with this ocid or folio, "" where there is none."""

    def together(self) -> AbstractContextManager[None]:
        """One transaction around many processes; one that fails is taken back alone."""

    def body(self, name: str) -> dict[str, Any]:
        """The body of a record."""

    def invoice_at(self, uuid: str) -> str:
        """The ocid of the process that has an invoice, "" where none has it."""

    def keep_invoice(self, uuid: str, ocid: str, files: Sequence[Path]) -> None:
        """Remember where an invoice is, and keep its file where it never leaves."""

    def begin_import(self, file: str, sha256: str, format: str) -> str:
        """Open a run, so that it can be undone as a whole; its id."""

    def import_runs(self) -> tuple[ImportRun, ...]:
        """The runs that can be undone, newest first."""

    def undo_import(self, run_id: str) -> RunUndone:
        """Take back a run."""

    def saved_mappings(self) -> Mapping[str, str]:
        """The mappings of the office by name, as text."""

    def save_mapping(self, name: str, text: str) -> None:
        """Keep a mapping."""

    def drop_mapping(self, name: str) -> None:
        """Forget a mapping."""


@dataclass(frozen=True, slots=True)
class _Source:
    """The file a person chose, and ``plain``, what is read: the same, or what was packed in it."""

    file: Path
    sha256: str
    plain: Path


@dataclass
class _Run:
    """One file on its way in."""

    source: _Source
    report: FileReport
    dry_run: bool
    refused_rows: dict[int, RefusedRow] = field(default_factory=dict)


class ImportService:
    """Takes processes from files into the office's records."""

    def __init__(self, desk: ImportDesk, catalog: Catalog, settings: Settings, clock: Clock, folder: Path) -> None:
        self._desk = desk
        self._catalog = catalog
        self._settings = settings
        self._clock = clock
        self._folder = folder

    def office(self, limits: Limits = DEFAULT, cancelled: Cancelled = never, into: str = "") -> Office:
        """What importers may know of this office."""
        return Office(
            prefix=self._settings.ocid_prefixes[0],
            code=self._settings.office_code,
            name=self._settings.office_name,
            today=self._clock.today(self._settings.zone),
            zone=self._settings.zone,
            catalog=self._catalog,
            rfc=self._settings.office_rfc,
            into=into,
            find=self._desk.ocid_of,
            invoice_at=self._desk.invoice_at,
            body_of=self._body_of,
            limits=limits,
            cancelled=cancelled,
            plans=self._plans(),
        )

    def import_files(
        self,
        files: Sequence[Path],
        format: str = AUTO,
        dry_run: bool = False,
        progress: Progress | None = None,
        limits: Limits = DEFAULT,
        cancelled: Cancelled = never,
        into: str = "",
        plan: Plan | None = None,
    ) -> ImportReport:
        """Import each file; one that cannot be read changes nothing and does not stop the others.

        Invoices complete the process ``into`` (an ocid or a folio) where one is given. A ``plan`` is a mapping that is
        tried without being kept.
        """
        reports = []
        office = self.office(limits, cancelled, self._chosen(into))
        if plan is not None:
            office = replace(office, plans={**office.plans, plan.name: plan})
        for number, file in enumerate(files, 1):
            reports.append(self._import_file(Path(file), format, dry_run, office))
            if progress is not None:
                progress(number, len(files))
        return ImportReport(tuple(reports))

    def _import_file(self, file: Path, format: str, dry_run: bool, office: Office) -> FileReport:
        report = FileReport(str(file), format)
        try:
            with plain_file(file, office.limits, office.cancelled) as plain:
                with opened_source(plain, format, office) as opened:
                    report.format = opened.format
                    run = _Run(_Source(file, _sha256(file), plain), report, dry_run)
                    self._meet_all(opened.found, run)
                self._keep_refused(run)
        except FileRefused as refusal:
            report.is_refused = True
            report.problems.append(
                Problem(refusal.place, refusal.pointer, f"file.{refusal.code}", Level.ERROR, refusal.sentences)
            )
        return report

    def _meet_all(self, found: Iterator[ForeignProcess | RowProblem], run: _Run) -> None:
        for batch in _batches(found, TOGETHER):
            with nullcontext() if run.dry_run else self._desk.together():
                for item in batch:
                    self._meet(item, run)

    def _meet(self, found: ForeignProcess | RowProblem, run: _Run) -> None:
        if isinstance(found, RowProblem):
            _count_row(found, run)
            run.report.problems.append(_row_problem(found))
            return
        outcome = self._take(found, run)
        if found.invoice and not run.dry_run and (outcome == "stored" or found.invoice.startswith("-")):
            self._desk.keep_invoice(found.invoice, found.ocid, found.private)
        run.report.read += 1
        setattr(run.report, outcome, getattr(run.report, outcome) + 1)
        if found.rows:
            counts = _row_counts(run.report)
            counts.read += len(found.rows)
            kept_out = len(found.rows) if outcome == "refused" else 0
            counts.refused += kept_out
            counts.taken += len(found.rows) - kept_out
        run.report.problems.extend(_row_problem(problem) for problem in found.problems)
        if outcome == "refused":
            _keep_rows(found, run)

    def _keep_refused(self, run: _Run) -> None:
        run.report.refused_rows = [run.refused_rows[number] for number in sorted(run.refused_rows)]
        if run.report.refused_rows and not run.dry_run:
            office = self.office()
            target = self._folder / f"{run.source.plain.stem}-errores-{run.source.sha256[:8]}.xlsx"
            run.report.error_sheet = str(write_error_sheet(run.source.plain, run.report, target, office))

    def _take(self, process: ForeignProcess, run: _Run) -> str:
        """Take one process; the name of the count it goes into."""
        report = run.report
        if process.refusal:
            return _refuse(process, process.refusal, say(f"refused.{process.refusal}"), report)
        known = self._desk.imported_releases(process.ocid)
        read = dict.fromkeys(canonical.encode(tamed(release)) for release in process.releases)
        fresh = [release for release in read if release not in set(known)]
        if not fresh:
            return "unchanged"
        try:
            before, given = ([canonical.decode(item) for item in items] for items in (known, fresh))
            merged = self._merged(process, given, before)
            taken = None if run.dry_run else self._desk.take_import(self._imported(process, merged, fresh, run))
        except (ReleasesDisagree, ReleaseTooLarge) as error:
            code, pointer, message = refusal_message(error, self._catalog)
            return _refuse(process, code, message, report, pointer)
        except (BadInput, Refused) as error:
            return _refuse(process, "store", say("refused.store", detail=error.sentences), report)
        report.kept_aside += len(merged.aside) if taken is None else taken.kept_aside
        report.problems.extend(self._problems(process, merged, taken))
        return "unchanged" if taken is not None and taken.changes is None else "stored"

    def _merged(
        self, process: ForeignProcess, given: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]]
    ) -> Merged:
        if process.record_type == RECORD_TYPE:
            return merge_foreign(given, self._catalog, known)
        return merge_entries(given, self._catalog, process.record_type, known)

    def _imported(self, process: ForeignProcess, merged: Merged, fresh: Sequence[bytes], run: _Run) -> Imported:
        source = run.source
        if not run.report.run_id:
            run.report.run_id = self._desk.begin_import(source.file.name, source.sha256, run.report.format)
        aside = tuple(
            Aside(pointer_in(merged.body, item.path), item.value, item.reason, source.file.name, source.sha256)
            for item in merged.aside
        )
        return Imported(
            process.ocid,
            merged.body,
            tuple(fresh),
            aside,
            source.file.name,
            source.sha256,
            process.folio,
            process.record_type,
            run.report.run_id,
        )

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
        if process.record_type != RECORD_TYPE:
            return
        if match and match[1] in self._settings.ocid_prefixes:
            return
        code = "ocid.foreign" if match else "ocid.malformed"
        yield Problem(process.place, "", code, Level.NOTE, say(f"note.{code}", ocid=process.ocid))

    def runs(self) -> tuple[ImportRun, ...]:
        """The imports that can be undone, newest first."""
        return self._desk.import_runs()

    def undo(self, run_id: str) -> RunUndone:
        """Take back an import: what it made is withdrawn, what it changed goes back, what was sent stays."""
        return self._desk.undo_import(run_id)

    def _chosen(self, name: str) -> str:
        ocid = self._desk.ocid_of(name) if name else ""
        if name and not ocid:
            raise NotFound(say("import.into_unknown", name=name))
        return ocid

    def _body_of(self, ocid: str) -> dict[str, Any]:
        return self._desk.body(ocid) if ocid and self._desk.ocid_of(ocid) else {}

    def _plans(self) -> dict[str, Plan]:
        from capture_app.importers.mapping.stored import decode_plan

        return {name: decode_plan(text) for name, text in self._desk.saved_mappings().items()}


def _batches(found: Iterator[ForeignProcess | RowProblem], size: int) -> Iterator[list[ForeignProcess | RowProblem]]:
    while batch := list(islice(found, size)):
        yield batch


def _row_counts(report: FileReport) -> RowCounts:
    if report.rows is None:
        report.rows = RowCounts()
    return report.rows


def _count_row(problem: RowProblem, run: _Run) -> None:
    counts = _row_counts(run.report)
    if problem.code == "row.repeated":
        counts.read += 1
        counts.repeated += 1
    elif problem.row is not None and problem.level == Level.ERROR:
        counts.read += 1
        counts.refused += 1
        run.refused_rows[problem.number] = RefusedRow(problem.row, ((problem.column, row_message(problem)),))
    elif problem.code in ("row.total", "row.header", "row.note"):
        counts.skipped += 1


def _keep_rows(process: ForeignProcess, run: _Run) -> None:
    """The rows of a refused process for the error sheet, the reasons beside the cells they are about."""
    for row in process.rows:
        reasons = tuple(
            (problem.column, row_message(problem))
            for problem in process.problems
            if problem.number == row.number and problem.level == Level.ERROR
        )
        run.refused_rows[row.number] = RefusedRow(row, reasons)


def _row_problem(problem: RowProblem) -> Problem:
    place = say("import.row", number=problem.number)
    where = f"{place}, {problem.column}" if problem.column else place
    return Problem(where, problem.pointer, problem.code, problem.level, row_message(problem))


def _refuse(process: ForeignProcess, code: str, message: str, report: FileReport, pointer: str = "") -> str:
    report.problems.append(Problem(process.place, pointer, f"refused.{code}", Level.ERROR, message))
    return "refused"


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused("unreadable", file, detail=error.strerror or "") from error

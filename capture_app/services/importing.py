"""Importing files of other programs: one transaction a process, and a report that adds up."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from capture_app.changes import Aside, Imported, ImportRun, RunUndone, Taken
from capture_app.errors import BadInput, ChangedSince, NotFound, Refused, Stopped
from capture_app.ids import Clock
from capture_app.importers.cfdi import turn_of
from capture_app.importers.foreign import ForeignProcess, Merged, Remark
from capture_app.importers.mapping.plan import Plan
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.merging import ReleaseTooLarge, merge_entries, merge_foreign
from capture_app.importers.numbers import tamed
from capture_app.importers.office import Office
from capture_app.importers.packed import plain_file
from capture_app.importers.reading import Cancelled, FileRefused, never
from capture_app.importers.registry import AUTO, opened_source
from capture_app.importers.tables.limits import DEFAULT, Limits
from capture_app.ocds.record import ReleasesDisagree
from capture_app.ocds.release import RECORD_TYPE
from capture_app.patching import Change
from capture_app.services.error_sheet import write_error_sheet
from capture_app.services.import_outcome import outcome_of
from capture_app.services.import_pace import ALONE, Pace
from capture_app.services.import_report import COUNTS as COUNTS
from capture_app.services.import_report import FileReport, ImportReport, Problem, RefusedRow, RowCounts
from capture_app.services.wording import aside_message, pointer_in, refusal_message, remark_message, row_message
from capture_app.settings import Settings
from capture_app.words import reason, say
from forms.catalog import Catalog
from forms.findings import Level
from sync import canonical

_OCID = re.compile(r"(ocds-[a-z0-9]{6})-.+")
TOGETHER = 50
CANCELLED = "cancelled"
T = TypeVar("T")
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

    def trial(self, cancelled: Cancelled) -> AbstractContextManager[ImportDesk]:
        """The same place on a copy that nobody keeps; Stopped, once it is cancelled before it begins."""

    def import_did(self, run_id: str, record_id: str) -> tuple[Change, ...]:
        """What a run changed in a record."""

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

    def taken_by(self, run_id: str) -> tuple[str, ...]:
        """The records that a run made or changed; NotFound for no such run."""

    def undo_taken(self, run_id: str, record_id: str) -> RunUndone:
        """Take back what a run did to one record."""

    def end_undo(self, run_id: str, undone: RunUndone) -> None:
        """Say of a run that it was taken back, where nothing of it stays."""

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
    cancelled: Cancelled = never
    pace: Pace = ALONE
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
        pace: Pace = ALONE,
        seen: Mapping[str, str] | None = None,
    ) -> ImportReport:
        """Import each file; one that cannot be read changes nothing and does not stop the others.

        Invoices complete the process ``into`` (an ocid or a folio) where one is given. A ``plan`` is a mapping that is
        tried without being kept. A ``dry_run`` is the same import into a copy that nobody keeps, so that it says what
        would happen and not what is likely. Once ``cancelled`` nothing more is taken; the report says what is in.
        ``seen`` has the sha256 of files that were looked at before, by path: ChangedSince, and nothing is taken, where
        one is not that any more.
        """
        self.require_unchanged(seen or {})
        if dry_run:
            with suppress(Stopped), self._desk.trial(cancelled) as desk:
                trial = ImportService(desk, self._catalog, self._settings, self._clock, self._folder)
                return trial._import_all(files, format, progress, limits, cancelled, into, plan, pace, dry_run=True)
            return ImportReport(tuple(_stopped(FileReport(str(file), format), dry_run=True) for file in files))
        return self._import_all(files, format, progress, limits, cancelled, into, plan, pace, dry_run=False)

    def require_unchanged(self, seen: Mapping[str, str]) -> None:
        """ChangedSince, where a file looked at before, by its path and its sha256 then, is another now."""
        changed = [Path(file).name for file, sha256 in seen.items() if _sha256(Path(file)) != sha256]
        if changed:
            raise ChangedSince(changed)

    def _import_all(
        self,
        files: Sequence[Path],
        format: str,
        progress: Progress | None,
        limits: Limits,
        cancelled: Cancelled,
        into: str,
        plan: Plan | None,
        pace: Pace,
        *,
        dry_run: bool,
    ) -> ImportReport:
        reports: dict[int, FileReport] = {}
        office = self.office(limits, cancelled, self._chosen(into))
        if plan is not None:
            office = replace(office, plans={**office.plans, plan.name: plan})
        for place in sorted(range(len(files)), key=lambda place: turn_of(Path(files[place]))):
            reports[place] = self._import_file(Path(files[place]), format, dry_run, office, pace)
            if progress is not None:
                progress(len(reports), len(files))
        return ImportReport(tuple(reports[place] for place in range(len(files))))

    def _import_file(self, file: Path, format: str, dry_run: bool, office: Office, pace: Pace) -> FileReport:
        report = FileReport(str(file), format)
        try:
            if office.cancelled():
                raise FileRefused(CANCELLED, file)
            report.sha256 = _sha256(file)
            with plain_file(file, office.limits, office.cancelled) as plain:
                with opened_source(plain, format, office) as opened:
                    if _sha256(file) != report.sha256:
                        raise FileRefused("changing", file)
                    report.format = opened.format
                    run = _Run(_Source(file, report.sha256, plain), report, dry_run, office.cancelled, pace)
                    self._meet_all(opened.found, run)
                self._keep_refused(run)
        except FileRefused as refusal:
            if refusal.code == CANCELLED and report.read:
                return _stopped(report, dry_run=dry_run)
            report.is_refused = True
            report.problems.append(
                Problem(refusal.place, refusal.pointer, f"file.{refusal.code}", Level.ERROR, refusal.sentences)
            )
        return report

    def _meet_all(self, found: Iterator[ForeignProcess | RowProblem], run: _Run) -> None:
        """Many processes to a transaction, which ends at once where somebody waits for the database."""
        for batch in _batches(found, TOGETHER):
            left = deque(batch)
            while left:
                if run.cancelled():
                    raise FileRefused(CANCELLED, run.source.file)
                with self._desk.together():
                    self._meet_some(left, run)
                run.pace.give_way()

    def _meet_some(self, left: deque[ForeignProcess | RowProblem], run: _Run) -> None:
        while left and not run.cancelled():
            self._meet(left.popleft(), run)
            run.pace.tell(run.report.read)
            if run.pace.is_wanted():
                return

    def _meet(self, found: ForeignProcess | RowProblem, run: _Run) -> None:
        if isinstance(found, RowProblem):
            _count_row(found, run)
            run.report.problems.append(_row_problem(found))
            return
        outcome = self._take(found, run)
        if found.invoice and (outcome == "stored" or found.invoice.startswith("-")):
            self._desk.keep_invoice(found.invoice, found.ocid, () if run.dry_run else found.private)
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
            return self._refuse(process, process.refusal, say(f"refused.{process.refusal}"), report)
        known = self._desk.imported_releases(process.ocid)
        read = dict.fromkeys(canonical.encode(tamed(release)) for release in process.releases)
        fresh = [release for release in read if release not in set(known)]
        if not fresh:
            report.processes.append(outcome_of(process, "unchanged", {}, (), self._catalog))
            return "unchanged"
        try:
            before, given = ([canonical.decode(item) for item in items] for items in (known, fresh))
            merged = self._merged(process, given, before)
            taken = self._desk.take_import(self._imported(process, merged, fresh, run))
        except (ReleasesDisagree, ReleaseTooLarge) as error:
            code, pointer, message = refusal_message(error, self._catalog)
            return self._refuse(process, code, message, report, pointer)
        except (BadInput, Refused) as error:
            return self._refuse(process, "store", say("refused.store", detail=error.sentences), report)
        report.kept_aside += taken.kept_aside
        report.problems.extend(self._problems(process, merged, taken))
        self._count(process, merged, taken, report)
        return "unchanged" if taken.changes is None else "stored"

    def _count(self, process: ForeignProcess, merged: Merged, taken: Taken, report: FileReport) -> None:
        """What the process is now that it was not before: here at all, other values, or nothing."""
        is_new = taken.changes is not None and taken.changes.created
        changes = () if is_new or taken.changes is None else self._desk.import_did(report.run_id, taken.record_id)
        outcome = "created" if is_new else "changed" if changes else "unchanged"
        report.created += outcome == "created"
        if outcome == "changed" and taken.changes is not None:
            report.changed += 1
            report.changes.append(taken.changes)
        report.processes.append(outcome_of(process, outcome, merged.body, changes, self._catalog))

    def _refuse(self, process: ForeignProcess, code: str, message: str, report: FileReport, pointer: str = "") -> str:
        report.problems.append(Problem(process.place, pointer, f"refused.{code}", Level.ERROR, message))
        report.processes.append(outcome_of(process, "refused", {}, (), self._catalog))
        return "refused"

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

    def _problems(self, process: ForeignProcess, merged: Merged, taken: Taken) -> Iterator[Problem]:
        for item in merged.aside:
            message, pointer = aside_message(item, self._catalog, merged.body), pointer_in(merged.body, item.path)
            yield Problem(process.place, pointer, f"aside.{item.reason}", Level.WARNING, message)
        remarks = (*(Remark(path, "edit.kept", Level.WARNING) for path in taken.conflicts), *merged.remarks)
        yield from self._ocid_problems(process)
        for remark in remarks:
            message, pointer = remark_message(remark, self._catalog, merged.body), pointer_in(merged.body, remark.path)
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

    def undo(self, run_id: str, pace: Pace = ALONE) -> RunUndone:
        """Take back an import: what it made is withdrawn, what it changed goes back, what was sent stays.

        One that was broken off can be taken back again, to its end.
        """
        undone = RunUndone(0, 0)
        for records in _batches(iter(self._desk.taken_by(run_id)), TOGETHER):
            left = deque(records)
            while left:
                with self._desk.together():
                    undone = self._undo_some(run_id, left, undone, pace)
                pace.give_way()
        self._desk.end_undo(run_id, undone)
        return undone

    def _undo_some(self, run_id: str, left: deque[str], undone: RunUndone, pace: Pace) -> RunUndone:
        while left:
            undone = undone.with_one(self._desk.undo_taken(run_id, left.popleft()))
            if pace.is_wanted():
                break
        return undone

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


def _batches(found: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(found, size)):
        yield batch


def _row_counts(report: FileReport) -> RowCounts:
    if report.rows is None:
        report.rows = RowCounts()
    return report.rows


def _count_row(problem: RowProblem, run: _Run) -> None:
    if problem.code.startswith(("column.", "sheet.", "book.")):
        return
    counts = _row_counts(run.report)
    if problem.code == "row.repeated":
        counts.read += 1
        counts.repeated += 1
    elif problem.row is not None and problem.level == Level.ERROR:
        counts.read += 1
        counts.refused += 1
        run.refused_rows[problem.number] = RefusedRow(problem.row, ((problem.column, row_message(problem)),))
    elif problem.code in ("row.total", "row.header", "row.note", "row.table"):
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
    place = say("import.row", number=problem.number) if problem.number else ""
    where = f"{place}, {problem.column}" if problem.column else place
    return Problem(where, problem.pointer, problem.code, problem.level, row_message(problem))


def _stopped(report: FileReport, *, dry_run: bool) -> FileReport:
    """The report of a file that nobody wants any more: what is in stays."""
    report.is_stopped = True
    key = "import.stopped_check" if dry_run else "import.stopped" if report.stored else "import.stopped_before"
    said = say(key, stored=f"{report.stored:,}")
    report.problems.insert(0, Problem("", "", "import.stopped", Level.ERROR, said))
    return report


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused("unreadable", file, detail=reason(error)) from error

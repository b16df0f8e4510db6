"""What became of an import, file by file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from capture_app.changes import Changes
from capture_app.importers.tables.book import Row

_OF_OUTCOMES = ("created", "changed", "processes")
_OF_CHECKS = ("sha256", *_OF_OUTCOMES)
COUNTS = ("read", "stored", "unchanged", "refused", "kept_aside")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to know about an import: where in the file, where in the record, and a sentence."""

    place: str
    pointer: str
    code: str
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A place of a record that an import changes: its path, the office's word, and both values ("" for none)."""

    path: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ProcessOutcome:
    """What became, or would become, of one process or entry: ``created``, ``changed``, ``unchanged``, ``refused``.

    ``differences`` are the first of the ``changes`` to a record that was here before.
    """

    place: str
    ocid: str
    name: str
    title: str
    outcome: str
    differences: tuple[Difference, ...] = ()
    changes: int = 0


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a table that stays out, with the reason beside each cell that is wrong ("" = the whole row)."""

    row: Row
    reasons: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class RowCounts:
    """Rows of a table: read = taken + repeated + refused; skipped are titles, totals and notes."""

    read: int = 0
    taken: int = 0
    repeated: int = 0
    refused: int = 0
    skipped: int = 0


@dataclass(slots=True)
class FileReport:
    """What became of one file; read = stored + unchanged + refused, in contracting processes.

    ``sha256`` is of the file that was read. Of those stored, ``created`` were not here before and ``changed`` were;
    the rest differ in nothing of the record.
    """

    file: str
    format: str
    sha256: str = ""
    read: int = 0
    stored: int = 0
    unchanged: int = 0
    refused: int = 0
    kept_aside: int = 0
    created: int = 0
    changed: int = 0
    processes: list[ProcessOutcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False
    rows: RowCounts | None = None
    error_sheet: str = ""
    run_id: str = ""
    refused_rows: list[RefusedRow] = field(default_factory=list)
    is_stopped: bool = False
    changes: list[Changes] = field(default_factory=list)

    def members(self) -> dict[str, Any]:
        """The report as ``--json`` shows it; a table says also what became of its rows."""
        hidden = ("is_refused", "is_stopped", "changes", "refused_rows", "rows", "error_sheet", "run_id", *_OF_CHECKS)
        members = {name: value for name, value in asdict(self).items() if name not in hidden}
        if self.rows is not None:
            members["rows"] = asdict(self.rows)
        if self.error_sheet:
            members["error_sheet"] = self.error_sheet
        return members


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all files."""

    files: tuple[FileReport, ...]

    @property
    def totals(self) -> dict[str, int]:
        return {name: sum(getattr(report, name) for report in self.files) for name in COUNTS}

    @property
    def is_clean(self) -> bool:
        """Whether every file was taken and no process or row refused."""
        return not any(file.is_refused or file.is_stopped or file.refused or file.refused_rows for file in self.files)

    @property
    def seen(self) -> dict[str, str]:
        """The sha256 of each file that was read, by its path: what a person looked at."""
        return {file.file: file.sha256 for file in self.files if file.sha256}

    def members(self) -> dict[str, Any]:
        """The report as ``--json`` shows it."""
        return {"files": [report.members() for report in self.files], "totals": self.totals}

    def outcomes(self) -> list[dict[str, Any]]:
        """Of each file how many are new and how many change, and each process, as ``--dry-run --json`` shows it."""
        return [
            {"file": file.file, **{name: _plain(getattr(file, name)) for name in _OF_CHECKS}} for file in self.files
        ]


def _plain(value: str | int | list[ProcessOutcome]) -> Any:
    return [asdict(item) for item in value] if isinstance(value, list) else value

"""What became of an import, file by file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from capture_app.importers.tables.book import Row

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
    rows: RowCounts | None = None
    error_sheet: str = ""
    run_id: str = ""
    refused_rows: list[RefusedRow] = field(default_factory=list)
    refused_items: set[str] = field(default_factory=set)

    def members(self) -> dict[str, Any]:
        """The report as ``--json`` shows it; a table says also what became of its rows."""
        hidden = ("is_refused", "refused_rows", "refused_items", "rows", "error_sheet", "run_id")
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
        return not any(report.is_refused or report.refused or report.refused_rows for report in self.files)

    def members(self) -> dict[str, Any]:
        """The report as ``--json`` shows it."""
        return {"files": [report.members() for report in self.files], "totals": self.totals}

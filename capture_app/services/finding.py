"""Finding among very many: which records fit, what the list shows of some of them, and the office in numbers.

It knows nothing of the law, so a window that opens on its list waits for none of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from capture_app.changes import Choice, OfficeSummary, ProcessSummary, RecordFilter
from capture_app.store import finding, listing
from capture_app.store.desk import CONTRACTING_PROCESS, Desk


class FindingService:
    """The office's records as a list."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def matches(self, wanted: RecordFilter, most: int = finding.ALL) -> Sequence[int]:
        """The numbers of every record that fits (or of so many at most), in the order of the list; good while the
        program runs."""
        return finding.numbers(self._desk.connection, wanted, most)

    def rows(self, numbers: Sequence[int]) -> tuple[ProcessSummary, ...]:
        """What the list shows of some of them."""
        return finding.rows(self._desk.connection, numbers)

    def ids_of(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The records behind numbers."""
        return finding.record_ids(self._desk.connection, numbers)

    def mark(self, record_ids: Sequence[str], *, on: bool) -> None:
        """Put a mark on records or take it away; it is this computer's and goes nowhere."""
        finding.mark(self._desk.connection, record_ids, on=on)

    def years(self, record_type: str = CONTRACTING_PROCESS) -> tuple[int, ...]:
        """The years that there are records of."""
        return finding.years(self._desk.connection, record_type)

    def areas(self) -> tuple[Choice, ...]:
        """The areas that ask or buy in any record."""
        return finding.areas(self._desk.connection)

    def summary(self) -> OfficeSummary:
        """What Inicio shows."""
        return listing.office_summary(self._desk.connection)

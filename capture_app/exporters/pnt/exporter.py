"""A format of the platform as an exporter: which processes it takes, and what is missing in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.pnt.book import book_of
from capture_app.exporters.pnt.definition import PntFormat
from capture_app.exporters.pnt.rows import Missing, belongs, rows_of, unrouted
from capture_app.ocds.package import PackageHead


@dataclass(frozen=True, slots=True)
class PntWriter:
    """Writes one format; ``defaults`` is the reporting block for records that have none of their own."""

    format: PntFormat
    defaults: tuple[tuple[str, str], ...] = ()

    def __call__(self, processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
        return book_of(self.format, processes, head, dict(self.defaults))

    def takes(self, body: Mapping[str, Any]) -> bool:
        """Whether the format is for this kind of procedure."""
        return belongs(body, self.format)

    def missing(self, ocid: str, body: Mapping[str, Any]) -> Sequence[Missing]:
        """The empty cells that nothing explains; the kind of procedure where no format is for the process."""
        if not self.takes(body):
            return list(unrouted(ocid, body, self.format))
        return [item for row in rows_of(ocid, body, self.format, dict(self.defaults)) for item in row.missing]


def quarter_block(quarter: str) -> tuple[tuple[str, str], ...]:
    """The reporting block of a quarter such as ``2026-3``; ValueError for anything else."""
    year, _, number = quarter.partition("-")
    if not (year.isdigit() and len(year) == 4 and number in _QUARTERS):
        raise ValueError(quarter)
    first, last = _QUARTERS[number]
    days = (("reportingPeriodStartDate", f"{year}-{first}"), ("reportingPeriodEndDate", f"{year}-{last}"))
    return (("fiscalYear", year), *days)


_QUARTERS = {"1": ("01-01", "03-31"), "2": ("04-01", "06-30"), "3": ("07-01", "09-30"), "4": ("10-01", "12-31")}

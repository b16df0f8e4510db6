"""A format of the platform as an exporter: which processes it takes, and what is missing in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.pnt.book import book_of
from capture_app.exporters.pnt.definition import PntFormat
from capture_app.exporters.pnt.rows import Missing, belongs, rows_of, unrouted
from capture_app.ocds.package import PackageHead
from forms.quarters import Quarter, reported_in


@dataclass(frozen=True, slots=True)
class PntWriter:
    """Writes one format; ``defaults`` is the reporting block for records that have none of their own. With a
    ``quarter`` only what is of it is reported."""

    format: PntFormat
    defaults: tuple[tuple[str, str], ...] = ()
    quarter: Quarter | None = None

    def __call__(self, processes: Iterable[ExportProcess], head: PackageHead) -> Iterator[bytes]:
        seen = ((process, self._reported(process.body)) for process in processes)
        kept = (replace(process, body=body) for process, body in seen if body is not None)
        return book_of(self.format, kept, head, self._block)

    def takes(self, body: Mapping[str, Any]) -> bool:
        """Whether the format is for this kind of procedure, and something of it is of the quarter."""
        return belongs(body, self.format) and self._reported(body) is not None

    def missing(self, ocid: str, body: Mapping[str, Any]) -> Sequence[Missing]:
        """The empty cells that nothing explains; the kind of procedure where no format is for the process."""
        reported = self._reported(body)
        if reported is None:
            return ()
        if not belongs(body, self.format):
            return list(unrouted(ocid, body, self.format))
        return [item for row in rows_of(ocid, reported, self.format, self._block) for item in row.missing]

    def _reported(self, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return body if self.quarter is None else reported_in(body, self.quarter)

    @property
    def _block(self) -> dict[str, str]:
        return {**(quarter_block(self.quarter) if self.quarter else {}), **dict(self.defaults)}


def quarter_block(quarter: Quarter) -> dict[str, str]:
    """The part of the reporting block that the quarter tells."""
    first, last = quarter.ends
    return {
        "fiscalYear": str(quarter.year),
        "reportingPeriodStartDate": first,
        "reportingPeriodEndDate": last,
    }

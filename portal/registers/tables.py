"""A register as a table of cells: one row a record, one column a field of the law, safe in any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from capture_app.exporters.cells import csv_text
from capture_app.ocds.dates import utc_text
from forms.pointers import get
from forms.record_type import Field, FieldType, RecordType
from portal.registers.models import Entry

BYTE_ORDER_MARK = "\ufeff"
HEAD = ("record/id", "record/folio", "record/office", "record/officeName", "record/datePublished")


def csv_lines(entries: Iterable[Entry], record: RecordType) -> Iterator[str]:
    """The file in pieces: byte order mark and names of columns first, then a line for each record."""
    columns = [item.pointer for item in leaves(record.stages[0].fields)]
    yield BYTE_ORDER_MARK + _line([*HEAD, *(pointer.removeprefix("/") for pointer in columns)])
    for entry in entries:
        value = entry.value
        head = [entry.code, entry.folio, entry.office.code, entry.office.name, utc_text(entry.published_at)]
        yield _line([csv_text(item) for item in (*head, *(get(value, pointer) for pointer in columns))])


def leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """The public fields that make columns; a list is one column: codes with `;` between them, rows as JSON."""
    for item in fields:
        if item.visibility != "public" or not item.captured:
            continue
        if item.type is FieldType.COMPOSITE:
            yield from leaves(item.members)
        else:
            yield item


def _line(cells: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()

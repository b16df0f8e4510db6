"""A register as a table of cells: one row a record, one column a field of the law, safe in any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from capture_app.ocds.dates import utc_text
from forms.pointers import get
from forms.record_type import Field, FieldType, RecordType
from portal.registers.models import Entry
from sync import canonical

BYTE_ORDER_MARK = "\ufeff"
HEAD = ("record/id", "record/folio", "record/office", "record/officeName", "record/datePublished")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_lines(entries: Iterable[Entry], record: RecordType) -> Iterator[str]:
    """The file in pieces: byte order mark and names of columns first, then a line for each record."""
    columns = [item.pointer for item in leaves(record.stages[0].fields)]
    yield BYTE_ORDER_MARK + _line([*HEAD, *(pointer.removeprefix("/") for pointer in columns)])
    for entry in entries:
        value = entry.value
        head = [entry.code, entry.folio, entry.office.code, entry.office.name, utc_text(entry.published_at)]
        yield _line([cell(item) for item in (*head, *(get(value, pointer) for pointer in columns))])


def leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """The public fields that make columns; a list of rows is one column, as JSON."""
    for item in fields:
        if item.visibility != "public" or not item.captured:
            continue
        if item.type is FieldType.COMPOSITE:
            yield from leaves(item.members)
        else:
            yield item


def cell(value: Any) -> str:
    """The value in one cell: numbers plain, lists and objects as JSON, text never read as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return canonical.encode(value).decode()
    text = value if isinstance(value, str) else canonical.encode(value).decode()
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _line(cells: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()

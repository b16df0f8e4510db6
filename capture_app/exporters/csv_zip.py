"""Linked tables as CSV in one zip: a file for each list, joined by ocid and the ids of the rows above."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from capture_app.exporters.archive import zip_pieces
from capture_app.exporters.cells import cells_of_lines, csv_row
from capture_app.exporters.documents import ExportProcess, state_of
from capture_app.exporters.reader import title_of, told
from capture_app.exporters.tables import Table, Tables
from capture_app.ocds.package import PackageHead
from capture_app.ocds.release import contracting_process
from forms.catalog import load_catalog
from forms.record_type import RecordType
from forms.sheets import layout_of

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TOGETHER = 500
_END = "\r\n"
COLUMNS_FILE = "columnas.csv"
READ_ME = "LEAME.txt"
_COLUMNS_HEAD = ("archivo", "columna", "nombre", "lista", "codigos")


def write(processes: Iterable[ExportProcess], head: PackageHead, record: RecordType | None = None) -> Iterator[bytes]:
    """The tables of contracting processes, or of the entries of a register."""
    with Tables(layout_of(record or contracting_process())) as tables:
        for process in processes:
            tables.add(state_of(process))
        yield from zip_pieces(_members(tables.filled(), head, title_of(record)))


def _members(tables: Sequence[Table], head: PackageHead, title: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    shown = [(f"{table.sheet.file}.csv", table.sheet.title, table.count) for table in tables]
    lines = [": ".join(part for part in pair if part) for pair in told(head, shown, title)]
    yield READ_ME, [BYTE_ORDER_MARK, "\r\n".join([*lines, ""]).encode()]
    for table in tables:
        yield f"{table.sheet.file}.csv", _table_pieces(table)
    yield COLUMNS_FILE, csv_pieces([_COLUMNS_HEAD, *_column_rows(tables)])


def csv_pieces(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The rows as a CSV file that spreadsheets open as UTF-8."""
    lines: list[str] = []
    write = csv.writer(_Lines(lines.append), lineterminator=_END).writerow
    yield BYTE_ORDER_MARK
    for row in rows:
        write(csv_row(row))
    yield "".join(lines).encode()


class _Lines(NamedTuple):
    """What the csv module writes lines into."""

    write: Callable[[str], object]


def _table_pieces(table: Table) -> Iterator[bytes]:
    """The table as a CSV file, some hundred lines at a time."""
    columns = table.columns()
    yield from csv_pieces([[shown.column.name for shown in columns]])
    ordered, plain = _order_of([shown.slot for shown in columns]), ",".join(["%s"] * len(columns)) + _END
    waiting = table.lines()
    while together := list(islice(waiting, _TOGETHER)):
        lines: list[str] = []
        write = csv.writer(_Lines(lines.append), lineterminator=_END).writerow
        for cells, is_plain in cells_of_lines(together, len(columns)):
            if is_plain:
                lines.append(plain % ordered(cells))
            else:
                write(ordered(cells))
        yield "".join(lines).encode()


def _order_of(slots: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """What brings the values of a row from their slots into the order of the columns."""
    return itemgetter(*slots) if len(slots) > 1 else tuple


def _column_rows(tables: Sequence[Table]) -> Iterator[Sequence[str]]:
    codelists = load_catalog().codelists
    for table in tables:
        for shown in table.columns():
            item = shown.column.field
            codelist = codelists.get(item.codelist or "") if item else None
            codes = " · ".join(f"{code.code} = {code.title}" for code in codelist.codes) if codelist else ""
            title = codelist.title if codelist else ""
            yield (f"{table.sheet.file}.csv", shown.column.name, shown.column.title, title, codes)

"""Linked tables as CSV in one zip: a file for each list, joined by ocid and the ids of the rows above."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from capture_app.exporters.archive import zip_pieces
from capture_app.exporters.cells import csv_row
from capture_app.exporters.documents import ExportProcess, state_of
from capture_app.exporters.reader import told
from capture_app.exporters.tables import Table, Tables
from capture_app.ocds.package import PackageHead
from capture_app.ocds.release import contracting_process
from forms.catalog import load_catalog
from forms.record_type import RecordType
from forms.sheets import layout_of

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
COLUMNS_FILE = "columnas.csv"
READ_ME = "LEAME.txt"
_COLUMNS_HEAD = ("archivo", "columna", "nombre", "lista", "codigos")


class _Line:
    """What the csv module writes a line into."""

    def write(self, text: str) -> bytes:
        return text.encode()


def write(processes: Iterable[ExportProcess], head: PackageHead, record: RecordType | None = None) -> Iterator[bytes]:
    """The tables of contracting processes, or of the entries of a register."""
    with Tables(layout_of(record or contracting_process())) as tables:
        for process in processes:
            tables.add(state_of(process))
        yield from zip_pieces(_members(tables.filled(), head))


def _members(tables: Sequence[Table], head: PackageHead) -> Iterator[tuple[str, Iterable[bytes]]]:
    shown = [(f"{table.sheet.file}.csv", table.sheet.title, table.count) for table in tables]
    lines = [": ".join(part for part in pair if part) for pair in told(head, shown)]
    yield READ_ME, [BYTE_ORDER_MARK, "\r\n".join([*lines, ""]).encode()]
    for table in tables:
        yield f"{table.sheet.file}.csv", csv_pieces(_table_rows(table))
    yield COLUMNS_FILE, csv_pieces([_COLUMNS_HEAD, *_column_rows(tables)])


def csv_pieces(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The rows as a CSV file that spreadsheets open as UTF-8."""
    yield BYTE_ORDER_MARK
    writer = csv.writer(_Line(), lineterminator="\r\n")
    for row in rows:
        yield writer.writerow(csv_row(row))


def _table_rows(table: Table) -> Iterator[Sequence[Any]]:
    columns = table.columns()
    yield [shown.column.name for shown in columns]
    slots = [shown.slot for shown in columns]
    if slots == list(range(len(slots))):
        yield from table.rows()
        return
    for row in table.rows():
        yield [row[slot] for slot in slots]


def _column_rows(tables: Sequence[Table]) -> Iterator[Sequence[str]]:
    codelists = load_catalog().codelists
    for table in tables:
        for shown in table.columns():
            item = shown.column.field
            codelist = codelists.get(item.codelist or "") if item else None
            codes = " · ".join(f"{code.code} = {code.title}" for code in codelist.codes) if codelist else ""
            title = codelist.title if codelist else ""
            yield (f"{table.sheet.file}.csv", shown.column.name, shown.column.title, title, codes)

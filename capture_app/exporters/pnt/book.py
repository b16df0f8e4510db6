"""A format of the platform as the workbook that is uploaded to it: the report, its linked tables, its catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.pnt.definition import TABLE, PntField, PntFormat, words_of
from capture_app.exporters.pnt.rows import PntRow, rows_of
from capture_app.exporters.workbook import BookParts, SheetParts, Style, Styled, book_pieces
from capture_app.ocds.package import PackageHead
from capture_app.words import say

REPORT_SHEET = "Reporte de Formatos"
TABLE_SHEET = "Tabla_{}"
CATALOGUE_SHEET = "Hidden_{}"
_TYPES: Mapping[str, int] = {
    "texto corto": 1,
    "texto largo": 2,
    "numero": 3,
    "fecha": 4,
    "hora": 5,
    "moneda": 6,
    "pagina web": 7,
    "archivo": 8,
    "catalogo": 9,
    "tabla": 10,
    "ano": 12,
    "fecha actualizacion": 13,
    "nota": 14,
}


def book_of(
    format: PntFormat, processes: Iterable[ExportProcess], head: PackageHead, defaults: Mapping[str, Any]
) -> Iterator[bytes]:
    """The pieces of the workbook."""
    report: list[Sequence[Any]] = []
    tables: dict[str, list[Sequence[Any]]] = {item.id: [] for item in format.fields if item.kind == TABLE}
    for process in processes:
        for row in rows_of(process.ocid, process.body, format, defaults):
            report.append(_report_row(format, row, tables))
    return book_pieces(_book(format, report, tables, head))


def _report_row(format: PntFormat, row: PntRow, tables: dict[str, list[Sequence[Any]]]) -> list[Any]:
    """The row of the report; rows of linked tables go to theirs, under one number."""
    cells: list[Any] = []
    for item in format.fields:
        if item.kind != TABLE:
            cells.append(row.values.get(item.id))
            continue
        linked = row.tables.get(item.id, [])
        number = _next_number(tables[item.id]) if linked else None
        tables[item.id] += [[number, *(values.get(column.id) for column in item.columns)] for values in linked]
        cells.append(number)
    return cells


def _next_number(rows: Sequence[Sequence[Any]]) -> int:
    return int(rows[-1][0]) + 1 if rows else 1


def _book(
    format: PntFormat, report: Sequence[Sequence[Any]], tables: Mapping[str, Sequence[Sequence[Any]]], head: PackageHead
) -> BookParts:
    tabular = [item for item in format.fields if item.kind == TABLE]
    sheets = [SheetParts(REPORT_SHEET, [*_report_head(format), *report], [24.0] * len(format.fields), 7)]
    sheets += [_table_sheet(item, tables[item.id]) for item in tabular]
    listed = [item for owner in format.fields for item in (owner, *owner.columns) if item.catalogue]
    for number, item in enumerate(listed, 1):
        rows = [[index, description] for index, description in item.catalogue]
        sheets.append(
            SheetParts(CATALOGUE_SHEET.format(number), [[item.id, item.label], *rows], (10, 60), is_hidden=True)
        )
    return BookParts(format.title, head.publisher.name, say("pnt.for"), head.published_date, sheets)


def _report_head(format: PntFormat) -> list[Sequence[Any]]:
    """The seven lines above the rows: the format, its title, the type and the number of each column, its label."""
    return [
        [format.id],
        [Styled(say(f"pnt.head.{name}"), Style.HEAD) for name in ("title", "short", "description")],
        [format.title, format.id, format.title],
        [_type_of(item) for item in format.fields],
        [item.id for item in format.fields],
        [Styled(say("pnt.head.table"), Style.HEAD)],
        [Styled(_label(item), Style.HEAD) for item in format.fields],
    ]


def _label(item: PntField) -> str:
    return f"{item.label}\n{TABLE_SHEET.format(item.id)}" if item.kind == TABLE else item.label


def _table_sheet(item: PntField, rows: Sequence[Sequence[Any]]) -> SheetParts:
    heads: list[Sequence[Any]] = [
        [None, *(_type_of(column) for column in item.columns)],
        [None, *(column.id for column in item.columns)],
        [Styled("ID", Style.HEAD), *(Styled(column.label, Style.HEAD) for column in item.columns)],
    ]
    return SheetParts(TABLE_SHEET.format(item.id), [*heads, *rows], [10.0, *([28.0] * len(item.columns))], 3)


def _type_of(item: PntField) -> int | None:
    return _TYPES.get(words_of(item.type))

"""Rows of text files that lost their shape: a comma without quotes, or quotes that were never closed."""

from __future__ import annotations

from capture_app.importers.tables.book import Row
from capture_app.importers.tables.heads import Table, is_blank

WIDE, TORN = "row.wide", "row.torn"


def torn_of(row: Row, table: Table) -> str:
    """``row.wide`` where cells stand beyond the titles, ``row.torn`` where a cell holds whole rows, "" for neither.

    Only text files part cells by marks that a value may have too; a workbook's cells are where they are.
    """
    if table.book.kind != "text":
        return ""
    width = table.columns[-1].index + 1
    if len(row.cells) > width and not all(map(is_blank, row.cells[width:])):
        return WIDE
    delimiter = str(table.book.notes.get("delimiter") or ",")
    longer = (cell for cell in row.cells if type(cell) is str and len(cell) > width and "\n" in cell)
    lines = (line for cell in longer for line in cell.splitlines()[1:])
    return TORN if any(line.count(delimiter) == width - 1 for line in lines) else ""

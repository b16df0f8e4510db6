"""The rows of a table that stayed out, as a workbook: the same columns, each reason at its cell, ready to correct."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from capture_app.importers.office import Office
from capture_app.importers.tables.book import Cell
from capture_app.importers.tables.heads import Column, tables_of
from capture_app.importers.tables.reader import opened_book
from capture_app.importers.tables.readings import as_text
from capture_app.importers.tables.wire import CellDate
from capture_app.services.import_report import FileReport, RefusedRow
from capture_app.settings import write_whole
from capture_app.words import say

FOLDER = "errores"
_WRONG = PatternFill("solid", fgColor="F8D7DA")
_AUTHOR = "Captura Abierta"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH, _REASON_WIDTH = 22, 70


def write_error_sheet(file: Path, report: FileReport, target: Path, office: Office) -> Path:
    """Write the refused rows of a table under its own header; the last column says why, and is not imported."""
    with opened_book(file, office.limits) as book:
        columns = tables_of(book)[0].columns
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(say("errors.sheet"))
    last = max(column.index for column in columns) + 1
    for index in range(last + 1):
        sheet.column_dimensions[Column(index, "").letter].width = _REASON_WIDTH if index == last else _WIDTH
    sheet.freeze_panes = "A2"
    titles: dict[int, Any] = {column.index: column.title for column in columns}
    titles[last] = say("errors.why")
    sheet.append([_cell(sheet, titles.get(index), bold=True) for index in range(last + 1)])
    for refused in report.refused_rows:
        sheet.append(_row(sheet, refused, columns, last))
    written = io.BytesIO()
    workbook.save(written)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, written.getvalue())
    return target


def _row(sheet: WriteOnlyWorksheet, refused: RefusedRow, columns: Sequence[Column], last: int) -> list[WriteOnlyCell]:
    reasons: Mapping[str, str] = dict(refused.reasons)
    titles = {column.index: column.title for column in columns}
    cells = []
    for index in range(last):
        cells.append(_cell(sheet, refused.row.cell(index), reason=reasons.get(titles.get(index, "\x00"), "")))
    said = "; ".join(f"{title}: {reason}" if title else reason for title, reason in refused.reasons)
    cells.append(_cell(sheet, say("errors.row", number=refused.row.number, reasons=said or say("errors.with_others"))))
    return cells


def _cell(sheet: WriteOnlyWorksheet, value: Cell, bold: bool = False, reason: str = "") -> WriteOnlyCell:
    """A cell that is never a formula, with its reason as a note where it has one."""
    cell = WriteOnlyCell(sheet, _plain(value))
    if isinstance(cell.value, str):
        cell.data_type = "s"
        cell.quotePrefix = cell.value[:1] in _FORMULA
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=bold)
    if reason:
        cell.fill = _WRONG
        cell.comment = Comment(reason, _AUTHOR)
    return cell


def _plain(value: Cell) -> Any:
    if isinstance(value, CellDate):
        return as_text(value)
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value

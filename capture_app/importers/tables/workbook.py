"""Workbooks of any program (xlsx, xlsm, xlsb, xls, ods) as rows of values; formulas give the value they had."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import python_calamine as calamine

from capture_app.importers.tables import archive
from capture_app.importers.tables.day_zero import day_zero
from capture_app.importers.tables.limits import Limits
from capture_app.importers.tables.refused import TableRefused
from capture_app.importers.tables.wire import date_cell, write_frame

_ZIP = b"PK\x03\x04"
_CHUNK = 500
_ERRORS = (
    calamine.CalamineError,
    calamine.XmlError,
    calamine.ZipError,
    calamine.WorksheetNotFound,
    OSError,
    ValueError,
)


def transcribe(path: Path, spool: IO[bytes], limits: Limits) -> None:
    """Write every sheet of a workbook as frames."""
    zipped = _is_zip(path)
    if zipped:
        archive.inspect(path, limits)
    zero = day_zero(path, zipped=zipped).isoformat()
    write_frame(spool, "book", "workbook", zero, archive.cells_without_value(path) if zipped else {})
    with _opened(path) as book:
        for index, head in enumerate(book.sheets_metadata):
            if head.typ == calamine.SheetTypeEnum.WorkSheet:
                hidden = head.visible != calamine.SheetVisibleEnum.Visible
                _write_sheet(book, index, head.name, hidden, spool, limits)
    write_frame(spool, "end")


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == _ZIP


def _opened(path: Path) -> calamine.CalamineWorkbook:
    """The workbook by what it is: its name may say another kind."""
    try:
        if _is_zip(path) != (path.suffix.lower() == ".xls"):
            return calamine.load_workbook(str(path))
        return calamine.load_workbook(io.BytesIO(path.read_bytes()))
    except calamine.PasswordError as error:
        raise TableRefused("table_password") from error
    except _ERRORS as error:
        raise TableRefused("table_damaged", str(error)) from error


def _write_sheet(
    book: calamine.CalamineWorkbook, index: int, name: str, hidden: bool, spool: IO[bytes], limits: Limits
) -> None:
    try:
        sheet = book.get_sheet_by_index(index)
        start = sheet.start or (0, 0)
        _refuse_too_large(sheet, limits)
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
    except _ERRORS as error:
        raise TableRefused("table_damaged", f"{name}: {error}") from error
    write_frame(spool, "sheet", name, hidden, merged[:_CHUNK], start[0] + 1, start[1])
    for chunk in _chunks(_rows(sheet, limits)):
        write_frame(spool, "rows", chunk)


def _refuse_too_large(sheet: calamine.CalamineSheet, limits: Limits) -> None:
    if sheet.total_height > limits.rows or sheet.total_width > limits.columns * 10:
        raise TableRefused("table_wide", f"{sheet.total_height:,} × {sheet.total_width:,}")


def _rows(sheet: calamine.CalamineSheet, limits: Limits) -> Iterator[list[Any]]:
    if sheet.height == 0:
        return
    for cells in sheet.iter_rows():
        row = [value if type(value) is str or type(value) is float else _plain(value) for value in cells]
        while row and row[-1] in ("", None):
            row.pop()
        if len(row) > limits.columns:
            raise TableRefused("table_wide", f"{len(row):,}")
        yield row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return date_cell(value.date().isoformat() if midnight else value.replace(microsecond=0).isoformat())
    if isinstance(value, datetime.date):
        return date_cell(value.isoformat())
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return str(value)
    return value


def _chunks(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    chunk: list[list[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

"""A treasury's workbook of the annual budget as the register's entry: sums by chapter and area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.office import Office, register_code
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book, Cell
from capture_app.importers.tables.heads import Column, Table, is_blank, plain_title, tables_of
from capture_app.importers.tables.readings import CellReader, How, Unreadable, as_text, find_how
from forms.findings import Level
from forms.record_type import Field, FieldType

NAME = "budget"
RECORD_TYPE = "annual_budget"
_AMOUNT = Field("/amount", "amount", FieldType.NUMBER, "/amount")
_KEY = ("partida", "capitulo", "cog", "objeto del gasto", "clave", "partida generica", "partida especifica", "concepto")
_AREA = ("unidad", "area", "dependencia", "unidad administrativa", "unidad responsable", "direccion", "ente")
_MOMENTS = {
    "approved": ("aprobado", "presupuesto aprobado", "autorizado", "original", "presupuesto autorizado", "presupuesto"),
    "modified": ("modificado", "presupuesto modificado", "vigente"),
    "spent": ("ejercido", "devengado", "pagado", "presupuesto ejercido"),
}
_YEAR = re.compile(r"\b(20\d\d)\b")
_CODE = re.compile(r"\s*([1-9]\d{3,4})\b.*|\s*([1-9])000\b.*")
_WHOLE = "Toda la administración"


def fits(book: Book, office: Office) -> bool:
    """Whether a table has a column of the spending classifier and one of what was approved."""
    return any(_is_budget(table) for table in tables_of(book))


def _is_budget(table: Table) -> bool:
    key = _column(table, _KEY)
    if key is None or _column(table, _MOMENTS["approved"]) is None or _column(table, ("proveedor", "contrato", "rfc")):
        return False
    samples = [as_text(cell) for cell in table.sample(key.index, 20)]
    return bool(samples) and sum(bool(_CODE.fullmatch(text)) for text in samples) * 2 > len(samples)


def _column(table: Table, names: tuple[str, ...]) -> Column | None:
    plain = {plain_title(column.title): column for column in reversed(table.columns)}
    return next((plain[name] for name in names if name in plain), None)


def read_processes(book: Book, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """One entry: the year's budget with a row for each chapter and area."""
    table = next((table for table in tables_of(book) if _is_budget(table)), None)
    if table is None:
        raise FileRefused("not_budget", book.file)
    year = _year_of(book, table, office)
    chapters, problems = _chapters(table, office)
    yield from problems
    total = sum((row["approved"]["amount"] for row in chapters if "approved" in row), Decimal(0))
    body = {
        "title": f"Presupuesto de egresos {year}",
        "year": year,
        "budgetStage": "approved",
        "total": {"amount": total, "currency": "MXN"},
        "chapters": chapters,
    }
    code = register_code(office, RECORD_TYPE, str(year), str(year))
    yield ForeignProcess(code, table.sheet.name or "1", (body,), record_type=RECORD_TYPE)


def _year_of(book: Book, table: Table, office: Office) -> int:
    above = (row for row in table.sheet.rows() if row.number <= table.header_rows[-1])
    texts = [book.file.stem, table.sheet.name, *(as_text(cell) for row in above for cell in row.cells)]
    years = [int(match[1]) for text in texts for match in _YEAR.finditer(text)]
    return years[0] if years else office.today.year


def _chapters(table: Table, office: Office) -> tuple[list[dict[str, Any]], list[RowProblem]]:
    """The sums; lines of a chapter that has lines of its own parts are totals and are left out."""
    key, area = _column(table, _KEY), _column(table, _AREA)
    assert key is not None
    columns = {name: found for name, names in _MOMENTS.items() if (found := _column(table, names))}
    hows = {
        name: find_how((row.cell(c.index) for row in table.rows()), FieldType.NUMBER) for name, c in columns.items()
    }
    lines = [(row, as_text(row.cell(key.index)).strip()) for row in table.rows()]
    details = {text[0] for _, text in lines if _CODE.fullmatch(text) and text[1:4] != "000"}
    sums: dict[tuple[str, str], dict[str, Decimal]] = {}
    problems: list[RowProblem] = []
    for row, text in lines:
        if not _CODE.fullmatch(text) or (text[1:4] == "000" and text[0] in details):
            problems.append(RowProblem("row.note", Level.NOTE, row.number))
            continue
        unit = as_text(row.cell(area.index)) if area else ""
        held = sums.setdefault((f"{text[0]}000", unit or _WHOLE), {})
        for name, column in columns.items():
            amount = _amount(row.cell(column.index), hows[name], office)
            if amount is None:
                problems.append(RowProblem("cell.amount", Level.ERROR, row.number, column.title, row=row))
            else:
                held[name] = held.get(name, Decimal(0)) + amount
    return [_chapter(chapter, unit, held) for (chapter, unit), held in sorted(sums.items())], problems


def _how(table: Table, column: Column) -> How:
    return find_how((row.cell(column.index) for row in table.rows()), FieldType.NUMBER)


def _amount(cell: Cell, how: How, office: Office) -> Decimal | None:
    if is_blank(cell):
        return Decimal(0)
    try:
        return Decimal(CellReader(_AMOUNT, how, office.catalog, office.today, office.zone).read(cell) or 0)
    except Unreadable:
        return None


def _chapter(chapter: str, unit: str, held: dict[str, Decimal]) -> dict[str, Any]:
    amounts = {name: {"amount": value, "currency": "MXN"} for name, value in held.items()}
    return {"chapter": chapter, "unit": unit, **amounts}

"""The dictionary as a workbook: one sheet of fields a record type, one of codes. No cell is ever a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from capture_app.services.law_entries import chapters, used_lists
from capture_app.words import say
from forms.catalog import Catalog
from forms.record_type import RecordType

FIELD_COLUMNS = (
    *(("stage", 22), ("section", 26), ("label", 34), ("pointer", 48), ("type", 18), ("list", 28), ("required", 22)),
    *(("when", 30), ("visibility", 18), ("help", 70), ("example", 30), ("source", 34)),
)
CODE_COLUMNS = (("list", 30), ("title", 40), ("code", 24), ("description", 80))
_SHEET_NAME = 31
_PROPERTIES = "docProps/core.xml"
_HOUR = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ARCHIVE_DAY = (2000, 1, 1, 0, 0, 0)


def workbook(record: RecordType, catalog: Catalog) -> bytes:
    book = Workbook(write_only=True)
    _sheet(book, say("dictionary.sheet.fields"), FIELD_COLUMNS, _field_rows(record, catalog))
    _sheet(book, say("dictionary.lists"), CODE_COLUMNS, _code_rows(record, catalog))
    written = io.BytesIO()
    book.save(written)
    return _without_hours(written)


def _field_rows(record: RecordType, catalog: Catalog) -> Iterator[Sequence[str]]:
    for chapter in chapters(record, catalog):
        for entry in chapter.entries:
            codelist = entry.codelist.title if entry.codelist else ""
            place = (chapter.stage.title, chapter.section.title, entry.label, entry.pointer, entry.type, codelist)
            asked = (entry.requirement, entry.condition, entry.visibility)
            yield (*place, *asked, entry.help, entry.example, entry.source)


def _code_rows(record: RecordType, catalog: Catalog) -> Iterator[Sequence[str]]:
    for codelist in used_lists(record, catalog):
        for code in codelist.codes:
            yield (codelist.title, code.title, code.code, code.description)


def _sheet(book: Workbook, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title[:_SHEET_NAME])
    sheet.freeze_panes = "A2"
    for index, (_, width) in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + index)].width = width
    sheet.append([_cell(sheet, say(f"dictionary.column.{name}"), bold=True) for name, _ in columns])
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(columns) - 1)}{count}"


def _cell(sheet: WriteOnlyWorksheet, value: str, bold: bool = False) -> WriteOnlyCell:
    """A cell of text, whatever the text begins with; one that looks like a formula is marked as quoted."""
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "\t", "\r")
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _without_hours(written: io.BytesIO) -> bytes:
    """The same archive with no clock in it: the same law gives the same bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(written) as given, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in given.namelist():
            content = _HOUR.sub(b"2000-01-01T00:00:00Z", given.read(name)) if name == _PROPERTIES else given.read(name)
            fresh.writestr(zipfile.ZipInfo(name, _ARCHIVE_DAY), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()

"""The workbook that an office fills by hand: the export's sheets without rows, with lists to choose from and help."""

from __future__ import annotations

import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from capture_app.words import say
from forms.catalog import Catalog
from forms.record_type import Field, FieldType
from forms.sheets import Column, Layout, Sheet, layout_of

MEANING = "/@"
RECORD_TYPE = "contracting_process"
FILLED_ROWS = 2000
_HIDDEN_FROM_PEOPLE = frozenset({"id"})
_HEAD = PatternFill("solid", fgColor="E6EEF5")
_DEEPEST = 2
_WIDTH = 24


def template_sheets(catalog: Catalog, every: bool = False) -> list[Sheet]:
    """The sheets of a template; without ``every``, only lists of the process itself and one level within."""
    layout: Layout = layout_of(catalog.record_types[RECORD_TYPE])
    wanted = [sheet for sheet in layout.sheets if any(_is_asked(column) for column in sheet.columns)]
    return [sheet for sheet in wanted if every or sheet.pattern.count("*") <= _DEEPEST]


def template_book(catalog: Catalog, every: bool = False) -> tuple[bytes, int]:
    """The workbook and how many sheets can be filled."""
    book = Workbook()
    guide = book.active
    guide.title = say("template.instructions")
    guide["A1"], guide["A1"].alignment = say("template.guide"), Alignment(wrap_text=True, vertical="top")
    guide.column_dimensions["A"].width = 100
    sheets = template_sheets(catalog, every)
    lists = _Lists(book, catalog)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, lists)
    lists.finish()
    written = io.BytesIO()
    book.save(written)
    return written.getvalue(), len(sheets)


def _is_asked(column: Column) -> bool:
    return column.field is not None and column.field.captured


def _columns(sheet: Sheet) -> Iterator[tuple[str, str, Field | None]]:
    """Name, title and field of each column; of a code its words are asked, not the code."""
    for column in sheet.links:
        if column.name not in _HIDDEN_FROM_PEOPLE:
            yield column.name, column.title, column.field
    for column in sheet.columns:
        if column.field is not None and column.field.captured and column.name != "ocid":
            words = MEANING if column.field.type is FieldType.CODE else ""
            yield column.name + words, column.title, column.field


def _write(page: Worksheet, sheet: Sheet, lists: _Lists) -> None:
    page.freeze_panes = "B3"
    for place, (name, title, item) in enumerate(_columns(sheet), 1):
        head, machine = page.cell(1, place, title), page.cell(2, place, name)
        head.font, head.fill, head.alignment = Font(bold=True), _HEAD, Alignment(wrap_text=True, vertical="top")
        machine.font = Font(size=8, color="808080")
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = _WIDTH
        if item is not None and item.help:
            head.comment = Comment(f"{item.help}\n{item.example}".strip(), "Captura Abierta", width=320, height=140)
        lists.choose(page, letter, item)


class _Lists:
    """The hidden sheet of what can be chosen, one column a list."""

    def __init__(self, book: Workbook, catalog: Catalog) -> None:
        self._book = book
        self._catalog = catalog
        self._page = book.create_sheet(say("template.lists"))
        self._names: dict[str, str] = {}

    def choose(self, page: Worksheet, letter: str, item: Field | None) -> None:
        """Let the cells of a column be chosen from the words of its list."""
        if item is None or item.type is not FieldType.CODE or not item.codelist:
            return
        codelist = self._catalog.codelists[item.codelist]
        if item.codelist not in self._names:
            self._names[item.codelist] = self._fill(item.codelist, [code.title for code in codelist.codes])
        rule = DataValidation(type="list", formula1=f"={self._names[item.codelist]}", allow_blank=True)
        rule.showErrorMessage = not codelist.open
        page.add_data_validation(rule)
        rule.add(f"{letter}3:{letter}{FILLED_ROWS}")

    def _fill(self, name: str, titles: list[str]) -> str:
        place = len(self._names) + 1
        letter = get_column_letter(place)
        for row, title in enumerate(titles, 1):
            self._page.cell(row, place, title)
        defined = f"lista_{name}"
        where = f"'{self._page.title}'!${letter}$1:${letter}${len(titles)}"
        self._book.defined_names[defined] = DefinedName(defined, attr_text=where)
        return defined

    def finish(self) -> None:
        self._page.sheet_state = "hidden"

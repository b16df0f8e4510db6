"""Our own workbooks: one sheet for each list, names of columns in the second row; filled by hand or as exported.

A book holds contracting processes or the entries of one register; the public names in it say which, or its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from capture_app.exporters.cells import split, unquoted
from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.assembly import split_pattern
from capture_app.importers.mapping.rows import RowProblem, worst
from capture_app.importers.office import Office, is_register_code, register_code
from capture_app.importers.reading import FileRefused
from capture_app.importers.tables.book import Book, Row, Sheet
from capture_app.importers.tables.heads import is_blank
from capture_app.importers.tables.readings import CellReader, How, Unreadable, as_text
from capture_app.ocds.release import RECORD_TYPE
from forms.findings import Level
from forms.record_type import FieldType, RecordType
from forms.sheets import Layout, layout_of
from forms.sheets import Sheet as SheetLayout

NAME = "template"
MEANING = "/@"
OCID, CODE = "ocid", "code"
_ROW = "/0/"
_OCID_START = "ocds-"
_HEADS = 6
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_DAYS = frozenset({FieldType.DATE, FieldType.MOMENT})
_LISTS = frozenset({FieldType.CODES, FieldType.TEXTS})


@dataclass(frozen=True)
class _Part:
    """One sheet of the workbook laid on the sheet of the layout that it is."""

    sheet: Sheet
    layout: SheetLayout
    head: int
    names: Mapping[int, str]


def fits(book: Book, office: Office) -> bool:
    """Whether a sheet of the book has our names of columns."""
    return _law_of(book, office) is not None


def _law_of(book: Book, office: Office) -> RecordType | None:
    """The record type whose book it is: the one that its public names tell, else the one that knows most columns."""
    laws = [record for record, _ in office.catalog.registers]
    told = _told_register(book, laws)
    if told is not None:
        return told
    process = office.catalog.record_types[RECORD_TYPE]
    if _parts(book, layout_of(process)):
        return process
    if not any(_ocid_row(sheet) for sheet in book.shown):
        return None
    known = {law.id: _known_columns(book, law) for law in laws}
    best = max(laws, key=lambda law: known[law.id])
    return best if known[best.id] else None


def _told_register(book: Book, laws: Sequence[RecordType]) -> RecordType | None:
    """The register whose entries' names (``OFFICE-public-debt-2026-…``) stand in the first column."""
    for sheet in book.shown:
        head = _ocid_row(sheet)
        if head is None:
            continue
        rows = (row for row in sheet.rows() if row.number > head.number)
        for name in (as_text(row.cell(0)) for row in islice(rows, _HEADS)):
            law = next((law for law in laws if is_register_code(name, law.id)), None)
            if law is not None:
                return law
    return None


def _known_columns(book: Book, law: RecordType) -> int:
    """How many of the columns of the book are of a register."""
    parts = _parts(book, layout_of(law))
    return sum(name.removesuffix(MEANING) in part.layout.by_name for part in parts for name in part.names.values())


def read_processes(book: Book, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """A process or an entry for each ocid or number of the main sheet or of any other."""
    law = _law_of(book, office)
    if law is None:
        raise FileRefused("no_table", book.file)
    groups: dict[str, _Growing] = {}
    parts = _parts(book, layout_of(law))
    yield from _not_taken(book, parts)
    for part in parts:
        readers = _readers(part, office)
        for row in part.sheet.rows():
            if row.number <= part.head or all(is_blank(cell) for cell in row.cells):
                continue
            key = _key_of(part, row)
            if not key:
                yield RowProblem("row.key_missing", Level.ERROR, row.number, part.sheet.name, row=row)
                continue
            groups.setdefault(key, _Growing(key, law.id)).add(part, row, readers)
    for group in groups.values():
        yield group.process(office)


def _parts(book: Book, layout: Layout) -> list[_Part]:
    """The sheets with our names, the outer lists before those within them."""
    found = [part for sheet in book.shown if (part := _part(sheet, layout))]
    return sorted(found, key=lambda part: part.layout.pattern.count("*"))


def _not_taken(book: Book, parts: list[_Part]) -> Iterator[RowProblem]:
    """What stands in the book and is not ours: sheets of rows, and columns that have something."""
    ours = {part.sheet.name for part in parts}
    for sheet in book.shown:
        heads = _ocid_row(sheet) if sheet.name not in ours else None
        if heads is not None:
            yield RowProblem("sheet.unknown", Level.WARNING, heads.number, sheet.name)
    for part in parts:
        known = part.layout.by_name
        unknown = {index: name for index, name in part.names.items() if name.removesuffix(MEANING) not in known}
        filled = _filled(part, unknown) if unknown else ()
        for index in filled:
            yield RowProblem("column.unknown", Level.WARNING, part.head, f"{part.sheet.name}, {unknown[index]}")


def _filled(part: _Part, columns: Mapping[int, str]) -> list[int]:
    """Those of the columns that have something under their name."""
    rows = (row for row in part.sheet.rows() if row.number > part.head)
    found = {index for row in rows for index in columns if not is_blank(row.cell(index))}
    return [index for index in columns if index in found]


def _ocid_row(sheet: Sheet) -> Row | None:
    """The row with the names of columns of a sheet written as ours: it begins with the public name of its record."""
    return next((row for row in islice(sheet.rows(), _HEADS) if row.cells[:1] in ((OCID,), (CODE,))), None)


def _part(sheet: Sheet, layout: Layout) -> _Part | None:
    for row in islice(sheet.rows(), _HEADS):
        names = {index: as_text(cell) for index, cell in enumerate(row.cells) if isinstance(cell, str)}
        own = {name.removesuffix(MEANING) for name in names.values()}
        if layout.root[0] not in own:
            continue
        found = [item for item in layout.sheets if _holds(item, own)]
        if found:
            best = max(found, key=lambda item: (len(own & item.by_name.keys()), sheet.name in (item.name, item.file)))
            return _Part(sheet, best, row.number, names)
    return None


def _holds(layout: SheetLayout, own: set[str]) -> bool:
    """Whether columns of these names are rows of this list, and not of one within it that the law does not have."""
    deepest = max(name.count(_ROW) for name in own)
    return deepest == layout.pattern.count("*") and any(column.name in own for column in layout.columns)


def _key_of(part: _Part, row: Row) -> str:
    index = next(index for index, name in part.names.items() if name == part.layout.links[0].name)
    return as_text(row.cell(index))


def _readers(part: _Part, office: Office) -> dict[int, tuple[str, CellReader]]:
    """The pointer and the reader of each column that the law knows."""
    readers = {}
    for index, name in part.names.items():
        column = part.layout.by_name.get(name.removesuffix(MEANING))
        if column is not None and column.field is not None:
            reader = CellReader(column.field, How(), office.catalog, office.today, office.zone)
            readers[index] = (column.pattern, reader)
    return readers


@dataclass
class _Growing:
    """The release of one process, or one entry of a register, while its rows are read from the sheets."""

    key: str
    record_type: str
    release: dict[str, Any] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    place: str = ""

    def add(self, part: _Part, row: Row, readers: Mapping[int, tuple[str, CellReader]]) -> None:
        self.place = self.place or f"{part.sheet.name}, {row.number}"
        values = self._values(part, row, readers)
        holder = self._holder(part, row, values)
        for pointer, value in values.items():
            _put(holder, split_pattern(pointer)[1], value)

    def _values(self, part: _Part, row: Row, readers: Mapping[int, tuple[str, CellReader]]) -> dict[str, Any]:
        """The values of the row; where a code and its words stand side by side, the code."""
        values: dict[str, Any] = {}
        for index in sorted(readers, key=lambda index: part.names[index].endswith(MEANING)):
            pointer, reader = readers[index]
            cell = row.cell(index)
            if is_blank(cell) or pointer in values:
                continue
            try:
                is_list = reader.item.type in _LISTS
                values[pointer] = _list(reader, as_text(cell)) if is_list else _read(reader, _bare(cell))
            except Unreadable as unread:
                name = f"{part.sheet.name}, {part.names[index]}"
                self.problems.append(
                    RowProblem("cell.unreadable", Level.ERROR, row.number, name, pointer, sentence=unread.message)
                )
        return {pointer: value for pointer, value in values.items() if value is not None}

    def _holder(self, part: _Part, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
        """The object the row fills: the release itself, or a new row within the rows that it names."""
        pattern = part.layout.pattern
        if not pattern:
            return self.release
        by_name = {name: index for index, name in part.names.items()}
        holder = self.release
        for column in part.layout.links:
            if not column.pattern.endswith("/*/id"):
                continue
            array = column.pattern.removesuffix("/id")
            own = unquoted(as_text(row.cell(by_name[column.name]))) if column.name in by_name else ""
            rows = _rows(holder, array)
            if not own and len(rows) > 1:
                name = f"{part.sheet.name}, {column.title}"
                several = (("number", str(len(rows))),)
                self.problems.append(RowProblem("row.owner_missing", Level.ERROR, row.number, name, array, several))
            holder = _row_of(rows, own)
        fresh: dict[str, Any] = {}
        _rows(holder, pattern).append(fresh)
        return fresh

    def process(self, office: Office) -> ForeignProcess:
        if self.record_type != RECORD_TYPE:
            return self._entry(office)
        is_ocid = self.key.lower().startswith(_OCID_START)
        ocid = self.key if is_ocid else office.ocid_of(self.key)
        refusal = "rows_of_template" if worst(self.problems) else ""
        releases = () if refusal else ({**self.release, "ocid": ocid},)
        folio = "" if is_ocid else self.key
        return ForeignProcess(ocid, self.place, releases, refusal, tuple(self.problems), (), folio)

    def _entry(self, office: Office) -> ForeignProcess:
        """An entry by its own name, or by one made of the number that the office gave it."""
        is_named = is_register_code(self.key, self.record_type)
        code = self.key if is_named else register_code(office, self.record_type, self.key)
        refusal = "rows_of_template" if worst(self.problems) else ""
        releases = () if refusal else (self.release,)
        return ForeignProcess(
            code, self.place, releases, refusal, tuple(self.problems), (), "", record_type=self.record_type
        )


def _read(reader: CellReader, cell: Any) -> Any:
    """The value of a cell; a whole moment stands as our exports and every other program of the standard write it."""
    if isinstance(cell, str) and reader.item.type in _DAYS and _MOMENT.fullmatch(cell):
        return cell
    return reader.read(cell)


def _bare(cell: Any) -> Any:
    return unquoted(cell) if isinstance(cell, str) else cell


def _list(reader: CellReader, text: str) -> Any:
    """A list in one cell: codes by themselves or by their words."""
    codelist = reader.catalog.codelists.get(reader.item.codelist or "")
    parts = [str(part) for part in split(unquoted(text))]
    if codelist is None:
        return parts
    found = [codelist.exact(part) for part in parts]
    return [code.code if code else part for code, part in zip(found, parts, strict=True)]


def _rows(holder: dict[str, Any], pattern: str) -> list[dict[str, Any]]:
    """The list of a pattern's rows inside the object of its owner, made when it is not there."""
    _, members = split_pattern(pattern.removesuffix("/*"))
    for name in members[:-1]:
        holder = holder.setdefault(name, {})
    rows: list[dict[str, Any]] = holder.setdefault(members[-1], [])
    return rows


def _row_of(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The row with this id; of rows without, the last."""
    known = next((row for row in rows if str(row.get("id", "")) == name), None)
    if known is None and not name and rows:
        return rows[-1]
    if known is None:
        known = {"id": name} if name else {}
        rows.append(known)
    return known


def _put(holder: dict[str, Any], members: tuple[str, ...], value: Any) -> None:
    for name in members[:-1]:
        holder = holder.setdefault(name, {})
    holder[members[-1]] = value

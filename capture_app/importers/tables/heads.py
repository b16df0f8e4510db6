"""Where a table begins in a sheet of an office: its header among titles, and which rows are no data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from string import ascii_uppercase

from capture_app.importers.tables.book import Book, Cell, Row, Sheet
from capture_app.importers.tables.wire import CellDate
from forms.codes import fold

LOOKED_AT = 40
_TOTAL = re.compile(r"(?:gran |sub ?)?(?:totales|total)(?: general(?:es)?)?(?:$|[ :.])|suma(?:s|toria)?(?:$|[ :.])")
_NUMBER = re.compile(r"[-+$]?\s*[\d.,\s]*\d[\d.,\s]*%?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_CODE = re.compile(r"[A-Z]{1,2}\d{1,3}")
_SIGNED = re.compile(
    r"(?:elaboro|reviso|autorizo|valido|formulo|vo\.?\s*bo\.?|atentamente|firmas?|fuente|notas?)\s*(?::|$)"
)
_FIELDS_OF_A_FORMAT = "tabla campos"
_SHORT_ROW = 2
_FEWEST_TITLES = 3
_LONGEST_GROUP = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``title`` as it is written, of repeated ones the later with its number.

    ``own`` is what the last row of titles says where one above it names a group.
    """

    index: int
    title: str
    own: str = ""

    @property
    def letter(self) -> str:
        """The letters a spreadsheet shows above it."""
        letters, number = "", self.index + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = ascii_uppercase[rest] + letters
        return letters


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no data: ``total``, ``header`` (repeated), ``note``, or the beginning of another ``table``."""

    number: int
    kind: str


@dataclass(frozen=True)
class Table:
    """The rows of a sheet under one header."""

    book: Book
    sheet: Sheet
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def rows(self) -> Iterator[Row]:
        """Rows of data."""
        return (row for row in self.everything() if isinstance(row, Row))

    def everything(self) -> Iterator[Row | Skipped]:
        """Rows of data, and what stands between and after them, as far as another table under this one."""
        titles = {column.index: plain_title(column.title) for column in self.columns}
        spelled = frozenset(name for column in self.columns for name in (column.title, column.own) if name)
        for row in self._own_rows(titles):
            kind = _kind_of(row, titles, spelled) if isinstance(row, Row) else ""
            yield Skipped(row.number, kind) if kind else row

    def _own_rows(self, titles: Mapping[int, str]) -> Iterator[Row | Skipped]:
        """Rows with something in them. Where, after blank ones and perhaps a lone title, other titles stand in columns
        of values, another table begins."""
        above: Row | None = None
        held: Row | None = None
        for row in self.sheet.rows():
            if row.number <= self.header_rows[-1] or all(map(is_blank, row.cells)):
                continue
            before = held or above
            if before is not None and above is not None and (held or row.number > above.number + 1):
                if _is_other_head(row, above) and not _is_same_head(row, titles):
                    yield Skipped((held or row).number, "table")
                    return
                if held is None and _filled(row) == 1:
                    held = row
                    continue
            if held is not None:
                yield held
                held = None
            yield row
            above = row
        if held is not None:
            yield held

    def sample(self, index: int, most: int = 40) -> list[Cell]:
        """The first values of a column that are not blank."""
        values = (row.cell(index) for row in self.rows())
        return list(islice((value for value in values if not is_blank(value)), most))


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain_title(text: str) -> str:
    """A title for comparing: lower case, no accents, one space for anything that is no letter or digit."""
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", fold(text.replace("_", " "))).split())


def find_table(book: Book, sheet: Sheet) -> Table | None:
    """The table of a sheet, None where nothing looks like a header with rows under it."""
    head = list(islice(sheet.rows(), LOOKED_AT))
    place = _header_place(head)
    if place is None:
        return None
    rows = [head[place]]
    if place + 1 < len(head) and _is_second_level(sheet, head[place], head[place + 1], head[place + 2 : place + 7]):
        rows.append(head[place + 1])
    elif place and _is_upper_level(sheet, head[place - 1], head[place]):
        rows.insert(0, head[place - 1])
    titles = _titles(sheet, rows)
    own = {index: _title(rows[-1].cell(index)) for index in titles} if len(rows) > 1 else {}
    return Table(book, sheet, tuple(row.number for row in rows), _columns(titles, own))


def tables_of(book: Book) -> list[Table]:
    """The tables of the sheets that are shown, the sheet with most columns first."""
    found = [table for sheet in book.shown if (table := find_table(book, sheet))]
    return sorted(found, key=lambda table: -len(table.columns))


def _header_place(head: Sequence[Row]) -> int | None:
    """The first row with nearly as many different words as any, and with rows under it."""
    for place, row in enumerate(head[:-1], 1):
        if fold(str(row.cell(0) or "")).strip() == _FIELDS_OF_A_FORMAT:
            return place
    scores = [_words(row) for row in head]
    best = max(scores, default=0)
    if best < 2:
        return None
    for place, score in enumerate(scores):
        if score >= max(2, best * 0.6) and _is_wide_enough(head, place):
            return place
    return None


def _is_wide_enough(head: Sequence[Row], place: int) -> bool:
    """Whether the row spans most of what stands under it."""
    under = [_filled(row) for row in head[place + 1 : place + 8]]
    return not under or _filled(head[place]) * 2 >= max(under)


def _filled(row: Row) -> int:
    return sum(not is_blank(cell) for cell in row.cells)


def _words(row: Row) -> int:
    texts = [cell.strip() for cell in row.cells if isinstance(cell, str) and cell.strip()]
    words = {fold(text) for text in texts if not _is_value(text)}
    values = sum(not is_blank(cell) and (not isinstance(cell, str) or _is_value(cell)) for cell in row.cells)
    return len(words) - 2 * values


def _is_value(text: str) -> bool:
    said = text.strip()
    return bool(_CODE.fullmatch(said) or _NUMBER.fullmatch(said) or _DATE.fullmatch(said) or len(said) > 250)


def _is_second_level(sheet: Sheet, first: Row, second: Row, below: Sequence[Row]) -> bool:
    """Whether the next row names the columns under a title that spans several."""
    spans = [span for span in sheet.merged if span[0] == first.number - 1 and span[3] > span[1] and span[2] == span[0]]
    gaps = _gaps(first, second)
    if not (spans or gaps) or _words(second) < 2 or any(not isinstance(c, (str, type(None))) for c in second.cells):
        return False
    if spans:
        return all(any(not is_blank(second.cell(index)) for index in range(span[1], span[3] + 1)) for span in spans)
    own = sum(not is_blank(first.cell(index)) and not is_blank(second.cell(index)) for index in range(len(first.cells)))
    has_values = any(
        isinstance(cell, (int, float, CellDate)) or _is_valued(cell) for row in below for cell in row.cells
    )
    return own <= len(gaps) and has_values and len(gaps) * 2 >= _filled(second)


def _is_upper_level(sheet: Sheet, above: Row, row: Row) -> bool:
    """Whether the row above names groups of the columns: several short words, each over columns that are named."""
    if above.number != row.number - 1:
        return False
    groups = [index for index, cell in enumerate(above.cells) if not is_blank(cell)]
    names = [above.cell(index) for index in groups]
    if len(groups) < 2 or not all(isinstance(name, str) and len(name) <= _LONGEST_GROUP for name in names):
        return False
    spans = [
        right for top, left, _, right in sheet.merged if top == above.number - 1 and left in groups and right > left
    ]
    gaps = len(groups) * 2 <= _filled(row) + 1 and (groups[0] > 0 or len(groups) > 2)
    return all(not is_blank(row.cell(index)) for index in groups) and (bool(spans) if sheet.merged else gaps)


def _is_valued(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and _is_value(cell)


def _gaps(first: Row, second: Row) -> list[int]:
    """Columns that only the second row names."""
    wide = range(max(len(first.cells), len(second.cells)))
    return [index for index in wide if is_blank(first.cell(index)) and not is_blank(second.cell(index))]


def _titles(sheet: Sheet, rows: Sequence[Row]) -> dict[int, str]:
    """The title of each column: the words of both levels, those of a spanning cell in each column it spans."""
    width = max(len(row.cells) for row in rows)
    titles: dict[int, str] = {}
    for index in range(width):
        parts = [_spanning(sheet, row, index, is_upper=row is not rows[-1], rows=rows) for row in rows]
        words = list(dict.fromkeys(part for part in parts if part))
        if words:
            titles[index] = " ".join(words)
    return titles


def _spanning(sheet: Sheet, row: Row, index: int, *, is_upper: bool, rows: Sequence[Row]) -> str:
    own = _title(row.cell(index))
    if own or not is_upper:
        return own
    for first, left, _, right in sheet.merged:
        if first == row.number - 1 and left <= index <= right:
            return _title(row.cell(left))
    if sheet.merged or is_blank(rows[-1].cell(index)):
        return ""
    left = next((place for place in range(index, -1, -1) if not is_blank(row.cell(place))), -1)
    return _title(row.cell(left)) if left >= 0 else ""


def _title(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if is_blank(cell) else " ".join(str(cell).split())


def _columns(titles: dict[int, str], own: Mapping[int, str]) -> tuple[Column, ...]:
    seen: dict[str, int] = {}
    columns = []
    for index, title in titles.items():
        key = plain_title(title)
        seen[key] = seen.get(key, 0) + 1
        columns.append(Column(index, title if seen[key] == 1 else f"{title} ({seen[key]})", own.get(index, "")))
    return tuple(columns)


def _is_other_head(row: Row, above: Row) -> bool:
    """Whether a row is titles alone, without a digit, where the row above has numbers, dates or codes."""
    filled = [(index, cell) for index, cell in enumerate(row.cells) if not is_blank(cell)]
    if len(filled) < max(_FEWEST_TITLES, _filled(above) // 2):
        return False
    texts = {fold(cell).strip() for _, cell in filled if isinstance(cell, str) and not re.search(r"\d", cell)}
    if len(texts) < len(filled):
        return False
    stood = [above.cell(index) for index, _ in filled]
    return any(not is_blank(cell) and (not isinstance(cell, str) or re.search(r"\d", cell)) for cell in stood)


def _kind_of(row: Row, titles: Mapping[int, str], spelled: frozenset[str]) -> str:
    """What a row is that is no data, "" where it is; most rows are data and are told so by a glance."""
    texts = list(islice((cell for cell in row.cells if isinstance(cell, str) and cell.strip()), 3))
    is_total = any(_TOTAL.match(fold(text)) for text in texts)
    is_signed = any(_SIGNED.match(fold(text).strip()) for text in texts)
    is_head = sum(cell in spelled for cell in row.cells if type(cell) is str) > 1
    if not is_total and not is_head and not is_signed and _has_several(row):
        return ""
    filled = [(index, cell) for index, cell in enumerate(row.cells) if not is_blank(cell)]
    if is_total and len(filled) * _SHORT_ROW <= max(len(titles), 4) + 2:
        return "total"
    if is_signed and len(filled) * _SHORT_ROW <= max(len(titles), 4) + 2:
        return "note"
    if _is_same_head(row, titles):
        return "header"
    if len(filled) == 1 and len(titles) > 3 and (len(str(filled[0][1])) > 20 or filled[0][0] not in titles):
        return "note"
    return ""


def _is_same_head(row: Row, titles: Mapping[int, str]) -> bool:
    """Whether most of a row are the titles of its columns, or one of the two levels of them."""
    filled = [(index, cell) for index, cell in enumerate(row.cells) if not is_blank(cell)]
    same = sum(isinstance(cell, str) and _says(titles.get(index, ""), plain_title(cell)) for index, cell in filled)
    return same * _SHORT_ROW > len(filled) and same > 1


def _says(title: str, said: str) -> bool:
    return said != "" and (title == said or title.startswith(f"{said} ") or title.endswith(f" {said}"))


def _has_several(row: Row) -> bool:
    return len(list(islice((cell for cell in row.cells if not is_blank(cell)), 2))) > 1

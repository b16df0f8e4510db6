"""Linked tables as one workbook: a sheet for each list, titles in Spanish, the words of codes beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from capture_app.exporters import workbook
from capture_app.exporters.documents import ExportProcess, state_of
from capture_app.exporters.reader import title_of, told
from capture_app.exporters.tables import NOTHING, Shown, Table, Tables
from capture_app.exporters.workbook import BookParts, SheetParts, Style, Styled
from capture_app.ocds.dates import widen_day, zone_of
from capture_app.ocds.package import PackageHead
from capture_app.ocds.release import END_NAMES, contracting_process
from capture_app.words import say
from forms.catalog import load_catalog
from forms.codes import Codelist
from forms.findings import Finding, Level
from forms.pointers import escape
from forms.record_type import Field, FieldType, RecordType
from forms.sheets import LONGEST_NAME, layout_of

HEAD_LINES = 2
MEANING = "/@"
TOO_LONG = "cell.too_long"
_WIDTHS = {FieldType.LONG_TEXT: 48.0, FieldType.TEXT: 26.0, FieldType.URI: 36.0}
_WIDTH = 18.0
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Convert = Callable[[Any], Any]


def write(processes: Iterable[ExportProcess], head: PackageHead, record: RecordType | None = None) -> Iterator[bytes]:
    """The tables of contracting processes, or of the entries of a register."""
    with Tables(layout_of(record or contracting_process())) as tables:
        for process in processes:
            tables.add(state_of(process))
        yield from workbook.book_pieces(_book(tables.filled(), head, title_of(record)))


def too_long(value: Any, pointer: str = "") -> tuple[Finding, ...]:
    """The texts that are longer than a cell may be."""
    if isinstance(value, str):
        return (Finding(pointer, TOO_LONG, Level.ERROR),) if len(value) > workbook.LONGEST_TEXT else ()
    members = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    return tuple(chain.from_iterable(too_long(member, f"{pointer}/{escape(str(name))}") for name, member in members))


def _book(tables: Sequence[Table], head: PackageHead, title: str) -> BookParts:
    shown = [(table.sheet.name, table.sheet.title, table.count) for table in tables]
    lines = list(told(head, shown, title))
    first: list[Sequence[Any]] = [
        [Styled(lines[0][0], Style.TITLE)],
        *([Styled(name, Style.NAME), said] for name, said in lines[1:]),
    ]
    sheets = [SheetParts(say("export.readme.sheet"), first, (32, 90))]
    for table in tables:
        sheets += _sheets(table, head.zone)
    said = say(f"export.audience.{head.audience}")
    return BookParts(lines[0][0], head.publisher.name, said, head.published_date, sheets)


def _sheets(table: Table, zone: str) -> Iterator[SheetParts]:
    """The table's sheet, and further ones where a sheet cannot hold all its rows."""
    columns = list(_columns(table.columns(), zone))
    heads = [
        [Styled(title, Style.HEAD) for _, title, _, _, _ in columns],
        [Styled(name, Style.NAME) for name, _, _, _, _ in columns],
    ]
    rows = _rows(table, [(slot, convert) for _, _, slot, convert, _ in columns])
    widths = [width for _, _, _, _, width in columns]
    room = workbook.MOST_ROWS - HEAD_LINES
    for part in range(-(-table.count // room)):
        name = table.sheet.name if part == 0 else f"{table.sheet.name[: LONGEST_NAME - 5]} ({part + 1})"
        yield SheetParts(name, _with_heads(heads, islice(rows, room)), widths, HEAD_LINES)


def _with_heads(heads: Iterable[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield from heads
    yield from rows


def _columns(shown: Iterable[Shown], zone: str) -> Iterator[tuple[str, str, int, Convert | None, float]]:
    """Name, title, slot, conversion and width of every column; after one of codes, one of their words."""
    codelists = load_catalog().codelists
    for slot, column in shown:
        item = column.field
        width = _WIDTHS.get(item.type, _WIDTH) if item else _WIDTH
        yield column.name, column.title, slot, _conversion(item, zone), width
        codelist = codelists.get(column.codelist or "")
        if codelist is not None:
            title = say("export.column.meaning", title=column.title)
            yield column.name + MEANING, title, slot, _meaning(codelist), _WIDTHS[FieldType.TEXT]


def _rows(table: Table, columns: Sequence[tuple[int, Convert | None]]) -> Iterator[list[Any]]:
    for row in table.rows():
        yield [
            row[slot] if convert is None or row[slot] == NOTHING else convert(row[slot]) for slot, convert in columns
        ]


def _conversion(item: Field | None, zone: str) -> Convert | None:
    if item is None or item.type not in (FieldType.DATE, FieldType.MOMENT):
        return None
    is_end = item.name in END_NAMES
    return lambda value: excel_moment(value, zone, is_end) if isinstance(value, str) else value


def _meaning(codelist: Codelist) -> Convert:
    words: Mapping[Any, str] = {code.code: code.title for code in codelist.codes}
    return words.get


@lru_cache(maxsize=8192)
def excel_moment(text: str, zone: str, is_end: bool) -> date | datetime | str:
    """A day or a moment of the zone as a spreadsheet has it; the text where that would lose something of it."""
    try:
        if _DAY.fullmatch(text):
            found: date | datetime = date.fromisoformat(text)
        elif _MOMENT.fullmatch(text):
            found = _local(text, zone, is_end)
        else:
            return text
    except ValueError:
        return text
    day = found.date() if isinstance(found, datetime) else found
    is_exact = not isinstance(found, datetime) or found.tzinfo is None
    return found if is_exact and workbook.fits_excel(day) else text


def _local(text: str, zone: str, is_end: bool) -> date | datetime:
    """The day where the text is that day widened, the moment without its offset where it is the zone's own."""
    moment = datetime.fromisoformat(text)
    if widen_day(text[:10], zone, is_end) == text:
        return moment.date()
    is_own = moment.astimezone(zone_of(zone)).utcoffset() == moment.utcoffset()
    return moment.replace(tzinfo=None) if is_own else moment

"""Writes XLSX row by row: typed cells, no cell ever a formula, no clock, nothing of a sheet kept in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any, NamedTuple

from capture_app.exporters.archive import zip_pieces

LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
MOST_DIGITS = 15
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Style(IntEnum):
    """The looks that a cell can have, in the order of the style sheet."""

    PLAIN = 0
    QUOTED = 1
    DAY = 2
    MOMENT = 3
    HEAD = 4
    NAME = 5
    TITLE = 6
    WRAPPED = 7


class Styled(NamedTuple):
    """A value with a look of its own."""

    value: Any
    style: Style


@dataclass(frozen=True)
class SheetParts:
    """One sheet: its rows in order, the widths of its columns in letters, how many rows stay on top."""

    name: str
    rows: Iterable[Sequence[Any]]
    widths: Sequence[float] = ()
    frozen: int = 0
    is_hidden: bool = False


@dataclass(frozen=True)
class BookParts:
    """A workbook and what its properties say; ``changed_at`` as in ``2026-03-20T15:00:00Z``."""

    title: str
    creator: str
    description: str
    changed_at: str
    sheets: Sequence[SheetParts]


def book_pieces(book: BookParts) -> Iterator[bytes]:
    """The pieces of the XLSX file, its sheets' rows read once and in order."""
    return zip_pieces(_members(book))


def _members(book: BookParts) -> Iterator[tuple[str, Iterable[bytes]]]:
    count = len(book.sheets)
    yield "[Content_Types].xml", [_content_types(count).encode()]
    yield "_rels/.rels", [_RELATIONS.encode()]
    yield "docProps/core.xml", [_properties(book).encode()]
    yield "xl/workbook.xml", [_workbook(book.sheets).encode()]
    yield "xl/_rels/workbook.xml.rels", [_workbook_relations(count).encode()]
    yield "xl/styles.xml", [_STYLES.encode()]
    for number, sheet in enumerate(book.sheets, 1):
        yield f"xl/worksheets/sheet{number}.xml", _sheet_pieces(sheet, is_first=number == 1)


def _sheet_pieces(sheet: SheetParts, is_first: bool) -> Iterator[bytes]:
    selected = ' tabSelected="1"' if is_first else ""
    frozen = (
        f'<pane ySplit="{sheet.frozen}" topLeftCell="A{sheet.frozen + 1}" activePane="bottomLeft" state="frozen"/>'
        if sheet.frozen
        else ""
    )
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, 1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{selected} workbookViewId="0">{frozen}</sheetView>'
        f"</sheetViews>{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    ).encode()
    letters: list[str] = []
    for number, row in enumerate(sheet.rows, 1):
        if len(row) > len(letters):
            letters = [column_letters(place) for place in range(len(row))]
        yield _row(row, letters, str(number)).encode()
    yield b"</sheetData></worksheet>"


def _row(values: Sequence[Any], letters: Sequence[str], number: str) -> str:
    parts = [f'<row r="{number}">']
    for letter, value in zip(letters, values, strict=False):
        if value is None:
            continue
        kind = type(value)
        if kind is str:
            if not value:
                continue
            style = ' s="1"' if value.startswith(FORMULA_STARTS) else ""
            parts.append(f'<c r="{letter}{number}"{style} t="inlineStr"><is><t xml:space="preserve">')
            parts.append(value if _SPECIAL.search(value) is None else _SPECIAL.sub(_escaped, value))
            parts.append("</t></is></c>")
        else:
            parts.append(_cell(value, letter + number))
    parts.append("</row>")
    return "".join(parts)


def _cell(value: Any, place: str, style: int = 0) -> str:
    """A cell of any type but plain text."""
    look = f' s="{style}"' if style else ""
    if isinstance(value, Styled):
        return _cell(value.value, place, value.style)
    if isinstance(value, str):
        return f'<c r="{place}"{look} t="inlineStr"><is><t xml:space="preserve">{xml_text(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'<c r="{place}"{look} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, Decimal)):
        digits = format(value, "f") if isinstance(value, Decimal) else str(value)
        if _is_exact(digits):
            return f'<c r="{place}"{look}><v>{digits}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t>{digits}</t></is></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="{style or Style.MOMENT:d}"><v>{_serial(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{style or Style.DAY:d}"><v>{(value - _EPOCH).days}</v></c>'
    raise TypeError(f"no cell for {type(value).__name__}")


def _serial(moment: datetime) -> str:
    seconds = Decimal(moment.hour * 3600 + moment.minute * 60 + moment.second)
    return format((moment.date() - _EPOCH).days + (seconds / 86400).quantize(Decimal("0.0000000001")), "f")


def fits_excel(day: date) -> bool:
    """Whether spreadsheets agree on the number of this day."""
    return day >= _FIRST_DAY


def _is_exact(digits: str) -> bool:
    """Whether a spreadsheet's number brings all the digits back."""
    return len(digits.lstrip("-").replace(".", "").strip("0")) <= MOST_DIGITS


def column_letters(place: int) -> str:
    """A, B … Z, AA … of a column counted from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def xml_text(text: str) -> str:
    """Text for XML; what XML cannot hold in the way that spreadsheets read back."""
    return _SPECIAL.sub(_escaped, text)


def _quoted(text: str) -> str:
    """The value of an attribute (xml.sax has one that brings a network library along)."""
    return '"' + xml_text(text).replace('"', "&quot;") + '"'


def _escaped(found: re.Match[str]) -> str:
    text = found.group()
    if len(text) > 1:
        return f"_x005F{text}"
    return _ENTITIES.get(text) or f"_x{ord(text):04X}_"


def _content_types(count: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{sheets}</Types>"
    )


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _relations(*relations: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


_RELATIONS = _relations(
    _relation(1, f"{_RELATION}/officeDocument", "xl/workbook.xml"),
    _relation(2, f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)


def _workbook_relations(count: int) -> str:
    sheets = [_relation(n, f"{_RELATION}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)]
    return _relations(*sheets, _relation(count + 1, f"{_RELATION}/styles", "styles.xml"))


def _workbook(sheets: Sequence[SheetParts]) -> str:
    listed = "".join(
        f"<sheet name={_quoted(sheet.name)} sheetId={_quoted(str(number))}"
        f'{" state=" + _quoted("hidden") if sheet.is_hidden else ""} r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{listed}</sheets></workbook>'


def _properties(book: BookParts) -> str:
    dublin, terms = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
    moment = f'xsi:type="dcterms:W3CDTF">{xml_text(book.changed_at[:19].rstrip("Z"))}Z</dcterms:'
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="{dublin}"'
        f' xmlns:dcterms="{terms}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{xml_text(book.title)}</dc:title><dc:creator>{xml_text(book.creator)}</dc:creator>"
        f"<dc:description>{xml_text(book.description)}</dc:description>"
        f"<dcterms:created {moment}created><dcterms:modified {moment}modified></cp:coreProperties>"
    )


def _look(font: int, fill: int = 0, number: int = 0, more: str = "", inside: str = "") -> str:
    applied = f'numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
    asked = ' applyNumberFormat="1"' if number else ""
    shown = f'<xf {applied}{asked} applyFont="1"{" applyFill=" + _quoted("1") if fill else ""}{more}'
    return f'{shown} applyAlignment="1">{inside}</xf>' if inside else f"{shown}/>"


_WRAPPED = '<alignment vertical="top" wrapText="1"/>'
_LOOKS = (
    _look(0),
    _look(0, more=' quotePrefix="1"'),
    _look(0, number=164),
    _look(0, number=165),
    _look(1, fill=2, inside=_WRAPPED),
    _look(2),
    _look(3),
    _look(0, inside=_WRAPPED),
)
_FONT = '<name val="Calibri"/><family val="2"/>'
_FONTS = (
    f'<sz val="11"/>{_FONT}',
    f'<b/><sz val="11"/>{_FONT}',
    f'<sz val="8"/><color rgb="FF6B7280"/>{_FONT}',
    f'<b/><sz val="14"/>{_FONT}',
)
_FILLS = (
    '<patternFill patternType="none"/>',
    '<patternFill patternType="gray125"/>',
    '<patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/><bgColor indexed="64"/></patternFill>',
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm:ss"/></numFmts>'
    f'<fonts count="{len(_FONTS)}">{"".join(f"<font>{font}</font>" for font in _FONTS)}</fonts>'
    f'<fills count="{len(_FILLS)}">{"".join(f"<fill>{fill}</fill>" for fill in _FILLS)}</fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_LOOKS)}">{"".join(_LOOKS)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

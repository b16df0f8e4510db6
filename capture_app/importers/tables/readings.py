"""Cells read as the fields of the law: serial and text dates, decimal commas, codes by their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from capture_app.importers.numbers import without_dust
from capture_app.importers.tables.book import Cell
from capture_app.importers.tables.day_zero import DAY_ZERO
from capture_app.importers.tables.heads import is_blank
from capture_app.importers.tables.wire import CellDate
from forms.catalog import Catalog
from forms.codes import fold
from forms.nobody import says_none
from forms.reading import Unreadable, read_typed
from forms.reading_dates import need_year
from forms.record_type import Field, FieldType

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
# An amount is also written in words beside its digits, and millions are parted by an apostrophe.
_DASH_ALONE = re.compile(r"\$?\s*[-–—]+\s*")
_IN_WORDS = re.compile(r"\s*\([^()]*\bpesos?\b[^()]*\)\s*$", re.IGNORECASE)
_MILLIONS = re.compile(r"'(?=\d{3},\d{3})")
_SLASHED = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?!\d)(.*)", re.DOTALL)
_DECIMAL_COMMA = re.compile(r".*,\d{1,2}$|.*\.\d{3},\d+$|^\d{1,3}(?:\.\d{3}){2,}$")
_DECIMAL_POINT = re.compile(r".*\.\d{1,2}$|.*,\d{3}\.\d+$|^\d{1,3}(?:,\d{3}){2,}$")
_THREE_AFTER_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_THREE_AFTER_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")
_YEAR = re.compile(r"\d{4}")
_RELATIVE = re.compile(r"[+-].*|hoy|ayer|anteayer|manana")
_SPACED_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(GMT|UTC|Z)$")
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000
_KEYS = ("/identifier/id", "/rfc")
_DAYS = frozenset({FieldType.DATE, FieldType.MOMENT})
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.INTEGER})
_NOTHING_WORDS = frozenset(
    {"n/a", "na", "n.a.", "no aplica", "-", "--", "s/d", "n/d", "null", "none", "dato no proporcionado"}
)


@dataclass(frozen=True, slots=True)
class How:
    """How the texts of one column are read; ``is_sure`` when the column itself says it.

    ``times`` is what its amounts stand for: a title may say that they are thousands.
    """

    day_order: str = DAY_FIRST
    decimal_comma: bool = False
    is_sure: bool = True
    day_zero: date = DAY_ZERO
    times: int = 1


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one column as one field; Unreadable says why one cannot be."""

    item: Field
    how: How
    catalog: Catalog
    today: date
    zone: str
    codes: Mapping[str, Any] = field(default_factory=dict)

    def read(self, cell: Cell) -> Any:
        """The value for the body, None for a blank cell."""
        if is_blank(cell):
            return None
        if isinstance(cell, str) and self.item.type not in _TEXTS and _says_nothing(cell):
            return None
        if isinstance(cell, str) and self.item.pointer.endswith(_KEYS) and says_none(cell):
            return None
        if self.codes:
            known = self.codes.get(fold(as_text(cell)))
            if known is not None:
                return known or None
        value = _READERS.get(self.item.type, _typed)(self, cell)
        return value * self.how.times if self.how.times != 1 and value is not None else value


def as_text(cell: Cell) -> str:
    """What a person sees in the cell: a whole number without its point, a date as it is."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else format(Decimal(repr(cell)), "f")
    if isinstance(cell, bool):
        return "Sí" if cell else "No"
    return "" if cell is None else str(cell).strip()


def is_nothing(text: str) -> bool:
    """Whether a text says that there is nothing to say."""
    return not text or fold(text) in _NOTHING_WORDS


def _says_nothing(text: str) -> bool:
    """Whether a cell says that there is no value; "$ -" is what a spreadsheet shows of none."""
    return fold(text) in _NOTHING_WORDS or _DASH_ALONE.fullmatch(text.strip()) is not None


def find_how(cells: Iterable[Cell], field_type: FieldType, day_zero: date = DAY_ZERO) -> How:
    """What the texts of a column say of themselves."""
    if field_type in _DAYS:
        return _day_order((cell for cell in cells if isinstance(cell, str)), day_zero)
    if field_type in _NUMBERS:
        texts = [_digits(cell) for cell in cells if isinstance(cell, str)]
        commas = sum(_DECIMAL_COMMA.match(text) is not None for text in texts)
        points = sum(_DECIMAL_POINT.match(text) is not None for text in texts)
        either = sum(_THREE_AFTER_POINT.fullmatch(text) is not None for text in texts)
        thousands = sum(_THREE_AFTER_COMMA.fullmatch(text) is not None for text in texts)
        is_unsure = (commas and points) or (either and not commas + points) or (commas > points and thousands)
        return How(decimal_comma=commas > points, is_sure=not is_unsure)
    return How()


def _digits(cell: str) -> str:
    return re.sub(r"[^\d.,]", "", cell)


def told_order(texts: Iterable[str]) -> str:
    """The order that a column shows by a day where no month can be; "" where it shows none, or both."""
    day_first, month_first, _ = _orders(texts)
    return "" if bool(day_first) == bool(month_first) else DAY_FIRST if day_first else MONTH_FIRST


def _orders(texts: Iterable[str]) -> tuple[int, int, int]:
    """How many texts have their day first, how many their month, and of how many it cannot be told."""
    day_first = month_first = either = 0
    for text in texts:
        match = _SLASHED.match(text)
        if match:
            first, second = int(match[1]), int(match[2])
            day_first += first > 12
            month_first += second > 12
            either += first <= 12 and second <= 12 and first != second
    return day_first, month_first, either


def _day_order(texts: Iterable[str], day_zero: date) -> How:
    """Day first unless the column has a day where only a month can be; not sure where both could be."""
    day_first, month_first, either = _orders(texts)
    if month_first and not day_first:
        return How(MONTH_FIRST, day_zero=day_zero)
    is_sure = not (day_first and month_first) and (day_first > 0 or not either)
    return How(DAY_FIRST, is_sure=is_sure, day_zero=day_zero)


def _day_of_serial(serial: float, how: How) -> date:
    return how.day_zero + timedelta(days=int(serial))


def _is_serial(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(re.fullmatch(r"[1-9]\d{4}(?:\.0+)?", cell.strip())) and _FIRST_SERIAL <= float(cell) <= _LAST_SERIAL
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and _FIRST_SERIAL <= cell <= _LAST_SERIAL


def _read_date(reader: CellReader, cell: Cell) -> Any:
    if isinstance(cell, CellDate):
        return cell.iso[:10]
    if _is_serial(cell):
        return _day_of_serial(float(cell), reader.how).isoformat()  # type: ignore[arg-type]
    text = _absolute(reader, cell)
    if len(text) == 10 and text[4] == text[7] == "-":
        return _typed(reader, text)
    zoned = _SPACED_ZONE.match(text)
    if zoned and zoned[2].startswith("00:00"):
        return zoned[1]
    return _typed(reader, _in_day_order(text, reader.how))


def _read_moment(reader: CellReader, cell: Cell) -> Any:
    if isinstance(cell, CellDate):
        return (
            cell.iso
            if len(cell.iso) == 10
            else read_typed(reader.item, cell.iso.replace("T", " "), reader.today, reader.catalog, reader.zone)
        )
    if _is_serial(cell):
        return _moment_of_serial(reader, float(cell))  # type: ignore[arg-type]
    text = _absolute(reader, cell)
    zoned = _SPACED_ZONE.match(text)
    if zoned:
        return zoned[1] if zoned[2].startswith("00:00") else f"{zoned[1]}T{zoned[2]}Z"
    return _typed(reader, _in_day_order(text, reader.how))


def _absolute(reader: CellReader, cell: Cell) -> str:
    """The text of a day that a file says; what people type of today ("hoy", "-1") says nothing in a file."""
    text = as_text(cell)
    if _RELATIVE.fullmatch(fold(text)):
        raise Unreadable("unreadable.date", text=text)
    if not _YEAR.search(text):
        need_year(text, reader.today)
    return text


def _moment_of_serial(reader: CellReader, serial: float) -> Any:
    day = _day_of_serial(serial, reader.how)
    minutes = round((serial % 1) * 1440)
    if not minutes:
        return day.isoformat()
    when = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
    return read_typed(reader.item, when.strftime("%Y-%m-%d %H:%M"), reader.today, reader.catalog, reader.zone)


def _in_day_order(text: str, how: How) -> str:
    """A slashed date with its day first."""
    match = _SLASHED.fullmatch(text)
    if match is None or how.day_order == DAY_FIRST:
        return text
    return f"{match[2]}/{match[1]}/{match[3]}{match[4]}"


def _read_number(reader: CellReader, cell: Cell) -> Any:
    if isinstance(cell, bool):
        return _typed(reader, as_text(cell))
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return _exact(reader, cell)
    text = _IN_WORDS.sub("", as_text(cell).replace("\xa0", " "))
    if reader.how.decimal_comma:
        return _typed(reader, re.sub(r"\.(?=\d{3})", "", text).replace("'", "").replace(",", "."))
    return _typed(reader, _MILLIONS.sub(",", text).replace("'", ""))


def _exact(reader: CellReader, cell: float) -> Any:
    """The decimal number a person typed, out of the binary one that the workbook keeps of it."""
    if cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    value = without_dust(Decimal(repr(cell)))
    if abs(value) >= 10**15 or value != round(value, 6):
        value = round(value, 2) if abs(value) < 10**13 else value
    return _typed(reader, format(value.normalize(), "f"))


def _read_text(reader: CellReader, cell: Cell) -> Any:
    if reader.item.digits:
        cell = _with_zeros(as_text(cell), reader.item)
    if isinstance(cell, str):
        text = cell.strip()
        if "\x00" not in text and "  " not in text and text.isprintable():
            return text
    text = as_text(cell)
    return read_typed(reader.item, text, reader.today, reader.catalog, reader.zone)


def _with_zeros(text: str, item: Field) -> str:
    """A key with the zeros that a spreadsheet took from its beginning."""
    is_short = item.digits - item.lost_zeros <= len(text) < item.digits
    return text.zfill(item.digits) if is_short and text.isascii() and text.isdecimal() else text


def _typed(reader: CellReader, cell: Cell) -> Any:
    return read_typed(reader.item, as_text(cell), reader.today, reader.catalog, reader.zone)


_TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_READERS: Mapping[FieldType, Callable[[CellReader, Cell], Any]] = {
    FieldType.DATE: _read_date,
    FieldType.MOMENT: _read_moment,
    FieldType.NUMBER: _read_number,
    FieldType.INTEGER: _read_number,
    FieldType.TEXT: _read_text,
    FieldType.LONG_TEXT: _read_text,
}
__all__ = ["CellReader", "How", "Unreadable", "as_text", "find_how"]

"""Dates as people type them: `030326`, `3 mar`, `hoy`, `+15`, `2026-03-03`, `18/03/2026 10:00`."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from forms.codes import fold
from forms.days import read_when
from forms.words import text as word

MOMENT_ZONE = "America/Cancun"
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                ("enero", "ene"),
                ("febrero", "feb"),
                ("marzo", "mar", "mzo"),
                ("abril", "abr"),
                ("mayo", "may"),
                ("junio", "jun"),
                ("julio", "jul"),
                ("agosto", "ago"),
                ("septiembre", "setiembre", "sep", "sept", "set"),
                ("octubre", "oct"),
                ("noviembre", "nov"),
                ("diciembre", "dic"),
            ),
            start=1,
        )
        for name in names
    }
)
_DAYS_FROM_TODAY: Mapping[str, int] = MappingProxyType({"hoy": 0, "ayer": -1, "anteayer": -2, "manana": 1})
_SHIFT = re.compile(r"([+-])\s*(\d{1,4})(?:\s*(?:dias?|d))?")
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_PACKED_ISO = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})(?:\s*[-/. ]\s*(\d{4}|\d{2}))?")
_NAMED = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:o|ro)?\s*[-/. ]?\s*(?:de\s+)?([a-z]+)\.?"
    r"(?:\s*[-/., ]?\s*(?:del?\s+)?(\d{4}|\d{2}))?"
)
_HOUR = re.compile(
    r"(?P<day>.*?)(?:[t\s,]+(?:a\s+)?(?:las?\s+)?)"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>am|pm|a\.\s?m\.|p\.\s?m\.)?\s*(?P<mark>horas|hrs?\.?|h)?"
)
_WEEKDAYS = frozenset(["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"])
_LATEST_SHORT_YEAR = 50


class Unreadable(ValueError):
    """Typed text that is not a value of the field; `message` says in Spanish what to write."""

    def __init__(self, key: str, **parameters: str) -> None:
        self.key = key
        self.message = word(key, **parameters)
        super().__init__(self.message)


LONGEST_LINE = 200


def need_short(text: str, most: int = LONGEST_LINE) -> None:
    """Refuses what is too long to be one value; the patterns here are for a line that somebody typed."""
    if len(text) > most:
        raise Unreadable("unreadable.long", most=f"{most:,}")


def need_year(text: str, today: date) -> None:
    """Refuses a day that would be another one in another year: what people type of this year says nothing in a file."""
    said = fold(text)
    parts = _split_hour(said, text)
    day = parts[0] if parts else said
    if _year_month_day(day, today) != _year_month_day(day, date(today.year - 1, 1, 1)):
        raise Unreadable("unreadable.date_year", text=text)


def read_day(text: str, today: date) -> str:
    """The civil day, `YYYY-MM-DD`; a typed hour is refused unless it is midnight."""
    need_short(text)
    said = fold(text)
    day = _find_day(said, today, text)
    if day is not None:
        return day.isoformat()
    when = read_when(text.strip().upper())
    if when is not None and when.instant is not None:
        _refuse_hour(when.instant.time(), text)
        return when.day.isoformat()
    parts = _split_hour(said, text)
    if parts is None:
        raise Unreadable("unreadable.date", text=text)
    _refuse_hour(parts[1], text)
    return _need_day(parts[0], today, text, "unreadable.date").isoformat()


def _refuse_hour(hour: time, text: str) -> None:
    if hour != time():
        raise Unreadable("unreadable.date_hour", text=text)


def read_moment(text: str, today: date, zone: str = MOMENT_ZONE) -> str:
    """Day and hour with the zone's offset; without an hour the civil day alone."""
    need_short(text)
    stripped = text.strip().upper()
    when = read_when(stripped)
    if when is not None:
        return stripped
    said = fold(text)
    day = _find_day(said, today, text)
    if day is not None:
        return day.isoformat()
    parts = _split_hour(said, text)
    if parts is None:
        raise Unreadable("unreadable.moment", text=text)
    day = _need_day(parts[0], today, text, "unreadable.moment")
    return datetime.combine(day, parts[1], ZoneInfo(zone)).isoformat()


def _need_day(said: str, today: date, text: str, key: str) -> date:
    day = _find_day(said, today, text)
    if day is None:
        raise Unreadable(key, text=text)
    return day


def _split_hour(said: str, text: str) -> tuple[str, time] | None:
    """The day's words and the hour; a bare number is an hour only with its mark (`10 h`, `10 am`)."""
    match = _HOUR.fullmatch(said)
    if match is None or not (match["minute"] or match["half"] or match["mark"]):
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise Unreadable("unreadable.moment", text=text)
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    try:
        return match["day"].strip(), time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError as error:
        raise Unreadable("unreadable.moment", text=text) from error


def _find_day(said: str, today: date, text: str) -> date | None:
    """The day the words name, None when they name none; one outside the calendar is refused."""
    if said in _DAYS_FROM_TODAY:
        return _shift(today, _DAYS_FROM_TODAY[said], text)
    shift = _SHIFT.fullmatch(said)
    if shift:
        return _shift(today, int(shift[1] + shift[2]), text)
    parts = _year_month_day(said, today)
    return None if parts is None else _make(parts, text)


def _year_month_day(said: str, today: date) -> tuple[int, int, int] | None:
    match = _ISO.fullmatch(said) or _PACKED_ISO.fullmatch(said)
    if match:
        return int(match[1]), int(match[2]), int(match[3])
    match = _PACKED.fullmatch(said) or _NUMERIC.fullmatch(said)
    if match:
        return _year(match[3], today), int(match[2]), int(match[1])
    match = _NAMED.fullmatch(said)
    if match and match[2] in _MONTHS and _has_only_weekday(said):
        return _year(match[3], today), _MONTHS[match[2]], int(match[1])
    return None


def _has_only_weekday(said: str) -> bool:
    first = said.split(maxsplit=1)[0].rstrip(",")
    return not first.isalpha() or first in _WEEKDAYS


def _year(digits: str | None, today: date) -> int:
    """Four digits as they are, two in 1951–2050, none the present year."""
    if digits is None:
        return today.year
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year <= _LATEST_SHORT_YEAR else 1900)


def _make(parts: tuple[int, int, int], text: str) -> date:
    try:
        return date(*parts)
    except ValueError as error:
        raise Unreadable("unreadable.date_impossible", text=text) from error


def _shift(today: date, days: int, text: str) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError as error:
        raise Unreadable("unreadable.date_impossible", text=text) from error

"""One value read as a field's type: as it came, repaired with nothing lost, or not understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from capture_app.importers.numbers import fits, is_number, read_plain, without_dust
from capture_app.ocds.formats import is_date_time, is_day, is_uri
from forms.catalog import Catalog
from forms.record_type import Field, FieldType
from forms.sizes import LONGEST_TEXT

SPELLINGS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("identifier", "/scheme"): {"RFC": "MX-RFC", "rfc": "MX-RFC"},
    ("transaction", "/paymentMethod"): {"wireTransfer": "wireTransfe"},
}
_UPWARD = re.compile(r"(?:^|[\\/])\.\.[\\/]|[\\/]\.\.$")
_SPACED = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d+)?\s?(Z|z|GMT|UTC|[+-]\d{2}:?\d{2})?", re.ASCII
)
_URI_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a value; ``repair`` names what was done to it, ``reason`` why it is set aside."""

    value: Any = None
    repair: str = ""
    reason: str = ""


def leads_upward(text: str) -> bool:
    """Whether a text would lead out of its folder if someone took it for a file name."""
    return _UPWARD.search(text) is not None


def read_value(value: Any, item: Field, owner: str, catalog: Catalog) -> Reading:
    """Read a value as the field's type; ``owner`` is the group the field is a member of."""
    reading = _READERS.get(item.type, _read_text)(value)
    if reading.reason or item.type not in (FieldType.CODE, FieldType.CODES, FieldType.TEXT):
        return reading
    if isinstance(reading.value, list):
        return reading
    spelled = SPELLINGS.get((owner, item.relative), {}).get(reading.value)
    if spelled:
        return Reading(spelled, "code.spelled")
    return reading if item.type is FieldType.TEXT else _read_code(reading, item, catalog)


def is_known_code(code: str, item: Field, catalog: Catalog) -> bool:
    """Whether the code is in the field's list, or the list is open."""
    codelist = catalog.codelists.get(item.codelist or "")
    return codelist is None or codelist.open or code in codelist.by_code


def _read_code(reading: Reading, item: Field, catalog: Catalog) -> Reading:
    if is_known_code(reading.value, item, catalog):
        return reading
    trimmed = reading.value.strip()
    return Reading(trimmed, "text.trimmed") if is_known_code(trimmed, item, catalog) else Reading(reason="code.unknown")


def _read_text(value: Any) -> Reading:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            return Reading(reason="text.too_long")
        return Reading(reason="text.leads_upward") if leads_upward(value) else Reading(value)
    if is_number(value) and fits(value):
        return Reading(_digits(value), "number.as_text")
    return Reading(reason="number.limits" if is_number(value) else "type.wrong")


def _digits(value: int | Decimal) -> str:
    return str(value) if isinstance(value, int) else format(value, "f")


def _read_number(value: Any) -> Reading:
    if is_number(value):
        return read_exact(value)
    number = read_plain(value.strip()) if isinstance(value, str) else None
    return Reading(reason="type.wrong") if number is None else Reading(number, "text.as_number")


def read_exact(value: int | Decimal) -> Reading:
    """A number as it can be carried, rid of what binary arithmetic left behind its sixth decimal."""
    if fits(value):
        return Reading(value)
    clean = without_dust(value) if isinstance(value, Decimal) else value
    return Reading(clean, "number.dust") if fits(clean) else Reading(reason="number.limits")


def _read_integer(value: Any) -> Reading:
    reading = _read_number(value)
    if reading.reason or reading.value == int(reading.value):
        return reading
    return Reading(reason="type.wrong")


def _read_boolean(value: Any) -> Reading:
    return Reading(value) if isinstance(value, bool) else Reading(reason="type.wrong")


def _read_day(value: Any) -> Reading:
    return _read_date(value, midnight_is_a_day=True)


def _read_moment(value: Any) -> Reading:
    return _read_date(value, midnight_is_a_day=False)


def _read_date(value: Any, midnight_is_a_day: bool) -> Reading:
    if not isinstance(value, str):
        return Reading(reason="type.wrong")
    text = value.strip()
    if is_date_time(text) or is_day(text):
        return Reading(text, "" if text == value else "date.spaced")
    match = _SPACED.fullmatch(text)
    if match is None or not is_day(match[1]):
        return Reading(reason="date.impossible")
    day, minutes, seconds, fraction, offset = match.groups()
    if offset is None:
        is_midnight = minutes == "00:00" and seconds in (None, ":00") and midnight_is_a_day
        return Reading(day, "date.spaced") if is_midnight else Reading(reason="date.no_offset")
    moment = f"{day}T{minutes}{seconds or ':00'}{fraction or ''}{_offset(offset)}"
    return Reading(moment, "date.spaced") if is_date_time(moment) else Reading(reason="date.impossible")


def _offset(text: str) -> str:
    if text in ("Z", "z", "GMT", "UTC"):
        return "Z"
    return text if ":" in text else f"{text[:3]}:{text[3:]}"


def _read_uri(value: Any) -> Reading:
    if not isinstance(value, str):
        return Reading(reason="type.wrong")
    if is_uri(value):
        return Reading(value)
    encoded = quote(value.strip(), safe=_URI_CHARACTERS)
    return Reading(encoded, "uri.encoded") if is_uri(encoded) else Reading(reason="uri.malformed")


def _read_texts(value: Any) -> Reading:
    """A list as it is (its members are read one by one), a single text as a list of one."""
    if isinstance(value, list):
        return Reading(value)
    reading = _read_text(value)
    return reading if reading.reason else Reading([reading.value], "text.as_list")


_READERS: Mapping[FieldType, Callable[[Any], Reading]] = {
    FieldType.NUMBER: _read_number,
    FieldType.INTEGER: _read_integer,
    FieldType.BOOLEAN: _read_boolean,
    FieldType.DATE: _read_day,
    FieldType.MOMENT: _read_moment,
    FieldType.URI: _read_uri,
    FieldType.CODES: _read_texts,
    FieldType.TEXTS: _read_texts,
}

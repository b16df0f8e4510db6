"""What people type, read leniently: dates, amounts, codes. What is not understood says why."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import msgspec

from forms.catalog import Catalog, load_catalog
from forms.codes import Codelist, fold
from forms.reading_dates import LONGEST_LINE, MOMENT_ZONE, need_short, read_day, read_moment
from forms.reading_dates import Unreadable as Unreadable
from forms.record_type import Field, FieldType
from forms.sizes import LONGEST_TEXT

_NUMBER = re.compile(r"([+-]?)\s*(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?")
_UNITS: Mapping[str, Decimal] = MappingProxyType(
    {
        "": Decimal(1),
        "mil": Decimal(1000),
        "miles": Decimal(1000),
        "mdp": Decimal(10**6),
        "millon": Decimal(10**6),
        "millones": Decimal(10**6),
    }
)
_MONEY_WORDS = re.compile(r"\b(de pesos|pesos|peso|mxn|m\.?\s?n\.?)(?![a-z])|\$")
_LINES = frozenset(
    {
        *(FieldType.NUMBER, FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DATE, FieldType.MOMENT),
        *(FieldType.CODE, FieldType.COMPOSITE, FieldType.ROWS),
    }
)
_WHOLE_DIGITS, _DECIMALS = 15, 6
_YES = frozenset(["si", "s", "yes", "y", "verdadero", "true", "1", "x"])
_NO = frozenset(["no", "n", "falso", "false", "0"])
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(/.*)?")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_DASHES = re.compile(r"\s+[-–—]\s+|\s+(?:al|a)\s+")


@dataclass(frozen=True, slots=True)
class _Typed:
    field: Field
    text: str
    today: date
    catalog: Catalog
    zone: str


def read_typed(field: Field, text: str, today: date, catalog: Catalog | None = None, zone: str = MOMENT_ZONE) -> Any:
    """The value of the typed text for the field, None for nothing; Unreadable says why it is not one."""
    need_short(text, LONGEST_TEXT)
    said = (text if text.isprintable() else "".join(c for c in text if c >= " " or c in "\n\t")).strip()
    if not said:
        return None
    if field.type in _LINES:
        need_short(said, LONGEST_LINE)
    typed = _Typed(field, said, today, catalog or load_catalog(), zone)
    if field.type in (FieldType.COMPOSITE, FieldType.ROWS):
        return _COMPOSITES.get(field.group or "", _by_parts)(typed)
    return _READERS[field.type](typed)


def read_amount(text: str) -> int | Decimal:
    """`4,850,000`, `$4.85 mdp`, `39 mil`; `39 m` is refused: it reads as thousands or millions."""
    need_short(text)
    said = _MONEY_WORDS.sub(" ", fold(text)).strip()
    match = re.fullmatch(r"([-+]?[\s\d.,]*\d[\d.,]*)\s*([a-z]*)\.?", said)
    if match is None:
        raise Unreadable("unreadable.number", text=text)
    digits, unit = match.groups()
    if unit in ("m", "k", "mm"):
        raise Unreadable("unreadable.number_m", text=text)
    if unit not in _UNITS:
        raise Unreadable("unreadable.number", text=text)
    return _limited(_digits(digits, text) * _UNITS[unit], text)


def _digits(digits: str, text: str) -> Decimal:
    match = _NUMBER.fullmatch(digits.strip().rstrip(","))
    if match is None or not (match.group(2) or match.group(3)):
        match = _NUMBER.fullmatch(re.sub(r"(?<=\d)\s(?=\d{3}\b)", "", digits.strip()))
    if match is None or not (match.group(2) or match.group(3)):
        raise Unreadable("unreadable.number", text=text)
    sign, whole, decimals = match.groups()
    return Decimal(f"{sign}{(whole or '0').replace(',', '')}{decimals or ''}")


def _limited(value: Decimal, text: str) -> int | Decimal:
    """The number as a body stores it, refused beyond 15 digits before the point and 6 after."""
    if abs(value) >= 10**_WHOLE_DIGITS or value != round(value, _DECIMALS):
        raise Unreadable("unreadable.number_large", text=text)
    return int(value) if value == value.to_integral_value() else Decimal(format(value.normalize(), "f"))


def _text(typed: _Typed) -> str:
    return " ".join(typed.text.split())


def _long_text(typed: _Typed) -> str:
    return "\n".join(line.rstrip() for line in typed.text.splitlines()).strip()


def _number(typed: _Typed) -> int | Decimal:
    return read_amount(typed.text)


def _integer(typed: _Typed) -> int:
    value = read_amount(typed.text)
    if not isinstance(value, int):
        raise Unreadable("unreadable.integer", text=typed.text)
    return value


def _boolean(typed: _Typed) -> bool:
    said = fold(typed.text)
    if said in _YES or said in _NO:
        return said in _YES
    raise Unreadable("unreadable.boolean", text=typed.text)


def _date(typed: _Typed) -> str:
    return read_day(typed.text, typed.today)


def _moment(typed: _Typed) -> str:
    return read_moment(typed.text, typed.today, typed.zone)


def _uri(typed: _Typed) -> str:
    """A whole address; a bare host gets https and letters outside ASCII are written in per cent."""
    said = typed.text if _URI.fullmatch(typed.text) else f"https://{typed.text}"
    if not _URI.fullmatch(said) or (said != typed.text and not _HOST.fullmatch(typed.text)):
        raise Unreadable("unreadable.uri", text=typed.text)
    return quote(said, safe="%:/?#[]@!$&'()*+,;=~")


def _code(typed: _Typed) -> str:
    return _read_code(typed.catalog.codelists.get(typed.field.codelist or ""), typed.text)


def _read_code(codelist: Codelist | None, text: str) -> str:
    """A code by itself or its title, else the only one found by these words; open lists admit any."""
    if codelist is None:
        return text
    exact = codelist.exact(text)
    if exact is not None:
        return exact.code
    found = codelist.find(text)
    if len(found) == 1:
        return found[0].code
    if codelist.open:
        return text
    raise Unreadable("unreadable.code_several" if found else "unreadable.code", text=text)


def _codes(typed: _Typed) -> list[str]:
    codelist = typed.catalog.codelists.get(typed.field.codelist or "")
    parts = [part.strip() for part in re.split(r"[,;\n]", typed.text)]
    return list(dict.fromkeys(_read_code(codelist, part) for part in parts if part))


def _texts(typed: _Typed) -> list[str]:
    parts = [" ".join(part.split()) for part in re.split(r"[;\n]", typed.text)]
    return [part for part in parts if part]


def _any(typed: _Typed) -> Any:
    try:
        value = msgspec.json.Decoder(float_hook=Decimal).decode(typed.text)
    except msgspec.DecodeError as error:
        raise Unreadable("unreadable.any", text=typed.text) from error
    wanted = {"array": list, "object": dict}.get(typed.field.json or "", object)
    if not isinstance(value, wanted):
        raise Unreadable("unreadable.any", text=typed.text)
    return value


def _by_parts(typed: _Typed) -> Any:
    raise Unreadable("unreadable.composite", field=typed.field.label or typed.field.name)


def _value(typed: _Typed) -> dict[str, Any]:
    """`4,850,000 USD`: the amount with its currency, pesos without one."""
    match = re.fullmatch(r"(.*[^A-Za-z])\s*([A-Z]{3})", typed.text)
    currency = match.group(2) if match else "MXN"
    return {"amount": read_amount(match.group(1) if match else typed.text), "currency": currency}


def _period(typed: _Typed) -> dict[str, Any]:
    """`3 mar 2026 – 18 mar 2026`, each end as its member reads it."""
    ends = _DASHES.split(typed.text)
    if len(ends) > 2:
        raise Unreadable("unreadable.date", text=typed.text)
    names = ("startDate", "endDate")
    return {name: _end(typed, name, said) for name, said in zip(names, ends, strict=False)}


def _end(typed: _Typed, name: str, said: str) -> str:
    item = typed.field.member(f"/{name}")
    if item is not None and item.type is FieldType.MOMENT:
        return read_moment(said, typed.today, typed.zone)
    return read_day(said, typed.today)


_READERS: Mapping[FieldType, Callable[[_Typed], Any]] = MappingProxyType(
    {
        FieldType.TEXT: _text,
        FieldType.LONG_TEXT: _long_text,
        FieldType.NUMBER: _number,
        FieldType.INTEGER: _integer,
        FieldType.BOOLEAN: _boolean,
        FieldType.DATE: _date,
        FieldType.MOMENT: _moment,
        FieldType.URI: _uri,
        FieldType.EMAIL: _text,
        FieldType.CODE: _code,
        FieldType.CODES: _codes,
        FieldType.TEXTS: _texts,
        FieldType.ANY: _any,
    }
)
_COMPOSITES: Mapping[str, Callable[[_Typed], Any]] = MappingProxyType(
    {"value": _value, "period": _period, "act_period": _period}
)

"""Values as people read them. Days are shown as written: no zone conversion ever moves one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.catalog import Catalog
from forms.days import read_when
from forms.members import as_number, text
from forms.pointers import get
from forms.reading import Unreadable, read_typed
from forms.record_type import Field, FieldType
from forms.words import counted
from forms.words import text as word

__all__ = ["Unreadable", "display", "money", "quantity", "read_typed", "show_day", "show_moment", "unsaid"]
DEFAULT_CURRENCY = "MXN"
DASH = " – "
_MOST_NAMES = 3
Show = Callable[[Field, Any, Catalog], str]


def display(field: Field, value: Any, catalog: Catalog) -> str:
    """What a person reads for a value of the field; "" for nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if field.type is FieldType.ROWS:
        return _rows(field, value, catalog)
    if field.type is FieldType.COMPOSITE:
        show = _GROUPS.get(field.group or "", _members) if isinstance(value, Mapping) else _plain
        return show(field, value, catalog)
    return _TYPES.get(field.type, _plain)(field, value, catalog)


def unsaid(
    field: Field, members: Iterable[Field], value: Any, shown: str, catalog: Catalog
) -> Iterator[tuple[str, str]]:
    """Of the members of a composite, those its one line does not say: label and words."""
    for member in members:
        raw = get(value, member.relative) if isinstance(value, Mapping) else None
        words = display(member, raw, catalog)
        if words and words not in shown and str(raw) not in shown and member.name != "id":
            yield member.label, words


def quantity(value: Any) -> str:
    """A number with its own digits and thousands separated."""
    exact = as_number(value)
    if exact is None:
        return str(value)
    if exact == exact.to_integral_value():
        return f"{exact.to_integral_value():,f}"
    return f"{exact.normalize():,f}"


def money(amount: Any, currency: str | None = None) -> str:
    """`4,850,000.00 MXN`: two decimals, more only where the value has them."""
    exact = as_number(amount)
    if exact is None:
        return str(amount)
    decimals = max(2, -int(exact.normalize().as_tuple().exponent)) if exact else 2
    return f"{exact:,.{min(decimals, 6)}f} {currency or DEFAULT_CURRENCY}"


def show_day(value: Any) -> str:
    """`03/03/2026`; what cannot be read as a date is shown as it is."""
    when = read_when(value if isinstance(value, str) else None)
    return str(value) if when is None else f"{when.day:%d/%m}/{when.day.year:04d}"


def show_moment(value: Any) -> str:
    """`18/03/2026 10:00`, the hour as written; UTC is said."""
    when = read_when(value if isinstance(value, str) else None)
    if when is None or when.instant is None:
        return show_day(value)
    zone = " UTC" if str(value)[-1] in "Zz" else ""
    return f"{show_day(value)} {when.instant:%H:%M}{zone}"


def _plain(field: Field, value: Any, catalog: Catalog) -> str:
    if isinstance(value, (Mapping, list)):
        return "…"
    return str(value)


def _number(field: Field, value: Any, catalog: Catalog) -> str:
    """With thousands separated, but for a year."""
    return str(value) if field.name.lower().endswith("year") else quantity(value)


def _boolean(field: Field, value: Any, catalog: Catalog) -> str:
    if isinstance(value, bool):
        return word("value.yes" if value else "value.no")
    return str(value)


def _day(field: Field, value: Any, catalog: Catalog) -> str:
    return show_day(value)


def _moment(field: Field, value: Any, catalog: Catalog) -> str:
    return show_moment(value)


def _code(field: Field, value: Any, catalog: Catalog) -> str:
    codelist = catalog.codelists.get(field.codelist or "")
    return codelist.title_of(value) if codelist else str(value)


def _codes(field: Field, value: Any, catalog: Catalog) -> str:
    items = value if isinstance(value, list) else [value]
    return ", ".join(_code(field, item, catalog) for item in items)


def _texts(field: Field, value: Any, catalog: Catalog) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _rows(field: Field, value: Any, catalog: Catalog) -> str:
    """The names of up to three rows, else how many there are."""
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    names = [name for name in (row_name(field, row, catalog) for row in rows) if name]
    if len(names) == len(rows) and 0 < len(rows) <= _MOST_NAMES:
        return "; ".join(names)
    return counted("value.rows", len(value) if isinstance(value, list) else 1)


def row_name(field: Field, row: Mapping[str, Any], catalog: Catalog) -> str:
    """What a row of a list is called by its own title; "" where it has none."""
    show = _GROUPS.get(field.group or "")
    if show is not None:
        return show(field, row, catalog)
    title = field.member(field.row_title) if field.row_title else None
    return display(title, row.get(title.name), catalog) if title else ""


def _value(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    amount = value.get("amount", value.get("netAmount"))
    return "" if amount is None else money(amount, text(value, "currency") or None)


def _period(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    ends = {name: _end(field, name, value, catalog) for name in ("startDate", "endDate")}
    start, end = ends["startDate"], ends["endDate"]
    if start and end:
        return f"{start}{DASH}{end}"
    if start or end:
        return word("value.since", date=start) if start else word("value.until", date=end)
    days = as_number(value.get("durationInDays"))
    return "" if days is None or days != int(days) else counted("value.days", int(days))


def _end(field: Field, name: str, value: Mapping[str, Any], catalog: Catalog) -> str:
    item = field.member(f"/{name}")
    said = value.get(name)
    return "" if not said else display(item, said, catalog) if item else show_day(said)


def _organization(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    return text(value, "name") or text(value, "id")


def _identifier(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    return text(value, "id") or text(value, "legalName")


def _classification(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    return " ".join(part for part in (text(value, "id"), text(value, "description")) if part)


def _address(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    names = ("streetAddress", "locality", "region", "postalCode", "countryName", "description")
    return ", ".join(part for part in (text(value, name) for name in names) if part)


def _labelled(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    """The members that have a value, each with its label."""
    said = ((item.label, display(item, value.get(item.name), catalog)) for item in field.members)
    return " · ".join(f"{label}: {words}" for label, words in said if words)


def _members(field: Field, value: Mapping[str, Any], catalog: Catalog) -> str:
    """The captured members that have a value, in the order of the law."""
    shown = [
        display(item, value.get(item.name), catalog)
        for item in field.members
        if item.is_told and item.relative == f"/{item.name}"
    ]
    return ", ".join(part for part in shown if part)


_TYPES: Mapping[FieldType, Show] = MappingProxyType(
    {
        FieldType.NUMBER: _number,
        FieldType.INTEGER: _number,
        FieldType.BOOLEAN: _boolean,
        FieldType.DATE: _day,
        FieldType.MOMENT: _moment,
        FieldType.CODE: _code,
        FieldType.CODES: _codes,
        FieldType.TEXTS: _texts,
    }
)
_GROUPS: Mapping[str, Show] = MappingProxyType(
    {
        "value": _value,
        "period": _period,
        "act_period": _period,
        "organization_reference": _organization,
        "organization": _organization,
        "identifier": _identifier,
        "classification": _classification,
        "address": _address,
        "redaction": _labelled,
    }
)


def plain_number(value: Decimal) -> int | Decimal:
    """The number as a body stores it: an int where it is whole, no trailing zeros otherwise."""
    return int(value) if value == value.to_integral_value() else Decimal(format(value.normalize(), "f"))

"""What the figures and days of a register's record say of each other, as its file tells (`within`, `order`)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from forms.conditions import parse
from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.formats import money, quantity
from forms.members import as_number
from forms.pointers import expand, get
from forms.record_type import Field, FieldType, RecordType
from forms.register import Within
from forms.rules.dates import FIRST_YEAR, LAST_YEAR, in_order
from forms.rules.rule import Verdicts
from forms.survey import Survey

YEARS = frozenset({"year", "fiscalYear"})
PESOS = "MXN"


def parts_exceed_whole(survey: Survey, context: Context) -> Verdicts:
    """Parts that are more than what they are of: chapters and their total, a balance and its debt, members."""
    register = survey.record.register
    for item in register.within if register else ():
        if item.when is None or parse(item.when).holds(survey.body):
            yield from _judged(survey.body, item)


def _judged(body: Any, item: Within) -> Verdicts:
    limit, currency = _figure(get(body, item.whole))
    found = [
        (at, figure)
        for at, value in expand(body, item.parts)
        for figure, said in [_figure(value)]
        if figure is not None and said == currency
    ]
    if limit is None or not found:
        return
    if item.of == "sum":
        found = [(item.whole, sum((figure for _, figure in found), Decimal()))]
    for at, figure in found:
        yield _finding(at, figure, limit, currency) if figure > limit else None


def _finding(at: str, figure: Decimal, limit: Decimal, currency: str) -> Finding:
    shown = (money(figure, currency), money(limit, currency)) if currency else (quantity(figure), quantity(limit))
    return finding(at, "register.exceeds", Level.WARNING, part=shown[0], whole=shown[1])


def _figure(value: Any) -> tuple[Decimal | None, str]:
    """What an amount or a plain number says, and its currency, "" for a plain number."""
    if isinstance(value, dict):
        currency = value.get("currency")
        return as_number(value.get("amount")), currency if isinstance(currency, str) else PESOS
    return as_number(value), ""


def days_reversed(survey: Survey, context: Context) -> Verdicts:
    """Days of plain members that follow each other, in the record or in each of its rows."""
    register = survey.record.register
    for first, last in register.order if register else ():
        for at, late in expand(survey.body, last):
            early = get(survey.body, at.rpartition("/")[0] + "/" + first.rpartition("/")[2])
            yield from in_order(at, "register.days_reversed", early, late)


def year_odd(survey: Survey, context: Context) -> Verdicts:
    """A fiscal year that no office has."""
    for item in _numbers(survey.record):
        for at, value in expand(survey.body, item.pointer) if item.name in YEARS else ():
            said = as_number(value)
            if said is not None:
                yield None if FIRST_YEAR <= said <= LAST_YEAR else _odd(at, str(value))


def _odd(at: str, year: str) -> Finding:
    return finding(at, "register.year_odd", Level.WARNING, year=year, first=FIRST_YEAR, last=LAST_YEAR)


def number_negative(survey: Survey, context: Context) -> Verdicts:
    """People, fines and shares are counted from nought; amounts with a currency have a rule of their own."""
    for item in _numbers(survey.record):
        for at, value in expand(survey.body, item.pointer):
            said = as_number(value)
            if said is not None:
                yield finding(at, "register.number_negative", Level.WARNING, number=str(value)) if said < 0 else None


def _numbers(record: RecordType) -> Iterator[Field]:
    """The plain numbers of a record, without the members of an amount or of a period."""
    for item in record.walk():
        is_plain = item.type in (FieldType.INTEGER, FieldType.NUMBER)
        if is_plain and item.name not in ("amount", "netAmount", "durationInDays"):
            yield item

"""Dates: readable, in a possible year, and in the order in which things happen."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from forms.columns import Column, Place
from forms.context import Context
from forms.days import When, read_when
from forms.findings import Level, finding
from forms.members import as_number, part, rows
from forms.presence import looks_at
from forms.record_type import FieldType
from forms.rules.rule import Verdicts
from forms.survey import Survey, shared

FIRST_YEAR, LAST_YEAR = 1990, 2050
_HAPPENED = ("/awards/*/date", "/contracts/*/dateSigned", "/contracts/*/implementation/transactions/*/date")
_ENDS = ("/dateMet", "/amendments/*/date", "/documents/*/datePublished", "/dateModified")


def _columns(survey: Survey) -> list[Column]:
    return [*survey.columns(FieldType.DATE), *survey.columns(FieldType.MOMENT)]


@shared
def _readings(survey: Survey) -> Mapping[str, When | None]:
    """Each date as it is written, and what it says."""
    texts = {value for column in _columns(survey) for value in column.values if isinstance(value, str)}
    return {text: read_when(text) for text in texts}


def _places(columns: list[Column], texts: Collection[str]) -> Iterator[Place]:
    """Where these dates stand."""
    for column in columns if texts else ():
        for index, value in enumerate(column.values):
            if isinstance(value, str) and value in texts:
                yield Place(value, column, index)


def in_order(pointer: str, code: str, first: Any, second: Any) -> Verdicts:
    """The verdict on two dates that must not be reversed; nothing when one cannot be read."""
    early, late = read_when(_hashable(first)), read_when(_hashable(second))
    if early is not None and late is not None:
        if late.before(early):
            yield finding(pointer, code, Level.WARNING, first=_show(early), second=_show(late))
        else:
            yield None


def _hashable(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _show(when: When) -> str:
    return f"{when.day:%d/%m/%Y}"


@looks_at("date moment")
def date_impossible(survey: Survey, context: Context) -> Verdicts:
    readings = _readings(survey)
    wrong = {text for text, when in readings.items() if when is None}
    yield from (None,) if len(wrong) < len(readings) else ()
    for place in _places(_columns(survey), wrong):
        yield finding(place.pointer, "date.impossible", Level.ERROR, "B08", value=place.value)


@looks_at("date moment")
def date_out_of_range(survey: Survey, context: Context) -> Verdicts:
    years = {text: when.day.year for text, when in _readings(survey).items() if when is not None}
    wrong = {text for text, year in years.items() if not FIRST_YEAR <= year <= LAST_YEAR}
    yield from (None,) if len(wrong) < len(years) else ()
    for place in _places(_columns(survey), wrong):
        limits = {"year": years[place.value], "first": FIRST_YEAR, "last": LAST_YEAR}
        yield finding(place.pointer, "date.out_of_range", Level.ERROR, "B08", **limits)


@looks_at("date moment")
def date_in_future(survey: Survey, context: Context) -> Verdicts:
    """What is said to have happened cannot bear a date after today."""
    columns = [column for column in _columns(survey) if _has_happened(column.pattern)]
    dates = {text: when for text, when in _readings(survey).items() if when is not None}
    wrong = {text for text, when in dates.items() if when.day > context.today}
    said = {value for column in columns for value in column.values if isinstance(value, str)}
    yield from (None,) if not dates.keys().isdisjoint(said - wrong) else ()
    for place in _places(columns, wrong):
        yield finding(place.pointer, "date.in_future", Level.WARNING, value=_show(dates[place.value]))


def _has_happened(pattern: str) -> bool:
    return pattern in _HAPPENED or pattern.endswith(_ENDS)


def _periods(survey: Survey) -> list[Place]:
    return [*survey.of("period"), *survey.of("act_period")]


@looks_at("period/startDate act_period/startDate", "period/endDate act_period/endDate")
def period_reversed(survey: Survey, context: Context) -> Verdicts:
    for place in _periods(survey):
        value = place.value
        yield from in_order(place.pointer, "period.reversed", value.get("startDate"), value.get("endDate"))


@looks_at("period/maxExtentDate act_period/maxExtentDate", "period/endDate act_period/endDate")
def period_extent_short(survey: Survey, context: Context) -> Verdicts:
    for place in _periods(survey):
        value = place.value
        end, extent = value.get("endDate"), value.get("maxExtentDate")
        yield from in_order(place.pointer, "period.extent_short", end, extent)


@looks_at("period/durationInDays act_period/durationInDays", "period/startDate act_period/startDate")
def period_duration_differs(survey: Survey, context: Context) -> Verdicts:
    """The days between both dates, or one more: contracts count the first day too."""
    for place in _periods(survey):
        value, said = place.value, as_number(place.value.get("durationInDays"))
        start = read_when(_hashable(value.get("startDate")))
        end = read_when(_hashable(value.get("endDate") or value.get("maxExtentDate")))
        if said is None or start is None or end is None:
            continue
        days = (end.day - start.day).days
        if said in (days, days + 1):
            yield None
        else:
            yield finding(place.pointer, "period.duration_differs", Level.WARNING, said=said, days=days)


@looks_at("/tender/tenderPeriod/endDate", "/awards/*/date")
def dates_award_before_tender(survey: Survey, context: Context) -> Verdicts:
    end = part(survey.tender, "tenderPeriod").get("endDate")
    for pointer, award in survey.awards:
        yield from in_order(f"{pointer}/date", "dates.award_before_tender", end, award.get("date"))


@looks_at("/tender/tenderPeriod/endDate", "/tender/contractPeriod/startDate")
def dates_contract_before_tender(survey: Survey, context: Context) -> Verdicts:
    end = part(survey.tender, "tenderPeriod").get("endDate")
    start = part(survey.tender, "contractPeriod").get("startDate")
    yield from in_order("/tender/contractPeriod", "dates.contract_before_tender", end, start)


@looks_at("/tender/tenderPeriod/endDate", "/contracts/*/dateSigned")
def dates_signed_before_tender(survey: Survey, context: Context) -> Verdicts:
    end = part(survey.tender, "tenderPeriod").get("endDate")
    for pointer, contract in survey.contracts:
        yield from in_order(f"{pointer}/dateSigned", "dates.signed_before_tender", end, contract.get("dateSigned"))


@looks_at("/awards/*/date", "/contracts/*/awardID", "/contracts/*/dateSigned")
def dates_signed_before_award(survey: Survey, context: Context) -> Verdicts:
    for _, award in survey.awards:
        for pointer, contract in survey.contracts_of(award):
            signed = contract.get("dateSigned")
            yield from in_order(f"{pointer}/dateSigned", "dates.signed_before_award", award.get("date"), signed)


@looks_at("/contracts/*/dateSigned", "/contracts/*/implementation/transactions/*/date")
def dates_paid_before_signed(survey: Survey, context: Context) -> Verdicts:
    for pointer, contract in survey.contracts:
        signed = contract.get("dateSigned")
        for at, payment in rows(contract, pointer, "implementation", "transactions"):
            yield from in_order(f"{at}/date", "dates.paid_before_signed", signed, payment.get("date"))


@looks_at("amendment/date")
def dates_amendment_early(survey: Survey, context: Context) -> Verdicts:
    """An amendment cannot come before what it amends."""
    amended = [("/tender", survey.tender, part(survey.tender, "tenderPeriod").get("startDate"))]
    amended += [(at, row, row.get("date")) for at, row in survey.awards]
    amended += [(at, row, row.get("dateSigned")) for at, row in survey.contracts]
    for pointer, owner, since in amended:
        for at, amendment in rows(owner, pointer, "amendments"):
            yield from in_order(f"{at}/date", "dates.amendment_early", since, amendment.get("date"))


@looks_at("document/datePublished", "document/dateModified")
def document_dates_reversed(survey: Survey, context: Context) -> Verdicts:
    for place in survey.of("document"):
        published, modified = place.value.get("datePublished"), place.value.get("dateModified")
        for verdict in in_order(place.pointer, "document.dates_reversed", published, modified):
            yield verdict and finding(place.pointer, verdict.code, Level.NOTE, **verdict.params)

"""Guides on the amounts up to which a procedure may be run without an open tender."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.acts.setting import agreed_value
from forms.context import Context
from forms.guides.guide import NO_HISTORY, NO_THRESHOLD, Lacking, Signs, plain, sign
from forms.guides.reading import amount_in, day, figure, kind, live_awards, live_contracts_of, method, named
from forms.history import PastAward
from forms.members import Row, objects, part, text
from forms.presence import looks_at
from forms.survey import Survey
from forms.thresholds import WITHOUT_TAX, Threshold

WITH_CEILING = ("direct", "selective")
_HOW = MappingProxyType({"direct": "direct", "selective": "selective", "limited": "selective"})
NEAR_CEILING = Decimal("0.9")
SPLIT_DAYS = 30
_CLASS_DIGITS = 4
_MOST_TAX = Decimal("1.16")  # what the memory of the office says of other awards is with tax


def _ceiling(survey: Survey, context: Context) -> Threshold | None:
    return figure(survey, context, f"ceiling.{_HOW[method(survey)]}.{kind(survey)}")


@dataclass(slots=True)
class _Sum:
    """What a procedure was for: the place of its first amount, all of them, and the first that cannot be told."""

    pointer: str
    amount: Decimal = Decimal(0)
    lacking: str = ""


def _awarded(survey: Survey, ceiling: Threshold) -> _Sum:
    """All that was awarded, else what is estimated: a procedure in several awards is still one."""
    return _sum([(f"{at}/value", row.get("value")) for at, row in live_awards(survey)], survey, ceiling)


def _contracted(survey: Survey, ceiling: Threshold) -> _Sum:
    """All that was contracted, with its amendments."""
    found = [row for _, award in live_awards(survey) for row in live_contracts_of(survey, award)]
    return _sum([(f"{at}/value", agreed_value(row)) for at, row in found], survey, ceiling)


def _sum(places: list[tuple[str, Any]], survey: Survey, ceiling: Threshold) -> _Sum:
    places = places or [("/tender/value", survey.tender.get("value"))]
    found = _Sum(places[0][0])
    for at, value in places:
        amount = amount_in(value, ceiling)
        if amount is None:
            found.lacking = found.lacking or ("/tender/value" if value is None else at)
        else:
            found.amount += amount
    return found


@looks_at("/tender/procurementMethod")
def amount_over_ceiling(survey: Survey, context: Context) -> Signs:
    """All that was awarded, or what the contracts came to with their amendments."""
    if method(survey) not in _HOW:
        return
    ceiling = _ceiling(survey, context)
    if ceiling is None:
        yield Lacking(NO_THRESHOLD)
        return
    awarded, contracted = _awarded(survey, ceiling), _contracted(survey, ceiling)
    found = awarded if awarded.amount > ceiling.value else contracted
    if found.amount > ceiling.value:
        amount = f"{found.amount:,.2f}"
        yield sign(found.pointer, "guide.amount_over_ceiling", amount=amount, ceiling=plain(ceiling))
    else:
        yield Lacking(awarded.lacking) if awarded.lacking else None


@looks_at("/tender/procurementMethod")
def amount_near_ceiling(survey: Survey, context: Context) -> Signs:
    if method(survey) not in _HOW:
        return
    ceiling = _ceiling(survey, context)
    if ceiling is None:
        yield Lacking(NO_THRESHOLD)
        return
    found = _awarded(survey, ceiling)
    if found.lacking:
        yield Lacking(found.lacking)
    elif ceiling.value * NEAR_CEILING <= found.amount <= ceiling.value:
        amount = f"{found.amount:,.2f}"
        yield sign(found.pointer, "guide.amount_near_ceiling", amount=amount, ceiling=plain(ceiling))
    else:
        yield None


@looks_at("/tender/procurementMethod", "/awards/*/date", "/awards/*/value")
def purchase_split(survey: Survey, context: Context) -> Signs:
    """Other direct awards of the office near in time, to the same supplier or of the same class."""
    if method(survey) != "direct" or not live_awards(survey):
        return
    ceiling = _ceiling(survey, context)
    if ceiling is None:
        yield Lacking(NO_THRESHOLD)
        return
    together = _together(survey, ceiling)
    for pointer, award in live_awards(survey):
        awarded, amount = day(award, "date"), amount_in(award.get("value"), ceiling)
        if awarded is None or amount is None:
            yield Lacking(f"{pointer}/date" if awarded is None else f"{pointer}/value")
        else:
            own = max((together[name] for name in _names(award)), key=sum, default=[amount])
            yield from _split(context, pointer, award, awarded, own, ceiling)


def _together(survey: Survey, ceiling: Threshold) -> Mapping[str, list[Decimal]]:
    """The amounts that this procedure awarded, by supplier and by class: in several awards it is still one."""
    found = defaultdict[str, list[Decimal]](list)
    for _, award in live_awards(survey):
        amount = amount_in(award.get("value"), ceiling)
        if amount is not None:
            for name in _names(award):
                found[name].append(amount)
    return found


def _names(award: Row) -> set[str]:
    return set(named(award, "suppliers")) | {f"/{code}" for code in _classes(award)}


def _split(context: Context, pointer: str, award: Row, awarded: date, own: list[Decimal], ceiling: Threshold) -> Signs:
    near = timedelta(days=SPLIT_DAYS)
    suppliers, classes = set(named(award, "suppliers")), _classes(award)
    past = context.history.awards(awarded - near, awarded + near, suppliers, classes)
    if past is None:
        yield Lacking(NO_HISTORY)
        return
    others = [other for other in past if _is_alike(other, context.ocid, suppliers, classes)]
    amounts = _once(other for other in others if other.amount <= ceiling.value)
    amount, theirs = sum(own, Decimal(0)), sum(amounts, Decimal(0))
    least = amount + (theirs / _MOST_TAX if ceiling.unit == WITHOUT_TAX else theirs)
    found = {"count": len(amounts) + len(own), "days": SPLIT_DAYS, "total": f"{least:,.2f}", "ceiling": plain(ceiling)}
    if not amount <= ceiling.value < amount + theirs:
        yield None
    else:
        yield (
            sign(f"{pointer}/value", "guide.purchase_split", **found) if least > ceiling.value else Lacking(NO_HISTORY)
        )


def _once(awards: Iterable[PastAward]) -> list[Decimal]:
    """The amount of each award, of one to several suppliers once: the memory holds a row for each of them."""
    first: dict[tuple[Any, ...], str] = {}
    rows = ((one, (one.ocid, one.awarded_on, one.amount, one.classes)) for one in awards)
    return [one.amount for one, key in rows if first.setdefault(key, one.supplier_id) == one.supplier_id]


def _classes(award: Row) -> set[str]:
    """The classes of what was awarded: the first digits of each item's code."""
    found = [text(part(item, "classification"), "id") for item in objects(award, "items")]
    return {code[:_CLASS_DIGITS] for code in found if code}


def _is_alike(other: PastAward, ocid: str, suppliers: set[str], classes: set[str]) -> bool:
    bought = {code[:_CLASS_DIGITS] for code in other.classes if code}
    same = other.supplier_id in suppliers or not classes.isdisjoint(bought)
    return same and other.ocid != ocid and other.method == "direct"

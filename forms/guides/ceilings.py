"""Guides on the amounts up to which a procedure may be run without an open tender."""

from datetime import date, timedelta
from decimal import Decimal

from forms.context import Context
from forms.guides.guide import NO_HISTORY, NO_THRESHOLD, Lacking, Signs, plain, sign
from forms.guides.reading import amount_in, day, figure, kind, live_awards, method, named
from forms.history import PastAward
from forms.survey import Row, Survey, part, rows, text
from forms.thresholds import Threshold

WITH_CEILING = ("direct", "selective")
NEAR_CEILING = Decimal("0.9")
SPLIT_DAYS = 30
_CLASS_DIGITS = 4


def _ceiling(survey: Survey, context: Context) -> Threshold | None:
    return figure(survey, context, f"ceiling.{method(survey)}.{kind(survey)}")


def _amounts(survey: Survey, ceiling: Threshold) -> list[tuple[str, Decimal]]:
    """What was awarded, else what is estimated."""
    places = [(f"{at}/value", row.get("value")) for at, row in live_awards(survey)]
    places = places or [("/tender/value", survey.tender.get("value"))]
    return [(at, amount) for at, value in places if (amount := amount_in(value, ceiling)) is not None]


def amount_over_ceiling(survey: Survey, context: Context) -> Signs:
    if method(survey) not in WITH_CEILING:
        return
    ceiling = _ceiling(survey, context)
    if ceiling is None:
        yield Lacking(NO_THRESHOLD)
        return
    amounts = _amounts(survey, ceiling)
    for pointer, amount in amounts:
        over = sign(pointer, "guide.amount_over_ceiling", amount=f"{amount:,.2f}", ceiling=plain(ceiling))
        yield over if amount > ceiling.value else None
    if not amounts:
        yield Lacking("/tender/value")


def amount_near_ceiling(survey: Survey, context: Context) -> Signs:
    if method(survey) not in WITH_CEILING:
        return
    ceiling = _ceiling(survey, context)
    if ceiling is None:
        yield Lacking(NO_THRESHOLD)
        return
    amounts = _amounts(survey, ceiling)
    for pointer, amount in amounts:
        near = sign(pointer, "guide.amount_near_ceiling", amount=f"{amount:,.2f}", ceiling=plain(ceiling))
        yield near if ceiling.value * NEAR_CEILING <= amount <= ceiling.value else None
    if not amounts:
        yield Lacking("/tender/value")


def purchase_split(survey: Survey, context: Context) -> Signs:
    """Other direct awards of the office near in time, to the same supplier or of the same class."""
    if method(survey) != "direct" or not live_awards(survey):
        return
    ceiling = _ceiling(survey, context)
    if ceiling is None:
        yield Lacking(NO_THRESHOLD)
        return
    for pointer, award in live_awards(survey):
        awarded, amount = day(award, "date"), amount_in(award.get("value"), ceiling)
        if awarded is None or amount is None:
            yield Lacking(f"{pointer}/date" if awarded is None else f"{pointer}/value")
        else:
            yield from _split(context, pointer, award, awarded, amount, ceiling)


def _split(context: Context, pointer: str, award: Row, awarded: date, amount: Decimal, ceiling: Threshold) -> Signs:
    near = timedelta(days=SPLIT_DAYS)
    suppliers, classes = set(named(award, "suppliers")), _classes(award)
    past = context.history.awards(awarded - near, awarded + near, suppliers, classes)
    if past is None:
        yield Lacking(NO_HISTORY)
        return
    alike = [other for other in past if _is_alike(other, context.ocid, suppliers, classes)]
    total = amount + sum((other.amount for other in alike), Decimal(0))
    found = {"count": len(alike) + 1, "days": SPLIT_DAYS, "total": f"{total:,.2f}", "ceiling": plain(ceiling)}
    split = alike and amount <= ceiling.value < total
    yield sign(f"{pointer}/value", "guide.purchase_split", **found) if split else None


def _classes(award: Row) -> set[str]:
    """The classes of what was awarded: the first digits of each item's code."""
    found = [text(part(item, "classification"), "id") for _, item in rows(award, "", "items")]
    return {code[:_CLASS_DIGITS] for code in found if code}


def _is_alike(other: PastAward, ocid: str, suppliers: set[str], classes: set[str]) -> bool:
    bought = {code[:_CLASS_DIGITS] for code in other.classes if code}
    same = other.supplier_id in suppliers or not classes.isdisjoint(bought)
    return same and other.ocid != ocid and other.method == "direct"

"""Guides on those who took part and on their bids."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from forms.context import Context
from forms.days import When
from forms.findings import Finding
from forms.guides.guide import Lacking, Signs, sign
from forms.guides.reading import (
    COMPETITIVE,
    PESOS,
    amount_in,
    bids,
    currency_of,
    live_awards,
    method,
    named,
    shown,
    tenderer_count,
    when,
    winners,
)
from forms.members import Row, part, rows, text
from forms.presence import looks_at
from forms.survey import Survey

DETAILS = "/bids/details"
NEAR_ESTIMATE = Decimal("0.98")
LEAST_FOR_STEPS = 3
BY_PRICE = ("", "priceOnly", "lowestCost", "costOnly")
_WHOLE = Decimal("0.005")
_SAME_STEP = Decimal("0.01")
_SAME_RATIO = Decimal("0.05")


@looks_at("/tender/procurementMethod")
def bidder_single(survey: Survey, context: Context) -> Signs:
    """One bidder where others could have come."""
    if method(survey) not in COMPETITIVE:
        return
    count = tenderer_count(survey)
    if count is None:
        yield Lacking("/tender/numberOfTenderers")
    else:
        yield sign("/tender/numberOfTenderers", "guide.bidder_single") if count == 1 else None


@looks_at("/bids/details")
def bids_rejected(survey: Survey, context: Context) -> Signs:
    """All others rejected, the lowest rejected, or one rejected without a reason."""
    found = bids(survey)
    if not found:
        if method(survey) in COMPETITIVE:
            yield Lacking(DETAILS)
        return
    yield from _all_others_rejected(survey, found)
    yield from _lowest_rejected(survey, found)
    for pointer, bid in found:
        if text(bid, "status") == "pending":
            yield Lacking(f"{pointer}/status")
        if _is_rejected(bid):
            founded = bool(text(bid, "description").strip() or rows(bid, "", "documents"))
            yield None if founded else _rejected(pointer, "case.rejected_without_reason")
    yield None


def _rejected(pointer: str, case: str, **parameters: object) -> Finding:
    return sign(pointer, "guide.bids_rejected", case=case, **parameters)


def _all_others_rejected(survey: Survey, found: list[tuple[str, Row]]) -> Signs:
    """One tenderer has all the valid bids and wins; at least one other was rejected."""
    valid = _tenderers(found, "valid")
    rejected = _tenderers(found, "disqualified") - valid
    won = winners(survey)
    if won and rejected:
        alone = len(valid) == 1 and won == valid
        yield _rejected(DETAILS, "case.rejected_all_others", count=len(rejected)) if alone else None


def _tenderers(found: list[tuple[str, Row]], status: str) -> set[str]:
    return {name for _, bid in found if text(bid, "status") == status for name in named(bid, "tenderers")}


def _lowest_rejected(survey: Survey, found: list[tuple[str, Row]]) -> Signs:
    """Only where price decides, or nothing is said of what does."""
    if not live_awards(survey) or text(survey.tender, "awardCriteria") not in BY_PRICE:
        return
    currency = _currency(found)
    known = [(amount_in(bid.get("value"), currency=currency), at, bid) for at, bid in found]
    priced = [(amount, at, bid) for amount, at, bid in known if amount is not None]
    if any(text(bid, "status") == "valid" for _, _, bid in priced):
        _, pointer, lowest = min(priced, key=lambda one: (one[0], _is_rejected(one[2])))
        yield _rejected(pointer, "case.rejected_lowest") if _is_rejected(lowest) else None


def _is_rejected(bid: Row) -> bool:
    return text(bid, "status") == "disqualified"


@looks_at("/bids/details")
def bids_alike(survey: Survey, context: Context) -> Signs:
    """The same amount from different bidders, or amounts at one and the same step."""
    priced = _prices(survey)
    if len(priced) < 2:
        if method(survey) in COMPETITIVE:
            yield Lacking(f"{DETAILS}/0/value")
        return
    yield from _identical(priced)
    amounts = sorted({amount for amount, _, _ in priced})
    if len(amounts) >= LEAST_FOR_STEPS and amounts[0] > 0:
        at_steps = _are_multiples(amounts) or _are_equal_steps(amounts) or _are_at_one_ratio(amounts)
        yield sign(DETAILS, "guide.bids_alike", case="case.bids_at_steps") if at_steps else None


def _prices(survey: Survey) -> list[tuple[Decimal, str, tuple[str, ...]]]:
    """Amount, place and bidders of every bid that has an amount in the currency of the procedure."""
    currency = _currency(bids(survey))
    values = [(bid.get("value"), at, tuple(named(bid, "tenderers"))) for at, bid in bids(survey)]
    found = [(amount_in(value, currency=currency), at, names) for value, at, names in values]
    return [(amount, at, names) for amount, at, names in found if amount is not None]


def _currency(found: list[tuple[str, Row]]) -> str:
    """The currency that most of the bids are in, of two the one that comes first."""
    counted = Counter(currency_of(bid["value"]) for _, bid in found if "value" in bid)
    return max(counted, key=counted.__getitem__, default=PESOS)


def _identical(priced: list[tuple[Decimal, str, tuple[str, ...]]]) -> Signs:
    first: dict[Decimal, tuple[str, ...]] = {}
    for amount, pointer, names in priced:
        if not names:
            continue
        other = first.setdefault(amount, names)
        alike = other is not names and set(other).isdisjoint(names)
        if alike:
            yield sign(f"{pointer}/value", "guide.bids_alike", case="case.bids_identical", amount=f"{amount:,.2f}")
        else:
            yield None


def _are_multiples(amounts: list[Decimal]) -> bool:
    ratios = [amount / amounts[0] for amount in amounts[1:]]
    return all(ratio > Decimal("1.5") and abs(ratio - round(ratio)) <= ratio * _WHOLE for ratio in ratios)


def _are_equal_steps(amounts: list[Decimal]) -> bool:
    steps = [later - sooner for sooner, later in pairwise(amounts)]
    return max(steps) - min(steps) <= _SAME_STEP


def _are_at_one_ratio(amounts: list[Decimal]) -> bool:
    """Each so many times the one before, to the cents that rounding takes."""
    return all(abs(b * b / a - c) <= _SAME_RATIO for a, b, c in zip(amounts, amounts[1:], amounts[2:], strict=False))


@looks_at("/bids/details", "/awards/*/suppliers")
def bid_late(survey: Survey, context: Context) -> Signs:
    """A winner's valid bid received after the time for bids was over."""
    end, won = when(survey.tender, "tenderPeriod", "endDate"), winners(survey)
    for pointer, bid in bids(survey):
        if text(bid, "status") != "valid" or won.isdisjoint(named(bid, "tenderers")):
            continue
        received = when(bid, "date")
        if received is None or _lacks_its_hour(received, end):
            yield Lacking(f"{pointer}/date")
        elif end is None:
            yield Lacking("/tender/tenderPeriod")
        else:
            if end.before(received):
                yield sign(f"{pointer}/date", "guide.bid_late", received=shown(received), end=shown(end))
            else:
                yield None


def _lacks_its_hour(received: When, end: When | None) -> bool:
    """Of the day itself on which the time for bids was over at an hour."""
    return end is not None and end.instant is not None and received.instant is None and received.day == end.day


@looks_at("/tender/procurementMethod", "/awards")
def award_near_estimate(survey: Survey, context: Context) -> Signs:
    """All that was awarded against what the office had set apart, else against its estimate."""
    if method(survey) not in COMPETITIVE:
        return
    awards = live_awards(survey)
    currency = currency_of(awards[0][1].get("value")) if awards else PESOS
    expected = [part(survey.body, "planning", "budget").get("amount"), survey.tender.get("value")]
    estimate = next((amount for value in expected if (amount := amount_in(value, currency=currency))), None)
    awarded = [(f"{at}/value", amount_in(award.get("value"), currency=currency)) for at, award in awards]
    known = [amount for _, amount in awarded if amount is not None]
    lacking = [at for at, amount in awarded if amount is None]
    if awards and (estimate is None or lacking):
        yield Lacking(lacking[0] if lacking else "/tender/value")
    elif estimate is not None and awards:
        share = sum(known, Decimal(0)) / estimate
        if share >= NEAR_ESTIMATE:
            yield sign(awarded[0][0], "guide.award_near_estimate", percent=f"{share * 100:.1f}")
        else:
            yield None

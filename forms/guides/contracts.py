"""Guides on contracts: published, changed, paid, delivered, guaranteed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from forms.acts.setting import agreed_value
from forms.context import Context
from forms.findings import Finding
from forms.guides.guide import NO_THRESHOLD, Lacking, Signs, plain, sign
from forms.guides.reading import (
    amount_in,
    currency_of,
    day,
    documents,
    figure,
    kind,
    live_awards,
    live_contracts,
    live_contracts_of,
    shown,
)
from forms.members import Row, number, objects, part, rows, text
from forms.presence import looks_at
from forms.rules.wording import SHORTEST_DESCRIPTION, SHORTEST_TITLE
from forms.survey import Survey

MOST_AMENDMENTS = 3
MOST_DIFFERENCE = Decimal(10)
MOST_DAYS = 1000
_MOST_DAYS_COUNTED = 100_000  # what is longer is no period of a contract
ROUND = Decimal(100000)
_COUNTED = Decimal(10) ** 15  # what is larger is no amount of money, and no number to divide
TOLERANCE = Decimal("1.005")
_CONTRACT_PAPERS = ("contractSigned", "contractText")
_DELIVERY = ("delivery", "")
_WORD = re.compile(r"[^\W\d_]{3,}[.,;:]?")
_LONGEST_CODE = 40


@looks_at("/contracts")
def publication_late(survey: Survey, context: Context) -> Signs:
    """A contract made public many days after it began."""
    for pointer, contract in live_contracts(survey):
        begun = day(contract, "period", "startDate") or day(contract, "dateSigned")
        if begun is None:
            yield Lacking(f"{pointer}/dateSigned")
            continue
        longest = context.thresholds.usable("publication.longest", begun)
        if longest is None:
            yield Lacking(NO_THRESHOLD)
            continue
        days = ((_published(contract) or context.today) - begun).days
        if days > longest.value:
            yield sign(f"{pointer}/documents", "guide.publication_late", days=days, longest=plain(longest))
        else:
            yield None


def _published(contract: Row) -> date | None:
    papers = [row for row in objects(contract, "documents") if text(row, "documentType") in _CONTRACT_PAPERS]
    return min((found for row in papers if (found := day(row, "datePublished"))), default=None)


@looks_at("/contracts")
def contract_amended(survey: Survey, context: Context) -> Signs:
    """Any change is a point; how much it matters is said by its number and by what it did to the amount."""
    for pointer, contract in live_contracts(survey):
        count = len(rows(contract, "", "amendments"))
        percent = _increase(survey, contract)
        if count >= MOST_AMENDMENTS:
            yield _amended(pointer, "case.amended_often", count, percent)
        elif count:
            yield _amended(pointer, _how_much(survey, contract, context, percent), count, percent)
        elif percent is None:
            yield Lacking(f"{pointer}/value")
        else:
            differs = abs(percent) > MOST_DIFFERENCE
            yield _amended(pointer, "case.amount_differs", count, percent) if differs else None


def _amended(pointer: str, case: str, count: int, percent: Decimal | None) -> Finding:
    change = "" if percent is None else f"{percent:+.1f}"
    place = f"{pointer}/amendments" if count else f"{pointer}/value"
    return sign(place, "guide.contract_amended", case=case, count=count, percent=change)


def _how_much(survey: Survey, contract: Row, context: Context, percent: Decimal | None) -> str:
    if percent is None:
        return "case.amended"
    signed = day(contract, "dateSigned") or context.today
    most = figure(survey, context, f"amendment.{kind(survey)}", signed)
    return "case.amended_over" if most is not None and percent > most.value else "case.amended_amount"


def _increase(survey: Survey, contract: Row) -> Decimal | None:
    """By how many percent the contract differs from what was first agreed, else all those of an award from it."""
    original = part(contract, "amounts").get("original")
    award = survey.award_of(contract)
    alike = [contract] if original else [row for _, row in live_contracts_of(survey, award)]
    first = original or award.get("value")
    currency = currency_of(first)
    known = [amount_in(agreed_value(row), currency=currency) for row in alike]
    before = amount_in(first, currency=currency)
    after = sum((amount for amount in known if amount is not None), Decimal(0))
    return (after - before) / before * 100 if before and known and None not in known else None


@looks_at("/contracts/*/implementation/transactions")
def payments_over(survey: Survey, context: Context) -> Signs:
    """More paid than agreed, beyond rounding."""
    for pointer, contract in survey.contracts:
        payments = rows(contract, pointer, "implementation", "transactions")
        value = agreed_value(contract)
        currency = currency_of(value)
        paid = [amount_in(row.get("value") or row.get("amount"), currency=currency) for _, row in payments]
        agreed = amount_in(value, currency=currency)
        if not payments:
            continue
        total = sum((amount for amount in paid if amount is not None), Decimal(0))
        if agreed is not None and total > agreed * TOLERANCE:
            yield sign(f"{pointer}/value", "guide.payments_over", paid=f"{total:,.2f}", agreed=f"{agreed:,.2f}")
        elif agreed is None or None in paid:
            yield Lacking(f"{pointer}/value" if agreed is None else f"{payments[paid.index(None)][0]}/value")
        else:
            yield None


@looks_at("/contracts/*/milestones /contracts/*/implementation/milestones")
def delivery_late(survey: Survey, context: Context) -> Signs:
    """A delivery after its day, or whose day has passed."""
    for pointer, contract in live_contracts(survey):
        for names in (("milestones",), ("implementation", "milestones")):
            for at, milestone in rows(contract, pointer, *names):
                if text(milestone, "type") in _DELIVERY:
                    yield _delivery(at, milestone, context.today)


def _delivery(pointer: str, milestone: Row, today: date) -> Finding | Lacking | None:
    due, met = day(milestone, "dueDate"), day(milestone, "dateMet")
    if due is None:
        return Lacking(f"{pointer}/dueDate")
    if met is None and text(milestone, "status") in ("met", "partiallyMet"):
        return Lacking(f"{pointer}/dateMet")
    days = ((met or today) - due).days
    case = "case.delivery_late" if met else "case.delivery_pending"
    return sign(pointer, "guide.delivery_late", case=case, due=shown(due), days=days) if days > 0 else None


@looks_at("/awards/*/value /contracts/*/value")
def amount_round(survey: Survey, context: Context) -> Signs:
    """Amounts that fall on a round figure; common, so it is only counted."""
    for pointer, owner in (*live_awards(survey), *live_contracts(survey)):
        amount = amount_in(owner.get("value"))
        if amount is None:
            yield Lacking(f"{pointer}/value")
        else:
            is_round = 0 < amount < _COUNTED and amount % ROUND == 0
            yield sign(f"{pointer}/value", "guide.amount_round", amount=f"{amount:,.2f}") if is_round else None


@looks_at("/tender/title /tender/description")
def title_unclear(survey: Survey, context: Context) -> Signs:
    """A title from which nobody can tell what is bought."""
    title, said = text(survey.tender, "title").strip(), text(survey.tender, "description").strip()
    if title:
        unclear = len(title) < SHORTEST_TITLE or _is_code(title)
        yield sign("/tender/title", "guide.title_unclear") if unclear else None
    elif survey.tender:
        yield Lacking("/tender/title")
    if said:
        yield sign("/tender/description", "guide.title_unclear") if len(said) < SHORTEST_DESCRIPTION else None


def _is_code(title: str) -> bool:
    """A number in the office's own cipher: hardly a word in it, all in capitals."""
    words = sum(bool(_WORD.fullmatch(piece)) for piece in title.split())
    return len(title) <= _LONGEST_CODE and title == title.upper() and words < 2


@looks_at("/contracts/*/period")
def contract_long(survey: Survey, context: Context) -> Signs:
    """Longer than a thousand days, or into another year without a budget authorisation at hand."""
    authorized = "budgetAuthorization" in documents(part(survey.body, "planning"))
    for pointer, contract in live_contracts(survey):
        start, end = day(contract, "period", "startDate"), _last_day(part(contract, "period"))
        if start is None or end is None:
            yield Lacking(f"{pointer}/period")
        elif (end - start).days > MOST_DAYS:
            yield _long(pointer, "case.contract_long", (end - start).days)
        else:
            several = end.year > start.year and not authorized
            yield _long(pointer, "case.contract_years", (end - start).days) if several else None


def _last_day(period: Row) -> date | None:
    """Its end as written, else as far as it may be extended, else by its days."""
    start, days = day(period, "startDate"), number(period, "durationInDays")
    written = day(period, "endDate") or day(period, "maxExtentDate")
    if written or start is None or days is None or not 0 <= days <= _MOST_DAYS_COUNTED:
        return written
    return start + timedelta(days=int(days))


def _long(pointer: str, case: str, days: int) -> Finding:
    return sign(f"{pointer}/period", "guide.contract_long", case=case, days=days)


@looks_at("/contracts")
def guarantee_short(survey: Survey, context: Context) -> Signs:
    """A contract that should be guaranteed, and is not or for less than asked."""
    for pointer, contract in live_contracts(survey):
        signed = day(contract, "dateSigned") or context.today
        since = figure(survey, context, "guarantee.from", signed)
        percent = figure(survey, context, "guarantee.percent", signed)
        values = _first_agreed(survey, contract)
        whole = next((amount for value in values if (amount := amount_in(value, since)) is not None), None)
        if since is None or percent is None or whole is None:
            yield Lacking(f"{pointer}/value" if whole is None else NO_THRESHOLD)
        elif whole >= since.value:
            before_tax = next((net for value in values if (net := _net(value)) is not None), whole)
            yield from _guarantee(pointer, contract, before_tax * percent.value / 100)


def _first_agreed(survey: Survey, contract: Row) -> list[Any]:
    """What a contract was first for, the surest first: an award with several contracts tells of none of them."""
    award = survey.award_of(contract)
    alone = len(live_contracts_of(survey, award)) == 1
    awarded = [award.get("value")] if alone else []
    return [part(contract, "amounts").get("original"), *awarded, contract.get("value")]


def _net(value: Any) -> Decimal | None:
    return number(value, "netAmount") if amount_in(value) is not None else None


def _guarantee(pointer: str, contract: Row, least: Decimal) -> Iterator[Finding | Lacking | None]:
    given = [row for row in objects(contract, "guarantees") if text(row, "obligations") in ("fulfillment", "")]
    known = [amount_in(row.get("value")) for row in given]
    total = sum((amount for amount in known if amount is not None), Decimal(0))
    if total < least and None in known:
        yield Lacking(f"{pointer}/guarantees/0/value")
        return
    case = "case.guarantee_small" if given else "case.guarantee_missing"
    if total < least:
        yield sign(f"{pointer}/guarantees", "guide.guarantee_short", case=case, least=f"{least:,.2f}")
    else:
        yield None

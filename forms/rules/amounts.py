"""Money and quantities."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.context import Context
from forms.findings import Finding, Level, finding
from forms.rules.rule import Verdicts
from forms.survey import Row, Survey, as_number, number, part, rows, text

_LARGEST: Mapping[str, Decimal] = MappingProxyType({"MXN": Decimal("1e11"), "": Decimal("1e11")})
_LARGEST_OTHER = Decimal("5e9")
_PLACEHOLDERS = frozenset(
    Decimal(text) for text in ("0", "0.01", "1", "123456", "1234567", "999999", "9999999", "99999999", "999999999")
)
_LOW, _HIGH = Decimal("0.5"), Decimal("1.5")
_TAXES = (Decimal(1), Decimal("1.08"), Decimal("1.16"))
_CENT = Decimal("0.01")
_TOLERANCE = Decimal("0.01")


def _money(value: Decimal) -> str:
    return f"{value:,.2f}"


def _warn(pointer: str, code: str, level: Level = Level.WARNING, **amounts: Decimal) -> Finding:
    return finding(pointer, code, level, **{name: _money(value) for name, value in amounts.items()})


def amount_negative(survey: Survey, context: Context) -> Verdicts:
    for place, amount in survey.amounts:
        yield _warn(place.pointer, "amount.negative", amount=amount) if amount < 0 else None


def amount_unrealistic(survey: Survey, context: Context) -> Verdicts:
    for place, amount in survey.amounts:
        largest = _LARGEST.get(text(place.value, "currency"), _LARGEST_OTHER)
        yield None if -largest <= amount <= largest else _warn(place.pointer, "amount.unrealistic", amount=amount)


def amount_placeholder(survey: Survey, context: Context) -> Verdicts:
    """A zero, a one or a row of nines written to fill the box. Unit prices may be anything."""
    for place, amount in survey.amounts:
        if not place.pattern.endswith("/unit/value"):
            yield _warn(place.pointer, "amount.placeholder", amount=amount) if amount in _PLACEHOLDERS else None


def amount_net_over_gross(survey: Survey, context: Context) -> Verdicts:
    for place, gross in survey.amounts:
        net = number(place.value, "netAmount")
        if net is not None:
            over = abs(net) > abs(gross)
            yield _warn(place.pointer, "amount.net_over_gross", net=net, gross=gross) if over else None


def _total(values: list[Any]) -> tuple[Decimal, str] | None:
    """The sum of Values in one currency; None when one cannot be read or currencies differ."""
    amounts = [number(value, "amount") for value in values]
    currencies = {text(value, "currency") or "MXN" for value in values}
    known = [amount for amount in amounts if amount is not None]
    if not values or len(known) != len(amounts) or len(currencies) != 1:
        return None
    return sum(known, Decimal(0)), currencies.pop()


def _compare(pointer: str, code: str, one: list[Any], other: list[Any]) -> Verdicts:
    """Whether the first total lies within 50 and 150 % of the second."""
    total, base = _total(one), _total(other)
    if total and base and total[1] == base[1] and base[0] > 0:
        near = _LOW <= total[0] / base[0] <= _HIGH
        yield None if near else _warn(pointer, code, total=total[0], base=base[0])


def contracts_sum_differs(survey: Survey, context: Context) -> Verdicts:
    for pointer, award in survey.awards:
        contracts = survey.contracts_of(award)
        if contracts and "value" in award:
            values = [row.get("value") for _, row in contracts]
            yield from _compare(f"{pointer}/value", "contracts.sum_differs", values, [award["value"]])


def budget_differs(survey: Survey, context: Context) -> Verdicts:
    budget = part(survey.body, "planning", "budget").get("amount")
    tender = survey.tender.get("value")
    if budget is not None and tender is not None:
        yield from _compare("/planning/budget/amount", "budget.differs", [budget], [tender])


def contract_overpaid(survey: Survey, context: Context) -> Verdicts:
    for pointer, contract in survey.contracts:
        payments = [row for _, row in rows(contract, pointer, "implementation", "transactions")]
        paid = _total([row.get("value", row.get("amount")) for row in payments])
        agreed = _total([contract["value"]]) if "value" in contract else None
        if paid and agreed and paid[1] == agreed[1]:
            over = _warn(f"{pointer}/value", "contract.overpaid", paid=paid[0], agreed=agreed[0])
            yield over if paid[0] - agreed[0] >= _CENT else None


def items_sum_differs(survey: Survey, context: Context) -> Verdicts:
    """The items' prices must make the value, with or without tax."""
    for pointer, owner in (*survey.awards, *survey.contracts):
        total = _items_total(rows(owner, pointer, "items"))
        agreed = number(owner.get("value"), "amount")
        if total and agreed:
            accepted = [total * tax for tax in _TAXES]
            if any(abs(value - agreed) <= abs(agreed) * _TOLERANCE for value in accepted):
                yield None
            else:
                yield _warn(f"{pointer}/value", "items.sum_differs", Level.NOTE, total=total, amount=agreed)


def _items_total(items: list[tuple[str, Row]]) -> Decimal | None:
    """The sum of quantity by unit price; None when an item lacks one of them."""
    total = Decimal(0)
    for _, item in items:
        quantity, price = number(item, "quantity"), number(part(item, "unit", "value"), "amount")
        if quantity is None or price is None or abs(quantity.adjusted()) > 20 or abs(price.adjusted()) > 20:
            return None
        total += quantity * price
    return total if items else None


def quantity_not_positive(survey: Survey, context: Context) -> Verdicts:
    for place in survey.of("item"):
        quantity = as_number(place.value.get("quantity"))
        if quantity is not None:
            if quantity > 0:
                yield None
            else:
                at = f"{place.pointer}/quantity"
                yield finding(at, "quantity.not_positive", Level.WARNING, value=quantity)
